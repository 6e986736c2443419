"""What "it" and "the second one" mean, and when a person is offered to somebody who is fed up."""

import pytest

from shopbell.testing import TestCustomer, TestShop
from tests.runtime.answers import install

pytestmark = pytest.mark.storage

SHOWING = """
from shopbell import ProductCard

def card(name):
    return ProductCard(product=name, title=name, price=100, currency="EUR")

@skill(Intent("cakes", {"en": ["show me cakes"]}), Intent("one", {"en": ["wedding offer"]}))
async def answer(turn):
    names = ["C1", "C2", "C3"] if turn.intent == "cakes" else ["C9"]
    return Reply(*map(card, names))

@skill()
async def telling(turn):
    return Reply(text=f"{turn.entity('product')} {turn.entity('size_change')}")
"""
ANSWERING = """
@skill(Intent("parcel", {"en": ["where is my parcel"]}))
async def answer(turn):
    return Reply(text="On its way.")
"""


@pytest.mark.parametrize(
    ("shown", "text", "told"),
    [
        ("show me cakes", "the second one please", "C2 None"),
        ("show me cakes", "I take the last one", "C3 None"),
        ("show me cakes", "the fifth one please", "None None"),
        ("wedding offer", "do you have this one in a smaller size?", "C9 -1"),
        ("wedding offer", "how heavy is it", "C9 None"),
    ],
)
async def test_what_was_shown_can_be_pointed_at(
    shop: TestShop, customer: TestCustomer, shown: str, text: str, told: str
) -> None:
    await install(shop, "showing", SHOWING, ["answer", "telling"])

    await customer.says(shown)

    assert (await customer.says(text)).text == told


async def test_a_new_list_ends_what_was_spoken_of(shop: TestShop, customer: TestCustomer) -> None:
    await install(shop, "showing", SHOWING, ["answer", "telling"])
    await customer.says("wedding offer")
    await customer.says("show me cakes")

    assert (await customer.says("how heavy is it")).text == "None None"


async def test_what_was_spoken_of_stays_at_hand_after_a_restart(shop: TestShop) -> None:
    await install(shop, "showing", SHOWING, ["answer", "telling"])
    await shop.customer("ana").says("wedding offer")

    await shop.restart()

    assert (await shop.customer("ana").says("how heavy is it")).text == "C9 None"


async def test_who_is_upset_twice_in_a_row_is_offered_a_person(shop: TestShop, customer: TestCustomer) -> None:
    await install(shop, "parcels", ANSWERING)

    first = await customer.says("this is ridiculous, where is my parcel, worst shop ever")
    second = await customer.says("this is a scam! where is my parcel??")

    assert not first.options
    assert [str(option.label) for option in second.options] == ["Talk to a person"]


async def test_who_is_upset_and_not_understood_gets_a_person(shop: TestShop, customer: TestCustomer) -> None:
    await shop.settle()  # the mood is read by the model, which a new shop trains first
    await customer.says("you are pathetic liars, worst service ever")
    await customer.says("this is a disgusting disgrace, I hate it")

    assert await shop.held(customer.name)


async def test_a_friendly_word_in_between_calms(shop: TestShop, customer: TestCustomer) -> None:
    await install(shop, "parcels", ANSWERING)

    await customer.says("this is ridiculous, where is my parcel, worst shop ever")
    await customer.says("oh great, I love it, thank you so much!")
    last = await customer.says("this is a scam! where is my parcel??")

    assert not last.options


async def test_one_of_the_list_leaves_the_list(shop: TestShop, customer: TestCustomer) -> None:
    await install(shop, "showing", SHOWING.replace('["C9"]', '["C2"]'), ["answer", "telling"])
    await customer.says("show me cakes")
    await customer.says("wedding offer")

    assert (await customer.says("how heavy is it")).text == "C2 None"
    assert (await customer.says("the third one please")).text == "C3 None"
