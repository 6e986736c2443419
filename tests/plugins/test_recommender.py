"""What goes with what: learned in a child process from orders, or from words where nothing was sold yet."""

import asyncio
import random
import shutil
import sys
import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopbell.shop import Recommender
from shopbell.testing import TestShop
from shopbell_recommender.following import Sight, fit_is_due
from shopbell_recommender.model_file import Header
from shopbell_recommender.neighbours import inverted, learn_links

KINDS = ("tea", "cup", "cake", "candle")
PRODUCTS = "id,title,category,price,stock\n" + "".join(
    f"{kind}{number},{word} {kind},{kind},{5 + number}.00,{0 if (kind, number) == ('cup', 3) else 9}\n"
    for kind in KINDS
    for number, word in enumerate(("Green", "Black", "Garden", "Winter", "Morning", "River"))
)


def orders_of(count: int) -> str:
    """Who buys a tea buys the cup of its number; who buys a cake, its candle."""
    draw = random.Random(7)
    lines = ["number,email,placed,product,title,quantity,price"]
    for number in range(count):
        first, second = draw.choice((("tea", "cup"), ("cake", "candle")))
        which = draw.randrange(6)
        for kind in (first, second):
            product = f"{kind}{which}"
            lines.append(
                f"N{number},c{number % 40}@example.com,2026-05-{1 + number % 28:02},{product},{product},1,5.00"
            )
    return "\n".join(lines) + "\n"


async def learned(shop: TestShop, orders: int) -> Recommender:
    """A shop with that many orders, once its model is there."""
    shop.write("products.csv", PRODUCTS)
    if orders:
        shop.write("orders.csv", orders_of(orders))
    assert (await shop.enable("shopbell_files")).state == "enabled"
    status = await shop.enable("shopbell_recommender")
    assert status.state == "enabled", status.reason
    service: Any = shop.running.host.service("recommender")
    async with asyncio.timeout(60):
        while service.model is None:  # noqa: ASYNC110 a test may look often
            await asyncio.sleep(0.05)
    found: Recommender = service
    return found


async def test_what_was_bought_together_is_suggested_and_why(shop: TestShop) -> None:
    recommender = await learned(shop, 400)

    [first, *_] = await recommender.related(["tea1"], "together")
    [other, *_] = await recommender.related(["cake2"], "complementary")

    assert (first.product.id, first.because, first.why) == ("cup1", "tea1", "together")
    assert other.product.id == "candle2"


async def test_what_is_sold_out_or_was_bought_already_is_not_suggested(shop: TestShop) -> None:
    recommender = await learned(shop, 400)

    sold_out = await recommender.related(["tea3"], "together", limit=10)
    mine = await recommender.for_customer({"tea1": 1_780_000_000_000, "cup1": 1_780_000_000_000}, limit=10)

    assert "cup3" not in {one.product.id for one in sold_out}
    assert {one.product.id for one in mine} & {"tea1", "cup1"} == set()
    assert mine


async def test_an_upsell_is_of_the_same_kind_and_dearer_within_bounds(shop: TestShop) -> None:
    recommender = await learned(shop, 100)

    found = await recommender.related(["tea1"], "upsell", limit=10)

    assert found
    for one in found:
        assert one.product.categories == ("tea",)
        assert one.product.price is not None
        assert 660 <= one.product.price.amount <= 1080


async def test_a_shop_that_sold_nothing_goes_by_the_words(shop: TestShop) -> None:
    recommender = await learned(shop, 0)

    similar = await recommender.related(["tea2"], "similar", limit=3)
    anything = await recommender.for_customer({})

    assert {one.product.categories for one in similar} == {("tea",)}
    assert len(anything) == 4
    assert len({one.product.categories for one in anything}) >= 2


async def test_bestsellers_are_of_several_kinds_or_of_the_one_asked_for(shop: TestShop) -> None:
    recommender = await learned(shop, 400)

    every, cakes = await recommender.bestsellers(limit=4), await recommender.bestsellers("cake", limit=3)

    assert len({one.product.categories for one in every}) >= 2
    assert {one.product.categories for one in cakes} == {("cake",)}


async def test_the_model_is_there_again_after_a_restart(shop: TestShop) -> None:
    await learned(shop, 100)
    folder = shop.data / "derived" / "shopbell_recommender"
    models = [path.name for path in folder.glob("*.model")]

    await shop.restart()

    again: Any = shop.running.host.service("recommender")
    async with asyncio.timeout(10):
        while again.model is None:  # noqa: ASYNC110 a test may look often
            await asyncio.sleep(0.01)
    assert [path.name for path in folder.glob("*.model")] == models  # taken again, not fitted again


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (Sight(orders=100, catalogue=5, today=10, hour=12), False),
        (Sight(orders=104, catalogue=5, today=10, hour=12), False),
        (Sight(orders=105, catalogue=5, today=10, hour=12), True),
        (Sight(orders=100, catalogue=6, today=10, hour=12), True),
        (Sight(orders=100, catalogue=5, today=11, hour=2), False),
        (Sight(orders=100, catalogue=5, today=11, hour=3), True),
    ],
)
def test_it_is_fitted_anew_at_night_and_when_much_has_changed(now: Sight, due: bool) -> None:
    known = Header(ids=[], categories=[], currencies=[], orders=100, catalogue=5, day=10)

    assert fit_is_due(known, now) is due
    assert fit_is_due(None, now)


@settings(deadline=None, max_examples=25)
@given(st.integers(2, 700), st.integers(0, 1_000))
def test_the_inverse_by_halves_is_the_inverse(size: int, seed: int) -> None:
    some = np.random.default_rng(seed).random((size, size)).astype(np.float32)
    matrix = some @ some.T + size * np.eye(size, dtype=np.float32)

    found = inverted(matrix.copy()) @ matrix

    assert np.abs(found - np.eye(size)).max() < 1e-2


@settings(deadline=None, max_examples=25)
@given(st.lists(st.sets(st.integers(0, 39), max_size=8), max_size=60), st.integers(1, 40))
def test_arrows_lead_from_what_was_sold_to_what_was_sold_with_it(baskets: list[set[int]], head: int) -> None:
    sets = [np.array(sorted(one), np.int32) for one in baskets]

    links = learn_links(sets, 40, 10.0, head)

    sold = {product for one in baskets if len(one) > 1 for product in one}
    assert set(links.sources.tolist()) | set(links.targets.tolist()) <= sold
    assert not (links.sources == links.targets).any()
    assert (links.weights > 0).all()


async def test_a_folder_that_takes_no_model_is_told_and_the_shop_goes_on_with_what_it_had(shop: TestShop) -> None:
    recommender = await learned(shop, 400)
    plugin = type(recommender).__module__.rpartition(".")[0]
    [following] = sys.modules[plugin]._following
    shutil.rmtree(following._folder)
    following._folder.write_text("a file in its place: nothing can be written below")

    shop.write("products.csv", PRODUCTS + "tea9,New tea,tea,4.00,9\n")
    await shop.settle()
    following._not_before = 0.0
    await following.look()

    assert "Not a directory" in following.trouble
    assert following._not_before > time.time(), "not again every few seconds"
    assert await recommender.related(["tea1"], "together")
