"""A product as it is shown in an answer."""

from shopbell.replies import ProductCard
from shopbell.shop.catalogue import Product


def product_card(product: Product, language: str) -> ProductCard | None:
    """Its card; None where the price is told on request only, for a card says one."""
    if product.price is None:
        return None
    was = product.was_price
    picture = product.pictures[0] if product.pictures else None
    return ProductCard(
        product=product.id,
        title=product.title_in(language),
        price=product.price.amount,
        currency=product.price.currency,
        was_price=was.amount if was is not None and was.amount > product.price.amount else None,
        image=picture.url if picture and picture.url.startswith("https://") else None,
        url=product.url or None,
        in_stock=product.in_stock(),
    )
