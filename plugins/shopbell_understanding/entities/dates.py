"""Days: "24.12.", "3rd of May", "tomorrow", "next friday", "in two weeks", "from monday to wednesday"."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from shopbell import Entity

from . import calendar_days as days
from .lexicons.lexicon import words
from .numbers import Numbers
from .said import Said
from .vocabulary import Setting
from .written_dates import Day, written_day

DASHES = frozenset("-–—")
AND = words("and und et y e en")  # joins two days as well as the ends of a range
MOST_AHEAD = 20_000  # days, weeks, ...: beyond, a number is none of time
SHORT_NAME = 3  # letters; "sun", "so", "mer" are days only where a day is expected


class Moment(NamedTuple):
    """A point in time from now, with the tokens it takes up: "in two hours"."""

    at: datetime
    first: int
    after: int


def read_dates(said: Said, setting: Setting, numbers: Numbers) -> Iterator[Entity]:
    """``date``: a day; ``date_range``: first and last day; "in two hours" is a ``date`` and a ``time``."""
    named = not setting.vocabulary.day_words.isdisjoint(said.known)
    if not named and not said.digits:
        return
    found = [*_find(said, setting, numbers, said.places() if named else said.digits)]
    place = 0
    while place < len(found):
        one = found[place]
        if isinstance(one, Moment):
            yield said.take("date", one.at.date(), one.first, one.after)
            yield said.entity("time", one.at.time(), one.first, one.after)
        elif isinstance(one.value, date):
            two = found[place + 1] if place + 1 < len(found) else None
            if isinstance(two, Day) and isinstance(two.value, date) and _is_range(said, setting, one, two):
                place += 1
                if two.value <= one.value:  # "from saturday to monday", on a sunday
                    two = two._replace(value=days.days_later(two.value, 7))
                yield said.take("date_range", (one.value, two.value), one.first, two.after, min(one.sure, two.sure))
            else:
                yield said.take("date", one.value, one.first, one.after, one.sure)
        else:
            yield said.take("date_range", one.value, one.first, one.after, one.sure)
        place += 1


def _find(said: Said, setting: Setting, numbers: Numbers, places: list[int]) -> Iterator[Day | Moment]:
    vocabulary, behind = setting.vocabulary, 0  # the last day
    counts = not said.known.isdisjoint(setting.lexicon.day_units)
    for place in places:
        if place < behind or said.taken[place]:
            continue
        word = said.words[place]
        found: Day | Moment | None = None
        if counts and (word in vocabulary.spans or place in numbers):
            found = _from_now(said, setting, numbers, place)
        if found is None and word.isdecimal():
            found = written_day(said, setting, place)
        elif found is None and word in vocabulary.day_words:
            found = written_day(said, setting, place) or _by_name(said, setting, place)
            if found is None and word in vocabulary.stretches:
                found = _stretch(said, setting, place)
        if found is not None:
            behind = found.after
            yield found


def _is_range(said: Said, setting: Setting, one: Day, two: Day) -> bool:
    between = [
        word
        for word in said.words[one.after : two.first]
        if word not in setting.lexicon.on_words - setting.lexicon.to_words
    ]
    if len(between) != 1 or not isinstance(one.value, date) or not isinstance(two.value, date):
        return False
    if two.value <= days.days_later(one.value, -7):
        return False
    joiner = between[0]
    if joiner in DASHES:
        return True
    lead = {said.word(one.first - 1), said.word(one.first - 2)}
    return joiner in setting.lexicon.to_words and (joiner not in AND or not setting.lexicon.from_words.isdisjoint(lead))


def _from_now(said: Said, setting: Setting, numbers: Numbers, place: int) -> Day | Moment | None:
    """ "in two weeks", "three days ago", "vor einer Woche", "in half an hour"."""
    vocabulary, lexicon = setting.vocabulary, setting.lexicon
    lead = vocabulary.in_words.at(said.words, place)
    back = vocabulary.ago_before.at(said.words, place) if lead is None else None
    at = (lead or back or (place, None))[0]
    amount, at = _amount(said, setting, numbers, at)
    if amount is None:
        return None
    unit = lexicon.day_units.get(said.word(at))
    if unit is None or amount > MOST_AHEAD:
        return None
    after = at + 1
    if said.word(after) in lexicon.ago_after:
        back, after = (after, True), after + 1
    if lead is None and back is None:
        return None
    sign = -1 if back else 1
    if unit in ("hour", "minute"):
        moment = setting.now + timedelta(minutes=sign * amount * (60 if unit == "hour" else 1))
        return Moment(moment.replace(second=0, microsecond=0, tzinfo=None), place, after)
    if amount != int(amount):
        return None
    return Day(days.later(setting.now.date(), sign * int(amount), unit), place, after)


def _amount(said: Said, setting: Setting, numbers: Numbers, place: int) -> tuple[float | None, int]:
    number = numbers.get(place)
    if number is not None:
        return number.value, number.after
    if said.word(place) in setting.lexicon.articles:
        return 1, place + 1
    if said.word(place) == "half" and said.word(place + 1) == "an":
        return 0.5, place + 2
    return None, place


def _by_name(said: Said, setting: Setting, place: int) -> Day | None:
    """ "tomorrow", "friday", "next friday", "vendredi prochain", "friday next week"."""
    vocabulary, lexicon, today = setting.vocabulary, setting.lexicon, setting.now.date()
    ahead = vocabulary.days_ahead.at(said.words, place)
    if ahead is not None:
        return None if _is_greeting(said, place) else Day(days.days_later(today, ahead[1]), place, ahead[0])
    weekday = vocabulary.weekdays.get(said.words[place])
    if weekday is None:
        return None
    before, first, after = said.word(place - 1), place, place + 1
    behind = after + 1 if said.word(after) == "que" else after
    marks = {before, said.word(behind)}
    named = not marks.isdisjoint(lexicon.next_words | lexicon.this_words | lexicon.last_words)
    if len(said.words[place]) <= SHORT_NAME and not named and not _expected(said, setting, place):
        return None
    if (explicit := _date_behind(said, setting, after)) is not None:
        return explicit._replace(first=place)
    day = days.next_weekday(today, weekday)
    if before in lexicon.last_words or said.word(after) in lexicon.last_words:
        day = days.days_later(today, -((today.weekday() - weekday) % 7 or 7))
    elif not marks.isdisjoint(lexicon.next_words):
        if _is_week(said, setting, behind + 1):
            day, after = days.days_later(days.week(today, 1)[0], weekday), behind + 2
            return Day(day, first, after)
        coming = days.next_weekday(days.days_later(today, 1), weekday)
        day = coming if lexicon.next_is_coming else days.days_later(days.week(today, 1)[0], weekday)
        first, after = (place - 1, after) if before in lexicon.next_words else (place, behind + 1)
        return Day(day, first, after, 0.7)  # people differ in what they mean by it
    if before in lexicon.this_words | lexicon.last_words:
        first = place - 1
    return Day(day, first, after)


def _is_greeting(said: Said, place: int) -> bool:
    return said.word(place - 1) in ("guten", "schonen", "por", "la", "de") and said.words[place] in ("morgen", "manana")


def _expected(said: Said, setting: Setting, place: int) -> bool:
    before = said.word(place - 1)
    return (before in setting.lexicon.on_words and before not in ("the", "der", "den", "le", "el", "il")) or len(
        said.words
    ) == 1


def _date_behind(said: Said, setting: Setting, place: int) -> Day | None:
    """The date in "Friday, the 13th of November"."""
    while said.word(place) in (",", ".", "the", "den", "dem", "le", "el"):
        place += 1
    return written_day(said, setting, place) if place < len(said.words) else None


def _is_week(said: Said, setting: Setting, place: int) -> bool:
    return setting.lexicon.day_units.get(said.word(place)) == "week"


def _stretch(said: Said, setting: Setting, place: int) -> Day | None:
    """ "next week", "la semaine prochaine", "this weekend", "in May"."""
    vocabulary, lexicon, today = setting.vocabulary, setting.lexicon, setting.now.date()
    word = said.words[place]
    weekend = vocabulary.weekend.at(said.words, place)
    unit = "weekend" if weekend else lexicon.day_units.get(word)
    after = weekend[0] if weekend else place + 1
    if unit in ("week", "month", "weekend"):
        before, behind = said.word(place - 1), said.word(after + (said.word(after) == "que"))
        ahead = None
        for step, words in ((1, lexicon.next_words), (0, lexicon.this_words), (-1, lexicon.last_words)):
            if before in words:
                ahead, first, ending = step, place - 1, after
            elif behind in words:
                ahead, first, ending = step, place, after + 1 + (said.word(after) == "que")
            if ahead is not None:
                break
        if ahead is None:
            if unit != "weekend":
                return None
            ahead, first, ending = 0, place, after
        stretch = {"week": days.week, "month": days.month, "weekend": days.weekend}[unit](today, ahead)
        return Day(stretch, first, ending, 1.0)
    number = vocabulary.months.get(word)
    if (
        number is not None
        and len(word) > SHORT_NAME - (word == "may")
        and said.word(place - 1) in ("in", "im", "en", "during")
    ):
        first_day = date(today.year + (number < today.month), number, 1)
        return Day(days.month(first_day, 0), place, place + 1, 0.9)
    return None
