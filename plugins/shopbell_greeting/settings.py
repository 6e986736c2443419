"""The ``[plugins.shopbell_greeting]`` table."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from shopbell import Settings
from shopbell.shop import ShopInfo

Day = Annotated[str, Meta(pattern=r"^[01]\d-[0-3]\d$", description="month and day, as 12-24")]
Wording = Annotated[dict[str, Annotated[str, Meta(min_length=1, max_length=300)]], Meta(min_length=1)]
LEAP_YEAR = 2024  # every day of a year is one of its days


class Season(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days of every year, both ends among them; from a later one to an earlier one is over New Year."""

    first: Day
    last: Day
    text: Wording  # by language

    def has(self, today: date) -> bool:
        """Is it one of its days?"""
        day = f"{today:%m-%d}"
        return self.first <= day <= self.last if self.first <= self.last else not self.last < day < self.first


class Page(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Pages of the web site whose address has this in its path."""

    path: Annotated[str, Meta(min_length=1, max_length=200)]
    text: Wording


class GreetingSettings(Settings, frozen=True, kw_only=True):
    """Who is greeted, how, and after what pause again."""

    by_name: bool = True
    after_hours: Annotated[float, Meta(ge=1, le=24 * 365)] = 24.0  # of silence; then a new visit begins
    seasons: tuple[Season, ...] = ()  # the first that has today
    pages: tuple[Page, ...] = ()  # the first that fits

    def mistakes(self) -> Iterable[tuple[str, str]]:
        """Days that no year has."""
        for place, season in enumerate(self.seasons):
            for name in ("first", "last"):
                month, _, day = str(getattr(season, name)).partition("-")
                try:
                    date(LEAP_YEAR, int(month), int(day))
                except ValueError:
                    yield f"seasons[{place}].{name}", "is no day of a year; write month and day, as 12-24"


def said_in(wording: Mapping[str, str], language: str, shop: ShopInfo) -> str:
    """The words for a customer's language; else for the shop's own, else the first."""
    for one in (language, language.partition("-")[0], shop.languages[0]):
        if one in wording:
            return wording[one]
    return next(iter(wording.values()))
