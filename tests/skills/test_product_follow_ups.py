"""What is said behind a search, in few words or as a new wish."""

import pytest

from shopbell.testing import TestShop
from shopbell.testing.dialogues import shown as in_words
from tests.skills.test_product_search import COLUMNS, PRODUCTS, open_shop, shown


@pytest.mark.parametrize(
    ("asked", "said"), [("how much", "Pearl soap costs $9.00."), ("what allergens?", "Allergens: almonds.")]
)
async def test_a_short_question_is_about_the_product_that_was_shown_alone(
    shop: TestShop, asked: str, said: str
) -> None:
    await open_shop(shop)
    await shop.customer("ana").says("show me the pearl soap")

    assert str((await shop.customer("ana").says(asked)).text).startswith(said)


async def test_a_wish_of_its_own_is_not_mixed_with_the_one_before(shop: TestShop) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")

    first = await ana.says("something for a wedding")
    other = await ana.says("something for travel")

    assert shown(first) == ["D1", "D2"]
    assert shown(other) == ["B2"]


async def test_where_nothing_is_called_a_present_anything_may_be_one(shop: TestShop) -> None:
    await open_shop(shop)
    shop.write("products.csv", (COLUMNS + PRODUCTS).replace(",gift,", ",home,"))
    await shop.settle()

    reply = await shop.customer("ana").says("a present for a wedding")

    assert reply.text == "These 2 fit:"


async def test_yes_is_no_wish_though_a_column_says_yes(shop: TestShop) -> None:
    await open_shop(shop)
    shop.write("products.csv", "id,title,price,signed\nP1,Lanark,240.00,yes\nP2,Kidnapped,650.00,no\n")
    await shop.settle()

    assert shown(await shop.customer("ana").says("yes")) == []
    assert shown(await shop.customer("ana").says("something signed")) == ["P1"]


@pytest.mark.parametrize(
    ("language", "asked", "meant"),
    [
        ("en", "the cheaper one", "D1"),
        ("en", "the most expensive of these", "D2"),
        ("de", "das günstigere", "D1"),
        ("fr", "la moins chère", "D1"),
        ("es", "el más caro", "D2"),
    ],
)
async def test_the_cheaper_one_is_one_of_those_that_were_shown(
    shop: TestShop, language: str, asked: str, meant: str
) -> None:
    await open_shop(shop)
    await shop.configure(languages=["en", "de", "fr", "es"])
    await shop.customer("ana").says("something for a wedding")
    seat = await shop.seat("ana")
    seat.lane.state.language = language

    assert shown(await shop.customer("ana").says(asked)) == [meant]


@pytest.mark.parametrize(("step", "offered"), [(0, False), (1, True)])
async def test_cheaper_is_offered_where_something_is(shop: TestShop, step: int, offered: bool) -> None:
    await open_shop(shop)
    lamps = [f"P{place},Lamp {place},{20 - step * place}.00,lamps" for place in range(9)]
    shop.write("products.csv", "\n".join(["id,title,price,category", *lamps]))
    await shop.settle()

    reply = await shop.customer("ana").says("show me lamps")

    assert ("[Cheaper]" in in_words(reply)) is offered


@pytest.mark.parametrize(("asked", "priced"), [("how much is it", True), ("how much power does it have", False)])
async def test_how_much_of_something_is_no_price(shop: TestShop, asked: str, priced: bool) -> None:
    await open_shop(shop)
    await shop.customer("ana").says("show me the pearl soap")

    assert ("$9.00" in str((await shop.customer("ana").says(asked)).text)) is priced
