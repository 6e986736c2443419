"""What is to become of customers' data: erased soon, or handed out for an hour under an address nobody guesses."""

import hashlib

from shopbell import Migration, Write

HOUR = 3_600_000  # milliseconds in which a copy may be fetched

MIGRATION = Migration(1, """
    CREATE TABLE p_shopbell_privacy_forget (
        customer_id {INT} PRIMARY KEY,
        asked_at    {INT} NOT NULL       -- milliseconds UTC
    ) {STRICT};
    CREATE TABLE p_shopbell_privacy_copy (
        hash        TEXT PRIMARY KEY,    -- of the address's secret part, which is kept nowhere
        customer_id {INT} NOT NULL,
        until       {INT} NOT NULL       -- milliseconds UTC
    ) {STRICT};
    CREATE INDEX p_shopbell_privacy_copy_customer ON p_shopbell_privacy_copy (customer_id);
    CREATE INDEX p_shopbell_privacy_copy_until ON p_shopbell_privacy_copy (until)
""")  # fmt: skip

TO_FORGET = "SELECT customer_id FROM p_shopbell_privacy_forget WHERE asked_at <= ? ORDER BY asked_at LIMIT 100"
COPY_OF = "SELECT customer_id FROM p_shopbell_privacy_copy WHERE hash = ? AND until > ?"
_FORGET = (
    "INSERT INTO p_shopbell_privacy_forget (customer_id, asked_at) VALUES (?, ?) ON CONFLICT (customer_id) DO NOTHING"
)
_COPY = "INSERT INTO p_shopbell_privacy_copy (hash, customer_id, until) VALUES (?, ?, ?)"
_FORGOTTEN = "DELETE FROM p_shopbell_privacy_forget WHERE customer_id = ?"
_OLD_COPIES = "DELETE FROM p_shopbell_privacy_copy WHERE until <= ?"


def forget(customer_id: int, now: int) -> Write:
    """Erase this customer once the turn is over."""
    return Write(_FORGET, (customer_id, now))


def forgotten(customer_id: int) -> Write:
    """It is done, or there is nobody."""
    return Write(_FORGOTTEN, (customer_id,))


def hand_out(secret: str, customer_id: int, now: int) -> list[Write]:
    """Whoever has the secret may fetch this customer's copy for an hour."""
    return [Write(_OLD_COPIES, (now,)), Write(_COPY, (hashed(secret), customer_id, now + HOUR), 1)]


def hashed(secret: str) -> str:
    """What is kept of it."""
    return hashlib.sha256(secret.encode()).hexdigest()
