"""Products as cards."""

from collections.abc import Iterable

from shopbell import ProductCard
from shopbell.shop import Product, product_card


def cards(products: Iterable[Product], language: str) -> list[ProductCard]:
    """Those that can be shown, in their order."""
    return [shown for product in products if (shown := product_card(product, language)) is not None]
