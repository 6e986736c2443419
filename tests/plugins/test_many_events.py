"""Events over all channels at once, a fifth of them doubled and a fifth out of order: none is lost, none counts twice.

10,000 events instead of 300 with ``--hypothesis-profile=fuzz``.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from random import Random

import pytest
from aiohttp import ClientSession
from hypothesis import settings

from shopbell.messages import ChannelEvent
from shopbell.replies import decode_reply
from shopbell.runtime.commit import decode_message
from shopbell.testing import TestShop
from tests.plugins.api_house import MESSAGES
from tests.plugins.mail_house import ADDRESS, MailHouse, mail_house
from tests.plugins.telegram_house import CHAT, USER, TelegramHouse, telegram_house, update
from tests.runtime.answers import install
from tests.web.visitor import Browser

pytestmark = pytest.mark.storage

COUNTING = """
@skill()
async def answer(turn):
    count = turn.recall("count", 0) + 1
    turn.remember("count", count)
    return Reply(text=str(count))
"""
MAILS_OF = 20  # one event of so many is a mail
CUSTOMERS = 4  # of each channel
RANK = {"due": 0, "sending": 1, "sent": 2, "delivered": 3, "read": 4}
Brings = Callable[[int, int], Awaitable[None]]  # customer, number of the message


def stream(rng: Random, count: int) -> list[tuple[int, int]]:
    """Customers' messages by number as a bad network brings them."""
    events = [(number % CUSTOMERS, number) for number in range(count)]
    for place in rng.sample(range(count - 5), count // 5):
        other = place + rng.randint(1, 4)
        events[place], events[other] = events[other], events[place]
    for place in sorted(rng.sample(range(count), count // 5), reverse=True):
        events.insert(place + rng.randint(1, 10), events[place])
    return events


async def over_telegram(house: TelegramHouse, customer: int, number: int) -> None:
    person = USER | {"id": 500 + customer}
    sent = update(number, text=f"m{number}", **{"from": person, "chat": CHAT | {"id": 500 + customer}})
    assert (await house.brings(sent))[0] == 200


async def over_api(shop: TestShop, client: ClientSession, customer: int, number: int) -> None:
    key = (shop.data / "admin.token").read_text().strip()
    said = {"sender": f"app-{customer}", "id": str(number), "text": f"m{number}"}
    async with client.post(f"{shop.url}{MESSAGES}", json=said, headers={"Authorization": f"Bearer {key}"}) as answer:
        assert answer.status == 200, await answer.text()


async def over_web_chat(browsers: list[Browser], customer: int, number: int) -> None:
    await browsers[customer].send(type="message", id=f"m{number}", text=f"m{number}")
    await browsers[customer].hear("ack", id=f"m{number}")


async def over_mail(house: MailHouse, customer: int, number: int) -> None:
    head = f"From: ana{customer}@example.net\nTo: {ADDRESS}\nSubject: m\nMessage-ID: <m{number}@example.net>\n"
    house.puts(f"{head}Content-Type: text/plain; charset=utf-8\n\nm{number}")


async def bring(events: list[tuple[int, int]], brings: Brings) -> None:
    for customer, number in events:
        await brings(customer, number)


async def taken(shop: TestShop) -> dict[int, list[str]]:
    """What each address wrote, in the order of its turns."""
    found: dict[int, list[str]] = {}
    rows = await shop.fetch("SELECT identity_id, body FROM message WHERE author = 'customer' ORDER BY id")
    for identity_id, body in rows:
        found.setdefault(identity_id, []).append(decode_message(body).text)
    return found


async def counted(shop: TestShop) -> dict[int, list[int]]:
    """What each address was answered, in the order of its turns."""
    found: dict[int, list[int]] = {}
    rows = await shop.fetch("SELECT identity_id, body FROM message WHERE author = 'bot' ORDER BY id")
    for identity_id, body in rows:
        text = str(getattr(decode_reply(body).parts[0], "text", ""))
        if text.isdigit():
            found.setdefault(identity_id, []).append(int(text))
    return found


async def test_nothing_is_lost_doubled_or_out_of_order(shop: TestShop) -> None:
    count = 10_000 if settings().max_examples >= 10_000 else 300
    rng = Random(count)
    shop.rehearses = False
    await install(shop, "counting", COUNTING)
    await shop.enable("shopbell_api")
    await shop.enable("shopbell_webchat", messages_per_minute=100_000, frames_per_minute=100_000)
    mails, others = count // MAILS_OF, count * (MAILS_OF - 1) // MAILS_OF // 3
    async with telegram_house(shop) as telegram, mail_house(shop) as mail, ClientSession() as client:
        browsers = [Browser(client, shop.url) for _ in range(CUSTOMERS)]
        for browser in browsers:
            await browser.arrive()
        brought = {name: stream(rng, others) for name in ("telegram", "api", "webchat")}
        async with asyncio.TaskGroup() as all_at_once:
            all_at_once.create_task(bring(brought["telegram"], lambda *one: over_telegram(telegram, *one)))
            all_at_once.create_task(bring(brought["api"], lambda *one: over_api(shop, client, *one)))
            all_at_once.create_task(bring(brought["webchat"], lambda *one: over_web_chat(browsers, *one)))
            all_at_once.create_task(bring(stream(rng, mails), lambda *one: over_mail(mail, *one)))
        async with asyncio.timeout(120):
            while sum(map(len, (await taken(shop)).values())) < mails + 3 * others:  # noqa: ASYNC110 mail comes by itself
                await asyncio.sleep(0.05)
        await shop.idle(60)

        heard = Counter(tuple(said) for said in (await taken(shop)).values())
        for events in brought.values():
            for customer in range(CUSTOMERS):
                first = dict.fromkeys(f"m{number}" for one, number in events if one == customer)
                assert heard[tuple(first)] >= 1  # as each came first, in that order
        assert sum(len(said) * times for said, times in heard.items()) == mails + 3 * others
        for answers in (await counted(shop)).values():
            assert answers == list(range(1, len(answers) + 1))
        for browser in browsers:
            browser.cut()


async def test_receipts_that_come_doubled_and_out_of_order_never_go_backwards(shop: TestShop) -> None:
    rng = Random(7)
    await install(shop, "counting", COUNTING)
    for number in range(20):
        await shop.customer(f"ana{number % CUSTOMERS}").says(f"m{number}")
    await shop.delivered(20 + CUSTOMERS)
    rows = await shop.fetch("SELECT id, address FROM outbox")
    receipts = [(*row, state) for row in rows for state in ("delivered", "read", "delivered")]
    rng.shuffle(receipts)
    reached: dict[int, int] = {}

    for number, (row_id, address, state) in enumerate(receipts):
        event = ChannelEvent(
            kind="receipt", channel="testing", account="default", sender=address, key=f"r{number}", about=str(row_id),
            details={"state": state},
        )  # fmt: skip
        await shop.inbox.report(event)
        await shop.idle()
        [(now,)] = await shop.fetch("SELECT state FROM outbox WHERE id = ?", row_id)
        assert RANK[now] >= max(reached.get(row_id, 0), RANK[state])
        reached[row_id] = RANK[now]

    assert set(reached.values()) == {RANK["read"]}
