"""Appointments, tables, workshops: what can be booked, and what is taken."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

import msgspec

from shopbell.shop.money import Money


class Bookable(msgspec.Struct, frozen=True, kw_only=True):
    """What customers book: a haircut, a table for four, a repair."""

    id: str
    title: str
    titles: Mapping[str, str] = {}  # in further languages
    minutes: int
    places: int = 1  # how many parties at one time: chairs, tables, mechanics
    most_people: int = 1  # of one party
    price: Money | None = None
    days_ahead: int = 60
    notice_minutes: int = 60  # before the beginning it cannot be booked, moved or cancelled any more

    def title_in(self, language: str) -> str:
        """What it is called there; the shop's own title where it has no other."""
        return self.titles.get(language, self.title)


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """A time that can be booked. ``starts`` is shop time, ``2026-05-01T10:30``; the zone is the shop's."""

    bookable: str
    starts: str
    free: int


class Booking(msgspec.Struct, frozen=True, kw_only=True):
    """What a customer has. ``starts`` as in ``Slot``: after a change of the zone's rules it is still half past ten."""

    id: str
    bookable: str
    starts: str
    zone: str
    customer_id: int
    people: int = 1
    name: str = ""  # under which it was booked
    state: Literal["booked", "cancelled", "kept", "missed"] = "booked"

    @property
    def at(self) -> datetime:
        """Its beginning, in its zone."""
        return datetime.fromisoformat(self.starts).replace(tzinfo=ZoneInfo(self.zone))


@runtime_checkable
class Bookings(Protocol):
    """The service ``bookings``. Of two customers who want the last place of a time, one gets it.

    ``now`` is always milliseconds UTC, by the shop's clock. Everything raises ``NotReadyError``.
    """

    async def bookables(self) -> Sequence[Bookable]:
        """Everything that can be booked."""
        ...

    async def slots(self, bookable: str, day: date, now: int, people: int = 1) -> list[Slot]:
        """The times of a day, in order, that so many people may book now."""
        ...

    async def book(
        self, bookable: str, starts: str, customer_id: int, *, key: str, now: int, people: int = 1, name: str = ""
    ) -> Booking | None:
        """Take a place; the same ``key`` again is the same booking.

        Returns:
            None when somebody was first, or it is no time that can be booked.
        """
        ...

    async def bookings_of(self, customer_id: int, now: int) -> list[Booking]:
        """What a customer has before them, the next first."""
        ...

    async def move(self, booking: str, starts: str, customer_id: int, now: int) -> Booking | None:
        """Take another time in place of the one before; asked again it is the same.

        Returns:
            None when it is no booking of theirs that may still be moved, or no time that can be booked: then it stays.
        """
        ...

    async def cancel(self, booking: str, customer_id: int, now: int) -> bool:
        """Give the place back; False when there is no such booking of theirs that may still be cancelled.

        True again when it was cancelled before.
        """
        ...
