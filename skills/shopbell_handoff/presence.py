"""When people of the shop answer: by the hours of the settings, else while the shop is open."""

from collections.abc import Mapping
from datetime import datetime

from shopbell.shop import OpeningHours, ShopInfo, read_hours

ALWAYS = OpeningHours()  # no hours are told: then somebody may be there at any time


class Presence:
    """Is somebody there to answer, and when again?"""

    def __init__(self, shop: ShopInfo, answered: Mapping[str, str]) -> None:
        """``answered``: hours as in ``[shop.hours]``; the shop's closed and special days hold for them, too."""
        self._shop, self._hours = shop, shop.hours
        if answered:
            own, _mistakes = read_hours(answered)  # the settings have been checked
            self._hours = OpeningHours(own.week, {**shop.hours.exceptions, **own.exceptions})

    def local(self, now: int) -> datetime:
        """``now`` in the shop's zone."""
        return self._shop.local(now)

    def is_somebody_here(self, now: int) -> bool:
        """``now``: milliseconds UTC."""
        return self._hours == ALWAYS or self._hours.is_open(self.local(now))

    def next_time(self, now: int) -> datetime | None:
        """When somebody is there again, shop time; None: not within two weeks, or they are there now."""
        return None if self.is_somebody_here(now) else self._hours.next_opening(self.local(now))
