"""Customers are asked how it was; who is not satisfied gets a person."""

from typing import Any

import pytest

from shopbell.messages import ShopEvent
from shopbell.testing import TestShop

pytestmark = pytest.mark.storage

ANSWERS = "SELECT score, comment FROM p_shopbell_feedback_answer"


async def open_shop(shop: TestShop, **settings: Any) -> None:
    status = await shop.enable("shopbell_feedback", after=0.0, **settings)
    assert status.state == "enabled", status.reason
    await shop.settle()


async def happens(shop: TestShop, number: str, order: str = "17") -> None:
    event = ShopEvent(kind="order.delivered", source="test", id=number, sender="ana", body={"order": order})
    await shop.inbox.record("default", [event])
    await shop.idle()


async def test_who_is_satisfied_is_thanked(shop: TestShop) -> None:
    await open_shop(shop)
    await happens(shop, "1")

    await shop.customer("ana").plays("""
        > very good!
        Thank you! Would you like to add something?
        > the bread was still warm
        We are glad. See you soon!
    """)

    assert await shop.fetch(ANSWERS) == [(5, "the bread was still warm")]
    assert not await shop.held("ana")


async def test_who_is_not_gets_a_person(shop: TestShop) -> None:
    await open_shop(shop)
    await happens(shop, "1")

    await shop.customer("ana").plays("""
        > bad
        I am sorry to hear that. What went wrong?
        > it was burnt
        Thank you for telling us. A person will look into it and write to you here.
    """)

    assert (await shop.state("ana")).holder.reason == "not satisfied (csat 1)"


@pytest.mark.parametrize(("said", "thanks"), [("10", "We are glad. See you soon!"), ("7", "Thank you, that helps us")])
async def test_recommending_goes_from_nought_to_ten(shop: TestShop, said: str, thanks: str) -> None:
    await open_shop(shop, measure="nps")
    await happens(shop, "1")
    ana = shop.customer("ana")

    assert (await ana.says("quite a lot")).text.startswith("Please give a number")
    assert (await ana.says("11")).text.startswith("It cannot be more than 10.")
    await ana.says(said)

    assert (await ana.says("nice people")).text.startswith(thanks)


async def test_nobody_is_asked_twice_for_one_thing(shop: TestShop) -> None:
    await open_shop(shop)
    await happens(shop, "1")
    ana = shop.customer("ana")
    await ana.says("good")
    await ana.says("-")

    await happens(shop, "2")
    assert (await shop.state("ana")).dialogues == []
    await happens(shop, "3", order="18")
    assert len((await shop.state("ana")).dialogues) == 1


async def test_who_does_not_want_to_be_asked_is_not_asked_again(shop: TestShop) -> None:
    await open_shop(shop)
    await happens(shop, "1")

    assert (await shop.customer("ana").says("do not ask me again")).text == "All right, I will not ask again."
    await happens(shop, "2", order="18")

    assert (await shop.state("ana")).dialogues == []
    assert await shop.fetch("SELECT count(*) FROM p_shopbell_feedback_answer") == [(1,)]


async def test_silence_and_nonsense_end_it_without_a_word(shop: TestShop) -> None:
    await open_shop(shop)
    await happens(shop, "1")
    await shop.passes(hours=49)

    await happens(shop, "2", order="18")
    await shop.customer("ana").says("🎂")
    await shop.customer("ana").says("never mind")

    assert (await shop.state("ana")).dialogues == []
    assert not await shop.held("ana")
    assert await shop.fetch("SELECT status FROM run") == [("finished",)] * 2


async def test_when_a_person_has_finished_the_customer_is_asked(shop: TestShop) -> None:
    await open_shop(shop)
    await shop.enable("shopbell_handoff")
    await shop.settle()
    ana = shop.customer("ana")
    await ana.says("I want to talk to a person")
    conversation = (await shop.seat("ana")).lane.conversation_id

    await shop.running.release(conversation, "owner")
    await shop.idle()
    await shop.passes(seconds=1)

    await ana.plays("""
        > good
        Thank you! Would you like to add something?
        > -
        We are glad. See you soon!
    """)
    assert await shop.fetch("SELECT kind FROM event") == [("conversation.resolved",)]
    assert await shop.running.release(conversation, "owner") is None
    assert await shop.fetch("SELECT count(*) FROM event") == [(1,)]


async def test_who_writes_of_something_else_until_the_question_is_given_up_is_not_met_with_silence(
    shop: TestShop,
) -> None:
    await open_shop(shop)
    await happens(shop, "1")
    ana = shop.customer("ana")

    answers = [(await ana.says("+44 20 7946 0958")).text for _ in range(4)]

    assert all(answers)
    assert answers[2] == "Sorry, I did not understand that."
