"""Products as cards, and prices as words."""

from collections.abc import Iterable
from decimal import Decimal

from shopbell import ProductCard
from shopbell.shop import Money, Product, minor_digits, product_card


def cards(products: Iterable[Product], language: str) -> list[ProductCard]:
    """Those that can be shown, in their order."""
    return [shown for product in products if (shown := product_card(product, language)) is not None]


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
