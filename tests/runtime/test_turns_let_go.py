"""What a turn needed is free when it ends, not when the collector comes by."""

import gc

from shopbell.runtime.turn import LiveTurn
from shopbell.testing import TestShop
from tests.dialogues.shops import ORDER, PARKING, use
from tests.runtime.answers import ECHO, install


def living_turns() -> int:
    return sum(isinstance(thing, LiveTurn) for thing in gc.get_objects())


async def test_a_turn_that_ended_is_gone_without_the_collector(shop: TestShop) -> None:
    await install(shop, "echo", ECHO)
    customer = shop.customer("ana")
    await customer.says("hello")
    gc.collect()
    gc.disable()
    try:
        for number in range(5):
            await customer.says(f"hello {number}")
        living = living_turns()
    finally:
        gc.enable()

    assert living < 3


async def test_nor_does_a_turn_stay_in_which_a_dialogue_is_open(shop: TestShop) -> None:
    shop.rehearses = False
    await use(shop, ORDER, PARKING)
    customer = shop.customer("ana")
    await customer.says("order a cake")
    gc.collect()
    gc.disable()
    try:
        for said in ("is there parking", "XL", "M", "a hundred", "is there parking"):
            await customer.says(said)
        living = living_turns()
    finally:
        gc.enable()

    assert living < 3
