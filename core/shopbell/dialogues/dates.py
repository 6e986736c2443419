"""Reads a day, a time of day, or both, in an answer to a question that expects just that.

Names of months and weekdays come from Babel, in the customer's language and the shop's. A pending question is no
search in free text: what the words leave open is read as the next such day that is not over.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from shopbell.adapt.local import locale_of

_RELATIVE = {
    "day after tomorrow": 2, "übermorgen": 2, "uebermorgen": 2, "après-demain": 2, "apres-demain": 2,
    "après demain": 2, "pasado mañana": 2, "dopodomani": 2, "overmorgen": 2, "today": 0, "tonight": 0, "now": 0,
    "heute": 0, "jetzt": 0, "aujourd'hui": 0, "aujourd’hui": 0, "hoy": 0, "oggi": 0, "vandaag": 0, "tomorrow": 1,
    "tmrw": 1, "tomorow": 1, "demain": 1, "domani": 1, "yesterday": -1, "gestern": -1, "hier": -1, "ayer": -1,
    "ieri": -1, "gisteren": -1,
}  # fmt: skip
_TOMORROW = {"de": ("morgen",), "es": ("mañana", "manana"), "nl": ("morgen",)}  # elsewhere they mean something else
_IN_DAYS = re.compile(r"\b(?:in|en|dans|fra|over)\s+(\d{1,3})\s+(\w+)")
_UNITS = {
    1: ("day", "days", "tag", "tagen", "tage", "jour", "jours", "día", "días", "dia", "dias", "giorno", "giorni",
        "dag", "dagen"),
    7: ("week", "weeks", "woche", "wochen", "semaine", "semaines", "semana", "semanas", "settimana", "settimane",
        "weken"),
}  # fmt: skip
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_NUMERIC = re.compile(r"(?<![\d:])(\d{1,2})\s?[./-]\s?(\d{1,2})(?:\s?[./-]\s?(\d{4}|\d{2})?)?(?![\d:])")
_DAY_MONTH = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|er|\.|º|°)?\s*(?:of|de|di|van)?\s*({months})\b\.?(?:\s*(?:de|,)?\s*(\d{4}))?"
)
_MONTH_DAY = re.compile(r"\b({months})\.?\s*(\d{1,2})(?:st|nd|rd|th)?\b(?:\s*,?\s*(\d{4}))?")
_CLOCK = re.compile(
    r"(?<![\d.,/-])(\d{1,2})(?:\s?(?::|\.|h)\s?(\d{2}))\s*(a\.?m\.?|p\.?m\.?|uhr|h)?(?![\d/.-])"
    r"|(?<![\d.,/-])(\d{1,2})\s*(a\.?m\.?|p\.?m\.?|uhr|h|o'?clock|o’clock|heures?|horas?|ore|uur)\b"
)
_BARE_HOUR = re.compile(
    r"(?:\b(?:at|um|à|a las|alle|om|gegen|around|about|vers|ab|after|nach)\s+|^\s*)(\d{1,2})\b(?!\s*[./-]\s?\d)"
)
_NAMED_TIMES = {
    "noon": time(12), "midday": time(12), "mittag": time(12), "mittags": time(12), "midi": time(12),
    "mediodía": time(12), "mediodia": time(12), "mezzogiorno": time(12), "midnight": time(0), "mitternacht": time(0),
    "minuit": time(0), "medianoche": time(0), "mezzanotte": time(0),
}  # fmt: skip


class Found(NamedTuple):
    """What was read. ``impossible``: it looks like one, and there is none such (30 February, 25:00)."""

    day: date | None = None
    at: time | None = None
    impossible: bool = False


def read_day_and_time(
    text: str, languages: Sequence[str], now: datetime, month_first: bool, wants: Literal["date", "time", "both"]
) -> Found:
    """Read what a question for a date, a time, or both may be answered with.

    Args:
        text: at most 2,000 characters.
        languages: the customer's first.
        now: in the shop's zone.
        month_first: 3/4 is the 4th of March (a shop in the United States).
        wants: a bare number is a time only when one is wanted.
    """
    said = " ".join(text.casefold().replace("\u202f", " ").split())
    day = at = None
    try:
        if wants != "time":
            day, said = _day(said, languages, now, month_first)
        if wants != "date":
            at = _time(said, bare=True)
    except ValueError:
        return Found(impossible=True)
    return Found(day, at)


def moment(found: Found, now: datetime) -> datetime | None:
    """Day and time together; a time alone is its next one. In the shop's zone."""
    if found.at is None:
        return None
    zone = now.tzinfo
    assert isinstance(zone, ZoneInfo)  # noqa: S101 shop time always has its zone
    day = found.day or now.date()
    read = datetime.combine(day, found.at, tzinfo=zone)
    if found.day is None and read <= now:
        read = datetime.combine(day + timedelta(days=1), found.at, tzinfo=zone)
    return read


def _day(said: str, languages: Sequence[str], now: datetime, month_first: bool) -> tuple[date | None, str]:
    """The day, and the text without it. Raises ValueError: no such day."""
    today = now.date()
    if found := _ISO.search(said):
        return date(int(found[1]), int(found[2]), int(found[3])), _without(said, found)
    months, weekdays = _names(tuple(languages))
    for pattern, day_group, month_group in ((_with(_DAY_MONTH, months), 1, 2), (_with(_MONTH_DAY, months), 2, 1)):
        if found := pattern.search(said):
            month = months[found[month_group]]
            return _next_such(int(found[day_group]), month, found[3], today), _without(said, found)
    if found := _NUMERIC.search(said):
        first, second = int(found[1]), int(found[2])
        day, month = (second, first) if month_first and first <= 12 else (first, second)
        if month > 12 >= day:
            day, month = month, day
        return _next_such(day, month, found[3], today), _without(said, found)
    for word, days in [*((word, 1) for word in _tomorrow(languages)), *_RELATIVE.items()]:
        if found := re.search(rf"(?<!\w){re.escape(word)}(?!\w)", said):
            if days == 1 and re.search(rf"(?<!\w)pasado {re.escape(word)}", said):
                continue
            return today + timedelta(days=days), _without(said, found)
    if found := _IN_DAYS.search(said):
        for size, units in _UNITS.items():
            if found[2] in units:
                return today + timedelta(days=size * int(found[1])), _without(said, found)
    for word in re.findall(r"[^\W\d_]+", said):
        if word in weekdays:
            ahead = (weekdays[word] - today.weekday()) % 7 or 7
            return today + timedelta(days=ahead), said.replace(word, " ", 1)
    return None, said


def _time(said: str, *, bare: bool) -> time | None:
    """Raises ValueError: no such time of day."""
    for word, at in _NAMED_TIMES.items():
        if re.search(rf"(?<!\w){word}(?!\w)", said):
            return at
    found = _CLOCK.search(said)
    if found is not None:
        hour, minute = int(found[1] or found[4]), int(found[2] or 0)
        return _clock(hour, minute, found[3] or found[5] or "", said)
    found = _BARE_HOUR.search(said) if bare else None
    return _clock(int(found[1]), 0, "", said) if found is not None else None


def _clock(hour: int, minute: int, mark: str, said: str) -> time:
    mark = mark.replace(".", "")
    if mark in ("am", "pm"):
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if mark == "pm" else 0)
    elif hour < 12 and re.search(
        r"\b(?:afternoon|evening|tonight|nachmittag|nachmittags|abend|abends|soir|tarde)\b", said
    ):
        hour += 12
    if hour == 24 and minute == 0:
        hour = 0
    return time(hour, minute)


def _next_such(day: int, month: int, year: str | None, today: date) -> date:
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    if month == 2 and day == 29:
        return next(date(year, 2, 29) for year in range(today.year, today.year + 9) if _is_ahead(year, today))
    this_year = date(today.year, month, day)
    return this_year if this_year >= today else date(today.year + 1, month, day)


def _is_ahead(year: int, today: date) -> bool:
    return (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)) and date(year, 2, 29) >= today


def _tomorrow(languages: Sequence[str]) -> Iterator[str]:
    for language in languages:
        yield from _TOMORROW.get(language.partition("-")[0], ())


def _without(said: str, found: re.Match[str]) -> str:
    return f"{said[: found.start()]} {said[found.end() :]}"


@lru_cache(maxsize=32)
def _names(languages: tuple[str, ...]) -> tuple[dict[str, int], dict[str, int]]:
    """Names and abbreviations of months (1-12) and weekdays (0 is Monday)."""
    months: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    for language in languages:
        locale = locale_of(language)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for found, names in ((months, locale.months), (weekdays, locale.days)):
                    for number, name in names[context].get(width, {}).items():
                        found.setdefault(str(name).casefold().rstrip("."), int(number))
    months.pop("", None)
    return months, weekdays


@lru_cache(maxsize=64)
def _compiled(pattern: str, months: tuple[str, ...]) -> re.Pattern[str]:
    names = "|".join(map(re.escape, sorted(months, key=len, reverse=True)))
    return re.compile(pattern.replace("{months}", names))


def _with(pattern: re.Pattern[str], months: dict[str, int]) -> re.Pattern[str]:
    return _compiled(pattern.pattern, tuple(months))
