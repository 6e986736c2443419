"""A question stays open while the customer talks of other things, and nobody is nagged with it."""

import pytest

from shopbell.testing import TestCustomer, TestShop
from tests.dialogues.shops import ORDER, PARKING, use

pytestmark = pytest.mark.storage


async def who_talks_of_parking(shop: TestShop, times: int) -> TestCustomer:
    """A customer who was asked for the size of their cake, and asks so often for something else."""
    await use(shop, ORDER, PARKING)
    customer = shop.customer("ana")
    await customer.says("I want a cake")
    for _ in range(times):
        await customer.says("is there parking")
    return customer


async def test_who_goes_on_about_other_things_is_not_nagged(shop: TestShop) -> None:
    customer = await who_talks_of_parking(shop, 3)

    await customer.plays("""
        > is there parking
        Behind the church.
        > where can I park?
        Behind the church.
        > I want a cake
        Back to your order.
        Which size?
        [S] [M]
        > is there parking
        Behind the church.
        Back to your order.
        Which size?
        [S] [M]
    """)


async def test_the_answer_is_taken_though_the_question_is_not_said_again(shop: TestShop) -> None:
    customer = await who_talks_of_parking(shop, 5)

    await shop.restart()

    assert (await customer.says("is there parking")).text == "Behind the church."
    assert (await customer.says("m")).text == "How many?"


async def test_who_asks_for_the_same_thing_again_has_given_no_wrong_answer(shop: TestShop) -> None:
    await use(shop, ORDER)
    customer = shop.customer("ana")
    await customer.says("I want a cake")

    for _ in range(5):  # more than the wrong answers that a question bears
        assert str((await customer.says("I want a cake")).text).startswith("Back to your order.\nWhich size?")

    assert (await customer.says("m")).text == "How many?"
