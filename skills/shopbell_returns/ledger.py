"""Returns that were agreed to: one for each line of an order, for ever."""

import hashlib

from shopbell import Migration, Write
from shopbell.shop import Money, same_number

STATES = ("announced", "received", "refunded", "exchanged", "refused")
MIGRATIONS = (Migration(1, """
    CREATE TABLE p_shopbell_returns_return (
        number TEXT PRIMARY KEY,          -- R-123456, of order and line
        order_number TEXT NOT NULL, line {INT} NOT NULL,
        customer_id {INT} NOT NULL,       -- 0: erased
        title  TEXT NOT NULL, wants TEXT NOT NULL, reason TEXT NOT NULL,
        photo  TEXT NOT NULL,             -- its media, or empty
        amount {INT} NOT NULL, currency TEXT NOT NULL,
        state  TEXT NOT NULL, at {INT} NOT NULL,
        UNIQUE (order_number, line)       -- nothing comes back twice
    ) {STRICT};
    CREATE INDEX p_shopbell_returns_customer ON p_shopbell_returns_return (customer_id)
"""), Migration(2, "ALTER TABLE p_shopbell_returns_return ADD COLUMN instead TEXT NOT NULL DEFAULT ''"),
)  # fmt: skip
ANNOUNCE = (
    "INSERT INTO p_shopbell_returns_return"
    " (number, order_number, line, customer_id, title, wants, reason, photo, amount, currency, state, at, instead)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'announced', ?, ?) ON CONFLICT DO NOTHING"
)
OF_ORDER = "SELECT line FROM p_shopbell_returns_return WHERE order_number = ?"
OF_CUSTOMER = (
    "SELECT number, title, state FROM p_shopbell_returns_return"
    " WHERE customer_id IN (SELECT id FROM customer WHERE id = ? OR merged_into = ?)"
    " ORDER BY at DESC, number LIMIT 5"
)
ALL = (
    "SELECT number, order_number, title, wants, reason, amount, currency, state FROM p_shopbell_returns_return"
    " ORDER BY at DESC, number LIMIT 500"
)
ONE = (
    "SELECT number, order_number, line, title, wants, instead, reason, photo, amount, currency, state, at"
    " FROM p_shopbell_returns_return WHERE number = ?"
)
SET = "UPDATE p_shopbell_returns_return SET state = ? WHERE number = ?"


def number_of(order: str, line: int) -> str:
    """Six digits, the same for the same line."""
    digest = hashlib.blake2b(f"{same_number(order)}/{line}".encode(), digest_size=8).digest()
    return f"R-{int.from_bytes(digest) % 900_000 + 100_000}"


def announced(
    order: str,
    line: int,
    customer_id: int,
    title: str,
    wants: str,
    reason: str,
    photo: str,
    money: Money,
    now: int,
    instead: str = "",
) -> Write:
    """Write it down; the turn is not committed where somebody did before."""
    row = (
        number_of(order, line), same_number(order), line, customer_id, title, wants, reason, photo, money.amount,
        money.currency, now, instead,
    )  # fmt: skip
    return Write(ANNOUNCE, row, 1)
