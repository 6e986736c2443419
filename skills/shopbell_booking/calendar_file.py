"""A booking as a file for the customer's calendar (iCalendar, RFC 5545)."""

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

LINE = 75  # octets, RFC 5545 section 3.1


class Appointment(NamedTuple):
    """As it stands now. ``sequence`` rises with each change, so that a calendar knows the newer file."""

    uid: str
    title: str
    starts: str  # shop time, 2026-05-01T10:30
    zone: str
    minutes: int
    sequence: int
    state: str  # booked, cancelled
    changed_at: int  # milliseconds UTC


def calendar(one: Appointment, shop: str, place: str) -> bytes:
    """The file. Times are UTC: every calendar shows them in its owner's zone, and needs no table of zones."""
    starts = datetime.fromisoformat(one.starts).replace(tzinfo=ZoneInfo(one.zone)).astimezone(UTC)
    cancelled = one.state == "cancelled"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Shopbell//Booking//EN",
        f"METHOD:{'CANCEL' if cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{one.uid}@shopbell",
        f"SEQUENCE:{one.sequence}",
        f"DTSTAMP:{_utc(datetime.fromtimestamp(one.changed_at / 1000, UTC))}",
        f"DTSTART:{_utc(starts)}",
        f"DTEND:{_utc(starts + timedelta(minutes=one.minutes))}",
        f"SUMMARY:{_text(f'{one.title} ({shop})')}",
        *([f"LOCATION:{_text(place)}"] if place else []),
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(b"\r\n ".join(_folded(line)) + b"\r\n" for line in lines)


def _utc(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%SZ}"


def _text(said: str) -> str:
    """Section 3.3.11: what has a meaning of its own is escaped; control characters are no text."""
    escaped = re.sub(r"([\\;,])", r"\\\1", said.replace("\r\n", "\n").replace("\r", "\n"))
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", escaped.replace("\n", "\\n"))


def _folded(line: str) -> list[bytes]:
    """Cut between signs, never inside one; a line that goes on begins with a space, which counts."""
    pieces: list[bytes] = []
    piece = b""
    for sign in line:
        one = sign.encode()
        if len(piece) + len(one) > LINE - (1 if pieces else 0):
            pieces.append(piece)
            piece = b""
        piece += one
    return [*pieces, piece]
