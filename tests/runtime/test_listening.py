"""A skill that asked to hear the next message first is asked first, and stands back when it is not meant."""

import pytest

from shopbell.testing import TestCustomer, TestShop

pytestmark = pytest.mark.storage

MINUTE = 60_000
WAITER = '''"""Takes an order and listens for what belongs to it."""

from shopbell import Intent, Reply, hookimpl, skill


@skill(Intent("order", {"en": ["i want a cake"]}))
async def order(turn):
    if turn.intent is not None:
        turn.listen(turn.now + 600_000)
        return Reply(text="Which one?")
    if "plum" in turn.text:
        turn.listen(0)
        return Reply(text="Plum it is.")
    turn.remember("lost", "nothing of this stays")
    return None


@hookimpl
def shopbell_skills(scope):
    return [order]
'''
FRUIT = '''"""Knows plums, too."""

from shopbell import Intent, Reply, hookimpl, skill


@skill(Intent("plums", {"en": ["plum", "do you have plums"]}))
async def plums(turn):
    return Reply(text="Fresh plums!")


@hookimpl
def shopbell_skills(scope):
    return [plums]
'''


async def install(shop: TestShop) -> None:
    shop.write_plugin("waiter", WAITER)
    shop.write_plugin("fruit", FRUIT)
    await shop.settle()


async def test_it_hears_the_next_message_before_all_others(shop: TestShop, customer: TestCustomer) -> None:
    await install(shop)

    said = [(await customer.says(text)).text for text in ("plum", "i want a cake", "plum", "plum")]

    assert said == ["Fresh plums!", "Which one?", "Plum it is.", "Fresh plums!"]


async def test_what_is_not_for_it_goes_on_to_others(shop: TestShop, customer: TestCustomer) -> None:
    await install(shop)
    await customer.says("i want a cake")

    aside = await customer.says("what is the capital of France?")
    later = await customer.says("plum")

    assert (aside.text, later.text) == ("Sorry, I did not understand that.", "Plum it is.")
    assert "waiter.lost" not in (await shop.state("ana")).slots


async def test_it_listens_as_long_as_it_said(shop: TestShop, customer: TestCustomer) -> None:
    await install(shop)
    await customer.says("i want a cake")

    shop.clock.advance(11 * MINUTE)

    assert (await customer.says("plum")).text == "Fresh plums!"


async def test_when_it_is_gone_nobody_misses_it(shop: TestShop, customer: TestCustomer) -> None:
    await install(shop)
    await customer.says("i want a cake")

    await shop.disable("waiter")

    assert (await customer.says("plum")).text == "Fresh plums!"


async def test_it_listens_to_as_many_messages_as_it_said(shop: TestShop, customer: TestCustomer) -> None:
    shop.write_plugin("waiter", WAITER.replace("600_000)", "600_000, messages=2)"))
    shop.write_plugin("fruit", FRUIT)
    await shop.settle()

    said = []
    for aside in (0, 1, 2):
        await customer.says("i want a cake")
        for _ in range(aside):
            await customer.says("what is the capital of France?")
        said.append((await customer.says("plum")).text)

    assert said == ["Plum it is.", "Plum it is.", "Fresh plums!"]
