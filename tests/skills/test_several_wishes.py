"""Two wishes in one sentence are two searches."""

from unittest.mock import patch

import pytest

from shopbell.testing import TestShop
from tests.skills.wares import open_search, shown_in

PRODUCTS = {
    "en": ("id;title;price;category;colour\nS1;Wool scarf;30.00;scarves;red\nS2;Silk scarf;60.00;scarves;blue\n"
           "H1;Straw hat;40.00;hats;blue\nH2;Felt hat;80.00;hats;red\nG1;Gloves;20.00;gloves;red\n"),
    "de": "id;title;price;category;colour\nS1;Wollschal;30.00;Schals;rot\nH1;Strohhut;40.00;Hüte;blau\n",
    "fr": "id;title;price;category;colour\nS1;Écharpe en laine;30.00;écharpes;rouge\nH1;Chapeau;40.00;chapeaux;bleu\n",
    "es": "id;title;price;category;colour\nS1;Bufanda de lana;30.00;bufandas;rojo\nH1;Sombrero;40.00;sombreros;azul\n",
}  # fmt: skip


async def open_shop(shop: TestShop, language: str = "en") -> None:
    await open_search(shop, PRODUCTS[language], language, "shopbell_cart")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "a red scarf and a blue hat"),
        ("en", "do you have a red scarf and a blue hat?"),
        ("de", "rote Schals und blaue Hüte"),
        ("fr", "des écharpes et des chapeaux"),
        ("es", "una bufanda roja y un sombrero azul"),
    ],
)
async def test_each_is_looked_for_with_what_is_said_of_it(shop: TestShop, language: str, said: str) -> None:
    await open_shop(shop, language)

    assert shown_in(await shop.customer("ana").says(said)) == ["S1", "H1"]


async def test_what_it_may_cost_is_said_of_both(shop: TestShop) -> None:
    await open_shop(shop)

    assert shown_in(await shop.customer("ana").says("show me a scarf and a hat under 50 euros")) == ["S1", "H1"]


async def test_the_first_is_gone_on_with(shop: TestShop) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")
    await ana.says("a blue scarf and a red hat")

    assert shown_in(await ana.says("the second one")) == ["H2"]


@pytest.mark.parametrize("said", ["a red and blue scarf", "a scarf and something else", "a scarf for him and her"])
async def test_one_thing_is_one_search(shop: TestShop, said: str) -> None:
    await open_shop(shop)

    assert {one[0] for one in shown_in(await shop.customer("ana").says(said))} <= {"S"}


async def test_what_is_ordered_is_not_looked_for(shop: TestShop) -> None:
    await open_shop(shop)

    assert "In your cart" in (await shop.customer("ana").says("I'll take a wool scarf and a straw hat")).text


async def test_a_message_with_commas_costs_no_reading_of_the_catalogue_before_all_others(shop: TestShop) -> None:
    await open_shop(shop)
    search = shop.running.host.epoch.services["search"]

    with patch.object(search, "read", wraps=search.read) as read:
        await shop.customer("ana").says("hello this is Ana, when are you open please, I live at number 17")

    assert [call for call in read.mock_calls if not call.kwargs["guess"]] == []  # a search of last resort guesses
