"""Guesses in which language a text is written, by groups of letters and by the words of the shop's own examples.

``languages.bin`` holds, for 25,000 groups of one to four letters and whole words, how much each speaks for each of 23
languages (``scripts/fit_languages.py`` tells from what it was fitted). A row of numbers is kept as one whole number
with a lane per language: adding two rows is adding two numbers, so a word costs as many additions as it has groups.

Measured on 400 sentences each of 8 to 60 characters from a shop's interface that the fit did not see (django-oscar):
96.8 % right between en, de, fr and es; 93.6 % between en, de, fr, es, it, nl, pt and pl. On the same, py3langid 94.6
and 91.9 %, fastText's lid.176 94.5 and 89.0 %, each kept to these languages. ``scripts/bench senses`` measures again.
"""

import unicodedata
import zlib
from array import array
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from .small_words import small_words

TABLE = Path(__file__).parent / "languages.bin"
_LANE = "I"  # of four bytes wherever Python runs
SCALE = 16  # the table's unit: natural logarithm of the odds, by 16
LANES = 4  # bytes of a lane: room for the groups of any text
LONGEST_GROUP = 4  # letters
LONGEST_WORD = 20  # letters of a word that are looked at
SURE = int(1.5 * SCALE)  # by so much must the best lead before it is told; groups overlap: one counts about four times
STAY = 12 * SCALE  # by so much must another lead before a conversation changes its language; one word is never enough
FOREIGN = 20 * SCALE  # by so much must a language lead that the shop does not speak
FOREIGN_WORDS = 3  # fewer could be a name, or a dish
# Words of every language.
EVERYWHERE = frozenset(
    ("ok", "okay", "hi", "hm", "hmm", "mhm", "oh", "ah", "aha", "haha", "lol", "wow",
     "online", "email", "info", "euro", "euros", "dollar", "dollars")
)  # fmt: skip
REMEMBERED = 4_096  # words; whoever writes noise must not fill the memory
OWN_WORD = 8 * SCALE  # a word that only one language's examples have, speaks so loud for it
SMALL_WORD = 48 * SCALE  # a preposition, a pronoun that only one language has: three usual words ("are pretzels vegan")


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
        self._odds = raw[LANES + size :]  # as they are: a number per row would take 3 MB
        self._places = {group: at for at, group in enumerate(groups)}

    def word(self, word: str) -> int:
        """The sum of the word's rows."""
        return sum(self._row(at) for group in groups_of(word) if (at := self._places.get(group)) is not None)

    def _row(self, at: int) -> int:
        width = len(self.languages)
        lanes = bytearray(width * LANES)
        lanes[::LANES] = self._odds[at * width : (at + 1) * width]
        return int.from_bytes(lanes, "little")

    def lanes(self, total: int, more: int) -> Sequence[int]:
        """A sum of rows as one number per language, 128 too high per row: differences tell; and so many ``more``."""
        return array(_LANE, total.to_bytes((len(self.languages) + more) * LANES, "little"))


@lru_cache(maxsize=1)
def letter_groups() -> LetterGroups:
    """The table; read once, in 15 ms."""
    return LetterGroups(TABLE.read_bytes())


class WordLanes(dict[str, int]):
    """What each word tells, as one number, made when the word is first said.

    Its lanes: the table's languages; how loud the word speaks for each of the shop's, having it; whether it counts as
    a word of one language or another. All that a text tells is their sum.
    """

    def __init__(
        self, table: LetterGroups, own: Sequence[str], words: Mapping[str, str], small: Mapping[str, str]
    ) -> None:
        """Take the shop's languages, the words of their examples, and the small words that only one of them has."""
        self._table, self._own, self._words, self._small = table, own, words, small

    def __missing__(self, word: str) -> int:
        if len(self) >= REMEMBERED:
            self.clear()
        self[word] = row = self._row(word)
        return row

    def _row(self, word: str) -> int:
        if not word.isalpha() or word in EVERYWHERE:
            return 0
        own, small = self._words.get(word), self._small.get(word)
        # What the examples of several languages have ("vegan") tells nothing of which of them it is; what a small word
        # tells is known, whatever its letters look like ("under").
        row = self._table.word(word) if own != "" and small is None else 0
        lanes = [OWN_WORD * (own == language) + SMALL_WORD * (small == language) for language in self._own]
        for lane, value in enumerate([*lanes, 1], len(self._table.languages)):
            row += value << 8 * LANES * lane
        return row


class LanguageGuess:
    """Tells the languages of one shop apart. A text of ten words costs about 4 microseconds."""

    def __init__(self, examples: Mapping[str, Sequence[list[str]]], languages: Sequence[str]) -> None:
        """Take the examples of each language, cut into words, and the languages that the shop speaks."""
        self._table = letter_groups()
        places = {language: place for place, language in enumerate(self._table.languages)}
        own = {language: places[base] for language in languages if (base := _base(language)) in places}
        small = small_words({_base(language): language for language in reversed(languages)})
        self._rows = WordLanes(self._table, [*own], _own_words(examples, languages), small)
        self._own = [*own]
        self._lanes = [*zip(own.values(), range(len(places), len(places) + len(own)), strict=True)]  # see WordLanes
        self._others = [place for place in range(len(places)) if place not in own.values()]

    def guess(self, words: Sequence[str], current: str | None = None) -> str | None:
        """The language of a text; None when its words do not tell.

        Args:
            words: of the text, case folded.
            current: the conversation's language; it takes more to leave it than to find the first one.

        Returns:
            One of the shop's languages, or another one where that is plain.
        """
        if not self._own:
            return None
        lanes = self._table.lanes(sum(map(self._rows.__getitem__, words)), len(self._own) + 1)
        several = lanes[-1]
        if not several:
            return None
        own = [lanes[by_letters] + lanes[by_words] for by_letters, by_words in self._lanes]
        most = max(own)
        if several >= FOREIGN_WORDS and self._others:
            other = max(self._others, key=lanes.__getitem__)
            if lanes[other] - most >= FOREIGN:
                return self._table.languages[other]
        if len(own) == 1:
            return None
        best, lead = self._own[own.index(most)], most - sorted(own)[-2]
        if current in self._own and current != best:
            return best if lead >= STAY and several > 1 else None
        return best if lead >= SURE else None


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
