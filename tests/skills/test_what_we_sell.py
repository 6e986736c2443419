"""A customer who asks what there is at all is shown the shop's groups of products."""

import pytest

from shopbell.testing import TestShop
from tests.skills.wares import open_search, shown_in

WARES = """id;title;price;category
B1;Rye loaf;5.00;bread
B2;Spelt loaf;6.00;bread
C1;Lemon cake;29.00;cakes
"""


@pytest.mark.parametrize(
    ("language", "said", "asked"),
    [
        ("en", "hello, what do you sell?", "What would you like to see?"),
        ("en", "what do you have", "What would you like to see?"),
        ("en", "what can I buy from you", "What would you like to see?"),
        ("de", "Was verkaufen Sie denn so?", "Was möchten Sie sehen?"),
        ("fr", "Bonjour, que vendez-vous ?", "Que souhaitez-vous voir ?"),
        ("es", "¿Qué venden?", "¿Qué le gustaría ver?"),
    ],
)
async def test_what_the_shop_sells(shop: TestShop, language: str, said: str, asked: str) -> None:
    await open_search(shop, WARES, language, "shopbell_privacy")
    customer = shop.customer("ana")

    reply = await customer.says(said)

    assert reply.text.endswith(asked)
    assert [option.label for option in reply.options] == ["bread", "cakes"]
    assert sorted(shown_in(await customer.says("1"))) == ["B1", "B2"]


async def test_more_groups_than_buttons_are_told_in_words(shop: TestShop) -> None:
    rows = [f"P{n};Thing {n};5.00;group {n:02}" for n in range(12)]
    await open_search(shop, "\n".join(["id;title;price;category", *rows, "P99;Thing 99;5.00;group 11"]), "en")

    reply = await shop.customer("ana").says("what do you sell?")

    assert reply.text.startswith("We have group 11, group 00, group 01,")
    assert "group 10" in reply.text
    assert [option.label for option in reply.options][:2] == ["group 11", "group 00"]


async def test_a_shop_of_one_group_shows_its_products(shop: TestShop) -> None:
    await open_search(shop, "id;title;price;category\nB1;Rye loaf;5.00;bread\nB2;Spelt loaf;6.00;bread\n", "en")

    assert len(shown_in(await shop.customer("ana").says("what do you sell?"))) == 2


async def test_a_shop_without_products_says_nothing_of_groups(shop: TestShop) -> None:
    for plugin in ("shopbell_understanding", "shopbell_product_search"):
        await shop.enable(plugin)
    await shop.settle()

    assert not (await shop.customer("ana").says("what do you sell?")).options


async def test_what_only_sounds_like_it_is_left_to_others(shop: TestShop) -> None:
    await open_search(shop, WARES, "en")

    assert not (await shop.customer("ana").says("do you deliver on Sunday?")).options
