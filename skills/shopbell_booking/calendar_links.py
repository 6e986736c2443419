"""The link to a booking's calendar file. Whoever has it sees when and what, and nobody's name."""

from aiohttp import web

from shopbell import File, Migration, PluginScope, RequestError, Write
from shopbell.shop import Bookable, Booking

from .calendar_file import Appointment, calendar

MIGRATION = Migration(1, """
    CREATE TABLE p_shopbell_booking_file (
        token       TEXT PRIMARY KEY,    -- 32 hexadecimal digits by chance: the link
        booking     TEXT NOT NULL,
        customer_id {INT} NOT NULL,
        title       TEXT NOT NULL,
        starts      TEXT NOT NULL,       -- shop time
        zone        TEXT NOT NULL,
        minutes     {INT} NOT NULL,
        sequence    {INT} NOT NULL,
        state       TEXT NOT NULL,       -- booked, cancelled
        changed_at  {INT} NOT NULL       -- milliseconds UTC
    ) {STRICT};
    CREATE INDEX p_shopbell_booking_file_booking ON p_shopbell_booking_file (booking);
    CREATE INDEX p_shopbell_booking_file_customer ON p_shopbell_booking_file (customer_id)
""")  # fmt: skip
ADD = (
    "INSERT INTO p_shopbell_booking_file (token, booking, customer_id, title, starts, zone, minutes, sequence, state,"
    " changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'booked', ?)"
)
MOVED = (
    "UPDATE p_shopbell_booking_file SET starts = ?, zone = ?, sequence = sequence + 1, changed_at = ? WHERE booking = ?"
)
CANCELLED = (
    "UPDATE p_shopbell_booking_file SET state = 'cancelled', sequence = sequence + 1, changed_at = ? WHERE booking = ?"
)
FIND = (
    "SELECT booking, title, starts, zone, minutes, sequence, state, changed_at FROM p_shopbell_booking_file"
    " WHERE token = ?"
)
LINKS = "SELECT token FROM p_shopbell_booking_file WHERE booking = ? ORDER BY sequence, token LIMIT 1"
PATH = "/calendar/{token}"


class CalendarLinks:
    """Makes links, and answers them."""

    def __init__(self, scope: PluginScope) -> None:
        self._scope = scope

    def added(self, token: str, booked: Booking, thing: Bookable, title: str, now: int) -> Write:
        """Keep what the file will show."""
        row = (
            token, booked.id, booked.customer_id, title, booked.starts, booked.zone, thing.minutes, 0, now,
        )  # fmt: skip
        return Write(ADD, row, 1)

    async def token_of(self, booking: str) -> str | None:
        """The link that was given for a booking."""
        rows = await self._scope.tables.fetch(LINKS, (booking,))
        return str(rows[0][0]) if rows else None

    def file(self, token: str) -> File:
        """The attachment."""
        url = f"{self._scope.public_url}/p/{self._scope.name}" + PATH.format(token=token)
        return File(url=url, name="booking.ics", media_type="text/calendar")

    async def answer(self, request: web.Request) -> web.Response:
        """``GET /calendar/TOKEN``."""
        rows = await self._scope.tables.fetch(FIND, (request.match_info["token"],))
        if not rows:
            raise RequestError(404, "No such booking", "This link leads to no booking any more.")
        shop = self._scope.shop
        return web.Response(
            body=calendar(Appointment(*rows[0]), shop.name, shop.address or ""),
            content_type="text/calendar",
            charset="utf-8",
            headers={
                "Content-Disposition": 'attachment; filename="booking.ics"',
                "Cache-Control": "no-store",
                "Referrer-Policy": "no-referrer",
            },
        )


def moved(booked: Booking, now: int) -> Write:
    """The same link shows the other time."""
    return Write(MOVED, (booked.starts, booked.zone, now, booked.id))


def cancelled(booking: str, now: int) -> Write:
    """The same link takes it out of the calendar."""
    return Write(CANCELLED, (now, booking))
