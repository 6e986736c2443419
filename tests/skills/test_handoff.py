"""A customer wants a person: the bot steps back, says what happens, and the shop hears of it."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from shopbell import MessageContext, ShopEvent
from shopbell.clock import Clock
from shopbell.replies import PERSON_PAYLOAD
from shopbell.shop import ShopInfo
from shopbell.testing import TestCustomer, TestShop
from shopbell_handoff.letter import letter
from shopbell_handoff.notices import Notice
from shopbell_handoff.phrases import HANDOFF
from shopbell_handoff.sentences import passing_on
from tests.skills.mail_server import MailServer, open_mail_server
from tests.skills.moments import move_to

pytestmark = pytest.mark.storage

SOON = (
    "I am passing you on to a person, who will answer you right here as soon as possible."
    " You can already write what it is about."
)
NOBODY = "Nobody is here to answer you right now"
HOURS = {"mon-fri": "9:00-18:00"}
WAITING = "SELECT attempts FROM p_shopbell_handoff_notice"


async def open_shop(shop: TestShop, mail: MailServer | None = None, **smtp: Any) -> TestCustomer:
    await shop.configure(languages=["en", "de", "fr", "es"], handoff_email="owner@crumb.example")
    settings = {"host": "127.0.0.1", "port": mail.port, "tls": "none", "retry": 0.05, **smtp} if mail else None
    status = await shop.enable("shopbell_handoff", **({"smtp": settings} if settings else {}))
    assert status.state == "enabled", status.reason
    return shop.customer("ana")


@pytest.mark.parametrize(
    "asked",
    [
        "I want to talk to a person",
        "can I speak to someone please",
        "let me talk to a REAL person!!",
        "human please",
        "ich möchte bitte mit einem Menschen sprechen",
        "einen Mitarbeiter bitte",
        "je voudrais parler à un vrai humain",
        "quiero hablar con una persona real",
    ],
)
async def test_a_person_is_asked_for_in_many_ways(shop: TestShop, asked: str) -> None:
    ana = await open_shop(shop)

    reply = await ana.says(asked)

    assert reply.text
    assert await shop.held("ana")
    assert (await shop.state("ana")).holder.reason == "asked"


async def test_then_the_bot_is_silent(shop: TestShop) -> None:
    ana = await open_shop(shop)
    await ana.says("I want to talk to a person")

    reply = await ana.says("it is about my order")

    assert reply.parts == ()


@pytest.mark.parametrize(
    ("moment", "asked", "answer"),
    [
        ("wed 10:00", "a person please", f"{SOON} If it is urgent, call +49 30 5550143."),
        ("wed 7:00", "a person please", f"{NOBODY}; somebody is today from 09:00.\nShall I take a message?"),
        ("wed 20:00", "a person please", f"{NOBODY}; somebody is tomorrow from 09:00.\nShall I take a message?"),
        ("fri 20:00", "a person please", f"{NOBODY}; somebody is on Monday from 09:00.\nShall I take a message?"),
        ("fri 20:00", "einen Menschen bitte", "antworten kann; am Montag ab 09:00 Uhr ist wieder jemand da.\nSoll ich"),
    ],
)
async def test_the_customer_hears_what_happens_next(
    shop: TestShop, clock: Clock, moment: str, asked: str, answer: str
) -> None:
    await shop.configure(hours=HOURS, phone="+49 30 5550143")
    ana = await open_shop(shop)
    move_to(clock, moment)

    reply = await ana.says(asked)

    assert answer in reply.text


async def test_without_hours_nothing_is_promised_but_haste(shop: TestShop) -> None:
    ana = await open_shop(shop)

    reply = await ana.says("a person please")

    assert reply.text == SOON


async def test_the_shop_gets_a_letter_without_the_customers_words(shop: TestShop, mail: MailServer) -> None:
    ana = await open_shop(shop, mail)

    await ana.says("I want to talk to a person")
    await mail.received(1)

    sent = mail.letters[0]
    seat = await shop.seat("ana")
    assert sent["To"] == sent["From"] == "owner@crumb.example"
    assert sent["Subject"] == "[Corner shop] A customer is waiting for a person"
    assert f"Conversation: {seat.lane.conversation_id}" in sent.get_content()
    assert f"shopbell handoff release {seat.lane.conversation_id}" in sent.get_content()
    assert "ana" not in sent.as_string().replace("handoff", "")
    assert "talk" not in sent.as_string()


async def test_the_shop_hears_of_a_handover_that_nobody_asked_for(shop: TestShop, mail: MailServer) -> None:
    ana = await open_shop(shop, mail)
    await ana.says("I am angry, this is the worst and most horrible shop ever!!")
    await ana.says("I hate this terrible shop, it is awful!!")
    await mail.received(1)

    assert "(upset)" in mail.letters[0].get_content()
    assert await shop.held("ana")


async def test_a_letter_that_went_leaves_nothing_behind(shop: TestShop, mail: MailServer) -> None:
    ana = await open_shop(shop, mail)
    await ana.says("a person please")
    await mail.received(1)

    for _ in range(1_000):  # the mail server has it a moment before the shop has noted so
        if not (left := await shop.fetch(WAITING)):
            break
        await asyncio.sleep(0.02)
    assert left == []


async def test_a_letter_is_tried_until_it_is_taken_and_the_owner_hears_why_not(
    shop: TestShop, mail: MailServer
) -> None:
    mail.refusals = 3
    ana = await open_shop(shop, mail)

    reply = await ana.says("a person please")
    await mail.received(1)

    assert reply.text == SOON
    assert mail.attempts == 4


async def test_trouble_with_the_mail_server_is_told(shop: TestShop, mail: MailServer) -> None:
    mail.refusals = 1_000
    ana = await open_shop(shop, mail)

    await ana.says("a person please")
    await mail.tried(2)

    told = [sentence for _plugin, hook in shop.running.host.epoch.health for sentence in hook()]
    assert told == ["the mail server does not take our notices of waiting customers (SMTPSenderRefused)"]


async def test_a_restart_loses_no_letter(shop: TestShop, mail: MailServer) -> None:
    mail.refusals = 1_000
    ana = await open_shop(shop, mail, retry=0.2)
    await ana.says("a person please")
    await mail.tried(1)

    await shop.close()
    mail.refusals = 0
    assert not mail.letters
    await shop.open()

    await mail.received(1)


async def test_an_unencrypted_server_gets_nothing_when_encryption_is_wanted(shop: TestShop, mail: MailServer) -> None:
    ana = await open_shop(shop, mail, tls="starttls")

    await ana.says("a person please")

    await mail.visited(2)  # it tries again, as with any failure
    assert not mail.letters
    assert await shop.fetch("SELECT count(*) FROM p_shopbell_handoff_notice") == [(1,)]


async def test_both_passwords_hold_while_they_are_exchanged(shop: TestShop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_NEW", "tomorrow")
    monkeypatch.setenv("MAIL_OLD", "today")
    async with open_mail_server("today") as mail:
        password = [{"env": "MAIL_NEW"}, {"env": "MAIL_OLD"}]
        ana = await open_shop(shop, mail, user="crumb", password=password, sender="bot@crumb.example")

        await ana.says("a person please")
        await mail.received(1)

        assert mail.letters[0]["From"] == "bot@crumb.example"


@pytest.mark.parametrize(
    ("smtp", "complaint"),
    [
        ({"user": "crumb"}, "belong together"),
        ({"user": "c", "password": {"env": "HOME"}, "host": "mail.example", "tls": "none"}, "in the clear"),
        ({"password": "secret"}, "secret"),
        ({"tls": "maybe"}, "tls"),
    ],
)
async def test_a_mail_server_half_described_is_refused(shop: TestShop, smtp: dict[str, Any], complaint: str) -> None:
    status = await shop.enable("shopbell_handoff", smtp={"host": "127.0.0.1", **smtp})

    assert status.state == "failed"
    assert complaint in status.reason


async def test_the_log_names_nobody(shop: TestShop, mail: MailServer) -> None:
    ana = await open_shop(shop, mail)
    with capture_logs() as lines:
        await ana.says("I want to talk to a person")
        await mail.received(1)

    said = [line for line in lines if line["event"] == "person asked for"]
    assert [set(line) for line in said] == [{"event", "log_level", "plugin", "turn", "conversation"}]
    assert "ana" not in str([line for line in lines if line["event"] != "person asked for"]).replace("handoff", "")
    assert "crumb.example" not in str(lines)


async def test_an_erased_customer_is_not_written_about(shop: TestShop, mail: MailServer) -> None:
    mail.refusals = 1_000
    ana = await open_shop(shop, mail, retry=3_600)
    await ana.says("a person please")
    await mail.tried(1)
    customer = (await shop.seat("ana")).lane.customer.id

    await shop.running.customer_desk().erase(customer, "the owner")

    assert await shop.fetch(WAITING) == []


def test_the_button_for_a_person_leads_here() -> None:
    assert PERSON_PAYLOAD in HANDOFF.examples["en"]


@given(st.text(min_size=1, max_size=200), st.integers(0, 4_102_444_800_000), st.sampled_from(["en", "de-AT", "xx"]))
def test_any_shop_can_be_written_to(name: str, at: int, language: str) -> None:
    shop = ShopInfo(name=name, languages=(language,))

    sent = letter(Notice(7, 3, "webchat", "fr", at, "asked", 0, 0), shop, "bot@crumb.example", "owner@crumb.example")

    assert "3" in sent.get_content()
    assert sent.as_bytes()
    assert str(passing_on(shop)) == SOON


@pytest.mark.parametrize(
    "talk",
    [
        ("hello", "are you a bot", "I want to talk to a person", SOON),
        ("Hallo", "bist du ein bot", "ich möchte mit einem Menschen sprechen", "Ich gebe an einen Menschen weiter"),
    ],
    ids=["English", "German"],
)
async def test_from_hello_to_done(shop: TestShop, mail: MailServer, talk: tuple[str, str, str, str]) -> None:
    ana = await open_shop(shop, mail)
    await shop.enable("shopbell_smalltalk")
    hello, bot, person, passed_on = talk

    await ana.says(hello)
    await ana.says(bot)
    assert passed_on in (await ana.says(person)).text
    await mail.received(1)
    assert (await ana.says(hello)).parts == ()

    await shop.running.release((await shop.seat("ana")).lane.conversation_id, "owner")
    assert (await ana.says(hello)).text


async def test_a_word_of_the_owners_list_brings_a_person(shop: TestShop) -> None:
    await open_shop(shop)
    await shop.enable("shopbell_handoff", keywords=["lawyer", "nut allergy"])
    await shop.enable("shopbell_smalltalk")

    calm = await shop.customer("ben").says("hello, the lawyers' cake was nice")
    reply = await shop.customer("ana").says("Hello! My LAWYER will write to you.")

    assert not await shop.held("ben")
    assert calm.text
    assert reply.text == SOON
    assert (await shop.state("ana")).holder.reason == "a word of the list"


async def test_who_is_not_understood_three_times_in_a_row_gets_a_person(shop: TestShop) -> None:
    ana = await open_shop(shop)

    heard = [str((await ana.says(f"what about the {word} of the moon")).text) for word in ("far", "dark", "old")]

    assert heard[2] == SOON
    assert SOON not in heard[:2]
    assert (await shop.state("ana")).holder.reason == "not understood"


async def test_who_is_annoyed_and_not_understood_is_offered_a_person_at_once(shop: TestShop) -> None:
    await shop.enable("shopbell_handoff")

    calm = await shop.customer("ben").says("blue trousers sing")
    annoyed = await shop.customer("ana").says("this is a disgrace, I am furious, terrible")

    assert calm.options == ()
    assert [option.payload for option in annoyed.options] == [PERSON_PAYLOAD]


async def test_with_much_in_the_cart_once_is_enough(shop: TestShop) -> None:
    ana = await open_shop(shop)
    await shop.enable("shopbell_handoff", valuable=10_000)
    for name in ("ana", "ben"):
        await shop.customer(name).says("a first word, please nothing else")
    for name, total in (("ana", 12_000), ("ben", 900)):
        event = ShopEvent(kind="cart.updated", source="test", id=name, sender=name, body={"amount": total})
        await shop.inbox.record("default", [event])
    await shop.idle()

    await ana.says("blorb quux")
    await shop.customer("ben").says("blorb quux")

    assert await shop.held("ana")
    assert not await shop.held("ben")


@pytest.mark.parametrize("summary", ["nothing", "facts", "words"])
async def test_the_letter_tells_as_much_as_the_owner_wants(shop: TestShop, mail: MailServer, summary: str) -> None:
    ana = await open_shop(shop, mail)
    await shop.enable("shopbell_handoff", summary=summary)
    context = MessageContext(product="B001", page="https://crumb.example/rye")

    with capture_logs() as lines:
        await ana.says("my rye was burnt", context=context)
        await ana.says("I want to talk to a person", context=context)
        await mail.received(1)

    body = mail.letters[0].get_content()
    assert ("Product: B001" in body) == ("Page: https://crumb.example/rye" in body) == (summary != "nothing")
    assert ("> my rye was burnt" in body) == ("> I want to talk to a person" in body) == (summary == "words")
    assert "burnt" not in str(lines)
