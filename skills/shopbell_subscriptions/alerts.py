"""Alerts as rows: what a customer wants to hear of, until it has been said."""

from typing import Literal, NamedTuple

from shopbell import Migration, Write
from shopbell.shop import Money, Product, Variant, pieces_on

AlertKind = Literal["price_alert", "stock_alert"]  # at the same time the purpose of the consent

MIGRATION = Migration(1, """
    CREATE TABLE p_shopbell_subscriptions_alert (
        id              TEXT PRIMARY KEY,  -- 32 hexadecimal digits
        customer_id     {INT} NOT NULL,
        conversation_id {INT} NOT NULL,
        kind            TEXT NOT NULL,     -- price_alert, stock_alert
        product         TEXT NOT NULL,
        variant         TEXT NOT NULL,     -- empty: the product, whichever
        below           {INT} NOT NULL,    -- minor units: at this price or less; 0 for stock
        currency        TEXT NOT NULL,
        title           TEXT NOT NULL,     -- as the customer read it
        at              {INT} NOT NULL,    -- milliseconds UTC
        UNIQUE (customer_id, kind, product, variant)
    ) {STRICT};
    CREATE INDEX p_shopbell_subscriptions_alert_product ON p_shopbell_subscriptions_alert (product)
""")  # fmt: skip

_COLUMNS = "id, customer_id, conversation_id, kind, product, variant, below, currency, title"
_OF = "customer_id IN (SELECT id FROM customer WHERE id = ? OR merged_into = ?)"  # who were linked, too
_ADD = (
    "INSERT INTO p_shopbell_subscriptions_alert"
    " (id, customer_id, conversation_id, kind, product, variant, below, currency, title, at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (customer_id, kind, product, variant) DO UPDATE SET"
    " id = excluded.id, conversation_id = excluded.conversation_id, below = excluded.below, at = excluded.at"
)
_END = f"DELETE FROM p_shopbell_subscriptions_alert WHERE id = ? AND {_OF}"  # noqa: S608 our own words
OF_CUSTOMER = f"SELECT {_COLUMNS} FROM p_shopbell_subscriptions_alert WHERE {_OF} ORDER BY at, id"  # noqa: S608
ON_PRODUCT = (
    f"SELECT {_COLUMNS} FROM p_shopbell_subscriptions_alert"  # noqa: S608
    f" WHERE {_OF} AND kind = ? AND product = ? AND variant = ? ORDER BY at, id"
)
ABOUT = f"SELECT {_COLUMNS} FROM p_shopbell_subscriptions_alert WHERE product = ? ORDER BY id"  # noqa: S608
PRODUCTS = "SELECT DISTINCT product FROM p_shopbell_subscriptions_alert WHERE product > ? ORDER BY product LIMIT ?"


class Alert(NamedTuple):
    """One row, without its time."""

    id: str
    customer_id: int
    conversation_id: int
    kind: AlertKind
    product: str
    variant: str = ""
    below: int = 0
    currency: str = ""
    title: str = ""

    def is_true(self, product: Product) -> bool:
        """Has come what the customer waits for?"""
        if self.kind == "stock_alert":
            return is_there(product, variant_of(product, self.variant))
        price = lowest(product)
        return price is not None and price.currency == self.currency and price.amount <= self.below


def added(alert: Alert, now: int) -> Write:
    """Keep it; who asks again for the same product changes the price."""
    return Write(_ADD, (*alert, now))


def ended(alert_id: str, customer_id: int) -> Write:
    """It was said, or is not wanted any more; nobody ends another's."""
    return Write(_END, (alert_id, customer_id, customer_id))


def lowest(product: Product) -> Money | None:
    """What it costs at least, whichever variant; None: the price is told on request."""
    prices = [one for one in map(product.price_of, product.variants or (None,)) if one is not None]
    return min(prices, key=lambda price: price.amount, default=None)


def variant_of(product: Product, variant_id: str) -> Variant | None:
    """The variant of that id, if it (still) has one."""
    return next((one for one in product.variants if one.id == variant_id), None)


def is_there(product: Product, variant: Variant | None) -> bool:
    """Can it be bought? What is not counted is always there."""
    return product.in_stock() if variant is None else pieces_on(variant.stock) != 0
