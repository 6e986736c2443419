"""The words that readers look for, compiled for one language and the shop's others."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from .lexicons import joined_lexicon
from .lexicons.lexicon import Lexicon, words
from .said import Phrases

SIGNS = {"€": "EUR", "£": "GBP", "¥": "JPY", "$": "$", "₣": "CHF", "zł": "PLN", "zl": "PLN", "kr": "kr", "sfr": "CHF"}
UNITS = {"kg": "kg", "g": "g", "gr": "g", "mg": "mg", "l": "l", "ml": "ml", "cl": "cl", "cm": "cm", "mm": "mm",
         "m": "m", "x": "piece", "st": "piece", "stk": "piece"}  # fmt: skip
CODES = words("eur usd gbp chf cad aud nzd sek nok dkk pln czk jpy huf")


class Vocabulary:
    """A lexicon with its phrases ready to be found. Built in about 5 ms, once per language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.numbers = Phrases(dict(lexicon.numbers))
        self.no_numbers = _set(lexicon.no_numbers)
        self.number_words = self.numbers.first_words | lexicon.hundred | lexicon.thousand | lexicon.million
        self.weekdays = {name: day for day, names in enumerate(lexicon.weekdays) for name in names}
        self.months = {name: month for month, names in enumerate(lexicon.months, 1) for name in names}
        self.days_ahead = Phrases(dict(lexicon.days_ahead))
        self.weekend = _set(lexicon.weekend)
        self.in_words, self.ago_before = _set(lexicon.in_words), _set(lexicon.ago_before)
        self.at_words, self.clock_words = _set(lexicon.at_words), _set(lexicon.clock_words)
        self.at_ends = frozenset(phrase.split()[-1] for phrase in lexicon.at_words)
        self.morning, self.evening = _set(lexicon.morning_words), _set(lexicon.evening_words)
        self.past_hour, self.after_hour = Phrases(dict(lexicon.past_hour)), Phrases(dict(lexicon.after_hour))
        self.parts_of_day = Phrases(dict(lexicon.parts_of_day))
        self.smaller, self.larger = _set(lexicon.smaller), _set(lexicon.larger)
        self.sizes = Phrases(dict(lexicon.sizes))
        self.colours, self.materials = Phrases(dict(lexicon.colours)), Phrases(dict(lexicon.materials))
        self.units = UNITS | dict(lexicon.units)
        self.currencies = SIGNS | dict(lexicon.currencies)
        self.introducing = _set(lexicon.introducing)
        self.pronouns, self.ordinals = _set(lexicon.pronouns), Phrases(dict(lexicon.ordinals))
        self.yes, self.no = _set(lexicon.yes), _set(lexicon.no)
        self.street_ends = tuple(lexicon.street_ends)
        # Where a day can begin, and what else makes a text worth a look for hours, money, or how things look.
        self.day_words = frozenset(
            self.weekdays.keys() | self.months.keys() | self.days_ahead.first_words | self.weekend.first_words
            | lexicon.day_units.keys()
        )  # fmt: skip
        self.stretches = self.weekend.first_words.union(lexicon.day_units, self.months)
        self.spans = frozenset(
            self.in_words.first_words | self.ago_before.first_words | self.numbers.first_words | lexicon.articles
        )
        self.hour_beginnings = frozenset(lexicon.named_hours) | self.past_hour.first_words
        self.hour_words = self.hour_beginnings | self.parts_of_day.first_words
        self.money_words = CODES | self.currencies.keys()
        self.look_words = lexicon.size_words.union(
            *_beginnings(self.colours, self.materials, self.sizes, self.smaller, self.larger)
        )
        # All words that readers ask a text for: where none of them is, most need not look.
        self.telling = self.day_words.union(
            self.hour_words, self.money_words, self.look_words, self.number_words, lexicon.articles,
            lexicon.order_words, lexicon.postcode_words, lexicon.street_heads, lexicon.street_ends, ("@", "#"),
            *_beginnings(self.in_words, self.ago_before, self.morning, self.evening, self.pronouns, self.ordinals),
        )  # fmt: skip


class Setting(NamedTuple):
    """What readers may know beside the text. ``region``: ISO 3166, for phone numbers and dates; empty if unknown."""

    vocabulary: Vocabulary
    now: datetime  # the shop's local time
    region: str = ""
    currency: str = "EUR"

    @property
    def lexicon(self) -> Lexicon:
        """The words themselves."""
        return self.vocabulary.lexicon


@lru_cache(maxsize=64)
def vocabulary_for(language: str, others: tuple[str, ...] = ()) -> Vocabulary:
    """The vocabulary for a text in ``language`` in a shop that speaks the ``others``, too."""
    return Vocabulary(joined_lexicon(language, others))


def _beginnings(*tables: Phrases) -> Iterable[frozenset[str]]:
    return (table.first_words for table in tables)


def _set(phrases: Iterable[str]) -> Phrases:
    return Phrases(dict.fromkeys(phrases, True))
