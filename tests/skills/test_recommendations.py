"""Customers ask what goes with it, what is like it, what sells best, what they may like, and why."""

import asyncio

import pytest

from shopbell.messages import MessageContext
from shopbell.replies import ProductCard, Reply
from shopbell.testing import TestShop
from tests.plugins.test_recommender import learned
from tests.skills.test_order_status import known_by_mail


@pytest.fixture
async def tea_shop(shop: TestShop) -> TestShop:
    """A shop that has learned what goes with what."""
    await shop.configure(languages=["en", "de", "fr", "es"])
    await learned(shop, 400)
    status = await shop.enable("shopbell_recommendations")
    assert status.state == "enabled", status.reason
    async with asyncio.timeout(20.0):
        while not names_a_product(shop, "black tea"):  # noqa: ASYNC110 a test may look often
            await asyncio.sleep(0.05)
    return shop


def names_a_product(shop: TestShop, text: str) -> bool:
    understander = shop.running.host.epoch.prepared.understander
    understood = understander.understand(text, "en", shop.clock.now())
    return any(entity.kind == "product" for entity in understood.entities)


def shown(reply: Reply) -> list[str]:
    return [part.product for part in reply.parts if isinstance(part, ProductCard)]


async def test_what_goes_with_a_product_and_why(tea_shop: TestShop) -> None:
    ana = tea_shop.customer("ana")

    goes = await ana.says("what goes with this? the black tea")
    why = await ana.says("why do you show me this?")

    assert goes.text == "This goes well with Black tea:"
    assert shown(goes)[0] == "cup1"
    assert why.text.splitlines()[0] == "Black cup: customers who bought Black tea took it, too."


async def test_which_product_is_asked_when_none_is_at_hand(tea_shop: TestShop) -> None:
    ana = tea_shop.customer("ana")

    asked = await ana.says("show me similar products")
    told = await ana.says("the Winter cake")

    assert asked.text == "Which product do you mean? Tell me its name, please."
    assert told.text == "These are like Winter cake:"
    assert {one.rstrip("0123456789") for one in shown(told)} == {"cake"}


async def test_before_anything_is_learned_the_same_kind_is_shown(shop: TestShop) -> None:
    await learned(shop, 0)
    await shop.enable("shopbell_search")
    await shop.enable("shopbell_recommendations")
    shop.running.host.service("recommender").model = None
    ana, page = shop.customer("ana"), MessageContext(product="cup1")

    similar = await ana.says("show me similar products", context=page)
    better = await ana.says("something better than this", context=page)
    why = await ana.says("why do you show me this?")

    assert similar.text == "These are like Black cup:"
    assert set(shown(similar)) == {"cup0", "cup2", "cup4", "cup5"}  # one is sold out
    assert set(shown(better)) == {"cup2", "cup4", "cup5"}
    assert "of the kind of Black cup" in why.text
    await shop.disable("shopbell_search")
    alone = await ana.says("show me similar products", context=page)
    assert alone.text == "I have nothing to suggest there at the moment."


async def test_what_is_like_something_that_is_named_is_no_search_for_that_one(tea_shop: TestShop) -> None:
    told = await tea_shop.customer("ana").says("something similar to the Winter cake")

    assert told.text == "These are like Winter cake:"


async def test_a_better_one_costs_more_and_is_of_the_same_kind(tea_shop: TestShop) -> None:
    told = await tea_shop.customer("ana").says("show me something better than this: Black tea")

    assert told.text == "These are like Black tea, and a step up:"
    assert {one.rstrip("0123456789") for one in shown(told)} == {"tea"}


async def test_who_is_known_hears_what_suits_them_and_nothing_they_have(tea_shop: TestShop) -> None:
    ana = tea_shop.customer("ana")
    await ana.says("hello")
    await known_by_mail(tea_shop, "ana", "c7@example.com")

    mine = await ana.says("what do you recommend for me")
    bought = {line.product for one in await tea_shop.running.host.service("orders").orders_of(["c7@example.com"])
              for line in one.lines}  # fmt: skip

    assert mine.text.startswith("Because you bought ")
    assert shown(mine)
    assert not bought & {*shown(mine)}


async def test_nobody_s_orders_speak_for_somebody_else(tea_shop: TestShop) -> None:
    told = await tea_shop.customer("c7@example.com").says("what do you recommend for me")

    assert told.text == "Our customers like these best:"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("what sells best", "Our customers like these best:"),
        ("was sind Ihre Bestseller", "Das mögen unsere Kunden am liebsten:"),
        ("quels sont vos meilleures ventes", "Voici ce que nos clients préfèrent :"),
        ("cuáles son sus más vendidos", "Esto es lo que más gusta a nuestros clientes:"),
    ],
)
async def test_bestsellers_in_every_language(tea_shop: TestShop, asked: str, said: str) -> None:
    told = await tea_shop.customer("ana").says(asked)

    assert told.text == said
    assert len(shown(told)) == 4


async def test_without_a_catalogue_it_is_said_honestly(shop: TestShop) -> None:
    await shop.enable("shopbell_recommendations")

    told = await shop.customer("ana").says("what sells best")

    assert told.text.startswith("I cannot look into the catalogue at the moment.")
