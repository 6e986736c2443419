"""Who reads the newsletter, by what was agreed to and taken back. The core keeps each word with its time."""

from collections.abc import Iterable
from typing import NamedTuple

NEWSLETTER = "newsletter"
_COLUMNS = (
    "identity.customer_id, identity.id, identity.channel, identity.address, identity.stopped, consent.purpose,"
    " consent.given, consent.at, consent.wording"
)
_SAID = (
    "FROM identity JOIN consent ON consent.identity_id = identity.id"
    " WHERE consent.purpose IN ('newsletter', 'marketing')"
)
OF_CUSTOMER = f"SELECT {_COLUMNS} {_SAID} AND identity.customer_id = ? ORDER BY consent.id"
OF_ALL = f"SELECT {_COLUMNS} {_SAID} ORDER BY consent.id"


class Said(NamedTuple):
    """One word about the newsletter, or (STOP, START) about all offers."""

    customer_id: int
    identity_id: int
    channel: str
    address: str
    stopped: int  # not 0: nothing may be sent there now
    purpose: str
    given: int
    at: int  # milliseconds UTC
    wording: str


def readers(rows: Iterable[Said]) -> list[Said]:
    """The yes by which each address gets the newsletter now, the oldest first; the same that the gate says.

    Args:
        rows: in the order in which they were said. A no holds for all addresses of the customer, a yes for one.
    """
    agreed: dict[int, Said] = {}  # identity -> its yes
    silent: set[int] = set()  # identities whose customer said STOP since
    for one in rows:
        if one.given:
            silent.discard(one.identity_id)
            if one.purpose == NEWSLETTER:
                agreed[one.identity_id] = one
            continue
        theirs = [identity for identity, yes in agreed.items() if yes.customer_id == one.customer_id]
        silent.update(theirs)
        if one.purpose == NEWSLETTER:
            for identity in theirs:
                del agreed[identity]
    found = [one for identity, one in agreed.items() if identity not in silent and not one.stopped]
    return sorted(found, key=lambda one: one.at)
