"""Products as cards, and prices as words."""

from collections.abc import Iterable
from decimal import Decimal

from shopbell import ProductCard
from shopbell.shop import Money, Product, minor_digits


def card(product: Product, language: str) -> ProductCard | None:
    """What is shown of it; None where the price is told on request only, for a card says one."""
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


def cards(products: Iterable[Product], language: str) -> list[ProductCard]:
    """Those that can be shown, in their order."""
    return [shown for product in products if (shown := card(product, language)) is not None]


def price_in_words(money: Money, language: str) -> str:
    """12.50 as the language writes it: ``12,50 €``."""
    from babel import Locale, UnknownLocaleError  # lazy: Babel is 35 ms and 5 MB
    from babel.numbers import format_currency  # lazy: as above

    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return str(
        format_currency(Decimal(money.amount).scaleb(-minor_digits(money.currency)), money.currency, locale=locale)
    )
