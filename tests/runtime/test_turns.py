"""A message's way through the shop, as a customer sees it."""

import asyncio

import pytest

from shopbell.testing import TestCustomer, TestShop

pytestmark = pytest.mark.storage

PARKING = """
from shopbell import Intent, Reply, hookimpl, skill

@skill(Intent("parking", {"en": ["where can I park", "is there parking"]}))
async def parking(turn):
    return Reply(text="Behind the church, free for an hour.")

@hookimpl
def shopbell_skills(scope):
    return [parking]
"""


async def test_a_known_question_is_answered(shop: TestShop, customer: TestCustomer) -> None:
    shop.write_plugin("parking", PARKING)
    await shop.settle()

    reply = await customer.says("Where can I park?")

    assert reply.text == "Behind the church, free for an hour."
    assert customer.told_automatic


async def test_the_customer_is_told_once_that_it_is_a_bot(shop: TestShop, customer: TestCustomer) -> None:
    await customer.says("hello")
    assert customer.told_automatic

    again = shop.customer("ana")
    await again.says("hello again")

    assert not again.told_automatic


async def test_four_first_messages_at_once_open_one_conversation(shop: TestShop) -> None:
    ana = shop.customer("ana")

    await asyncio.gather(*(ana.says(f"picture {n}") for n in range(4)))

    assert await shop.fetch("SELECT count(*) FROM conversation") == [(1,)]
    assert await shop.fetch("SELECT count(*) FROM turn") == [(4,)]


SILENT_HANDOVER = """
from shopbell import Intent, Reply, hookimpl, skill

@skill(Intent("complaint", {"en": ["I want to complain"]}))
async def complaint(turn):
    turn.hand_over("complaint")
    return Reply()

@hookimpl
def shopbell_skills(scope):
    return [complaint]
"""


async def test_who_is_handed_over_without_a_word_is_told_that_a_person_answers(
    shop: TestShop, customer: TestCustomer
) -> None:
    shop.write_plugin("complaint", SILENT_HANDOVER)
    await shop.settle()

    reply = await customer.says("I want to complain")

    assert reply.text == "Thank you, a person will answer you here as soon as possible."
    assert await shop.held("ana")
