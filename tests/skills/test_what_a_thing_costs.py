"""Who asks what a thing costs that no product is called by sees those that it may be, with their prices."""

import pytest

from shopbell.testing import TestShop
from tests.skills.wares import open_search, shown_in

WARES = """id;title;price;category;grain
R1;Country rye;5.00;bread;rye
S1;Spelt loaf;6.00;bread;spelt
C1;Lemon cake;29.00;cakes;wheat
"""
FAQ = """# Shop

## Is your flour organic?

> where does the flour of the bread come from
> organic flour

From the mill.

## What does delivery cost?

> how much is delivery
> delivery fee

2.50 €.

## What does a wedding cake cost?

> how much is a wedding cake
> wedding cake price

From 180 €.
"""


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("how much is the rye bread?", ["R1"]),
        ("what does the spelt bread cost", ["S1"]),
        ("what's the price of rye bread", ["R1"]),
    ],
)
async def test_it_is_shown_with_its_price(shop: TestShop, said: str, expected: list[str]) -> None:
    shop.write("faq/shop.md", FAQ)
    await open_search(shop, WARES, "en", "shopbell_faq")

    assert shown_in(await shop.customer("ana").says(said)) == expected


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("how much is delivery?", "2.50 €."),
        ("how much is a wedding cake", "From 180 €."),
        ("how much does delivery of bread cost", "2.50 €."),
    ],
)
async def test_what_the_shop_has_written_of_a_price_comes_first(shop: TestShop, said: str, told: str) -> None:
    shop.write("faq/shop.md", FAQ)
    await open_search(shop, WARES, "en", "shopbell_faq")

    assert told in (await shop.customer("ana").says(said)).text
