"""Appointments, tables, workshops: what can be booked, and what is taken."""

from collections.abc import Sequence
from datetime import date
from typing import Literal, Protocol, runtime_checkable

import msgspec

from shopbell.shop.money import Money


class Bookable(msgspec.Struct, frozen=True, kw_only=True):
    """What customers book: a haircut, a table for four, a repair."""

    id: str
    title: str
    minutes: int
    places: int = 1  # how many parties at one time: chairs, tables, mechanics
    price: Money | None = None
    days_ahead: int = 60
    notice_minutes: int = 60  # before the beginning it cannot be booked, moved or cancelled any more


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
    state: Literal["booked", "cancelled", "kept", "missed"] = "booked"


@runtime_checkable
class Bookings(Protocol):
    """The service ``bookings``. Of two customers who want the last place of a time, one gets it."""

    async def bookables(self) -> Sequence[Bookable]:
        """Everything that can be booked. Raises ``NotReadyError``."""
        ...

    async def slots(self, bookable: str, day: date) -> list[Slot]:
        """The free times of a day, in order. Raises ``NotReadyError``."""
        ...

    async def book(self, bookable: str, starts: str, customer_id: int, *, key: str, people: int = 1) -> Booking | None:
        """Take a place; the same ``key`` again is the same booking. Raises ``NotReadyError``.

        Returns:
            None when somebody was first, or it is no time that can be booked.
        """
        ...

    async def bookings_of(self, customer_id: int) -> list[Booking]:
        """What a customer has before them, the next first. Raises ``NotReadyError``."""
        ...

    async def cancel(self, booking: str, customer_id: int) -> bool:
        """Give the place back; False when there is no such booking of theirs. Raises ``NotReadyError``."""
        ...
