"""The code of a dialogue changes while customers are in the middle of it."""

import pytest

from shopbell.testing import TestShop
from tests.dialogues.shops import ORDER, calls, use

pytestmark = pytest.mark.storage

REWORDED = ORDER.replace("Which size?", "What size may it be?").replace('"S", "M"]', '"S", "M", "L"]')
WITH_COLOUR = ORDER.replace(
    '    price = await chat.step(quote, "cake", size)',
    '    colour = await chat.ask(_("Which colour?"), key="colour")\n    price = await chat.step(quote, "cake", size)',
)
WITH_MORE_AT_THE_END = ORDER + '    await chat.ask(_("And the name?"), key="name")\n'
WITHOUT_NUMBER = ORDER.replace(
    'number = await chat.ask(_("How many?"), kind="number", least=1, most=20, key="number", timeout=600)', "number = 1"
)
NO_MORE_M = (
    ORDER.replace('["S", "M"]', '["S", "L"]')
    .replace('key="size"', 'key="size"')
    .replace("    price =", '    await chat.say("New sizes.")\n    price =')
)
BEFORE_NOTE = ORDER.replace(
    "    note = await", '    await chat.step(CALLS.append, "more", key="more")\n    note = await'
)


@pytest.mark.parametrize("version", [ORDER, REWORDED, WITH_MORE_AT_THE_END], ids=["same", "reworded", "longer"])
async def test_what_fits_the_journal_goes_on_unnoticed(shop: TestShop, version: str) -> None:
    await use(shop, ORDER)
    customer = shop.customer("ana")
    await customer.says("I want a cake")
    await customer.says("M")

    await use(shop, version)
    reply = await customer.says("2")

    assert reply.text == "2 x M: 2,200\nShall I order it?"
    assert calls(shop).count(("quote", "cake", "M")) == (version is ORDER)


async def test_a_question_put_in_before_keeps_the_answers_and_the_message_for_its_own(shop: TestShop) -> None:
    await use(shop, ORDER)
    customer = shop.customer("ana")
    await customer.says("I want a cake")
    await customer.says("M")

    await use(shop, WITH_COLOUR)
    await customer.plays("""
        > 2
        This form was just updated; I kept your answers.
        Which colour?
        > red
        2 x M: 2,200
        Shall I order it?
        [Yes] [No]
        > yes
        Any note for us?
    """)

    assert calls(shop) == [("quote", "cake", "M"), ("charge", 2200)]


async def test_a_question_taken_out_lets_it_begin_again_with_the_answers(shop: TestShop) -> None:
    await use(shop, ORDER)
    customer = shop.customer("ana")
    await customer.says("I want a cake")
    await customer.says("M")

    await use(shop, WITHOUT_NUMBER)
    reply = await customer.says("2")

    assert reply.text == "This form was just updated; I kept your answers.\n1 x M: 1,100\nShall I order it?"


async def test_an_answer_that_no_longer_fits_is_asked_again(shop: TestShop) -> None:
    await use(shop, ORDER)
    customer = shop.customer("ana")
    await customer.says("I want a cake")
    await customer.says("M")

    await use(shop, NO_MORE_M)
    reply = await customer.says("2")

    assert reply.text == "This form was just updated; I kept your answers.\nWhich size?"


async def test_a_binding_yes_is_never_carried_over(shop: TestShop) -> None:
    await use(shop, ORDER.replace("irreversible=True", "irreversible=False"))
    customer = shop.customer("ana")
    for said in ("I want a cake", "S", "1", "yes"):
        await customer.says(said)

    await use(shop, WITH_COLOUR.replace("irreversible=True", "irreversible=False"))
    await customer.says("no note")
    reply = await customer.says("red")

    assert reply.text.endswith("Shall I order it?")


async def test_after_something_irreversible_a_person_takes_over(shop: TestShop) -> None:
    await use(shop, ORDER)
    customer = shop.customer("ana")
    for said in ("I want a cake", "S", "1", "yes"):
        await customer.says(said)

    await use(shop, BEFORE_NOTE)
    reply = await customer.says("no note")

    assert reply.text == "Sorry, this was interrupted. A person will take over."
    assert await shop.held("ana")
    assert calls(shop) == []
    assert await shop.fetch("SELECT status FROM run") == [("handed over",)]


async def test_a_patched_line_is_new_for_new_runs_only(shop: TestShop) -> None:
    await use(shop, ORDER)
    customer = shop.customer("ana")
    await customer.says("I want a cake")
    await customer.says("M")
    patched = ORDER.replace(
        "    number = await",
        '    if chat.patched("ask for candles"):\n'
        '        await chat.ask(_("Candles?"), kind="yes_no", key="candles")\n    number = await',
    )

    await use(shop, patched)

    assert (await customer.says("2")).text.startswith("2 x M")
    ben = shop.customer("ben")
    await ben.says("I want a cake")
    assert (await ben.says("M")).text == "Candles?"


async def test_chance_that_the_journal_does_not_know_is_found_by_the_test_kit(shop: TestShop) -> None:
    await use(
        shop,
        """
FLIPS = []

@dialogue("coin", Intent("coin", {"en": ["flip a coin"]}))
async def coin(chat):
    FLIPS.append(1)
    await chat.ask("Heads?", key="heads" if len(FLIPS) % 2 else "tails")
""",
    )

    with pytest.raises(AssertionError, match="does not replay as it ran"):
        await shop.customer("ana").says("flip a coin")


async def test_nobody_hears_of_a_change_of_what_went_on_by_itself(shop: TestShop) -> None:
    asleep = """
@dialogue("later", Intent("later", {"en": ["ask me later"]}))
async def later(chat):
    await chat.sleep(60, key="a minute")
    await chat.ask("Well?", key="well")
"""
    await use(shop, asleep)
    await shop.customer("ana").says("ask me later")

    await use(shop, asleep.replace('    await chat.sleep(60, key="a minute")\n', ""))
    await shop.passes(minutes=2)

    await shop.delivered(2)
    assert shop.channel.delivered.texts[-1] == "Well?"
