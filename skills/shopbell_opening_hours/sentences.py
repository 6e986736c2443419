"""What is said about opening hours. Days and times are arguments: each language writes them its own way."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from shopbell import Text as _
from shopbell.shop import OpeningHours, Span

from .days import AskedDay

MONDAY = date(2024, 1, 1)  # any Monday: its week lends the names of the days


def on_day(hours: OpeningHours, asked: Sequence[AskedDay]) -> _:
    """The hours of each day that was asked for."""
    return _lines([_of_day(hours, each) for each in asked])


def _of_day(hours: OpeningHours, asked: AskedDay) -> _:
    day, spans = asked.day, hours.on(asked.day)
    match asked.named:
        case "today":
            return _("Today we are open {hours}.", hours=spans) if spans else _("Today we are closed.")
        case "tomorrow":
            return _("Tomorrow we are open {hours}.", hours=spans) if spans else _("Tomorrow we are closed.")
        case "weekday" if day not in hours.exceptions:
            if spans is None:
                return _("On {day:EEEE} we are closed.", day=day)
            return _("On {day:EEEE} we are open {hours}.", day=day, hours=spans)
    # An exception holds for this one Friday, not for Fridays: its date must be heard.
    if spans is None:
        return _("On {day} we are closed.", day=day)
    return _("On {day} we are open {hours}.", day=day, hours=spans)


def on_today(hours: OpeningHours, moment: datetime, soon: int) -> _:
    """Today's hours, and what that means at this moment."""
    return _lines([_of_day(hours, AskedDay(moment.date(), "today")), right_now(hours, moment, soon)])


def right_now(hours: OpeningHours, moment: datetime, soon: int) -> _:
    """Open, closing soon, or when again.

    Args:
        moment: the shop's time.
        soon: minutes before closing in which that is said.
    """
    if hours.is_open(moment):
        closes = _closing(hours, moment)
        if closes is None:
            return _("We are open now, around the clock.")
        left = closes - moment
        until = f"{closes:%H:%M}"
        if left <= timedelta(minutes=soon):
            return _(
                "We close in one minute, at {until}.",
                plural="We close in {count} minutes, at {until}.",
                count=max(1, int(left.total_seconds() // 60)),
                until=until,
            )
        return _("We are open now, until {until}.", until=until)
    opens = hours.next_opening(moment)
    if opens is None:
        return _("We are closed now.")
    at = f"{opens:%H:%M}"
    days = (opens.date() - moment.date()).days
    if days == 0:
        return _("We are closed now and open today at {at}.", at=at)
    if days == 1:
        return _("We are closed now and open again tomorrow at {at}.", at=at)
    if days < 7:
        return _("We are closed now and open again on {day:EEEE} at {at}.", day=opens.date(), at=at)
    return _("We are closed now and open again on {day} at {at}.", day=opens.date(), at=at)


def _closing(hours: OpeningHours, moment: datetime) -> datetime | None:
    """When the shop, open at that moment, closes; over midnight where the next day goes on. None: never."""
    day, clock = moment.date(), moment.time().replace(tzinfo=None)
    for _day in range(8):
        runs = next((span for span in hours.spans(day) if span.starts <= clock and _reaches(span, clock)), None)
        if runs is None or runs.ends != time(0):
            return datetime.combine(day, runs.ends if runs else time(0), tzinfo=moment.tzinfo)
        day, clock = day + timedelta(days=1), time(0)
    return None


def _reaches(span: Span, clock: time) -> bool:
    return span.ends == time(0) or clock < span.ends


def all_hours(hours: OpeningHours, moment: datetime, soon: int) -> _:
    """Now, the week, and what is different in the next seven days."""
    return _lines([right_now(hours, moment, soon), *_week(hours), *_exceptions(hours, moment.date(), 7)])


def _week(hours: OpeningHours) -> Iterator[_]:
    """Days with the same hours in one line: ``Tuesday to Friday: 07:00-18:00``."""
    for spans, days in groupby(enumerate(hours.week), key=lambda each: each[1]):
        places = [place for place, _spans in days]
        first, last = MONDAY + timedelta(days=places[0]), MONDAY + timedelta(days=places[-1])
        said = ", ".join(map(str, spans)) if spans else _("closed")
        if first == last:
            yield _("{day:EEEE}: {hours}", day=first, hours=said)
        else:
            yield _("{first:EEEE} to {last:EEEE}: {hours}", first=first, last=last, hours=said)


def exceptions_ahead(hours: OpeningHours, today: date, days: int) -> _:
    """Holidays and other days with hours of their own."""
    found = [*_exceptions(hours, today, days)]
    if not found:
        return _lines([_("No special opening hours are planned. As always:"), *_week(hours)])
    return _lines([_("These days are different:"), *found])


def _exceptions(hours: OpeningHours, today: date, days: int) -> Iterator[_]:
    for day in sorted(hours.exceptions):
        if today <= day <= today + timedelta(days=days):
            yield _("{day}: {hours}", day=day, hours=hours.on(day) or _("closed"))


def _lines(lines: Sequence[_]) -> _:
    """Several sentences as one text, each on its own line and each translated by itself."""
    if len(lines) == 1:
        return lines[0]
    places: dict[str, Any] = {f"line{place}": line for place, line in enumerate(lines)}
    return _("\n".join(f"{{{place}}}" for place in places), **places)
