"""What is wanted beside the product just shown: "it" is then no longer what is looked for."""

import pytest

from shopbell.testing import TestShop
from tests.skills.wares import open_search, shown_in

PRODUCTS = {
    "en": ("id;title;price;category;description\nD1;Marisol dress;90.00;dresses;it moves when you dance\n"
           "S1;Wool scarf;30.00;scarves;soft\nH1;Straw hat;40.00;hats;light\n"),
    "de": ("id;title;price;category;description\nD1;Kleid Marisol;90.00;Kleider;schwingt mit\n"
           "S1;Wollschal;30.00;Schals;weich\nH1;Strohhut;40.00;Hüte;leicht\n"),
    "fr": ("id;title;price;category;description\nD1;Robe Marisol;90.00;robes;elle danse\n"
           "S1;Écharpe en laine;30.00;écharpes;douce\nH1;Chapeau;40.00;chapeaux;léger\n"),
    "es": ("id;title;price;category;description\nD1;Vestido Marisol;90.00;vestidos;baila contigo\n"
           "S1;Bufanda de lana;30.00;bufandas;suave\nH1;Sombrero;40.00;sombreros;ligero\n"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "first", "then"),
    [
        ("en", "do you have the Marisol dress", "and a scarf to go with it"),
        ("en", "do you have the Marisol dress", "a scarf that matches this?"),
        ("en", "do you have the Marisol dress", "and a scarf to wear with it"),
        ("de", "haben Sie das Kleid Marisol", "und einen Schal, der gut dazu passt"),
        ("fr", "avez-vous la robe Marisol", "et une écharpe pour aller avec"),
        ("es", "tienen el vestido Marisol", "y una bufanda que combine con él"),
    ],
)
async def test_a_thing_to_go_with_it_is_looked_for(shop: TestShop, language: str, first: str, then: str) -> None:
    await open_search(shop, PRODUCTS[language], language)
    customer = shop.customer("ana")
    assert shown_in(await customer.says(first)) == ["D1"]

    assert shown_in(await customer.says(then)) == ["S1"]


async def test_what_goes_with_it_is_not_answered_with_the_product_itself(shop: TestShop) -> None:
    await open_search(shop, PRODUCTS["en"], "en", "shopbell_recommendations")
    customer = shop.customer("ana")
    await customer.says("do you have the Marisol dress")

    assert "D1" not in shown_in(await customer.says("what goes with it?"))


@pytest.mark.parametrize("said", ["how much is it?", "and when do I wear it?"])
async def test_a_question_about_it_stays_one(shop: TestShop, said: str) -> None:
    await open_search(shop, PRODUCTS["en"], "en")
    customer = shop.customer("ana")
    await customer.says("do you have the Marisol dress")

    assert shown_in(await customer.says(said)) == ["D1"]
