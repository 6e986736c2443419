"""Finds the days a customer speaks of: "today", "am Samstag", "le week-end", 2026-12-24, 24.12."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

WEEKDAYS = {
    "en": "monday tuesday wednesday thursday friday saturday sunday",
    "de": "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miercoles jueves viernes sabado domingo",
    "de other": "montags dienstags mittwochs donnerstags freitags sonnabend sonntags",
    "de every": "montags dienstags mittwochs donnerstags freitags samstags sonntags",
    "en every": "mondays tuesdays wednesdays thursdays fridays saturdays sundays",
}
SHORT = ("mon tue wed thu fri sat sun", "mon tues weds thurs fri sat sun")  # English alone: "mon" is French for "my"
RELATIVE = {
    "today": 0, "tonight": 0, "now": 0, "heute": 0, "jetzt": 0, "gerade": 0, "aujourdhui": 0, "maintenant": 0,
    "hoy": 0, "ahora": 0, "tomorrow": 1, "tomorow": 1, "morgen": 1, "demain": 1, "mañana": 1, "manana": 1,
    "übermorgen": 2, "uebermorgen": 2,
}  # fmt: skip
TWO_WORDS = {("day", "after", "tomorrow"): 2, ("après", "demain"): 2, ("apres", "demain"): 2, ("pasado", "mañana"): 2}
WEEKEND = {"weekend", "weekends", "wochenende", "week-end", "weekende", "finde"}

_BY_NAME = {name: day for names in WEEKDAYS.values() for day, name in enumerate(names.split())}
_BY_SHORT_NAME = {name: day for names in SHORT for day, name in enumerate(names.split())}
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_DOTTED = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.(\d{4})?")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


class AskedDay(NamedTuple):
    """A day the customer named. ``by_weekday``: as "Sunday", so that the answer may say it so too."""

    day: date
    by_weekday: bool = False


def asked_days(text: str, today: date, language: str) -> list[AskedDay]:
    """The days a text names, in their order, at most seven; a weekday is the next one, today included."""
    found: dict[date, AskedDay] = {}
    for asked in (*_dates(text, today), *_named(text, today, language.startswith("en"))):
        found.setdefault(asked.day, asked)
    return sorted(found.values())[:7]


def _dates(text: str, today: date) -> Iterator[AskedDay]:
    for year, month, day in _ISO.findall(text):
        yield from _valid(int(year), int(month), int(day))
    for day, month, written in _DOTTED.findall(text):
        for asked in _valid(int(written or today.year), int(month), int(day)):
            past = asked.day < today and not written
            yield from _valid(today.year + 1, int(month), int(day)) if past else (asked,)


def _valid(year: int, month: int, day: int) -> Iterator[AskedDay]:
    try:
        yield AskedDay(date(year, month, day))
    except ValueError:
        return  # 31.2. or a price: no day was named


def _named(text: str, today: date, english: bool) -> Iterator[AskedDay]:
    plain = unicodedata.normalize("NFKC", text).casefold().replace("'", "").replace("’", "")
    words = [part for word in _WORDS.findall(plain) for part in ([word] if word in WEEKEND else word.split("-"))]
    skipped = 0
    for at, word in enumerate(words):
        if at < skipped or (word == "morgen" and words[at - 1 : at] == ["guten"]):
            continue
        longer = next((key for key in TWO_WORDS if tuple(words[at : at + len(key)]) == key), ())
        if longer:
            skipped = at + len(longer)
            yield AskedDay(today + timedelta(days=TWO_WORDS[longer]))
        elif word in RELATIVE:
            yield AskedDay(today + timedelta(days=RELATIVE[word]))
        elif word in WEEKEND or words[at : at + 3] == ["fin", "de", "semana"]:
            yield from (_next(5, today), _next(6, today))
        elif (weekday := _weekday(word, english)) is not None:
            yield _next(weekday, today)


def _weekday(word: str, english: bool) -> int | None:
    if english and word in _BY_SHORT_NAME:
        return _BY_SHORT_NAME[word]
    return _BY_NAME.get(word, _BY_NAME.get(_unaccented(word)))


def _next(weekday: int, today: date) -> AskedDay:
    return AskedDay(today + timedelta(days=(weekday - today.weekday()) % 7), by_weekday=True)


def _unaccented(word: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))
