"""Days written with a number: 2026-12-24, 24.12., 12/24/26, "the 3rd of May", "24 - 26 décembre"."""

from datetime import date
from typing import NamedTuple

from . import calendar_days as days
from .said import Said
from .vocabulary import Setting

ROLLED = 0.8  # sure; a day without a year lies ahead, as far as we know
GUESSED = 0.6


class Day(NamedTuple):
    """A day, or a stretch of days, with the tokens it takes up and how sure it is."""

    value: date | tuple[date, date]
    first: int
    after: int
    sure: float = 1.0


def written_day(said: Said, setting: Setting, place: int) -> Day | None:
    """The day that begins with the token there."""
    word = said.words[place]
    if word[0].isdecimal():
        if len(word) == 4:
            return _iso(said, place)
        if len(word) > 2:
            return None
        return (
            _with_month(said, setting, place) or _with_signs(said, setting, place) or _day_alone(said, setting, place)
        )
    month = setting.vocabulary.months.get(word)
    if month is None or (word == "may" and said.word(place - 1) in ("i", "you", "we", "it", "they")):
        return None
    return _month_first(said, setting, place, month)


def _number(said: Said, place: int, digits: int = 2) -> int | None:
    word = said.word(place)
    return int(word) if word and word[0].isdecimal() and len(word) <= digits else None


def _iso(said: Said, place: int) -> Day | None:
    sign = said.word(place + 1)
    if (
        sign not in ("-", "/", ".")
        or said.word(place + 3) != sign
        or not all(map(said.joined, range(place + 1, place + 5)))
    ):
        return None
    month, day = _number(said, place + 2), _number(said, place + 4)
    found = days.on(int(said.words[place]), month, day) if month and day else None
    return Day(found, place, place + 5) if found else None


def _year(said: Said, place: int, signs: str = ",") -> tuple[int | None, int]:
    """The year there, behind a comma perhaps, and the token after it."""
    at = place + 1 if said.word(place) in signs and said.word(place) else place
    word = said.word(at)
    if len(word) == 4 and word[0].isdecimal() and 1900 <= int(word) <= 2200:
        return int(word), at + 1
    return None, place


def _dated(today: date, year: int | None, month: int, day: int, first: int, after: int) -> Day | None:
    if year is not None:
        found = days.on(year, month, day)
        return Day(found, first, after) if found else None
    found = days.next_on(today, month, day)
    if found is None:
        return None
    return Day(found, first, after, 1.0 if found.year == today.year else ROLLED)


def _after_day(said: Said, setting: Setting, place: int) -> int:
    """The token after "3rd", "3." or "3"."""
    at = place + 1
    if said.word(at) in setting.lexicon.ordinal_ends and said.joined(at):
        return at + 1
    return at + 1 if said.word(at) in (".", "º", "ª") else at


def _with_month(said: Said, setting: Setting, place: int) -> Day | None:
    day, at = int(said.words[place]), _after_day(said, setting, place)
    until = None
    joiner = said.word(at)
    if joiner in "-–—" or joiner in setting.lexicon.to_words:  # "24 to 26 December"
        follows = at + 1
        while said.word(follows) in setting.lexicon.on_words:
            follows += 1
        until = _number(said, follows)
        if until is not None:
            at = _after_day(said, setting, follows)
    if said.word(at) in setting.lexicon.of_words:
        at += 1
    month = setting.vocabulary.months.get(said.word(at))
    if month is None:
        return None
    at += 1
    if said.word(at) == "." and said.joined(at) and len(said.words[at - 1]) <= 4:
        at += 1
    skip = at + 1 if said.word(at) in setting.lexicon.of_words else at
    year, after = _year(said, skip)
    after = after if year is not None else at
    today = setting.now.date()
    first = _dated(today, year, month, day, place, after)
    if until is None or first is None:
        return first
    begins = first.value if isinstance(first.value, date) else first.value[0]
    last = days.on(begins.year, month, until)
    return first._replace(value=(begins, last)) if last and last > begins else None


def _month_first(said: Said, setting: Setting, place: int, month: int) -> Day | None:
    at = place + 1 if said.word(place + 1) != "." else place + 2
    at += said.word(at) == "the"
    day = _number(said, at)
    if (
        day is None
        or said.word(at + 1) in (":", "h")
        or (said.word(at + 1) == "." and said.word(at + 2)[:1].isdecimal())
    ):
        return None
    end = _after_day(said, setting, at) if said.word(at + 1) != "." else at + 1
    year, after = _year(said, end)
    return _dated(setting.now.date(), year, month, day, place, after)


def _with_signs(said: Said, setting: Setting, place: int) -> Day | None:
    """24.12.2026, 24.12., 24/12."""
    sign = said.word(place + 1)
    if sign not in (".", "/", "-") or not said.joined(place + 1):
        return None
    spaced = sign == "."
    if not spaced and not said.joined(place + 2):
        return None
    one, two = int(said.words[place]), _number(said, place + 2)
    if two is None:
        return None
    closed = said.word(place + 3) == sign and said.joined(place + 3)
    year_at = place + 4
    year = _number(said, year_at, 4) if closed and (spaced or said.joined(year_at)) else None
    if year is not None and (len(said.words[year_at]) not in (2, 4) or said.word(year_at + 1) == ":"):
        year = None  # "24.12. 15:30"
    month_first = (sign == "/" and setting.region in days.MONTH_FIRST and one <= 12) or (
        sign != "." and two > 12 >= one
    )
    day, month = (two, one) if month_first else (one, two)
    today = setting.now.date()
    if year is not None:
        return _dated(today, 2000 + year if year < 100 else year, month, day, place, year_at + 1)
    before = said.word(place - 1)
    if said.word(place + 3)[:1].isdecimal() and said.joined(place + 3):
        return None
    if sign == "." and closed and not (said.joined(year_at) and said.word(year_at)[:1].isdecimal()):
        return _dated(today, None, month, day, place, place + 4)
    if sign == "-" or (said.words[place + 2] and said.word(place + 3) in setting.vocabulary.currencies):
        return None
    if before in setting.lexicon.on_words or (sign == "/" and (len(said.words) <= 4 or max(one, two) > 12)):
        found = _dated(today, None, month, day, place, place + 3)
        return found._replace(sure=GUESSED) if found else None
    return None


def _day_alone(said: Said, setting: Setting, place: int) -> Day | None:
    """ "the 24th", "am 24.", "le 24": the next day of a month with that number."""
    day, after = int(said.words[place]), _after_day(said, setting, place)
    before, behind = said.word(place - 1), said.word(after)
    if not 1 <= day <= 31 or before not in setting.lexicon.on_words:
        return None
    marked = after > place + 1 and said.words[after - 1] != "."
    dotted = (
        after > place + 1
        and said.words[after - 1] == "."
        and before in ("am", "zum", "vom", "den", "dem")
        and behind
        and not behind.isdecimal()
    )
    bare = (
        after == place + 1
        and before in ("le", "el")
        and (not behind or behind in ",.?!" or behind in setting.vocabulary.at_ends)
    )
    if not (marked or dotted or bare):
        return None
    found = days.next_day_of_month(setting.now.date(), day)
    return Day(found, place, after, GUESSED) if found else None
