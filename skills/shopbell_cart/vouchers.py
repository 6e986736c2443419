"""How often somebody may guess a code."""

import re

from shopbell import Write

MOST_TRIES = 10  # codes of one customer on one day
DAY = 86_400_000  # milliseconds
CODE = re.compile(r"\b(?=[A-Z0-9-]*[A-Z])[A-Z0-9][A-Z0-9-]{3,}\b")  # as it is printed: capitals and digits
TRY = (
    "INSERT INTO p_shopbell_cart_try (customer_id, day, tries) VALUES (?, ?, 1) ON CONFLICT (customer_id) DO UPDATE"
    " SET tries = CASE WHEN p_shopbell_cart_try.day = excluded.day THEN p_shopbell_cart_try.tries + 1 ELSE 1 END,"
    " day = excluded.day WHERE p_shopbell_cart_try.day <> excluded.day OR p_shopbell_cart_try.tries < ?"
)


def one_try(customer_id: int, now: int) -> Write:
    """Count it before the answer is known."""
    return Write(TRY, (customer_id, now // DAY, MOST_TRIES), 1)
