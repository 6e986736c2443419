"""The demo's shop page: believable, harmless, and the chat knows which product is looked at."""

import pytest
from aiohttp import ClientSession

from shopbell.shop import ShopInfo
from shopbell.testing import TestShop
from shopbell_demo.catalogue import read_catalogue
from shopbell_demo.pages import ShopPages
from shopbell_demo.pictures import draw

TABLE = b"""id,title,description,price,currency,category,stock,extra
B1,Rye <b>loaf</b>,"Dark, moist",5.40,EUR,bread,3,x
B2,Roll,,not a price,,rolls,0
,No id,,1,EUR,bread,1
B3
"""


def test_a_catalogue_with_mistakes_shows_what_can_be_read() -> None:
    first, second = read_catalogue(TABLE)

    assert (first.id, str(first.price), first.in_stock) == ("B1", "5.40", True)
    assert (second.price, second.currency, second.in_stock) == (None, "EUR", False)


def test_what_stands_in_the_shops_files_is_text_and_never_markup() -> None:
    products = tuple(read_catalogue(TABLE))
    pages = ShopPages(ShopInfo(name="<i>Crumb</i>"), products)

    for page in (pages.front(0), pages.product(products[0])):
        assert "<b>" not in page
        assert "<i>" not in page
    assert 'data-product="B1"' in pages.product(products[0])
    assert "<B" not in draw("<Bad title>", "x")


async def test_the_bakery_shows_its_shelves(bakery: TestShop) -> None:
    await bakery.enable("shopbell_demo")

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
        async with browser.get("/shop/nothing") as nothing:
            assert (nothing.status, nothing.content_type) == (404, "application/problem+json")
    assert "Rye loaf" in page
    assert page.count("/chat/loader.js") == 1


@pytest.mark.parametrize("table", [b"", b"\xff\xfe", b"id,title\n"])
def test_a_shop_without_products_still_has_a_page(table: bytes) -> None:
    assert "Crumb" in ShopPages(ShopInfo(name="Crumb"), tuple(read_catalogue(table))).front(0)
