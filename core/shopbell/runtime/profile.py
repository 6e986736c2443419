"""What the shop knows of a customer: facts, each by the address it was learned through.

A customer's profile is made of the facts of all their addresses, so linking brings profiles together and undoing it
takes them apart again.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from shopbell.contracts import Write
from shopbell.people import Customer
from shopbell.stores.store import Store

FACTS = """
    SELECT fact.at, fact.identity_id, fact.name, fact.value FROM identity JOIN fact ON fact.identity_id = identity.id
    WHERE identity.customer_id = ?"""
LEARN = (
    "INSERT INTO fact (identity_id, name, value, at) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (identity_id, name) DO UPDATE SET value = excluded.value, at = excluded.at"
)
KEEP = "UPDATE customer SET profile = ? WHERE id = ?"
TAG, READS = "tag:", "reads:"
OWN = ("name", "language", "time_zone")

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder().decode


async def facts_of(store: Store, *customers: int) -> list[tuple[str, Any]]:
    """Names and values of all these customers, the latest last."""
    rows = sorted([row for customer_id in customers for row in await store.fetch(FACTS, (customer_id,))])
    return [(name, _decode(value)) for _, _, name, value in rows]


def profile_of(customer_id: int, facts: Iterable[tuple[str, Any]]) -> Customer:
    """The profile that these facts make; of several with one name the last holds, None takes it back."""
    known = {name: value for name, value in dict(facts).items() if value is not None}
    return Customer(
        id=customer_id,
        name=known.get("name"),
        language=known.get("language"),
        time_zone=known.get("time_zone"),
        attributes={
            name: value for name, value in known.items() if name not in OWN and not name.startswith((TAG, READS))
        },
        tags=tuple(sorted(name.removeprefix(TAG) for name, value in known.items() if name.startswith(TAG) and value)),
        languages=tuple(
            sorted(name.removeprefix(READS) for name, value in known.items() if name.startswith(READS) and value)
        ),
    )


def learn(identity_id: int, facts: Iterable[tuple[str, Any]], now: int) -> list[Write]:
    """Keep facts. Their values are plain data."""
    return [Write(LEARN, (identity_id, name, _encode(value), now)) for name, value in facts]


def keep(customer: Customer) -> Write:
    """The customer's row with this profile, as turns read it."""
    return Write(KEEP, (_encode(customer), customer.id), 1)


def changed(customer: Customer, facts: Iterable[tuple[str, Any]]) -> Customer:
    """The profile with these facts, the latest."""
    known: list[tuple[str, Any]] = [
        ("name", customer.name), ("language", customer.language), ("time_zone", customer.time_zone),
        *customer.attributes.items(), *((TAG + tag, True) for tag in customer.tags),
        *((READS + one, True) for one in customer.languages),
    ]  # fmt: skip
    return profile_of(customer.id, [*known, *facts])
