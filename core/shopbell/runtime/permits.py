"""Gathers what the gate looks at, where an answer's way is not plainly open; counts what it said."""

import hmac
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shopbell.capabilities import PLAIN_TEXT
from shopbell.config.settings import CustomerSettings
from shopbell.messages import Purpose
from shopbell.runtime.epochs import Epoch, is_pushed_to
from shopbell.runtime.gate import HOUR, Cap, Facts, Verdict, gate
from shopbell.runtime.lanes import Address, Lanes, Seat
from shopbell.stores.store import Store

DAY = 24 * HOUR
# The addresses of one customer, and when something came from each.
ADDRESSES = """
    SELECT identity.id, identity.channel, identity.account, identity.address, identity.stopped, identity.proven_at,
        COALESCE((SELECT message.at FROM message
            WHERE message.identity_id = identity.id AND message.author = 'customer'
            ORDER BY message.id DESC LIMIT 1), 0)
    FROM identity WHERE identity.customer_id = ? ORDER BY identity.id"""
CONSENTS = """
    SELECT consent.identity_id, consent.given FROM identity JOIN consent ON consent.identity_id = identity.id
    WHERE identity.customer_id = ? AND consent.purpose IN (?, ?) ORDER BY consent.id"""
OFFERED = """
    SELECT outbox.created_at FROM outbox
    WHERE outbox.purpose = 'marketing' AND outbox.conversation_id = ? AND outbox.created_at > ?
    AND outbox.state IN ('due', 'sending', 'sent', 'delivered', 'read', 'unknown') AND outbox.id <> ?"""
SUPPRESSED = "SELECT 1 FROM suppression WHERE hash = ?"


class Known(NamedTuple):
    """One address of a customer, as the gate's reader finds it."""

    id: int
    channel: str
    account: str
    address: str
    stopped: int
    proven_at: int | None
    heard_at: int


class Permits:
    """Asks the gate about rows; ``said`` counts its verdicts by kind and purpose."""

    def __init__(
        self, store: Store, lanes: Lanes, settings: Callable[[], CustomerSettings], key: Callable[[], bytes]
    ) -> None:
        self._store, self._lanes, self._settings, self._key = store, lanes, settings, key
        self.said: Counter[tuple[str, str]] = Counter()

    def mark(self, channel: str, address: str) -> bytes:
        """What stands in the suppression list for an address: nobody can read from it which address it was."""
        text = f"{channel}\x1f{address.strip().casefold()}"
        return hmac.digest(self._key(), text.encode("utf-8", "replace"), sha256)

    async def suppressed(self, channel: str, address: str) -> bool:
        """Is the address on the list that survives erasure?"""
        return bool(await self._store.fetch(SUPPRESSED, (self.mark(channel, address),)))

    async def judge(
        self,
        seat: Seat,
        purpose: Purpose,
        epoch: Epoch,
        now: int,
        *,
        row_id: int = 0,
        language: str = "",
        consent: str = "",
    ) -> tuple[Verdict, Known | None]:
        """Ask the gate about one message to a seat.

        Args:
            row_id: the outbox row, when it is there already: it does not count against the caps.
            language: of its words.
            consent: what the customer must have agreed to, when it is an offer; empty: to offers as such.

        Returns:
            The verdict, and the other address when it is rerouted.
        """
        facts, known = await self._facts(seat, purpose, epoch, now, row_id, language, consent)
        verdict = gate(facts)
        self.said[verdict.kind, purpose] += 1
        return verdict, next((one for one in known if one.id == verdict.to), None)

    async def _facts(
        self,
        seat: Seat,
        purpose: Purpose,
        epoch: Epoch,
        now: int,
        row_id: int,
        language: str,
        consent: str,
    ) -> tuple[Facts, list[Known]]:
        lane, settings = seat.lane, self._settings()
        customer, holder = lane.customer, lane.state.holder
        known = [Known(*row) for row in await self._store.fetch(ADDRESSES, (customer.id,))]
        consents: list[tuple[int, int]] = []
        offered: tuple[int, ...] = ()
        if purpose != "conversational":
            asked = customer.id, purpose, consent or purpose
            consents = [(row[0], row[1]) for row in await self._store.fetch(CONSENTS, asked)]
        if purpose == "marketing":
            rows = await self._store.fetch(OFFERED, (lane.conversation_id, now - 7 * DAY, row_id))
            offered = tuple(int(row[0]) for row in rows)
        spoken = (customer.language, *customer.languages) if customer.language else customer.languages
        shop = epoch.prepared.shop

        async def at(one: Known, others: tuple[Facts, ...] = ()) -> Facts:
            entry = epoch.channels.get(one.channel)
            return Facts(
                purpose=purpose,
                now=now,
                identity_id=one.id,
                capabilities=entry.capabilities if entry is not None else PLAIN_TEXT,
                fetched=entry is not None and entry.pulls(one.account),
                stopped=seat.stopped if one.id == seat.identity.id else one.stopped,
                suppressed=purpose != "conversational" and await self.suppressed(one.channel, one.address),
                consent=_consent(consents, one.id),
                quiet=settings.quiet,
                zone=_zone(customer.time_zone, shop.time_zone),
                offered_at=offered,
                caps=(Cap(settings.offers_per_day, DAY, "a day"), Cap(settings.offers_per_week, 7 * DAY, "a week")),
                heard_at=one.heard_at,
                holder=holder.kind,
                held_until=holder.until,
                language=language,
                reads=spoken,
                others=others,
            )

        def pushed(one: Known) -> bool:
            return is_pushed_to(epoch.channels.get(one.channel), one.account, one.address)

        own = next((one for one in known if one.id == seat.identity.id), None)
        own = own or Known(seat.identity.id, *_address(seat), seat.stopped, None, 0)
        elsewhere: list[Known] = []
        if purpose == "transactional":
            elsewhere = [one for one in known if one.id != own.id and pushed(one)]
            elsewhere.sort(key=lambda one: (one.proven_at is not None, one.heard_at), reverse=True)
        others = tuple([await at(one) for one in elsewhere])
        return await at(own, others), known


def _address(seat: Seat) -> Address:
    return seat.identity.channel, seat.identity.account, seat.identity.address


def _consent(rows: list[tuple[int, int]], identity_id: int) -> bool | None:
    """The last word counts, and a no that was said anywhere counts everywhere."""
    given: bool | None = None
    for one, yes in rows:
        if not yes:
            given = False
        elif one == identity_id:
            given = True
    return given


def _zone(wanted: str | None, shop: str) -> str:
    try:
        return ZoneInfo(wanted).key if wanted else shop
    except (ValueError, OSError, KeyError):  # what an import brought, or a customer wrote
        return shop
