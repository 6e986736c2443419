"""Opening hours as an owner writes them: ``"mon-fri" = "9-12, 14:30-18"``, ``"2026-12-24" = "closed"``."""

import re
from collections.abc import Mapping
from datetime import date, time
from itertools import pairwise

from shopbell.shop.info import DAYS, OpeningHours, Span

_TIME = r"(\d{1,2})(?:[:.](\d{2}))?"
_SPAN = re.compile(rf"{_TIME}\s*(?:-|–|to)\s*{_TIME}")
_EXAMPLE = 'write for example "9:00-12:30, 14-18" or "closed"'


def read_hours(table: Mapping[str, str]) -> tuple[OpeningHours, dict[str, str]]:
    """Read the ``[shop] hours`` table.

    Args:
        table: day (``mon``), range of days (``mon-fri``, ``sat-mon``), several (``mon, wed``) or date
            (``2026-12-24``, which goes before its weekday) to spans in shop time; midnight as an end is ``24:00``.

    Returns:
        The hours of all readable keys (days not named are closed), and a sentence per key with a mistake.
    """
    week: dict[int, tuple[Span, ...]] = {}
    exceptions: dict[date, tuple[Span, ...]] = {}
    mistakes: dict[str, str] = {}
    for key, text in table.items():
        try:
            spans = read_spans(text)
            if re.match(r"\d", key):
                exceptions[_date(key)] = spans
                continue
            days = _days(key)
            if twice := [DAYS[day] for day in days if day in week]:
                raise ValueError(f"names {twice[0]} a second time")
            week.update(dict.fromkeys(days, spans))
        except ValueError as exc:
            mistakes[key] = str(exc)
    hours = OpeningHours(tuple(week.get(day, ()) for day in range(7)), exceptions)
    return hours, mistakes


def read_quiet(text: str) -> tuple[int, int] | None:
    """Read quiet hours, ``21:00-8:00``: minutes of the day from and to; None for ``never``.

    Raises:
        ValueError: a sentence that follows the key's name.
    """
    if text.strip().lower() == "never":
        return None
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        raise ValueError('cannot be read as quiet hours; write for example "21:00-8:00" or "never"')
    hours = [int(group or 0) for group in match.groups()]
    starts, ends = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
    if max(hours[1], hours[3]) > 59 or max(starts, ends) >= 24 * 60 or starts == ends:
        raise ValueError("names a time that does not exist, or no stretch at all")
    return starts, ends


def read_spans(text: str) -> tuple[Span, ...]:
    """Read one day: spans separated by commas, in order and apart; ``closed`` for none.

    Raises:
        ValueError: a sentence that follows the key's name.
    """
    if text.strip().lower() in ("closed", ""):
        return ()
    spans = tuple(_span(part.strip()) for part in text.split(","))
    for earlier, later in pairwise(spans):
        if earlier.ends == time(0) or later.starts < earlier.ends:
            raise ValueError(f"has stretches that overlap or are out of order: {earlier} and {later}")
    return spans


def _span(text: str) -> Span:
    match = _SPAN.fullmatch(text)
    if match is None:
        raise ValueError(f"cannot be read as opening hours; {_EXAMPLE}")
    hours = [int(group or 0) for group in match.groups()]
    starts, ends = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
    if max(hours[1], hours[3]) > 59 or starts >= 24 * 60 or ends > 24 * 60:
        raise ValueError("names a time that does not exist")
    ends = ends or 24 * 60  # "18-0" ends at midnight
    if ends <= starts:
        raise ValueError('closes before it opens; past midnight, end with "24:00" and go on the next day from 0:00')
    return Span(time(starts // 60, starts % 60), time(ends // 60 % 24, ends % 60))


def _date(key: str) -> date:
    try:
        return date.fromisoformat(key)
    except ValueError:
        raise ValueError("is no date; write year-month-day, for example 2026-12-24") from None


def _days(key: str) -> list[int]:
    days: list[int] = []
    for part in key.lower().split(","):
        first, dash, last = (word.strip() for word in part.partition("-"))
        days.extend(_range(_day(first), _day(last) if dash else None))
    return days


def _range(first: int, last: int | None) -> list[int]:
    """Days from first to last, over Sunday if need be (``sat-mon``)."""
    return [first] if last is None else [(first + step) % 7 for step in range((last - first) % 7 + 1)]


def _day(word: str) -> int:
    # "monday" and "tues" are as clear as "mon"
    short = word[:3]
    if short not in DAYS or not ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"][
        DAYS.index(short)
    ].startswith(word):
        raise ValueError(f"is no day: use {', '.join(DAYS)}, a range such as mon-fri, or a date such as 2026-12-24")
    return DAYS.index(short)
