"""What a shop is: its name, its hours, where it lies (``scope.shop``)."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Span(msgspec.Struct, frozen=True, gc=False):
    """One stretch of opening, shop time; ``ends`` is on the same day, midnight written as 00:00."""

    starts: time
    ends: time

    def __str__(self) -> str:
        return f"{self.starts:%H:%M}-{self.ends:%H:%M}"


class OpeningHours(msgspec.Struct, frozen=True):
    """Weekly hours with exceptions. ``week`` has seven entries from Monday; an empty one is a closed day."""

    week: tuple[tuple[Span, ...], ...] = ((),) * 7
    exceptions: Mapping[date, tuple[Span, ...]] = {}

    def spans(self, day: date) -> tuple[Span, ...]:
        """All stretches of that day, in order; empty when closed."""
        found = self.exceptions.get(day)
        return self.week[day.weekday()] if found is None else found

    def on(self, day: date) -> str | None:
        """The day's hours as ``09:00-12:00, 14:00-18:00``, or None when closed."""
        return ", ".join(map(str, self.spans(day))) or None

    def is_open(self, moment: datetime) -> bool:
        """Is the shop open at that moment (shop time)?"""
        now = moment.time().replace(tzinfo=None)
        return any(
            span.starts <= now and (now < span.ends or span.ends == time(0)) for span in self.spans(moment.date())
        )

    def next_opening(self, moment: datetime) -> datetime | None:
        """The next time the shop opens after that moment, within 14 days; None when it never does."""
        for days in range(15):
            day = moment.date() + timedelta(days=days)
            for span in self.spans(day):
                opens = datetime.combine(day, span.starts, tzinfo=moment.tzinfo)
                if opens > moment:
                    return opens
        return None


class ShopInfo(msgspec.Struct, frozen=True, kw_only=True):
    """The ``[shop]`` table, ready to use."""

    name: str
    currency: str = "EUR"  # ISO 4217
    languages: tuple[str, ...] = ("en",)  # the first is the shop's own
    time_zone: str = "UTC"
    country: str | None = None  # ISO 3166; see ``region``
    hours: OpeningHours = OpeningHours()
    handoff_email: str | None = None
    phone: str | None = None
    address: str | None = None
    website: str | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The shop's zone (``zoneinfo`` keeps it cached)."""
        return ZoneInfo(self.time_zone)

    def local(self, at: int) -> datetime:
        """Milliseconds UTC as the shop's local time."""
        return datetime.fromtimestamp(at / 1000, self.zone)

    @property
    def region(self) -> str:
        """The country (ISO 3166) in which telephone numbers, dates and postcodes are meant.

        ``country``, else what the time zone tells, else the telephone number's; empty when none does.
        """
        return self.country or _by_zone(self.time_zone) or _by_phone(self.phone or "")


@lru_cache(maxsize=16)
def _by_zone(zone: str) -> str:
    from babel.core import get_global  # lazy: the table is read from disk, 20 ms

    territory = str(get_global("zone_territories").get(zone, ""))
    return "" if territory in ("ZZ", "001") else territory  # "Etc/UTC" is nowhere


@lru_cache(maxsize=16)
def _by_phone(phone: str) -> str:
    if not phone.strip().startswith(("+", "00")):
        return ""
    import phonenumbers  # lazy: 30 ms and 2.6 MB that a shop whose zone tells need not wait for

    try:
        number = phonenumbers.parse("+" + phone.strip().removeprefix("00").lstrip("+"))
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.region_code_for_number(number) or ""
