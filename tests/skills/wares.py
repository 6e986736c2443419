"""A shop whose products are searched, for the tests of what customers say about them."""

from shopbell import ProductCard, Reply
from shopbell.testing import TestShop

LANGUAGES = {"en", "de", "fr", "es"}


async def open_search(shop: TestShop, products: str, language: str, *more: str) -> None:
    """``products`` is its table; ``language`` is spoken first; ``more`` are further plugins."""
    shop.write("products.csv", products)
    await shop.configure(currency="EUR", languages=[language, *(LANGUAGES - {language})])
    for plugin in ("shopbell_understanding", "shopbell_files", "shopbell_search", *more):
        await shop.enable(plugin)
    status = await shop.enable("shopbell_product_search")
    assert status.state == "enabled", status.reason
    await shop.settle()


def shown_in(reply: Reply) -> list[str]:
    """The products whose cards are shown, in order."""
    return [str(part.product) for part in reply.parts if isinstance(part, ProductCard)]


def plain(text: str) -> str:
    """With usual spaces: sums have one that breaks no line."""
    return text.replace("\u202f", " ").replace("\xa0", " ")
