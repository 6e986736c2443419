"""The service ``bookings``: who has booked what, in the shop's own database.

What a booking takes up is a row for each piece of its time, place and resource; their key is what keeps two customers
from having the same. Pieces are counted in absolute time, so that a day of 23 or 25 hours is a day like any other.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from shopbell import Migration, NotReadyError, PluginScope, ShopbellError, StoreUnavailable, Write
from shopbell.shop import Bookable, Booking, Slot

from .bookables import GRAIN, Rule, Time, times_on

MIGRATION = Migration(2, """
    CREATE TABLE p_shopbell_files_booking (
        id          TEXT PRIMARY KEY,     -- made of the key with which it was asked for: twice is once
        bookable    TEXT NOT NULL,
        starts      TEXT NOT NULL,        -- shop time, 2026-05-01T10:30
        zone        TEXT NOT NULL,        -- its name
        starts_at   {INT} NOT NULL, ends_at {INT} NOT NULL,   -- milliseconds UTC
        customer_id {INT} NOT NULL,
        people      {INT} NOT NULL,
        name        TEXT NOT NULL,        -- under which it was booked
        state       TEXT NOT NULL         -- booked, cancelled
    ) {STRICT};
    CREATE INDEX p_shopbell_files_booking_customer ON p_shopbell_files_booking (customer_id, ends_at);
    CREATE INDEX p_shopbell_files_booking_starts ON p_shopbell_files_booking (starts_at);
    CREATE TABLE p_shopbell_files_taken (
        resource TEXT NOT NULL,           -- a thing of its own, or what several share: a bay, a person
        piece    {INT} NOT NULL,          -- so many times five minutes since 1970, UTC
        place    {INT} NOT NULL,          -- which of the resource's places
        booking  TEXT NOT NULL,
        PRIMARY KEY (resource, piece, place)
    ) {STRICT};
    CREATE INDEX p_shopbell_files_taken_booking ON p_shopbell_files_taken (booking)
""")  # fmt: skip

PIECE = GRAIN * 60_000  # milliseconds
DAY = 86_400_000
KEPT = 365 * DAY  # after which a booking that is over is forgotten
TRIES = 8  # each one lost means that somebody else has got a place
COLUMNS = "id, bookable, starts, zone, customer_id, people, name, state, starts_at, ends_at"
TAKEN = "SELECT place, piece, booking FROM p_shopbell_files_taken WHERE resource = ? AND piece >= ? AND piece < ?"
TAKE = "INSERT INTO p_shopbell_files_taken (resource, piece, place, booking) VALUES (?, ?, ?, ?)"
GIVE_BACK = "DELETE FROM p_shopbell_files_taken WHERE booking = ?"
OVER = "DELETE FROM p_shopbell_files_taken WHERE resource = ? AND piece < ?"
FORGET = "DELETE FROM p_shopbell_files_booking WHERE starts_at < ?"
BOOK = (
    f"INSERT INTO p_shopbell_files_booking ({COLUMNS})"  # noqa: S608 names of columns
    " VALUES (?, ?, ?, ?, ?, ?, ?, 'booked', ?, ?)"
)
MOVE = (
    "UPDATE p_shopbell_files_booking SET starts = ?, zone = ?, starts_at = ?, ends_at = ?"
    " WHERE id = ? AND state = 'booked' AND starts_at = ?"
)
CANCEL = "UPDATE p_shopbell_files_booking SET state = 'cancelled' WHERE id = ? AND state = 'booked' AND starts_at = ?"
FIND = f"SELECT {COLUMNS} FROM p_shopbell_files_booking WHERE id = ?"  # noqa: S608 as above
# Of one customer who was once two, both are meant.
THEM = (
    "them (id) AS (SELECT id FROM customer WHERE id = ?"
    " UNION SELECT customer.id FROM customer JOIN them ON customer.merged_into = them.id)"
)
MINE = (
    f"WITH RECURSIVE {THEM} SELECT {COLUMNS} FROM p_shopbell_files_booking WHERE customer_id IN (SELECT id FROM them)"  # noqa: S608
    " AND state = 'booked' AND ends_at > ? ORDER BY starts_at, id"
)
IS_MINE = f"WITH RECURSIVE {THEM} SELECT 1 FROM them WHERE id = ?"  # noqa: S608
ERASE = (
    "DELETE FROM p_shopbell_files_taken WHERE booking IN"
    " (SELECT id FROM p_shopbell_files_booking WHERE customer_id = ?)"
)
COMING = f"SELECT {COLUMNS} FROM p_shopbell_files_booking WHERE state = 'booked' AND ends_at > ? ORDER BY starts_at, id"  # noqa: S608

Busy = Mapping[str, Mapping[int, set[int]]]  # resource -> place -> pieces


class StoredBookings:
    """See ``shopbell.shop.Bookings``."""

    def __init__(self, scope: PluginScope, rules: Mapping[str, Rule]) -> None:
        self._tables, self._shop, self._rules = scope.tables, scope.shop, rules

    async def bookables(self) -> Sequence[Bookable]:
        """In the order of the file."""
        return [rule.bookable for rule in self._rules.values()]

    async def slots(self, bookable: str, day: date, now: int, people: int = 1) -> list[Slot]:
        """The free times of a day."""
        rule = self._rules.get(bookable)
        times = [*self._offered(rule, day, now)] if rule is not None else []
        if rule is None or not times or not 1 <= people <= rule.bookable.most_people:
            return []
        busy = await self._busy(rule, times[0].at, max(one.ends for one in times))
        need = people if rule.per_person else 1
        free = [(one.starts, min(map(len, _free(rule, busy, one).values()))) for one in times]
        return [Slot(bookable=bookable, starts=starts, free=left) for starts, left in free if left >= need]

    async def book(
        self, bookable: str, starts: str, customer_id: int, *, key: str, now: int, people: int = 1, name: str = ""
    ) -> Booking | None:
        """Take a place."""
        named = hashlib.blake2b(key.encode(), digest_size=12).hexdigest()
        rule = self._rules.get(bookable)
        for _ in range(TRIES):
            known = await self._find(named)
            if known is not None:
                return known[0]
            time = self._time(rule, starts, now)
            if rule is None or time is None or not 1 <= people <= rule.bookable.most_people:
                return None
            taking = await self._taking(rule, time, named, people)
            if taking is None:
                return None
            row = (named, bookable, starts, self._shop.time_zone, customer_id, people, name, time.at, time.ends)
            tidy = [Write(OVER, (one, now // PIECE - DAY // PIECE)) for one in rule.resources]
            if await self._committed(Write(BOOK, row, 1), *taking, *tidy, Write(FORGET, (now - KEPT,))):
                break
        found = await self._find(named)
        return found[0] if found else None

    async def bookings_of(self, customer_id: int, now: int) -> list[Booking]:
        """What a customer has before them."""
        rows = await self._tables.fetch(MINE, (customer_id, now))
        return [_booking(row)[0] for row in rows]

    async def move(self, booking: str, starts: str, customer_id: int, now: int) -> Booking | None:
        """Take another time in place of the one before."""
        for _ in range(TRIES):
            mine = await self._changeable(booking, customer_id, now)
            if mine is None:
                return None
            before, at = mine
            rule = self._rules.get(before.bookable)
            time = self._time(rule, starts, now)
            if before.starts == starts:
                return before
            taking = await self._taking(rule, time, booking, before.people) if rule and time else None
            if taking is None or time is None:
                return None
            moved = Write(MOVE, (starts, self._shop.time_zone, time.at, time.ends, booking, at), 1)
            if await self._committed(moved, Write(GIVE_BACK, (booking,)), *taking):
                found = await self._find(booking)
                return found[0] if found else None
        return None

    async def cancel(self, booking: str, customer_id: int, now: int) -> bool:
        """Give the place back."""
        for _ in range(TRIES):
            mine = await self._changeable(booking, customer_id, now)
            if mine is None:
                known = await self._find(booking)
                return known is not None and known[0].state == "cancelled" and await self._owns(customer_id, known[0])
            if await self._committed(Write(CANCEL, (booking, mine[1]), 1), Write(GIVE_BACK, (booking,))):
                return True
        return False

    # -- inside ----------------------------------------------------------------------------------------------

    def _offered(self, rule: Rule, day: date, now: int) -> Iterator[Time]:
        """Times of that day that are neither too soon nor too far away."""
        ahead = (day - self._shop.local(now).date()).days
        if 0 <= ahead <= rule.bookable.days_ahead:
            earliest = now + rule.bookable.notice_minutes * 60_000
            yield from (one for one in times_on(rule, self._shop, day) if one.at >= earliest)

    def _time(self, rule: Rule | None, starts: str, now: int) -> Time | None:
        """The time that is meant, if it may be booked."""
        try:
            day = datetime.fromisoformat(starts).date()
        except ValueError:
            return None
        return next((one for one in self._offered(rule, day, now) if one.starts == starts), None) if rule else None

    async def _busy(self, rule: Rule, starts: int, ends: int, without: str = "") -> Busy:
        busy: dict[str, dict[int, set[int]]] = {resource: {} for resource in rule.resources}
        for resource, places in busy.items():
            rows = await self._tables.fetch(TAKEN, (resource, starts // PIECE, -(-ends // PIECE)))
            for place, piece, booking in rows:
                if booking != without:
                    places.setdefault(place, set()).add(piece)
        return busy

    async def _taking(self, rule: Rule, time: Time, booking: str, people: int) -> list[Write] | None:
        """The rows that take what is needed; None when it is not there. What the booking has already counts as free."""
        free = _free(rule, await self._busy(rule, time.at, time.ends, without=booking), time)
        need = people if rule.per_person else 1
        if any(len(places) < need for places in free.values()):
            return None
        return [
            Write(TAKE, (resource, piece, place, booking), 1)
            for resource, places in free.items()
            for place in places[:need]
            for piece in _pieces(time)
        ]

    async def _committed(self, *writes: Write) -> bool:
        """False: somebody was first.

        Raises:
            NotReadyError: the database is away.
        """
        try:
            await self._tables.commit(*writes)
        except StoreUnavailable as exc:
            raise NotReadyError("the bookings cannot be stored now") from exc
        except ShopbellError:  # a guard was missed
            return False
        return True

    async def _find(self, booking: str) -> tuple[Booking, int] | None:
        rows = await self._tables.fetch(FIND, (booking,))
        return _booking(rows[0]) if rows else None

    async def _owns(self, customer_id: int, booking: Booking) -> bool:
        return bool(await self._tables.fetch(IS_MINE, (customer_id, booking.customer_id)))

    async def _changeable(self, booking: str, customer_id: int, now: int) -> tuple[Booking, int] | None:
        """A booking of theirs and its time, if it is not too late to change it."""
        found = await self._find(booking)
        if found is None or found[0].state != "booked" or not await self._owns(customer_id, found[0]):
            return None
        rule = self._rules.get(found[0].bookable)
        notice = rule.bookable.notice_minutes if rule is not None else 0
        return found if found[1] >= now + notice * 60_000 else None


def _pieces(time: Time) -> range:
    return range(time.at // PIECE, -(-time.ends // PIECE))


def _free(rule: Rule, busy: Busy, time: Time) -> dict[str, list[int]]:
    """Places of each resource that nobody has at any piece of that time."""
    pieces = _pieces(time)
    return {
        resource: [place for place in range(count) if busy[resource].get(place, set()).isdisjoint(pieces)]
        for resource, count in rule.resources.items()
    }


def _booking(row: tuple[object, ...]) -> tuple[Booking, int]:
    """What the customer has, and when in milliseconds UTC."""
    names = ("id", "bookable", "starts", "zone", "customer_id", "people", "name", "state")
    known = Booking(**dict(zip(names, row, strict=False)))  # type: ignore[arg-type]
    return known, int(row[8])  # type: ignore[call-overload]


def erase(customer_id: int) -> Write:
    """What a customer had booked is free again."""
    return Write(ERASE, (customer_id,))
