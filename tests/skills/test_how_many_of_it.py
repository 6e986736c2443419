"""Who says how many, right after a thing was shown, orders so many of it."""

import pytest

from shopbell.testing import TestShop
from tests.skills.wares import open_search

WARES = """id;title;title_de;title_fr;title_es;price;category
C1;Carrot cake;Möhrenkuchen;Gâteau aux carottes;Tarta de zanahoria;29.00;cakes
R1;Rye loaf;Roggenbrot;Pain de seigle;Pan de centeno;5.00;bread
R2;Spelt loaf;Dinkelbrot;Pain d'épeautre;Pan de espelta;6.00;bread
"""


@pytest.mark.parametrize(
    ("language", "asked", "said", "told"),
    [
        ("en", "do you have carrot cake", "two please", "2 x Carrot cake"),
        ("en", "do you have carrot cake", "I'll have two", "2 x Carrot cake"),
        ("en", "show me the rye loaf", "ok, 3 of them", "3 x Rye loaf"),
        ("de", "haben Sie Roggenbrot", "zwei bitte", "2 x Roggenbrot"),
        ("de", "haben Sie Roggenbrot", "ich nehme drei davon", "3 x Roggenbrot"),
        ("fr", "avez-vous du pain de seigle", "j'en prends deux", "2 x Pain de seigle"),
        ("es", "¿tienen pan de centeno?", "quiero dos, por favor", "2 x Pan de centeno"),
    ],
)
async def test_so_many_are_put_into_the_cart(shop: TestShop, language: str, asked: str, said: str, told: str) -> None:
    await open_search(shop, WARES, language, "shopbell_cart", "shopbell_recommendations")
    customer = shop.customer("ana")
    await customer.says(asked)

    assert told in (await customer.says(said)).text


async def test_where_several_were_shown_it_is_asked_which(shop: TestShop) -> None:
    await open_search(shop, WARES, "en", "shopbell_cart")
    customer = shop.customer("ana")
    await customer.says("do you have bread")

    assert "tell me the name of the product" in (await customer.says("two please")).text
