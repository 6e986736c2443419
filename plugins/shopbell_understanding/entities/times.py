"""Hours: "15:30", "3 pm", "half past three", "halb vier", "15h30", "between 3 and 5"."""

from collections.abc import Iterator
from datetime import time
from typing import NamedTuple

from shopbell import Entity

from .lexicons.lexicon import words
from .numbers import Numbers
from .said import Said
from .vocabulary import Setting

DASHES = frozenset("-–—")
GUESSED = 0.7  # sure that an hour without "am" or "pm" is the one when shops are open
AFTERNOON = 6  # "at 6" is in the evening, "at 7" in the morning
# What may follow a bare hour: "at 3 please", "at 3 on monday"; anything else is what there are three of.
_FOLLOWERS = words(
    ". , ; ! ? ) : please bitte thanks danke merci gracias s'il por ok or oder ou o if wenn si if is for my"
)


class Hour(NamedTuple):
    """An hour with the tokens it takes up; ``bare``: a number that only its place makes an hour."""

    hour: int
    minute: int
    first: int
    after: int
    half: str = ""  # am, pm, "24" for a clock of 24 hours, empty when not told
    bare: bool = False


def read_times(said: Said, setting: Setting, numbers: Numbers) -> Iterator[Entity]:
    """``time``: an hour of the day; ``time_range``: from and to."""
    named = not setting.vocabulary.hour_words.isdisjoint(said.known)
    if not numbers and not named:
        return
    told = False
    half: str | None = None  # asked where there is an hour only
    for place in _places(said, setting, numbers):
        hour = None if said.taken[place] else _hour(said, setting, numbers, place)
        if hour is None:
            continue
        half = _half_of_day(said, setting) if half is None else half
        found = _range(said, setting, numbers, hour, half)
        if found is not None:
            one, two = found
            yield said.take("time_range", (_clock(one), _clock(two)), one.first, two.after, _sure(two))
            told = True
        elif not hour.bare or _stands_for_hour(said, setting, hour):
            hour = _afternoon(hour, half)
            yield said.take("time", _clock(hour), hour.first, hour.after, _sure(hour))
            told = True
    if named and not told:
        yield from _parts_of_day(said, setting)


def _places(said: Said, setting: Setting, numbers: Numbers) -> list[int]:
    """Where an hour can begin: at numbers of one or two digits, at those in words, at "noon" and "half past"."""
    places = [place for place in numbers if len(said.words[place]) <= 2 or not said.words[place].isdecimal()]
    words = setting.vocabulary.hour_beginnings
    if words.isdisjoint(said.known):
        return places
    return sorted({*places, *(place for place in said.telling if said.words[place] in words)})


def _clock(hour: Hour) -> time:
    return time(hour.hour % 24, hour.minute)


def _sure(hour: Hour) -> float:
    return 1.0 if hour.half else GUESSED


def _half_of_day(said: Said, setting: Setting) -> str:
    """What "in the evening" anywhere in the text says about its hours."""
    if any(True for _ in said.phrases(setting.vocabulary.evening)):
        return "pm"
    return "am" if any(True for _ in said.phrases(setting.vocabulary.morning)) else ""


def _afternoon(hour: Hour, half: str) -> Hour:
    """The hour of a day of 24."""
    told = hour.half or (half if hour.hour <= 12 else "24")
    if told == "pm" and hour.hour < 12:
        return hour._replace(hour=hour.hour + 12, half="pm")
    if told == "am" and hour.hour == 12:
        return hour._replace(hour=0, half="am")
    if not told and 1 <= hour.hour <= AFTERNOON:
        return hour._replace(hour=hour.hour + 12)
    return hour._replace(half=told or ("24" if hour.hour > 12 else ""))


def _hour(said: Said, setting: Setting, numbers: Numbers, place: int) -> Hour | None:
    vocabulary = setting.vocabulary
    word = said.words[place]
    named = setting.lexicon.named_hours.get(word)
    if named is not None:
        return Hour(*named, place, place + 1, "24")
    past = vocabulary.past_hour.at(said.words, place)
    if past is not None:
        whole = _whole_hour(numbers, past[0])
        if whole is None or not 0 <= whole[0] <= 24:
            return None
        hour, minute = divmod(whole[0] * 60 + past[1], 60)
        return _told(said, setting, Hour(hour % 24, minute, place, whole[1]))
    if word[0].isdecimal():
        return _in_digits(said, setting, place)
    whole = _whole_hour(numbers, place)
    return (
        None if whole is None or whole[0] > 24 else _told(said, setting, Hour(whole[0], 0, place, whole[1], bare=True))
    )


def _whole_hour(numbers: Numbers, place: int) -> tuple[int, int] | None:
    number = numbers.get(place)
    if number is not None and isinstance(number.value, int):
        return number.value, number.after
    return None


def _in_digits(said: Said, setting: Setting, place: int) -> Hour | None:
    word, sign = said.words[place], said.word(place + 1)
    if (
        len(word) > 2
        or int(word) > 24
        or (
            (said.joined(place) and said.word(place - 1) in ("/", ".", ",", "-", ":", "#"))
            and not _dash(said, place - 1)
        )
    ):
        return None
    hour = int(word)
    half = "24" if hour > 12 or word[0] == "0" else ""
    minutes = said.word(place + 2)
    two = (
        len(minutes) == 2
        and minutes.isdecimal()
        and int(minutes) < 60
        and said.joined(place + 1)
        and said.joined(place + 2)
    )
    if sign == "." and two:
        found = Hour(hour, int(minutes), place, place + 3, half, bare=True)
    elif two and sign in (":", "h"):
        found = Hour(hour, int(minutes), place, place + 3, half or ("24" if sign == "h" else ""))
    elif sign in (":", "/", "%") or (
        sign in (".", ",") and said.joined(place + 2) and said.word(place + 2)[:1].isdecimal()
    ):
        return None
    else:
        found = Hour(hour, 0, place, place + 1, half, bare=True)
    if said.word(found.after) == "." and said.word(found.after + 1)[:1].isdecimal() and said.joined(found.after + 1):
        return None  # a date or a version
    return _told(said, setting, found)


def _dash(said: Said, place: int) -> bool:
    """Is the sign there a dash between two numbers?"""
    return said.word(place) in DASHES and said.word(place - 1)[:1].isdecimal() and said.word(place - 2) not in DASHES


def _told(said: Said, setting: Setting, hour: Hour) -> Hour:
    """The same with "pm", "o'clock", "Uhr 30", "et demie" behind it."""
    vocabulary, at = setting.vocabulary, hour.after
    clock = vocabulary.clock_words.at(said.words, at) if at < len(said.words) else None
    if clock is not None and (said.word(at) != "h" or not hour.minute):
        minutes = said.word(clock[0])
        exact = (
            not hour.minute and len(minutes) == 2 and minutes.isdecimal() and int(minutes) < 60 and said.word(at) != "o"
        )
        hour = hour._replace(after=clock[0] + exact, minute=int(minutes) if exact else hour.minute, bare=False)
    if hour.after < len(said.words) and (added := vocabulary.after_hour.at(said.words, hour.after)):
        whole, minute = divmod(hour.hour * 60 + added[1], 60)
        hour = hour._replace(hour=whole % 24, minute=minute, after=added[0], bare=False)
    return _with_half(said, hour)


def _with_half(said: Said, hour: Hour) -> Hour:
    word, at = said.word(hour.after), hour.after
    if word in ("am", "pm") and hour.hour <= 12 and (said.joined(at) or said.word(at + 1) not in ("i", "ich")):
        return hour._replace(half=word, after=at + 1, bare=False)
    if word in ("a", "p") and said.word(at + 1) == "." and said.word(at + 2) == "m" and hour.hour <= 12:
        return hour._replace(
            half=word + "m", after=at + 3 + (said.word(at + 3) == "." and said.joined(at + 3)), bare=False
        )
    return hour


def _stands_for_hour(said: Said, setting: Setting, hour: Hour) -> bool:
    """Is a bare number an hour, by what stands around it?"""
    if said.words[hour.first - 1 : hour.first] and said.word(hour.first - 1) in setting.vocabulary.at_ends:
        return _may_follow(said, setting, hour.after) and _led_by_at(said, setting, hour.first)
    return False


def _led_by_at(said: Said, setting: Setting, place: int) -> bool:
    return any(
        (found := setting.vocabulary.at_words.at(said.words, start)) and found[0] == place
        for start in range(max(0, place - 3), place)
    )


def _may_follow(said: Said, setting: Setting, place: int) -> bool:
    word, lexicon = said.word(place), setting.lexicon
    if word in (".", ",") and said.joined(place) and said.joined(place + 1) and said.word(place + 1)[:1].isdecimal():
        return False
    return not word or word in _FOLLOWERS or word in lexicon.on_words or word in lexicon.to_words or word in DASHES or (
        word in setting.vocabulary.day_words and word not in lexicon.day_units
    ) or word in setting.vocabulary.parts_of_day.first_words or word in setting.vocabulary.at_ends  # fmt: skip


def _range(said: Said, setting: Setting, numbers: Numbers, one: Hour, half: str) -> tuple[Hour, Hour] | None:
    """Two hours with "to" between them; one of them at least, or "between", must say that they are hours."""
    lexicon, place = setting.lexicon, one.first
    if one.after >= len(said.words):
        return None
    joiner = said.words[one.after]
    if joiner not in lexicon.to_words and joiner not in DASHES:
        return None
    start = one.after + 1
    while (
        said.word(start) in lexicon.on_words
        or said.word(start) in lexicon.articles
        or said.word(start) in ("las", "la")
    ):
        start += 1
    two = _hour(said, setting, numbers, start) if start < len(said.words) and not said.taken[start] else None
    if two is None:
        return None
    led = said.word(place - 1) in lexicon.from_words or said.word(place - 2) in lexicon.from_words
    if one.bare and two.bare and not (led and _may_follow(said, setting, two.after)):
        return None
    later = _afternoon(two, half)
    if not one.half and two.half == "pm" and one.hour < 12:
        one = one._replace(half="pm" if one.hour + 12 < later.hour + (later.minute > 0) else "am")
    earlier = _afternoon(one, half)
    if _clock(earlier) >= _clock(later) and later.hour <= 12:
        later = later._replace(hour=later.hour + 12)
    return (earlier, later) if _clock(earlier) < _clock(later) or later.hour == 24 else None


def _parts_of_day(said: Said, setting: Setting) -> Iterator[Entity]:
    """ "in the morning", where no hour is told: a range, and not a sure one."""
    for first, after, (begins, ends) in said.phrases(setting.vocabulary.parts_of_day):
        if ends:
            yield said.entity("time_range", (time(begins), time(ends)), first, after, 0.8)
