"""The service ``bookings`` as steps of a dialogue."""

from datetime import date, timedelta

from shopbell import Overloaded, PluginScope, StoreUnavailable
from shopbell.shop import Bookable, Booking, Bookings, Slot

LOOKED_AHEAD = 31  # days in which the next free one is looked for


class Diary:
    """Everything raises ``NotReadyError``. Times are milliseconds UTC, by the shop's clock."""

    def __init__(self, scope: PluginScope) -> None:
        self._scope = scope

    @property
    def _service(self) -> Bookings:
        found: Bookings = self._scope.service("bookings")
        return found

    async def things(self) -> list[Bookable]:
        """What can be booked."""
        return [*await self._service.bookables()]

    async def free(self, thing: str, day: date, now: int, people: int) -> list[Slot]:
        """The free times of a day."""
        return await self._service.slots(thing, day, now, people)

    async def next_day(self, thing: str, after: date, now: int, people: int) -> date | None:
        """The first day after that one on which something is free."""
        for days in range(1, LOOKED_AHEAD + 1):
            day = after + timedelta(days=days)
            if await self._service.slots(thing, day, now, people):
                return day
        return None

    async def take(
        self, thing: str, starts: str, customer_id: int, now: int, people: int, name: str, key: str
    ) -> Booking | None:
        """Book; None: somebody was first."""
        return await self._service.book(thing, starts, customer_id, key=key, now=now, people=people, name=name)

    async def tell(self, booking: Booking, title: str, conversation_id: int) -> None:
        """For whoever waits for it, such as the owner; it is booked, whether they hear of it or not."""
        body = {"booking": booking.id, "title": title, "starts": booking.starts, "people": booking.people}
        try:
            await self._scope.record(conversation_id, "booking.taken", key=f"taken/{booking.id}", body=body)
        except (Overloaded, StoreUnavailable):
            self._scope.log.warning("nobody hears of a booking", conversation=conversation_id)

    async def mine(self, customer_id: int, now: int) -> list[Booking]:
        """What the customer has before them."""
        return await self._service.bookings_of(customer_id, now)

    async def move(self, booking: str, starts: str, customer_id: int, now: int) -> Booking | None:
        """Another time; None: it stays."""
        return await self._service.move(booking, starts, customer_id, now)

    async def cancel(self, booking: str, customer_id: int, now: int) -> bool:
        """Give it back; False: it stays."""
        return await self._service.cancel(booking, customer_id, now)

    async def stands(self, booking: str, starts: str, customer_id: int, now: int) -> bool:
        """Is it still booked, for that time?"""
        return any(one.id == booking and one.starts == starts for one in await self.mine(customer_id, now))
