"""Nobody of the shop is there: the customer hears it, leaves a message if they like, and the shop finds it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from shopbell.app.erasing import erase
from shopbell.clock import Clock
from shopbell.http.operations import HandoffInfo
from shopbell.testing import TestCustomer, TestShop
from tests.skills.mail_server import MailServer
from tests.skills.moments import move_to
from tests.skills.owner import command, rows

pytestmark = pytest.mark.storage

HOURS = {"mon-fri": "9:00-18:00"}
NOBODY = "Nobody is here to answer you right now; somebody is tomorrow from 09:00."
OFFER = f"{NOBODY}\nShall I take a message?"
WORDS = "my parcel came open"
THANKS = "Thank you, I have passed it on. Somebody will answer you tomorrow from 09:00."


@pytest_asyncio.fixture
async def ana(shop: TestShop, mail: MailServer, clock: Clock) -> TestCustomer:
    """A customer, on a Wednesday evening."""
    await shop.configure(languages=["en", "de", "fr", "es"], hours=HOURS, handoff_email="owner@crumb.example")
    await setting(shop, smtp={"host": "127.0.0.1", "port": mail.port, "tls": "none", "retry": 0.05})
    await shop.enable("shopbell_smalltalk")
    move_to(clock, "wed 20:00")
    return shop.customer("ana")


async def setting(shop: TestShop, **settings: Any) -> None:
    status = await shop.enable("shopbell_handoff", **settings)
    assert status.state == "enabled", status.reason


async def listed(shop: TestShop) -> list[tuple[str, str, str]]:
    return [(one.holder, one.reason, one.message) for one in await shop.running.handoffs()]


async def leaves_a_message(customer: TestCustomer, words: str = WORDS) -> str:
    await customer.says("I want to leave a message")
    await customer.says(words)
    return str((await customer.says("yes")).text)


async def test_a_message_is_taken_and_the_shop_finds_it(shop: TestShop, ana: TestCustomer, mail: MailServer) -> None:
    with capture_logs() as lines:
        await ana.plays(f"""
            > I want to talk to a person
            {NOBODY}
            Shall I take a message?
            [Leave a message] [No, thank you]
            > leave a message
            What is it about?
            > {WORDS}
            “{WORDS}”
            Shall I pass this on?
            [Yes] [No]
            > yes
            {THANKS}
        """)
        await mail.received(1)

    assert await listed(shop) == [("bot", "left a message", WORDS)]
    letter = mail.letters[0]
    assert letter["Subject"] == "[Corner shop] A customer would like to hear from you"
    assert f"Message:\n> {WORDS}\n" in letter.get_content().replace("\r\n", "\n")
    assert "parcel" not in str(lines)


async def test_the_assistant_goes_on_answering(shop: TestShop, ana: TestCustomer) -> None:
    await leaves_a_message(ana)

    assert (await ana.says("hello")).text
    assert not await shop.held("ana")


async def test_who_wants_to_leave_none_hears_when_to_come_back(
    shop: TestShop, ana: TestCustomer, mail: MailServer
) -> None:
    await ana.says("a person please")

    reply = await ana.says("no")

    assert reply.text == "All right. Somebody is here tomorrow from 09:00; just ask for a person again then."
    assert await listed(shop) == []
    assert mail.attempts == 0


async def test_who_does_not_want_it_passed_on_has_left_nothing(shop: TestShop, ana: TestCustomer) -> None:
    await ana.says("I want to leave a message")
    await ana.says(WORDS)

    assert (await ana.says("no")).text == "All right, then I have noted nothing."
    assert await listed(shop) == []


async def test_another_question_is_answered_in_between(shop: TestShop, ana: TestCustomer) -> None:
    await ana.says("a person please")

    reply = await ana.says("are you a bot")
    assert str(reply.text).endswith("Back to your message.\nShall I take a message?")
    assert (await ana.says("yes please")).text == "What is it about?"


@pytest.mark.parametrize("again", ["human please", "can I speak to someone"])
async def test_asking_again_begins_nothing_a_second_time(shop: TestShop, ana: TestCustomer, again: str) -> None:
    await ana.says("a person please")

    assert (await ana.says(again)).text == "Back to your message.\nShall I take a message?"
    assert await shop.fetch("SELECT count(*) FROM run WHERE status = 'waiting'") == [(1,)]


async def test_the_offer_may_be_taken_up_in_other_words(shop: TestShop, ana: TestCustomer) -> None:
    await ana.says("a person please")

    assert (await ana.says("I would like to leave a message")).text == "What is it about?"
    await ana.says(WORDS)
    assert (await ana.says("yes")).text == THANKS
    assert await shop.fetch("SELECT count(*) FROM run WHERE status = 'waiting'") == [(0,)]


async def test_who_cannot_be_written_to_says_where(shop: TestShop, ana: TestCustomer) -> None:
    shop.channel.pulled.add("page")
    await shop.configure(country="DE")
    ben = TestCustomer(shop, "ben", "page")

    await ben.says("a person please")
    await ben.says("yes")
    asked = await ben.says(WORDS)
    wrong = await ben.says("you know me")
    summed = await ben.says("call 030 1234567 please")
    await ben.says("yes")

    assert asked.text == "Where can we answer you? An e-mail address or a telephone number, please."
    assert str(wrong.text).startswith("Please give an e-mail address or a telephone number")
    assert "Answer to: +49301234567" in str(summed.text)
    assert await listed(shop) == [("bot", "left a message", f"{WORDS}\n+49301234567")]


async def test_an_email_address_will_do_as_well(shop: TestShop, ana: TestCustomer) -> None:
    shop.channel.pulled.add("page")
    ben = TestCustomer(shop, "ben", "page")
    for said in ("I want to leave a message", WORDS, "to ben.b@mail.example, thanks", "yes"):
        await ben.says(said)

    assert await listed(shop) == [("bot", "left a message", f"{WORDS}\nben.b@mail.example")]


async def test_a_second_message_joins_the_first_until_both_are_done_with(shop: TestShop, ana: TestCustomer) -> None:
    await leaves_a_message(ana)
    await leaves_a_message(ana, "and the jar is broken")

    [one] = await shop.running.handoffs()
    assert one.message == f"{WORDS}\n\nand the jar is broken"
    await shop.running.release(one.conversation, "owner")
    assert await listed(shop) == []


async def test_a_message_outlives_restart_and_the_time_of_handing_over(shop: TestShop, ana: TestCustomer) -> None:
    await shop.configure(handoff_minutes=10)
    await leaves_a_message(ana)
    move_to(shop.clock, "thu 10:00")
    await ana.says("a person please")
    assert await listed(shop) == [("queue", "asked", WORDS)]

    await shop.restart()
    await shop.passes(minutes=11)

    assert await listed(shop) == [("bot", "left a message", WORDS)]


@pytest.mark.parametrize("lost", ["keyword", "not understood", "upset"])
async def test_where_a_person_is_needed_and_none_is_there_a_message_is_offered(
    shop: TestShop, ana: TestCustomer, mail: MailServer, lost: str
) -> None:
    await setting(shop, keywords=["lawyer"], fallbacks=2 if lost == "not understood" else 0)
    said = {
        "keyword": ("my lawyer will write",),
        "not understood": ("the ladder has a hole", "the bucket has a hole"),
        "upset": ("I am angry, this is the worst and most horrible shop ever!!", "I hate this terrible shop!!"),
    }[lost]

    for words in said:
        reply = await ana.says(words)

    reason = "a word of the list" if lost == "keyword" else lost
    assert reply.text == NOBODY
    assert [option.label for option in reply.options] == ["Leave a message"]
    assert await listed(shop) == [("bot", reason, "")]
    await mail.received(1)
    assert f"({reason})" in mail.letters[0].get_content()
    assert (await ana.says("1")).text == "What is it about?"
    await ana.says(WORDS)
    await ana.says("yes")
    assert await listed(shop) == [("bot", reason, WORDS)]


async def test_a_skill_that_calls_a_person_at_night_silences_nobody(
    shop: TestShop, ana: TestCustomer, mail: MailServer
) -> None:
    await shop.enable("shopbell_order_status")  # and no order book: it calls a person

    reply = await ana.says("where is my order 100234")
    await mail.received(1)

    assert str(reply.text) == (
        f"I cannot look into the orders at the moment. A person will do it and answer you here.\n{NOBODY}"
    )
    assert [option.label for option in reply.options] == ["Leave a message"]
    assert await listed(shop) == [("bot", "the orders cannot be looked up", "")]
    assert (await ana.says("hello")).text


async def test_a_skill_that_calls_a_person_by_day_leaves_it_to_them(shop: TestShop, ana: TestCustomer) -> None:
    await shop.enable("shopbell_order_status")
    move_to(shop.clock, "thu 10:00")

    reply = await ana.says("where is my order 100234")

    assert NOBODY not in str(reply.text)
    assert await shop.held("ana")


async def test_one_letter_tells_it_however_often_it_is_needed(
    shop: TestShop, ana: TestCustomer, mail: MailServer
) -> None:
    await setting(shop, keywords=["lawyer"])

    for _ in range(3):
        await ana.says("my lawyer will write")
    await mail.received(1)
    await leaves_a_message(ana)
    await mail.received(2)

    assert len(mail.letters) == 2


async def test_people_may_answer_at_other_hours_than_the_shop_is_open(shop: TestShop, ana: TestCustomer) -> None:
    await setting(shop, answered={"mon-fri": "19-22"})
    assert "passing you on" in str((await shop.customer("ben").says("a person please")).text)

    await setting(shop, answered={"mon-fri": "10-12"})
    assert "somebody is tomorrow from 10:00" in str((await ana.says("a person please")).text)


async def test_a_closed_day_is_nobodys_day(shop: TestShop, ana: TestCustomer) -> None:
    tomorrow = datetime.fromtimestamp(shop.clock.now() / 1000, UTC).date() + timedelta(days=1)
    await shop.configure(hours={**HOURS, f"{tomorrow}": "closed"})
    await setting(shop, answered={"mon-fri": "10-12"})

    assert "somebody is on Friday from 10:00" in str((await ana.says("a person please")).text)


async def test_hours_that_cannot_be_read_are_told(shop: TestShop) -> None:
    status = await shop.enable("shopbell_handoff", answered={"mon-fry": "9-17"})

    assert status.state == "failed"
    assert "fry" in status.reason


@pytest.mark.parametrize(
    ("asked", "offer", "yes"),
    [
        ("einen Menschen bitte", "Soll ich eine Nachricht aufnehmen?", "ja"),
        ("un humain s'il vous plaît", "Dois-je prendre un message ?", "oui"),
        ("una persona por favor", "¿Tomo un mensaje?", "sí"),
    ],
)
async def test_it_is_offered_in_the_customers_language(
    shop: TestShop, ana: TestCustomer, asked: str, offer: str, yes: str
) -> None:
    reply = await ana.says(asked)

    assert str(reply.text).endswith(offer)
    await ana.says(yes)
    await ana.says("CR-1001")
    assert "09:00" in str((await ana.says(yes)).text)


async def test_what_it_is_gone_back_to_is_named_in_the_customers_language(shop: TestShop, ana: TestCustomer) -> None:
    await ana.says("einen Menschen bitte")

    again = str((await ana.says("kann ich mit jemandem sprechen")).text)

    assert again == "Zurück zu: Ihre Nachricht.\nSoll ich eine Nachricht aufnehmen?"


async def test_the_owner_reads_it_on_the_command_line(shop: TestShop, ana: TestCustomer) -> None:
    assert "Nobody waits" in (await command(shop, "list", of="handoff")).output
    await leaves_a_message(ana, "my parcel came open\nand the jar is broken")

    shown = (await command(shop, "list", of="handoff")).output
    [one] = rows(await command(shop, "list", "--json", of="handoff"))

    assert "bot  since" in shown
    assert "> my parcel came open\n          > and the jar is broken\n" in shown
    assert one["message"] == "my parcel came open\nand the jar is broken"
    assert HandoffInfo.__struct_fields__ == tuple(one)


async def test_nothing_is_left_of_an_erased_customer(shop: TestShop, ana: TestCustomer, mail: MailServer) -> None:
    mail.refusals = 1_000
    await setting(shop, smtp={"host": "127.0.0.1", "port": mail.port, "tls": "none", "retry": 3_600})
    await leaves_a_message(ana)
    await mail.tried(1)

    await erase(shop.running, (await shop.seat("ana")).lane.customer.id, "the owner")

    assert await listed(shop) == []
    assert await shop.fetch("SELECT 1 FROM p_shopbell_handoff_notice") == []
