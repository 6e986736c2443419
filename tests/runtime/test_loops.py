"""Two machines never talk to each other for ever: the bot stops, a person gets the conversation and reads why."""

import asyncio

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from shopbell.capabilities import EVERYTHING
from shopbell.cli.why import why
from shopbell.messages import InboundMessage
from shopbell.replies import Reply
from shopbell.runtime.loops import AUTOMATIC_MOST, SAME_MOST
from shopbell.testing import Delivered, TestCustomer, TestShop
from tests.runtime.answers import ECHO, install

pytestmark = pytest.mark.storage

MINUTE = 60_000
WAITING = "Thank you, a person will answer you here as soon as possible."
SAME = f"the same answer {SAME_MOST} times in a row: two machines may be writing to each other"
AUTOMATIC = "one automatic answer after the other comes from this address"
SAME_ANSWER = """
@skill()
async def answer(turn):
    return Reply(text="I am not here.")
"""
KEPT_WORD = """
from shopbell import Migration

@hookimpl
def shopbell_migrations():
    return [Migration(1, "CREATE TABLE p_word_word (reason TEXT NOT NULL) {STRICT}")]

@hookimpl
def shopbell_handed_over(turn, reason):
    return [Write("INSERT INTO p_word_word (reason) VALUES (?)", (reason,))]
"""


@pytest.fixture
async def echo(shop: TestShop) -> TestShop:
    """A shop that repeats what it hears."""
    await install(shop, "echo", ECHO)
    return shop


def automatic(number: int) -> InboundMessage:
    return InboundMessage(
        channel="testing", account="default", sender="ana", key=f"a{number}", text="I am on holiday", automatic=True
    )


async def reasons(shop: TestShop) -> list[str]:
    return [handoff.reason for handoff in await shop.running.handoffs()]


async def test_the_same_answer_again_and_again_brings_a_person(
    shop: TestShop, customer: TestCustomer, outbox: Delivered
) -> None:
    await install(shop, "same", SAME_ANSWER)

    await customer.says("Hello.")  # answered with word that it is an automatic assistant
    said = [(await customer.says(f"Your ticket is number {n}.")).text for n in range(SAME_MOST + 2)]

    assert said == ["I am not here."] * SAME_MOST + [WAITING, ""]
    assert await reasons(shop) == [SAME]
    await shop.delivered(SAME_MOST + 3)
    assert outbox.texts[2:] == said[:-1]


async def test_why_tells_it(echo: TestShop, customer: TestCustomer) -> None:
    for _ in range(SAME_MOST + 2):
        await customer.says("Your ticket was received.")
    record = await echo.why(customer.turn_id)
    await echo.close()

    words = [str(customer.turn_id), "--config", str(echo.folder), "--data", str(echo.data)]
    shown = await asyncio.to_thread(CliRunner().invoke, why, words)  # it has an event loop of its own

    assert record["outcome"] == "looped"
    assert "two machines" in shown.output
    assert f"The conversation went to a person ({SAME})." in shown.output


async def test_whoever_leaves_word_of_a_handover_hears_of_this_one(echo: TestShop, customer: TestCustomer) -> None:
    await install(echo, "word", KEPT_WORD, skills=())
    for _ in range(SAME_MOST + 2):
        await customer.says("Your ticket was received.")

    assert await echo.fetch("SELECT reason FROM p_word_word") == [(SAME,)]


async def test_a_customer_who_says_other_things_between_is_answered(echo: TestShop, customer: TestCustomer) -> None:
    for number in range(2 * SAME_MOST):
        assert (await customer.says("more" if number % SAME_MOST else "and red ones?")).text
    assert await reasons(echo) == []


async def test_and_who_says_it_slowly(echo: TestShop, customer: TestCustomer) -> None:
    for _ in range(2 * SAME_MOST):
        assert (await customer.says("more")).text == "You said: more"
        echo.clock.advance(MINUTE)


async def test_released_it_is_answered_again(echo: TestShop, customer: TestCustomer) -> None:
    for _ in range(SAME_MOST + 2):
        await customer.says("ping")
    (handoff,) = await echo.running.handoffs()

    await echo.running.release(handoff.conversation, "maria")

    assert (await customer.says("ping")).text == "You said: ping"


async def test_stop_is_heard_from_a_machine_too(echo: TestShop, customer: TestCustomer) -> None:
    for _ in range(SAME_MOST + 2):
        reply = await customer.says("STOP")

    assert reply.text.startswith("You will get no more offers")


async def test_a_channel_says_how_many_messages_an_hour_one_address_is_answered(
    echo: TestShop, customer: TestCustomer
) -> None:
    echo.channel.capabilities = replace(EVERYTHING, per_hour_from_one=3)
    await echo.running.host.reload("testing")

    said = [(await customer.says(f"mail {number}")).text for number in range(3)]
    echo.clock.advance(61 * MINUTE)
    said += [(await customer.says(f"mail {number}")).text for number in range(3, 8)]

    assert said == [*(f"You said: mail {number}" for number in range(6)), WAITING, ""]
    assert await reasons(echo) == ["more than 3 messages within an hour: two machines may be writing to each other"]


async def test_one_automatic_answer_brings_nobody(echo: TestShop, customer: TestCustomer) -> None:
    await customer.says("hello")
    for number in range(AUTOMATIC_MOST):
        await (await echo.inbox.accept(automatic(number))).replies(5)
        echo.clock.advance(61 * MINUTE)

    assert await reasons(echo) == []
    assert (await customer.says("back again")).text == "You said: back again"


async def test_one_after_the_other_brings_a_person_without_a_word(
    echo: TestShop, customer: TestCustomer, outbox: Delivered
) -> None:
    await customer.says("hello")
    await echo.delivered(2)

    for number in range(AUTOMATIC_MOST + 1):
        accepted = await echo.inbox.accept(automatic(number))
        assert await accepted.replies(5) == ()

    record = await echo.why(accepted.turn_id)
    assert (record["outcome"], record["handover"]) == ("automatic", AUTOMATIC)
    assert await reasons(echo) == [AUTOMATIC]
    assert len(outbox) == 2
    assert (await customer.says("hello?")) == Reply()


async def test_newsletters_are_nobodys_business(echo: TestShop) -> None:
    for number in range(3 * AUTOMATIC_MOST):  # nobody at this address was ever answered
        await (await echo.inbox.accept(automatic(number))).replies(5)

    assert await reasons(echo) == []
