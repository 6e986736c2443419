"""Questions about the product at hand: what it is good for, and whether it is reduced."""

import pytest

from shopbell.testing import TestShop
from tests.skills.wares import open_search

WARES = (
    "id;title;price;was_price;category;season;occasion\n"
    "D1;Marisol dress;128.00;;dresses;summer;wedding\n"
    "D2;Odette dress;148.00;180.00;dresses;winter;office\n"
)
GERMAN = (
    "id;title;price;was_price;category;season;occasion\n"
    "D1;Kleid Marisol;128.00;;Kleider;Sommer;Hochzeit\n"
    "D2;Kleid Odette;148.00;180.00;Kleider;Winter;Büro\n"
)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("can I wear it in winter?", "No, we do not have Marisol dress down as winter.\nSeason: summer."),
        ("is it suitable for winter", "No, we do not have Marisol dress down as winter.\nSeason: summer."),
        ("can I wear it at the office", "No, we do not have Marisol dress down as office.\nOccasion: wedding."),
        ("can I wear it in summer", "Yes: we have Marisol dress down as summer."),
        ("is it good for a wedding?", "Yes: we have Marisol dress down as wedding."),
        ("is it on sale?", "Marisol dress costs €128.00.\nThat is its usual price."),
    ],
)
async def test_the_record_tells_what_it_is_for(shop: TestShop, said: str, answer: str) -> None:
    await open_search(shop, WARES, "en")
    customer = shop.customer("ana")
    await customer.says("do you have the Marisol dress")

    assert (await customer.says(said)).text == answer


async def test_what_it_cost_before_is_told(shop: TestShop) -> None:
    await open_search(shop, WARES, "en")

    await shop.customer("ana").says("do you have the Odette dress")
    answer = await shop.customer("ana").says("is it on sale?")

    assert answer.text.endswith("Odette dress costs €148.00.\nBefore it was €180.00.")


async def test_it_is_told_in_german(shop: TestShop) -> None:
    await open_search(shop, GERMAN, "de")
    customer = shop.customer("ana")
    await customer.says("haben Sie das Kleid Marisol")

    winter = await customer.says("kann ich es im Winter tragen?")
    reduced = await customer.says("ist es reduziert?")

    assert winter.text == "Nein, Kleid Marisol führen wir nicht als Winter.\nJahreszeit: Sommer."
    assert reduced.text == "Kleid Marisol kostet 128,00\u00a0€.\nDas ist der übliche Preis."


async def test_what_a_column_says_of_the_thing_itself_is_no_answer(shop: TestShop) -> None:
    table = "id;title;price;category;in_the_box;noise_cancelling\nH1;Headphones Lark;189.00;audio;headphones, bag;no\n"
    table += "S1;Speaker Puck;59.00;audio;speaker, cable;\n"
    await open_search(shop, table, "en")
    customer = shop.customer("ana")
    await customer.says("do you have the Speaker Puck")

    waterproof = await customer.says("is this speaker waterproof?")
    box = await customer.says("what is in the box of it?")

    assert "cable" not in waterproof.text
    assert box.text == "In the box: speaker, cable."


async def test_what_no_column_says_may_stand_in_the_description(shop: TestShop) -> None:
    table = "id;title;price;category;description\nS1;Speaker Puck;59.00;audio;Waterproof (IP67), 12 hours\n"
    await open_search(shop, table, "en")
    customer = shop.customer("ana")
    await customer.says("do you have the Speaker Puck")

    assert (await customer.says("is it waterproof?")).text == "Waterproof (IP67), 12 hours"
