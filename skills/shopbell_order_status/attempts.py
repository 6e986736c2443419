"""Who may see an order, and how often they may try: an order's number alone opens nothing."""

import hashlib

from shopbell import Migration, Write
from shopbell.shop import Order, same_number, same_postcode

DAY = 86_400_000  # milliseconds
OPEN_FOR = 30 * 60_000  # milliseconds in which an order that was opened is shown again in this conversation
PER_CUSTOMER, PER_ORDER = 8, 20  # attempts of a day, right ones too

MIGRATION = Migration(1, """
    CREATE TABLE p_shopbell_order_status_try (
        who   TEXT PRIMARY KEY,      -- "customer 7", or "order " and a hash of its number
        day   {INT} NOT NULL,        -- days since 1970
        tries {INT} NOT NULL
    ) {STRICT};
    CREATE TABLE p_shopbell_order_status_opened (
        conversation_id {INT} NOT NULL,
        number      TEXT NOT NULL,
        customer_id {INT} NOT NULL,
        until       {INT} NOT NULL,  -- milliseconds UTC
        PRIMARY KEY (conversation_id, number)
    ) {STRICT}
""")  # fmt: skip

BY_CUSTOMER = Migration(
    4, "CREATE INDEX p_shopbell_order_status_opened_customer ON p_shopbell_order_status_opened (customer_id)"
)

# One statement, so that two customers who guess at once cannot both have the last attempt.
TRY = (
    "INSERT INTO p_shopbell_order_status_try (who, day, tries) VALUES (?, ?, 1) ON CONFLICT (who) DO UPDATE SET"
    " tries = CASE WHEN p_shopbell_order_status_try.day = excluded.day"
    " THEN p_shopbell_order_status_try.tries + 1 ELSE 1 END, day = excluded.day"
    " WHERE p_shopbell_order_status_try.day <> excluded.day OR p_shopbell_order_status_try.tries < ?"
)
OPENED = (
    "INSERT INTO p_shopbell_order_status_opened (conversation_id, number, customer_id, until) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (conversation_id, number) DO UPDATE SET customer_id = excluded.customer_id, until = excluded.until"
)
# The orders that are still open here, the last opened first; and addresses that are the customer's own beyond doubt,
# of channels whose addresses are what an order was placed with. In one read: who is nobody yet asks most often.
OPEN_AND_PROVEN = (
    "SELECT number, NULL, until FROM p_shopbell_order_status_opened"
    " WHERE conversation_id = ? AND customer_id = ? AND until > ?"
    " UNION ALL SELECT NULL, address, 0 FROM identity WHERE customer_id = ? AND proven_at IS NOT NULL"
    " AND channel IN ('email', 'sms', 'whatsapp') ORDER BY 3 DESC"
)


def attempts(customer_id: int, number: str, now: int) -> list[Write]:
    """Count one attempt of this customer, and one at this order, before the answer is known."""
    day, order = now // DAY, hashlib.blake2b(same_number(number).encode(), digest_size=12).hexdigest()
    return [
        Write(TRY, (f"customer {customer_id}", day, PER_CUSTOMER), 1),
        Write(TRY, (f"order {order}", day, PER_ORDER), 1),
    ]


def opened(conversation_id: int, customer_id: int, number: str, now: int) -> Write:
    """This conversation may see that order for a while."""
    return Write(OPENED, (conversation_id, number, customer_id, now + OPEN_FOR))


def fits(order: Order | None, proof: str) -> bool:
    """Is the proof the order's postcode or e-mail address?"""
    if order is None:
        return False
    said = proof.strip().lower()
    if "@" in said:
        return bool(order.email) and said == order.email.lower()
    return bool(same_postcode(order.postcode)) and same_postcode(said) == same_postcode(order.postcode)


def erase(customer_id: int) -> Write:
    """Forget a customer's attempts: their number is part of a name here, where the core does not look."""
    return Write("DELETE FROM p_shopbell_order_status_try WHERE who = ?", (f"customer {customer_id}",))
