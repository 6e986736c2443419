"""Dialogues that wait: for an answer that does not come, for an event, for a time, for their own work."""

import asyncio

import pytest

from shopbell.contracts import Write
from shopbell.dialogues.journal import STARTED, WOKE, Entry, decode_run, encode_run
from shopbell.messages import ShopEvent
from shopbell.runtime.items import Control
from shopbell.testing import TestShop
from tests.dialogues.shops import ORDER, calls, use

pytestmark = pytest.mark.storage

REMIND = """
@dialogue("remind", Intent("remind", {"en": ["remind me tomorrow"]}), title="the reminder")
async def remind(chat):
    await chat.say("I will.")
    await chat.sleep(86_400, key="a day")
    try:
        if await chat.ask("Do you still want it?", kind="yes_no", key="still", timeout=3_600):
            await chat.say("Good.")
    except AskTimeout:
        await chat.say("Then I let it be.")
"""
PAID = """
@dialogue("pay", Intent("pay", {"en": ["I want to pay"]}))
async def pay(chat):
    await chat.say("Pay over there.")
    try:
        body = await chat.wait_event("order.paid", match={"order": "17"}, key="paid", timeout=3_600)
    except AskTimeout:
        await chat.say("No money came.")
        return
    await chat.say(f"Thank you for {body['amount']}.")
"""
SLOW = """
import asyncio
GATE = asyncio.Event()


async def render(what):
    CALLS.append(what)
    await GATE.wait()
    return {"what": what}


@dialogue("picture", Intent("picture", {"en": ["draw a cake"]}))
async def picture(chat):
    await chat.say("I am drawing.")
    drawn = await chat.background(render, "a cake", key="draw")
    if await chat.ask(f"Here is {drawn['what']}. Do you like it?", kind="yes_no", key="like"):
        await chat.say("Good.")
"""


def texts(shop: TestShop, since: int = 0) -> list[str]:
    return shop.channel.delivered.texts[since:]


async def tells(shop: TestShop, *words: str) -> None:
    """Wait until the shop has said this, as the last."""
    async with asyncio.timeout(5):
        while tuple(texts(shop)[-len(words) :]) != words:  # noqa: ASYNC110 a test may look often
            await asyncio.sleep(0.001)


async def all_said(shop: TestShop) -> None:
    """Wait until everything that was said is delivered."""
    while await shop.fetch("SELECT 1 FROM outbox WHERE state IN ('due', 'sending') LIMIT 1"):  # noqa: ASYNC110
        await asyncio.sleep(0.001)


async def test_a_question_nobody_answers_ends_quietly(shop: TestShop) -> None:
    await use(shop, ORDER)
    await shop.customer("ana").says("I want a cake")
    await shop.customer("ana").says("S")
    await all_said(shop)
    heard = len(texts(shop))

    await shop.passes(minutes=11)

    assert texts(shop, heard) == []
    assert await shop.fetch("SELECT status FROM run") == [("expired",)]
    assert (await shop.state("ana")).dialogues == []
    assert (await shop.customer("ana").says("3")).text == "Sorry, I did not understand that."


async def test_an_answer_in_time_stops_the_clock(shop: TestShop) -> None:
    await use(shop, ORDER)
    await shop.customer("ana").says("I want a cake")
    await shop.customer("ana").says("S")
    await shop.passes(minutes=9)
    await shop.customer("ana").says("2")

    await shop.passes(minutes=9)

    assert (await shop.customer("ana").says("yes")).text == "Any note for us?"


async def test_it_sleeps_and_wakes_up_by_itself_also_after_a_restart(shop: TestShop) -> None:
    await use(shop, REMIND)
    customer = shop.customer("ana")
    assert (await customer.says("remind me tomorrow")).text == "I will."
    await shop.restart()

    await shop.passes(hours=23)
    await tells(shop, "I will.")
    await shop.passes(hours=1)

    await tells(shop, "Do you still want it?")
    assert (await customer.says("yes")).text == "Good."


async def test_a_timeout_is_the_authors_to_catch(shop: TestShop) -> None:
    await use(shop, REMIND)
    await shop.customer("ana").says("remind me tomorrow")

    await shop.passes(days=1)
    await shop.passes(hours=1)

    await tells(shop, "Do you still want it?", "Then I let it be.")
    assert await shop.fetch("SELECT count(*) FROM timer") == [(0,)]


async def test_while_it_waits_for_an_event_the_customer_talks_of_other_things(shop: TestShop) -> None:
    await use(shop, PAID, ORDER)
    customer = shop.customer("ana")
    await customer.says("I want to pay")
    assert (await customer.says("I want a cake")).text == "Which size?"

    for number, order in enumerate(("16", "17", "17")):
        event = ShopEvent(
            kind="order.paid", source="test", id=str(number), sender="ana", body={"order": order, "amount": number}
        )
        await shop.inbox.record("default", [event])
    await shop.idle()

    await tells(shop, "Thank you for 1.")
    assert (await customer.says("S")).text == "How many?"
    assert await shop.fetch("SELECT status FROM run ORDER BY id") == [("finished",), ("waiting",)]


async def test_an_event_that_never_comes_times_out(shop: TestShop) -> None:
    await use(shop, PAID)
    await shop.customer("ana").says("I want to pay")

    await shop.passes(hours=2)

    await tells(shop, "No money came.")
    assert await shop.fetch("SELECT count(*) FROM wait") == [(0,)]


async def test_long_work_holds_nobody_up_and_is_done_again_after_a_restart(shop: TestShop) -> None:
    await use(shop, SLOW, ORDER)
    customer = shop.customer("ana")
    assert (await customer.says("draw a cake")).text == "I am drawing."
    assert (await customer.says("I want a cake")).text == "Which size?"
    await shop.restart()
    await shop.settle()
    while not calls(shop):  # noqa: ASYNC110
        await asyncio.sleep(0.001)

    entry = shop.running.host.epoch.dialogues["cakes/picture"]
    entry.skill.play.__globals__["GATE"].set()  # type: ignore[attr-defined]

    await tells(shop, "Here is a cake. Do you like it?")
    assert calls(shop) == ["a cake"]
    assert (await customer.says("yes")).text == "Good.\nBack to your order.\nWhich size?"


async def conversation_of(shop: TestShop, name: str) -> int:
    return (await shop.seat(name)).lane.conversation_id


async def test_a_persons_time_with_the_customer_does_not_count(shop: TestShop) -> None:
    await use(shop, ORDER)
    customer = shop.customer("ana")
    await customer.says("I want a cake")
    await customer.says("S")
    conversation = await conversation_of(shop, "ana")
    await shop.passes(minutes=5)
    await shop.running.intake.control(conversation, Control("take", agent="bo"))
    await shop.passes(hours=1)
    assert (await customer.says("hello?")).parts == ()
    await all_said(shop)
    await shop.running.intake.control(conversation, Control("release"))
    await tells(shop, "The automatic assistant is answering again.", "Back to your order.", "How many?")
    await shop.passes(minutes=4)
    assert (await customer.says("2")).text.startswith("2 x S")

    assert await shop.fetch("SELECT status FROM run") == [("waiting",)]


async def test_what_happens_while_a_person_holds_is_told_afterwards(shop: TestShop) -> None:
    await use(shop, PAID, REMIND)
    customer = shop.customer("ana")
    await customer.says("I want to pay")
    await customer.says("remind me tomorrow")
    conversation = await conversation_of(shop, "ana")
    await shop.running.intake.control(conversation, Control("take", agent="bo"))
    event = ShopEvent(kind="order.paid", source="test", id="1", sender="ana", body={"order": "17", "amount": 5})
    await shop.inbox.record("default", [event])
    await shop.passes(days=2)
    await all_said(shop)
    heard = len(texts(shop))

    await shop.running.intake.control(conversation, Control("release"))
    await shop.passes(seconds=1)
    await all_said(shop)

    assert set(texts(shop, heard)) == {
        "The automatic assistant is answering again.", "Thank you for 5.", "Do you still want it?",
    }  # fmt: skip


async def test_a_lease_that_ends_by_itself_lets_the_dialogue_go_on(shop: TestShop) -> None:
    await use(shop, ORDER)
    customer = shop.customer("ana")
    await customer.says("I want a cake")
    await customer.says("S")
    conversation = await conversation_of(shop, "ana")
    until = shop.clock.now() + 3_600_000
    await shop.running.intake.control(conversation, Control("take", agent="bo", until=until))
    await shop.passes(hours=1)

    await shop.passes(minutes=9)
    back = "The automatic assistant is answering again."
    assert (await customer.says("2")).text.startswith(f"{back}\n2 x S")


JOURNEY = """
@dialogue("after", on=["order.delivered"], title="your delivery")
async def after(chat, event):
    await chat.sleep(3_600, key="unpack")
    if await chat.ask(f"Is order {event['order']} all right?", kind="yes_no", key="right"):
        await chat.say("Good.")
"""


async def delivered(shop: TestShop, number: str) -> None:
    event = ShopEvent(kind="order.delivered", source="test", id=number, sender="ana", body={"order": number})
    await shop.inbox.record("default", [event])
    await shop.idle()


async def test_an_event_begins_a_journey(shop: TestShop) -> None:
    await use(shop, JOURNEY)
    await delivered(shop, "17")
    await delivered(shop, "17")

    await shop.passes(hours=1)

    await tells(shop, "Is order 17 all right?")
    assert (await shop.customer("ana").says("yes")).text == "Good."
    assert await shop.fetch("SELECT count(*) FROM run") == [(1,)]


async def test_a_journey_that_begins_while_a_person_holds_waits_for_them(shop: TestShop) -> None:
    await use(shop, JOURNEY)
    await shop.customer("ana").says("hello")
    conversation = await conversation_of(shop, "ana")
    await shop.running.intake.control(conversation, Control("take", agent="bo"))
    await delivered(shop, "17")
    await shop.passes(hours=5)

    await shop.running.intake.control(conversation, Control("release"))
    await shop.passes(seconds=1)
    await shop.passes(hours=1)

    await tells(shop, "Is order 17 all right?")


LATER = """
@dialogue("later", Intent("later", {"en": ["charge me later"]}))
async def later(chat):
    await chat.sleep(3_600, key="an hour")
    paid = await chat.step(CALLS.append, chat.idempotency("charge"), key="charge", irreversible=True)
    await chat.ask("Paid. Any note?", key="note")
"""


async def test_a_step_that_a_crash_cut_short_in_a_timers_turn_is_looked_at_at_the_next_start(shop: TestShop) -> None:
    await use(shop, LATER)
    await shop.customer("ana").says("charge me later")
    [(run_id, body)] = await shop.fetch("SELECT id, body FROM run")
    run = decode_run(body)  # as it lies on disk between the step's start and its result
    run.journal += [Entry(WOKE, "an hour"), Entry(STARTED, "charge", None, True)]
    run.pending, run.turn = None, run_id + 1_000_000
    cut_short = Write("UPDATE run SET body = ?, rev = rev + 1 WHERE id = ?", (encode_run(run), run_id), 1)
    watch = Write("UPDATE timer SET kind = 'held', due_at = ?", (shop.clock.now() + 60_000,), 1)

    await shop.running.store.commit([cut_short, watch])
    await shop.restart()

    await tells(shop, "Paid. Any note?")
    assert calls(shop) == [f"{run.token}/charge"]


BIRTHDAY = """
@dialogue("birthday", Intent("birthday", {"en": ["my birthday is tomorrow"]}))
async def birthday(chat):
    await chat.sleep(86_400, key="a day", max_late=3_600)
    await chat.say("Happy birthday!")
"""


@pytest.mark.parametrize(("hours", "wished"), [(24.5, True), (26, False)])
async def test_what_comes_too_late_is_not_said(shop: TestShop, hours: float, wished: bool) -> None:
    await use(shop, BIRTHDAY)
    await shop.customer("ana").says("my birthday is tomorrow")

    await shop.passes(hours=hours)
    await all_said(shop)

    assert ("Happy birthday!" in texts(shop)) == wished
    assert await shop.fetch("SELECT status FROM run") == [("finished" if wished else "expired",)]


async def test_a_persons_time_may_make_it_too_late(shop: TestShop) -> None:
    await use(shop, BIRTHDAY)
    await shop.customer("ana").says("my birthday is tomorrow")
    await shop.running.intake.control(await conversation_of(shop, "ana"), Control("take", agent="bo"))
    await shop.passes(days=2)

    await shop.running.intake.control(await conversation_of(shop, "ana"), Control("release"))
    await shop.passes(seconds=1)
    await all_said(shop)

    assert "Happy birthday!" not in texts(shop)
    assert await shop.fetch("SELECT status FROM run") == [("expired",)]
