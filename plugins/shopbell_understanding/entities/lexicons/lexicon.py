"""What readers know of one language: its words for numbers, days, hours, colours, sizes."""

from collections.abc import Mapping

import msgspec


class Lexicon(msgspec.Struct, frozen=True, kw_only=True):
    """All words folded (see ``said.fold``): lower case, no accents. Phrases have single spaces.

    Lists of names are in order: weekdays from Monday, months from January.
    """

    # numbers
    numbers: Mapping[str, float]  # 0 to at least 99, and words such as "dozen"
    hundred: frozenset[str] = frozenset()  # multiply what stands before
    thousand: frozenset[str] = frozenset()
    million: frozenset[str] = frozenset()
    and_words: frozenset[str] = frozenset()  # inside a number: "two hundred and five"
    no_numbers: frozenset[str] = frozenset()  # phrases in which a number word is none: "this one"
    articles: frozenset[str] = frozenset()  # one, where a thing to count follows
    comma: str = "."  # decimal sign
    # days
    weekdays: tuple[frozenset[str], ...]
    months: tuple[frozenset[str], ...]
    days_ahead: Mapping[str, int]  # phrases
    weekend: frozenset[str]  # phrases
    next_words: frozenset[str]  # before or after a weekday, week, month
    next_is_coming: bool = False  # "vendredi prochain" is the coming one; "next friday" that of next week
    this_words: frozenset[str]
    last_words: frozenset[str]
    on_words: frozenset[str]  # a date may follow
    of_words: frozenset[str]  # between day and month
    ordinal_ends: frozenset[str] = frozenset()  # "3rd"
    in_words: frozenset[str]  # "in two weeks"
    ago_before: frozenset[str] = frozenset()  # phrases: "vor drei Tagen", "il y a"
    ago_after: frozenset[str] = frozenset()  # "three days ago"
    day_units: Mapping[str, str]  # word -> day, week, month, year, hour, minute
    # hours
    at_words: frozenset[str]  # phrases after which a number is an hour
    clock_words: frozenset[str] = frozenset()  # after the hour: "uhr", "o clock"
    morning_words: frozenset[str] = frozenset()  # phrases: the hour before noon is meant
    evening_words: frozenset[str] = frozenset()
    named_hours: Mapping[str, tuple[int, int]] = {}  # "noon"
    past_hour: Mapping[str, int] = {}  # phrases before the hour: "half past" -> 30, "quarter to" -> -15
    after_hour: Mapping[str, int] = {}  # phrases after the hour: "et demie" -> 30
    parts_of_day: Mapping[str, tuple[int, int]] = {}  # phrases -> hours from, to
    # ranges
    from_words: frozenset[str]  # "from", "between"
    to_words: frozenset[str]  # "to", "until", "and"
    # things
    sizes: Mapping[str, str] = {}  # "small" -> "S"
    size_words: frozenset[str] = frozenset()
    smaller: frozenset[str] = frozenset()  # phrases
    larger: frozenset[str] = frozenset()
    colours: Mapping[str, str] = {}  # -> English name
    materials: Mapping[str, str] = {}  # -> English name
    currencies: Mapping[str, str] = {}  # -> ISO 4217, "cent" -> "cent"
    units: Mapping[str, str] = {}  # -> g, kg, ml, l, mm, cm, m, piece
    # talk
    pronouns: frozenset[str] = frozenset()  # phrases for the thing at hand
    definite: frozenset[str] = frozenset()  # those that are an article where a noun follows, written large
    ordinals: Mapping[str, int] = {}  # phrases -> place in a list from 1; -1 is the last
    introducing: frozenset[str] = frozenset()  # with a name behind them they point at nothing: "hello, this is Ana"
    one_words: frozenset[str] = frozenset()  # after an ordinal: "the second one"
    yes: frozenset[str] = frozenset()  # phrases
    no: frozenset[str] = frozenset()
    order_words: frozenset[str] = frozenset()  # an order's number may follow
    postcode_words: frozenset[str] = frozenset()
    street_ends: frozenset[str] = frozenset()  # words, or ends of words where ``glued``
    street_heads: frozenset[str] = frozenset()  # "rue", "calle"
    glued: bool = False


def words(text: str) -> frozenset[str]:
    """Words that mean the same."""
    return frozenset(text.split())


def phrases(text: str) -> frozenset[str]:
    """Phrases that mean the same, parted by commas."""
    return frozenset(phrase.strip() for phrase in text.split(","))


def in_order(text: str) -> tuple[frozenset[str], ...]:
    """Names in order; several for one are joined by ``/``."""
    return tuple(frozenset(names.split("/")) for names in text.split())


def meanings(text: str) -> dict[str, str]:
    """``meaning: word, phrase; meaning: ...`` as phrase -> meaning."""
    found: dict[str, str] = {}
    for line in text.split(";"):
        meaning, _, several = line.partition(":")
        found |= dict.fromkeys(phrases(several), meaning.strip())
    return found
