"""When the shop can call: only while somebody is there."""

from datetime import datetime, timedelta

from shopbell.shop import OpeningHours


def next_chance(hours: OpeningHours, when: datetime) -> datetime | None:
    """The wished moment itself while the shop is open or tells no hours, else the next opening.

    Returns:
        Shop time; None when the shop does not open in the two weeks after it.
    """
    if hours == OpeningHours() or hours.is_open(when):
        return when
    return hours.next_opening(when - timedelta(minutes=1))


def in_the_afternoon(hours: OpeningHours, when: datetime) -> datetime:
    """ "At 3", where the shop sleeps at three in the night and is open at three in the afternoon: that one."""
    later = when + timedelta(hours=12)
    means_later = when.hour < 12 and not hours.is_open(when) and hours.is_open(later)
    return later if means_later else when
