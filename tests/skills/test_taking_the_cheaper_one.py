"""Who takes the cheaper one of two gets that one, and no search for something cheaper still."""

import pytest

from shopbell.testing import TestShop
from tests.skills.wares import open_search, shown_in

WARES = "id;title;price;category\nC1;Charger Alpha;39.90;chargers\nC2;Charger Beta;22.50;chargers\n"


@pytest.mark.parametrize("said", ["I'll take the cheaper one", "I'd like to buy the cheaper one please"])
@pytest.mark.parametrize("before", ["do you have chargers", "compare the first two"])
async def test_the_cheaper_one_is_taken(shop: TestShop, said: str, before: str) -> None:
    await open_search(shop, WARES, "en", "shopbell_cart")
    customer = shop.customer("ana")
    await customer.says("do you have chargers")
    await customer.says(before)

    offered = await customer.says(said)
    taken = await customer.says("1")

    assert shown_in(offered) == ["C2"]
    assert [option.label for option in offered.options] == ["I'll take it"]
    assert "1 x Charger Beta" in taken.text


async def test_who_only_asks_for_cheaper_ones_is_sold_nothing(shop: TestShop) -> None:
    await open_search(shop, WARES, "en", "shopbell_cart")
    customer = shop.customer("ana")
    await customer.says("do you have chargers")

    assert not (await customer.says("something cheaper")).options


WORN = (
    "id;title;price;category;features\n"
    "H1;Headphones Over;189.00;headphones;noise cancelling\nH2;Earbuds In;119.00;headphones;noise cancelling\n"
)


async def test_of_two_that_were_shown_nobody_knows_which_is_that_one(shop: TestShop) -> None:
    shop.write("catalogue.csv", WORN.replace(";", ","))
    await open_search(shop, WORN, "en", "shopbell_cart")
    customer = shop.customer("ana")

    assert len(shown_in(await customer.says("do you have noise cancelling headphones"))) == 2
    assert "In your cart" not in (await customer.says("I'll take that one")).text
