"""Ana asks on the web site, confirms her e-mail address, goes on in Telegram, and is written to by mail: all real.

Web chat over its socket, Telegram over its webhook against a Bot API, e-mail through Dovecot and an SMTP server.
"""

import json
import re
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from shopbell.messages import ShopEvent
from shopbell.runtime.commit import decode_message
from shopbell.testing import TestShop
from tests.plugins.mail_house import ADDRESS, MailHouse, mail_house
from tests.plugins.telegram_house import CHAT, USER, TelegramHouse, calls, telegram_house, update
from tests.runtime.answers import ECHO, install
from tests.runtime.test_sending import UNASKED
from tests.stores.traces import traces
from tests.web.visitor import Browser

pytestmark = pytest.mark.storage

MARK = "zebrastripe"  # in all that Ana says, and in her address
MAIL = f"{MARK}@example.net"
CAKES = """
from shopbell import dialogue

@dialogue("order_cake", Intent("order_cake", {"en": ["I want a cake"]}), title="your cake")
async def order_cake(chat):
    size = await chat.ask("Which size?", options=["small", "large"], key="size")
    await chat.say(f"A {size} cake it is.")
"""


class Ana:
    """One person with a browser, a telephone and a mailbox."""

    def __init__(self, shop: TestShop, browser: Browser, telegram: TelegramHouse, mail: MailHouse) -> None:
        self.shop, self.browser, self.telegram, self.mail = shop, browser, telegram, mail
        self._said = 0
        self._updates = 100

    async def types(self, text: str, until: str) -> str:
        """In the web chat; all that is shown until these words are."""
        self._said += 1
        await self.browser.send(type="message", id=f"m{self._said}", text=text)
        shown = ""
        while until not in shown:
            shown += json.dumps((await self.browser.hear("message")).get("parts", ()))
        return shown

    async def taps(self, text: str, until: str) -> None:
        """In Telegram."""
        self._updates += 1
        status, _ = await self.telegram.brings(update(self._updates, text=text))
        assert status == 200
        await self.telegram.platform.wait_for(
            1, only=lambda asked: asked.path.endswith("sendMessage") and until in asked.json()["text"]
        )

    async def blocks_the_bot(self) -> None:
        self._updates += 1
        member = {"user": {"id": 42, "is_bot": True, "first_name": "Shop"}, "status": "kicked"}
        change = {"chat": CHAT, "from": USER, "date": 1, "old_chat_member": member, "new_chat_member": member}
        await self.telegram.brings({"update_id": self._updates, "my_chat_member": change})
        await self.shop.idle()

    async def reads(self, count: int) -> str:
        """The words of the mail of that number that came to her."""
        letter = (await self.mail.postman.wait_for(count))[count - 1]
        assert letter["To"] == MAIL
        plain = letter.get_body(("plain",))
        assert plain is not None
        return str(plain.get_content()).strip()

    async def mails(self, text: str) -> None:
        self._said += 1
        head = f"From: Ana <{MAIL}>\nTo: {ADDRESS}\nSubject: {MARK}\nMessage-ID: <{MARK}{self._said}@example.net>\n"
        self.mail.puts(f"{head}Content-Type: text/plain; charset=utf-8\n\n{text}")

    async def happens(self, kind: str, channel: str = "telegram", address: str = str(USER["id"])) -> None:
        """A shop system reports something about the customer it knows by that address."""
        self._said += 1
        event = ShopEvent(kind=kind, source="shop", id=str(self._said), sender=address)
        await self.shop.running.intake.record(channel, "default", [event], frozenset({kind}))
        await self.shop.idle()
        await self.shop.passes(hours=3)


@pytest.fixture
async def ana(shop: TestShop) -> AsyncIterator[Ana]:
    """The shop with all its doors, and Ana in front of it."""
    shop.rehearses = False
    await install(shop, "echo", ECHO)
    await install(shop, "bakery", CAKES, ["order_cake"])
    await install(shop, "unasked", UNASKED, ["shipped", "cake"])
    for plugin in ("shopbell_webchat", "shopbell_identity", "shopbell_feedback"):
        assert (await shop.enable(plugin)).state == "enabled"
    async with telegram_house(shop) as telegram, mail_house(shop) as mail, aiohttp.ClientSession() as session:
        browser = Browser(session, shop.url)
        await browser.arrive()
        yield Ana(shop, browser, telegram, mail)
        browser.cut()


async def timeline(shop: TestShop, channel: str) -> list[tuple[str, str]]:
    """What the customer who has an address there has written, and where, over all their addresses."""
    rows = await shop.fetch(
        "SELECT theirs.channel, message.body FROM identity AS one JOIN identity AS theirs"
        " ON theirs.customer_id = one.customer_id JOIN message ON message.identity_id = theirs.id"
        " WHERE one.channel = ? AND message.author = 'customer' ORDER BY message.id",
        channel,
    )
    return [(where, decode_message(body).text) for where, body in rows]


async def erase(shop: TestShop, channel: str) -> None:
    [(customer_id,)] = await shop.fetch("SELECT customer_id FROM identity WHERE channel = ?", channel)
    head = {"Authorization": f"Bearer {(shop.data / 'admin.token').read_text().strip()}"}
    url = f"{shop.url}/api/v1/customers/{customer_id}"
    async with aiohttp.ClientSession(headers=head) as http, http.delete(url) as answer:
        assert answer.status == 200, await answer.text()


async def test_one_customer_over_web_chat_telegram_and_mail(ana: Ana, capfd: pytest.CaptureFixture[str]) -> None:
    shop = ana.shop
    await ana.types(f"do you sell {MARK} bread?", f"You said: do you sell {MARK} bread?")

    # Her address, by a code.
    await ana.types("confirm my e-mail address", "Which e-mail address is it?")
    await ana.types(MAIL, "I have sent a code to")
    code = re.match(r"\d{3} \d{3}", await ana.reads(1))
    assert code is not None
    await ana.types(code[0], "that is confirmed")

    # A question that is open goes along into Telegram.
    await ana.types("I want a cake", "Which size?")
    link = re.search(r"https://t\.me/shop_bot\?start=([\w-]{32})", await ana.types("continue in Telegram", "t.me"))
    assert link is not None
    await ana.taps(f"/start {link[1]}", "Which size?")
    await ana.taps("large", "A large cake it is.")

    # She blocks the bot and wants no offers; what she must know comes by mail.
    await ana.blocks_the_bot()
    sent = len(calls(ana.telegram.platform, "sendMessage"))
    await ana.mails("STOP")
    await ana.mail.heard(1)
    await ana.happens("cake.week", "email", MAIL)
    assert await shop.fetch("SELECT verdict, reason FROM outbox WHERE purpose = 'marketing'") == [
        ("refused", "the customer said STOP")
    ]
    await ana.happens("order.shipped")
    assert "Your order is on its way." in await ana.reads(2)

    # How it was, she says by mail.
    await ana.happens("order.delivered")
    assert "How satisfied were you with us?" in await ana.reads(3)
    await ana.mails("Very good")
    assert "Would you like to add something?" in await ana.reads(4)
    await ana.mails(f"nice people, {MARK}")
    assert "We are glad. See you soon!" in await ana.reads(5)
    assert await shop.fetch("SELECT score FROM p_shopbell_feedback_answer") == [(5,)]

    # One customer, one conversation, one timeline.
    web = [("webchat", f"do you sell {MARK} bread?"), ("webchat", "confirm my e-mail address"), ("webchat", MAIL)]
    web += [("webchat", code[0]), ("webchat", "I want a cake"), ("webchat", "continue in Telegram")]
    phone = [("telegram", f"/start {link[1]}"), ("telegram", "large")]
    mail = [("email", "Very good"), ("email", f"nice people, {MARK}")]
    assert await timeline(shop, "email") == [*web, *phone, *mail]
    assert await timeline(shop, "telegram") == await timeline(shop, "webchat") == await timeline(shop, "email")
    assert len(calls(ana.telegram.platform, "sendMessage")) == sent
    lanes = {await lane(shop, channel) for channel in ("webchat", "telegram", "email")}
    assert len(lanes) == 1

    # The link to Telegram is undone: both have what was theirs.
    [(proof_id,)] = await shop.fetch("SELECT id FROM link_proof WHERE state = 'linked'")
    assert (await shop.running.linking.undo(proof_id, "bo")).state == "undone"
    assert await timeline(shop, "telegram") == phone
    assert await timeline(shop, "webchat") == await timeline(shop, "email") == [*web, *mail]
    assert await lane(shop, "telegram") != await lane(shop, "webchat") == await lane(shop, "email")

    # Erased, nothing is left of her, and nobody writes to her again.
    hers = (MARK, str(USER["id"]), ana.browser.visitor)
    assert all(traces(shop.data, one) for one in hers)
    await erase(shop, "telegram")
    await erase(shop, "email")
    await shop.restart()
    await shop.close()
    assert traces(shop.data, *hers) == []
    await shop.open()
    await shop.settle()
    event = ShopEvent(kind="order.shipped", source="import", id="again", sender=MAIL)
    await shop.running.intake.record("email", "default", [event], frozenset({event.kind}))
    await shop.idle()
    assert set(await shop.fetch("SELECT state, reason FROM outbox")) == {
        ("refused", "the address is on the list of those who want nothing any more")
    }
    assert len(ana.mail.postman.taken) == 5
    assert MARK not in "".join(capfd.readouterr())


async def test_who_wrote_in_telegram_goes_on_on_the_web_site(ana: Ana) -> None:
    await ana.shop.enable("shopbell_webchat", page="https://shop.example/bread")
    await ana.browser.arrive()
    await ana.taps("I want a cake", "Which size?")
    await ana.taps("continue on the web site", "Follow this link")
    asked = calls(ana.telegram.platform, "sendMessage")
    links = [
        found
        for one in asked
        if (found := re.search(r"https://shop\.example/bread#shopbell-([\w-]{32})\"", str(one.body)))
    ]

    await ana.browser.send(type="message", id="m1", text="Let us go on here.", invitation=links[0][1])
    shown = ""
    while "Which size?" not in shown:
        shown += json.dumps((await ana.browser.hear("message")).get("parts", ()))
    await ana.browser.send(type="message", id="m2", text="small")
    while "A small cake it is." not in shown:
        shown += json.dumps((await ana.browser.hear("message")).get("parts", ()))

    assert await lane(ana.shop, "telegram") == await lane(ana.shop, "webchat")


async def lane(shop: TestShop, channel: str) -> int:
    """The conversation of the address that somebody has there."""
    [address] = await shop.fetch("SELECT channel, account, address FROM identity WHERE channel = ?", channel)
    found: Any = await shop.running.lanes.seat(address)  # type: ignore[arg-type]
    return int(found.lane.conversation_id)
