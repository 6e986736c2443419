"""The demo's shop page: believable, harmless, and the chat knows which product is looked at."""

import pytest
from aiohttp import ClientSession

from shopbell.shop import Money, Product, ShopInfo, Variant
from shopbell.testing import TestShop
from shopbell_demo.pages import ShopPages
from shopbell_demo.pictures import draw
from shopbell_demo.settings import DemoSettings

BREAD = Product(id="B1", title="Rye <b>loaf</b>", price=Money(540, "EUR"), attributes={"contains": ("<i>rye",)})
SHIRT = Product(
    id="T1", title="Shirt", categories=("tops",), price=Money(4200, "USD"), stock={"": 0},
    variants=(
        Variant(id="S", values={"size": "S", "colour": "navy"}, stock={"": 2}),
        Variant(id="M", values={"size": "M", "colour": "navy"}, price=Money(3900, "USD"), stock={"": 0}),
        Variant(id="L", values={"size": "L", "colour": "navy"}, price=Money(4500, "USD"), stock={"": 0}),
    ),
)  # fmt: skip


def pages(name: str = "Crumb", **settings: object) -> ShopPages:
    return ShopPages(ShopInfo(name=name), DemoSettings(**settings))  # type: ignore[arg-type]


def test_what_stands_in_the_shops_files_is_text_and_never_markup() -> None:
    written = pages("<i>Crumb</i>", tries=("<u>",), ask="<u>")

    for page in (written.front([BREAD], 0), written.product(BREAD)):
        assert not any(tag in page for tag in ("<b>", "<i>", "<u>"))
    assert 'data-product="B1"' in written.product(BREAD)
    assert "<B" not in draw(Product(id="x", title="<Bad title>"), "#8a4b1f")


def test_a_product_with_sizes_stands_once_with_its_least_price_and_all_sizes() -> None:
    front, page = pages().front([SHIRT], 0), pages().product(SHIRT)

    assert front.count("Shirt") == 1
    assert "from $39.00" in front
    assert "<dd>S, M, L</dd>" in page
    assert "<dd>navy</dd>" in page


@pytest.mark.parametrize(("language", "said"), [("en", "€5.40"), ("de-AT", "€\xa05,40"), ("xx", "€5.40")])
def test_prices_are_said_as_the_shops_language_writes_them(language: str, said: str) -> None:
    shop = ShopInfo(name="Crumb", languages=(language,))

    assert said in ShopPages(shop, DemoSettings()).front([BREAD], 0)


def test_pictures_have_the_products_colour_and_else_the_shops() -> None:
    assert "hsl(222," in draw(SHIRT, "#8a4b1f")
    assert draw(BREAD, "#8a4b1f") != draw(BREAD, "#2e7d46")


def test_a_shop_without_products_still_has_a_page() -> None:
    assert "Crumb" in pages().front([], 0)


async def test_the_bakery_shows_its_shelves(bakery: TestShop) -> None:
    await bakery.enable("shopbell_demo", colour="#123456")

    async with ClientSession(bakery.url) as browser:
        async with browser.get("/shop") as front:
            page = await front.text()
            assert "default-src 'none'" in front.headers["Content-Security-Policy"]
        async with browser.get("/shop/B002") as product:
            assert 'data-product="B002"' in await product.text()
        async with browser.get("/shop/pictures/B002.svg") as picture:
            assert (picture.status, picture.content_type) == (200, "image/svg+xml")
        async with browser.get("/shop/page/shop.css") as sheet:
            assert (sheet.status, sheet.content_type) == (200, "text/css")
            assert "--brand:#123456" in await sheet.text()
        async with browser.get("/shop/nothing") as nothing:
            assert (nothing.status, nothing.content_type) == (404, "application/problem+json")
    assert "Rye loaf" in page
    assert page.count("/chat/loader.js") == 1


async def test_a_demo_without_files_of_products_has_an_empty_page(shop: TestShop) -> None:
    await shop.enable("shopbell_webchat")
    await shop.enable("shopbell_demo")

    async with ClientSession(shop.url) as browser, browser.get("/shop") as front:
        assert front.status == 200
