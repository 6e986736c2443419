"""Finds the days a customer speaks of: "today", "am Samstag", "le week-end", 2026-12-24, 24.12."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from difflib import get_close_matches
from functools import lru_cache
from typing import NamedTuple

from shopbell import Entity

MOST_DAYS = 7
CLOSE_ENOUGH = 0.83  # difflib's ratio: one typing error in a weekday's name

# All words are in the form that ``_words`` makes: lower case, no accents. Monday comes first.
_WEEKDAYS = (
    "monday tuesday wednesday thursday friday saturday sunday",
    "mondays tuesdays wednesdays thursdays fridays saturdays sundays",
    "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "montags dienstags mittwochs donnerstags freitags samstags sonntags",
    "montag dienstag mittwoch donnerstag freitag sonnabend sonntag",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "lundis mardis mercredis jeudis vendredis samedis dimanches",
    "lunes martes miercoles jueves viernes sabado domingo",
    "lunes martes miercoles jueves viernes sabados domingos",
)
# Short forms mean other things elsewhere ("mon" is French for "my"), so each counts in its own language only.
_SHORT = {"en": ("mon tue wed thu fri sat sun", "mon tues weds thurs fri sat sun"), "de": ("mo di mi do fr sa so",)}

# What several words mean together, replaced by one before the words are read; the first that fits counts.
_TOGETHER = (
    (re.compile(r"\b(day after tomorrow|uebermorgen|apres demain|pasado manana)\b"), "ubermorgen"),
    (re.compile(r"\bguten morgen\b|\b(por|de|en|a) la manana\b"), " "),  # a greeting; in the morning of any day
    (re.compile(r"\bheute (morgen|fruh|abend)\b|\bthis (morning|afternoon|evening)\b"), "today"),
    (re.compile(r"\b(ce|cet) (soir|matin|apres midi)\b|\besta (manana|tarde|noche)\b|\baujourd hui\b"), "today"),
    (re.compile(r"\bnew years?( s)? (eve|day)\b|\bjour de l an\b|\bano nuevo\b"), "newyear"),
    (re.compile(r"\b(week end|fin de semana|fines de semana)\b"), "weekend"),
)
_DAYS_AHEAD = {
    **dict.fromkeys(("today", "tonight", "heute", "aujourdhui", "hoy"), 0),
    **dict.fromkeys(("tomorrow", "tomorow", "tommorow", "tommorrow", "morgen", "demain", "manana"), 1),
    "ubermorgen": 2,
}
_AS_ASKED = {0: "today", 1: "tomorrow", 2: "date"}
_WEEKEND = frozenset(("weekend", "weekends", "weekende", "wochenende", "wochenenden", "finde"))
_NOW = frozenset(("now", "currently", "jetzt", "gerade", "momentan", "maintenant", "actuellement", "ahora"))
# Beginnings of words: "holidays", "Feiertagen", "Weihnachtszeit", "festivos".
_HOLIDAYS = (
    "holiday", "newyear", "christmas", "xmas", "easter", "boxing", "whitsun", "thanksgiving",
    "feiertag", "weihnacht", "heiligabend", "silvester", "neujahr", "ostern", "pfingst", "betriebsferien", "urlaub",
    "ferie", "noel", "paques", "fermeture", "conges", "festivo", "navidad", "nochebuena", "nochevieja", "vacaciones",
)  # fmt: skip

# What may stand beside a day in "and on Sunday?", behind an answer.
FEW = 5  # words of "and when do you close"
_OPENING = frozenset(
    re.findall(
        r"\w+",
        "close closing closed open opening until till when what time do you hours"
        " bis wann schliessen schliesst zu macht machen ihr sie offen auf"
        " fermez fermeture jusqu a vous quand quelle heure ouvrez"
        " cierran cierra cierre hasta cuando hora que abren",
    )
)
_LEANING = frozenset(
    re.findall(
        r"\w+",
        "and what about how on at the for then also so ok okay is it open or"
        " und am an den dem wie sieht es s aus mit ist dann auch oder"
        " et le la les pour au a ce alors aussi ou"
        " y el los las que tal en para entonces tambien o",
    )
)

_BY_NAME = {name: day for names in _WEEKDAYS for day, name in enumerate(names.split())}
_BY_SHORT_NAME = {
    language: {name: day for names in several for day, name in enumerate(names.split())}
    for language, several in _SHORT.items()
}
_LONG_NAMES = sorted(name for name in _BY_NAME if len(name) > 5)
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_DOTTED = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.(\d{4})?")
_WORD = re.compile(r"[^\W\d_]+")


class AskedDay(NamedTuple):
    """A day the customer named, and how: ``today``, ``tomorrow``, ``weekday`` or ``date``, to be answered alike."""

    day: date
    named: str


def asked_days(text: str, today: date, language: str) -> list[AskedDay]:
    """The days a text names, the earliest first, at most seven; a weekday is the next one, today included."""
    found: dict[date, AskedDay] = {}
    for asked in (*_dates(text, today), *_named(text, today, language)):
        found.setdefault(asked.day, asked)
    return sorted(found.values())[:MOST_DAYS]


def dates_in(entities: Iterable[Entity]) -> list[AskedDay]:
    """The dates that the understanding has found ("2 January", "le 2 janvier"), the earliest first, at most seven."""
    found = {entity.value for entity in entities if entity.kind == "date" and isinstance(entity.value, date)}
    return [AskedDay(day, "date") for day in sorted(found)][:MOST_DAYS]


def asked_now(text: str) -> bool:
    """Does the text speak of this moment?"""
    return not _NOW.isdisjoint(_words(text))


def asked_about_holidays(text: str) -> bool:
    """Does the text speak of days that are unlike others?"""
    return any(word.startswith(_HOLIDAYS) for word in _words(text))


def names_only_days(text: str, entities: Iterable[Entity], language: str) -> bool:
    """ "And on Sunday?", "what about the 24th of December": does it name days, and nothing else?"""
    dates = [entity for entity in entities if entity.kind == "date"]
    rest = text
    for entity in dates:
        rest = rest[: entity.start] + " " * (entity.end - entity.start) + rest[entity.end :]
    words = [word for word in _words(rest) if word not in _LEANING]
    short = _BY_SHORT_NAME.get(language.partition("-")[0], {})
    return bool(dates or words or _DOTTED.search(text)) and all(_is_of_a_day(word, short) for word in words)


def asks_only_of_opening(text: str) -> bool:
    """ "And close?", "until when?": behind what the hours were, and of no other day."""
    words = [word for word in _words(text) if word not in _LEANING]
    return 0 < len(words) <= FEW and _OPENING.issuperset(words)


def _is_of_a_day(word: str, short: Mapping[str, int]) -> bool:
    known = word in _DAYS_AHEAD or word in _WEEKEND or word in _BY_NAME or word in short
    return known or word.startswith(_HOLIDAYS) or _misspelt(word) is not None


def _dates(text: str, today: date) -> Iterator[AskedDay]:
    for year, month, day in _ISO.findall(text):
        yield from _valid(int(year), int(month), int(day))
    for day, month, written in _DOTTED.findall(text):
        for asked in _valid(int(written or today.year), int(month), int(day)):
            past = asked.day < today and not written
            yield from _valid(today.year + 1, int(month), int(day)) if past else (asked,)


def _valid(year: int, month: int, day: int) -> Iterator[AskedDay]:
    try:
        yield AskedDay(date(year, month, day), "date")
    except ValueError:
        return  # 31.2. or a price: no day was named


def _named(text: str, today: date, language: str) -> Iterator[AskedDay]:
    short = _BY_SHORT_NAME.get(language.partition("-")[0], {})
    for word in _words(text):
        ahead, weekday = _DAYS_AHEAD.get(word), _BY_NAME.get(word, short.get(word))
        if ahead is not None:
            yield AskedDay(today + timedelta(days=ahead), _AS_ASKED[ahead])
        elif word in _WEEKEND:
            yield from (_next(5, today), _next(6, today))
        elif weekday is not None or (weekday := _misspelt(word)) is not None:
            yield _next(weekday, today)


@lru_cache(maxsize=256)  # asked for up to three times a turn, and questions repeat
def _words(text: str) -> tuple[str, ...]:
    bare = text.casefold()
    if not bare.isascii():
        bare = "".join(sign for sign in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(sign))
    joined = " ".join(_WORD.findall(bare))
    for together, word in _TOGETHER:
        joined = together.sub(word, joined)
    return tuple(joined.split())


@lru_cache(maxsize=2_048)  # comparing costs 0.2 ms, and customers use the same words
def _misspelt(word: str) -> int | None:
    if not 5 < len(word) < 15:
        return None
    close = get_close_matches(word, _LONG_NAMES, 1, CLOSE_ENOUGH)
    return _BY_NAME[close[0]] if close else None


def _next(weekday: int, today: date) -> AskedDay:
    return AskedDay(today + timedelta(days=(weekday - today.weekday()) % 7), "weekday")
