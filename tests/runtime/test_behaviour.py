"""What a customer notices: who answers, what is asked back, when a person takes over."""

import asyncio

import pytest

from shopbell.contracts import Write
from shopbell.errors import Overloaded
from shopbell.messages import InboundMessage
from shopbell.replies import Reply, decode_reply
from shopbell.runtime.commit import encode_body
from shopbell.runtime.items import Control
from shopbell.testing import Delivered, TestCustomer, TestShop
from tests.runtime.answers import ECHO, HELP, CloseCall, install

pytestmark = pytest.mark.storage

FALLBACK = "Sorry, I did not understand that."
APOLOGY = "Sorry, something went wrong on our side. A person will look at it."
MINUTE = 60_000

TWO_INTENTS = """
CAKES = Intent("cakes", {"en": ["what cakes do you have"]}, title="Our cakes")
BREAD = Intent("bread", {"en": ["what bread do you have"]})

@skill(CAKES, BREAD)
async def answer(turn):
    return Reply(text=f"About {turn.intent}.")
"""


async def ask_closely(shop: TestShop, customer: TestCustomer) -> Reply:
    await install(shop, "baking", TWO_INTENTS)
    shop.running.host.epoch.prepared.understander.use(CloseCall("cakes", "bread"))
    return await customer.says("do you have something?")


async def test_between_two_close_meanings_the_customer_is_asked(shop: TestShop, customer: TestCustomer) -> None:
    asked = await ask_closely(shop, customer)

    assert asked.text == "Did you mean:"
    assert [option.label for option in asked.options] == ["Our cakes", "what bread do you have"]
    assert (await shop.why(customer.turn_id))["outcome"] == "clarify"


async def test_meanings_are_named_in_the_customers_language(shop: TestShop, customer: TestCustomer) -> None:
    await shop.configure(languages=["de"])
    for plugin in ("shopbell_order_status", "shopbell_privacy"):
        await shop.enable(plugin)
    shop.running.host.epoch.prepared.understander.use(CloseCall("order_status", "privacy.export"))

    asked = await customer.says("ich have eine Frage")

    assert asked.text == "Meinten Sie:"
    assert [str(option.label) for option in asked.options] == ["wo eine Bestellung ist", "eine Kopie Ihrer Daten"]


@pytest.mark.parametrize("chosen", ["2", "what bread do you have", "WHAT BREAD DO YOU HAVE?", "payload"])
async def test_the_chosen_meaning_is_understood_by_number_label_or_button(
    shop: TestShop, customer: TestCustomer, chosen: str
) -> None:
    asked = await ask_closely(shop, customer)
    if chosen == "payload":
        reply = await customer.says(payload=asked.options[1].payload)
    else:
        reply = await customer.says(chosen)

    assert reply.text == "About bread."


@pytest.mark.parametrize("agreed", ["Yes, please!", "ja, genau", "oui", "sí"])
async def test_yes_means_what_alone_was_offered(shop: TestShop, customer: TestCustomer, agreed: str) -> None:
    await install(shop, "helping", HELP)
    await customer.says("gribble")
    offered = await customer.says("grobble")

    called = await customer.says(agreed)

    assert [str(option.label) for option in offered.options] == ["Talk to a person"]
    assert called.text == "I call somebody."


async def test_yes_means_none_of_two_and_nothing_that_was_offered_before(
    shop: TestShop, customer: TestCustomer
) -> None:
    await ask_closely(shop, customer)
    assert (await customer.says("yes")).text == FALLBACK

    await customer.says("gribble")  # offers a person
    await customer.says("what cakes do you have")

    assert (await customer.says("yes")).text == FALLBACK


async def test_a_menu_is_forgotten_after_half_an_hour(shop: TestShop, customer: TestCustomer) -> None:
    await ask_closely(shop, customer)
    shop.clock.advance(31 * MINUTE)

    assert (await customer.says("2")).text == FALLBACK


async def test_after_two_misunderstandings_in_a_row_a_person_is_offered_and_called(
    shop: TestShop, customer: TestCustomer
) -> None:
    await install(shop, "helping", HELP)

    first = await customer.says("gribble")
    second = await customer.says("grobble")
    called = await customer.says("1")

    assert (first.text, first.options) == (FALLBACK, ())
    assert [str(option.label) for option in second.options] == ["Talk to a person"]
    assert called.text == "I call somebody."
    assert await shop.held("ana")


async def test_an_answer_in_between_starts_the_count_anew(shop: TestShop, customer: TestCustomer) -> None:
    await install(shop, "baking", TWO_INTENTS)
    await customer.says("gribble")
    await customer.says("what cakes do you have")

    assert (await customer.says("grobble")).options == ()


async def test_while_a_person_holds_the_conversation_the_bot_is_silent_until_it_is_released(
    shop: TestShop, customer: TestCustomer, outbox: Delivered
) -> None:
    await install(shop, "helping", HELP)
    await install(shop, "echo", ECHO)
    await customer.says("I want to talk to a person")
    assert (await shop.why(customer.turn_id))["handover"] == "asked for a person"
    assert (await customer.says("hello?")).parts == ()
    why = await shop.why(customer.turn_id)
    (handoff,) = await shop.running.handoffs()

    released = await shop.running.release(handoff.conversation, "maria")

    assert why["outcome"] == "held"
    assert "A person holds the conversation: the bot stayed silent." in why["explained"]
    assert released is not None
    assert await shop.running.handoffs() == []
    assert await shop.running.release(handoff.conversation, "maria") is None
    assert (await customer.says("back?")).text == "You said: back?"
    await shop.delivered(4)
    assert "The automatic assistant is answering again." in outbox.texts


async def test_without_a_release_the_bot_answers_again_after_the_set_time(
    shop: TestShop, customer: TestCustomer
) -> None:
    await shop.configure(handoff_minutes=30)
    await install(shop, "helping", HELP)
    await install(shop, "echo", ECHO)
    await customer.says("I want to talk to a person")

    shop.clock.advance(29 * MINUTE)
    assert (await customer.says("hello?")).parts == ()
    shop.clock.advance(2 * MINUTE)
    sorry = "I am sorry, nobody was free to answer you. The automatic assistant is answering again."
    assert (await customer.says("hello?")).text == f"{sorry}\nYou said: hello?"
    assert (await customer.says("really?")).text == "You said: really?"


async def test_who_was_answered_late_is_not_told_that_nobody_came(shop: TestShop, customer: TestCustomer) -> None:
    await shop.configure(handoff_minutes=30)
    await install(shop, "helping", HELP)
    await install(shop, "echo", ECHO)
    await customer.says("I want to talk to a person")
    conversation = (await shop.seat("ana")).lane.conversation_id
    shop.clock.advance(31 * MINUTE)

    await shop.running.intake.control(conversation, Control("take", agent="bo"))
    await shop.running.intake.control(conversation, Control("release"))
    await shop.idle()

    assert (await customer.says("thanks")).text == "You said: thanks"
    said = [decode_reply(body).text for (body,) in await shop.fetch("SELECT body FROM message WHERE author = 'bot'")]
    assert "The automatic assistant is answering again." in said
    assert not any("nobody was free" in text for text in said)


async def test_a_handoff_survives_a_restart(shop: TestShop, customer: TestCustomer) -> None:
    await install(shop, "helping", HELP)
    await customer.says("I want to talk to a person")
    await shop.restart()

    assert (await shop.customer("ana").says("hello?")).parts == ()
    assert len(await shop.running.handoffs()) == 1


def anonymous(number: int) -> InboundMessage:
    return InboundMessage(
        channel="testing", account="default", sender="eve", key=f"flood-{number}", text=f"{number}", limited=True
    )


async def test_who_writes_too_fast_hears_one_polite_line(shop: TestShop) -> None:
    await install(shop, "echo", ECHO)
    taken = [await shop.inbox.accept(anonymous(number)) for number in range(30)]
    said = [Reply(*(await one.replies(10.0) or ())).text for one in taken]

    assert said[1:20] == [f"You said: {number}" for number in range(1, 20)]
    assert said[20] == "You are writing faster than I can read. Please wait a moment."
    assert said[21:] == [""] * 9
    assert await shop.fetch("SELECT count(*) FROM message WHERE author = 'customer'") == [(30,)]
    shop.clock.advance(11_000)
    later = await shop.inbox.accept(anonymous(31))
    assert Reply(*(await later.replies(10.0) or ())).text == "You said: 31"


@pytest.mark.parametrize("audience", ["group", "public"])
async def test_in_a_group_the_shop_only_says_once_where_to_write(
    shop: TestShop, outbox: Delivered, audience: str
) -> None:
    await install(shop, "echo", ECHO)
    await shop.customer("ana").says("hello")
    for number, sender in enumerate(("ana", "ben", "ana")):
        message = InboundMessage(
            channel="testing", account="default", sender=sender, key=f"g{number}", text="hi", thread="friends",
            audience=audience,  # type: ignore[arg-type]
        )  # fmt: skip
        taken = await shop.inbox.accept(message)
        said = Reply(*(await taken.replies(10.0) or ())).text
        assert said == ("Please write to me directly." if number == 0 else "")
    await shop.delivered(3)

    assert [message.address for message in outbox.messages if message.thread == "friends"] == ["ana"]
    own = await shop.fetch("SELECT count(*) FROM message WHERE conversation_id = ?",
                           (await shop.seat("ana")).lane.conversation_id)  # fmt: skip
    assert own == [(3,)]


async def undone(shop: TestShop, attempts: int) -> None:
    """What a process leaves that died in this message's turn so many times."""
    turn = shop.running.store.ids.next("turn")
    message = InboundMessage(channel="testing", account="default", sender="ana", key="left", text="left behind")
    row = (turn, "message", "testing", "default", "left", shop.clock.now(), attempts, encode_body(message))
    sql = "INSERT INTO inbox (id, kind, channel, account, dedupe, received_at, done, attempts, body)"
    await shop.running.store.commit([Write(f"{sql} VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?)", row, 1)])


@pytest.mark.parametrize("attempts", [0, 1])
async def test_what_was_left_undone_is_answered_after_the_start(
    shop: TestShop, outbox: Delivered, attempts: int
) -> None:
    await install(shop, "echo", ECHO)
    await undone(shop, attempts)
    await shop.restart()
    again = await shop.customer("ana").says("left behind", key="left")
    await shop.delivered(2)

    assert again.text == outbox.texts[-1] == "You said: left behind"
    assert await shop.fetch("SELECT count(*) FROM turn") == [(1,)]


async def test_a_message_that_keeps_crashing_the_shop_goes_to_a_person(shop: TestShop, outbox: Delivered) -> None:
    await install(shop, "echo", ECHO)
    await undone(shop, 2)
    await shop.restart()
    await shop.delivered(2)

    assert outbox.texts[-1] == APOLOGY
    assert await shop.held("ana")
    assert [one.reason for one in await shop.running.handoffs()] == ["a turn failed"]


HANGING = """
GATE = asyncio.Event()

@skill()
async def answer(turn):
    await GATE.wait()
    return Reply(text="at last")
"""


@pytest.mark.parametrize("limit", ["UNDONE_MOST", "OLDEST_SECONDS"])
async def test_with_too_much_undone_the_doors_refuse_and_store_nothing(
    shop: TestShop, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    await install(shop, "hanging", HANGING)
    taken = await asyncio.gather(*(shop.customer(f"c{n}").writes("hi") for n in range(256)))
    monkeypatch.setattr(f"shopbell.runtime.inbox.{limit}", 256 if limit == "UNDONE_MOST" else 0.0)

    with pytest.raises(Overloaded):
        await shop.customer("late").writes("hi")

    assert await shop.fetch("SELECT count(*) FROM inbox") == [(256,)]
    (entry,) = shop.running.host.epoch.plain_skills
    vars(entry.skill)["_answer"].__globals__["GATE"].set()
    await taken[0].replies(10.0)
    await shop.idle()
    assert (await shop.customer("late").says("hi")).text == "at last"
