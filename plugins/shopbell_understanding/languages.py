"""Guesses in which language a text is written, by groups of letters and by the words of the shop's own examples.

``languages.bin`` holds, for 25,000 groups of one to four letters and whole words, how much each speaks for each of 23
languages (``scripts/fit_languages.py`` tells from what it was fitted). A row of numbers is kept as one whole number
with a lane per language: adding two rows is adding two numbers, so a word costs as many additions as it has groups.

Measured on 400 sentences each of 8 to 60 characters from a shop's interface that the fit did not see (django-oscar):
96.8 % right between en, de, fr and es; 93.6 % between en, de, fr, es, it, nl, pt and pl. On the same, py3langid 94.6
and 91.9 %, fastText's lid.176 94.5 and 89.0 %, each kept to these languages. ``scripts/bench senses`` measures again.
"""

import math
import unicodedata
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from .small_words import small_words

TABLE = Path(__file__).parent / "languages.bin"
_LANE = "I"  # of four bytes wherever Python runs
SCALE = 16  # the table's unit: natural logarithm of the odds, by 16
LANES = 4  # bytes of a lane: room for the groups of any text
LONGEST_GROUP = 4  # letters
LONGEST_WORD = 20  # letters of a word that are looked at
SURE = 1.5  # by so much must the best lead before it is told; groups overlap, so one counts about four times
STAY = 12.0  # by so much must another lead before a conversation changes its language; one word is never enough
FOREIGN = 20.0  # by so much must a language lead that the shop does not speak
FOREIGN_WORDS = 3  # fewer could be a name, or a dish
EVERYWHERE = frozenset(
    ("ok", "okay", "hi", "online", "email", "info", "euro", "euros", "dollar", "dollars")
)  # words of every language
OWN_WORD = 8.0  # a word that only one language's examples have, speaks so loud for it
SMALL_WORD = 16.0  # a preposition, a pronoun, an auxiliary that only one language has: as much as a usual word tells


def groups_of(word: str) -> list[str]:
    """The word itself and its groups of letters, beginning and end marked."""
    marked = f"^{word[:LONGEST_WORD]}$"
    groups = [marked]
    for size in range(1, LONGEST_GROUP + 1):
        groups += [marked[at : at + size] for at in range(len(marked) - size + 1)]
    return groups


def without_accents(word: str) -> str:
    """The word as hurried people write it."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))


class LetterGroups:
    """The table, read."""

    def __init__(self, packed: bytes) -> None:
        raw = zlib.decompress(packed)
        size = int.from_bytes(raw[:LANES], "little")
        head, *groups = raw[LANES : LANES + size].decode().split("\n")
        self.languages = tuple(head.split(" "))
        odds = memoryview(raw)[LANES + size :]
        lanes = bytearray(len(odds) * LANES)
        lanes[::LANES] = odds  # not by way of a list: its 5 MB would be left as holes in the memory
        width = len(self.languages) * LANES
        self._rows = {
            group: int.from_bytes(lanes[at * width : (at + 1) * width], "little") for at, group in enumerate(groups)
        }

    @lru_cache(maxsize=4_096)  # noqa: B019 - one table per generation of the plugin, and it goes with it
    def _word(self, word: str) -> tuple[int, int]:
        """The sum of the word's rows, and how many there are."""
        rows = [row for group in groups_of(word) if (row := self._rows.get(group)) is not None]
        return sum(rows), len(rows)

    def weigh(self, words: Iterable[str]) -> list[float]:
        """How much the words speak for each language, as logarithms of odds."""
        total = count = 0
        for word in words:
            row, rows = self._word(word)
            total, count = total + row, count + rows
        lanes = array(_LANE, total.to_bytes(len(self.languages) * LANES, "little"))
        return [(lane - 128 * count) / SCALE for lane in lanes]


@lru_cache(maxsize=1)
def letter_groups() -> LetterGroups:
    """The table; read once, in 15 ms."""
    return LetterGroups(TABLE.read_bytes())


class LanguageGuess:
    """Tells the languages of one shop apart. A text of ten words costs about 8 microseconds."""

    def __init__(self, examples: Mapping[str, Sequence[list[str]]], languages: Sequence[str]) -> None:
        """Take the examples of each language, cut into words, and the languages that the shop speaks."""
        self._table = letter_groups()
        places = {language: place for place, language in enumerate(self._table.languages)}
        self._own = [(language, places[base]) for language in languages if (base := _base(language)) in places]
        self._others = [place for place in range(len(places)) if place not in {own for _, own in self._own}]
        self._words = _own_words(examples, languages)
        self._small = small_words({_base(language): language for language in reversed(languages)})

    def guess(self, words: Sequence[str], current: str | None = None) -> str | None:
        """The language of a text; None when its words do not tell.

        Args:
            words: of the text, case folded.
            current: the conversation's language; it takes more to leave it than to find the first one.

        Returns:
            One of the shop's languages, or another one where that is plain.
        """
        words = [word for word in words if word.isalpha() and word not in EVERYWHERE]
        if not words or not self._own:
            return None
        # What the examples of several languages have ("vegan") tells nothing of which of them it is; what a small word
        # tells is known, whatever its letters look like ("under").
        telling = [word for word in words if self._words.get(word) != "" and word not in self._small]
        scores = self._table.weigh(telling)
        own = {language: scores[place] for language, place in self._own}
        for word in words:
            for spoken, weight in ((self._words.get(word), OWN_WORD), (self._small.get(word), SMALL_WORD)):
                if spoken in own:
                    own[spoken] += weight
        best = max(own, key=own.__getitem__)
        other = max(self._others, key=scores.__getitem__, default=None)
        if len(words) >= FOREIGN_WORDS and other is not None and scores[other] - own[best] >= FOREIGN:
            return self._table.languages[other]
        if len(own) == 1:
            return None
        second = max(score for language, score in own.items() if language != best)
        needed = SURE
        if current in own and current != best:
            needed = STAY if len(words) > 1 else math.inf
        return best if own[best] - second >= needed else None


def _base(language: str) -> str:
    return language.partition("-")[0].lower()


def _own_words(examples: Mapping[str, Sequence[list[str]]], languages: Sequence[str]) -> dict[str, str]:
    """Words that the examples of only one of the languages have."""
    spoken: dict[str, str] = {}
    for language in languages:
        for form in {language, _base(language)}:
            for words in examples.get(form, ()):
                for word in words:
                    spoken[word] = language if spoken.get(word, language) == language else ""
    return spoken
