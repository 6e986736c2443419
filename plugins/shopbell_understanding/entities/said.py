"""A text, cut once for all readers: words in one form, each with its place."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import accumulate, compress, count
from typing import Any

from shopbell import Entity

MOST_CHARACTERS = 2_000  # of a text that are read
MOST_TOKENS = 400  # a letter of 2,000 characters has about as many; more are noise
LONGEST_WORD = 40  # characters; nothing that we look for is longer

# Letters and digits part ("3pm" is two tokens); every other sign stands alone. The spaces between are kept, for they
# tell where the tokens stand. The second pattern cuts as the first does, twice as fast, where all is a to z.
_cut = re.compile(r"([^\W\d_]+|\d+|[^\w\s]|_)").split
_cut_plain = re.compile(r"([a-z]+|\d+|[^a-z\d\s])").split


@lru_cache(maxsize=2_048)
def fold(word: str) -> str:
    """Lower case without accents, ``ß`` as ``ss``: the form in which all vocabularies are written."""
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFKD", word[:LONGEST_WORD].casefold())
    folded = "".join(sign for sign in apart if not unicodedata.combining(sign))
    # "½" and "²" would become digits, which tokens of digits alone may be.
    return folded if folded and (word.isdecimal() or not any(map(str.isdecimal, folded))) else word


class Said:
    """What a customer wrote, as the readers see it. Building it costs about 5 microseconds for fifteen words.

    ``words`` are the folded tokens; the token at ``n`` is ``text[starts[n]:ends[n]]``. Readers look only where
    something can begin: ``digits`` are the places of all tokens of digits, ``telling`` those of the words that a
    vocabulary begins phrases with, and ``known`` these words. What one reader has understood it takes, so that a phone
    number is not read again as a quantity.
    """

    __slots__ = ("digits", "ends", "known", "starts", "taken", "telling", "text", "words")

    def __init__(self, text: str, telling: frozenset[str] = frozenset()) -> None:
        """Cut the text; ``telling``: the ``Vocabulary.telling`` of its language."""
        text = text[:MOST_CHARACTERS]
        if text.isascii():
            parts = _cut_plain(text.lower(), MOST_TOKENS)
            self.words = parts[1::2]
        else:
            parts = _cut(text, MOST_TOKENS)
            self.words = [*map(fold, parts[1::2])]
        places = [*accumulate(map(len, parts))]
        self.starts, self.ends = places[:-1:2], places[1::2]
        self.text = text if len(self.words) < MOST_TOKENS else text[: places[-2]]
        self.known = telling.intersection(self.words)
        self.telling = [*compress(count(), map(telling.__contains__, self.words))] if self.known else []
        self.digits = [*compress(count(), map(str.isdecimal, self.words))]
        self.taken = bytearray(len(self.words))

    def word(self, place: int) -> str:
        """The token there; empty before the first and after the last."""
        return self.words[place] if 0 <= place < len(self.words) else ""

    def joined(self, place: int) -> bool:
        """Does the token there follow the one before it without a space?"""
        return 0 < place < len(self.words) and self.starts[place] == self.ends[place - 1]

    def free(self, first: int, after: int) -> bool:
        """Has nobody taken any of these tokens?"""
        return self.taken.find(1, first, after) < 0

    def take(self, kind: str, value: Any, first: int, after: int, confidence: float = 1.0) -> Entity:
        """The entity that these tokens are; no later reader gets them."""
        self.taken[first:after] = b"\x01" * (after - first)
        return self.entity(kind, value, first, after, confidence)

    def entity(self, kind: str, value: Any, first: int, after: int, confidence: float = 1.0) -> Entity:
        """The entity that these tokens are, and may be more."""
        return Entity(kind, value, self.starts[first], self.ends[after - 1], confidence)

    def tokens(self, start: int, end: int) -> tuple[int, int]:
        """The tokens that a stretch of characters covers, as (first, one after the last)."""
        first = bisect_right(self.ends, start)
        return first, max(first, bisect_left(self.starts, end))

    def places(self) -> list[int]:
        """Where anything can begin: at digits and at telling words."""
        return sorted({*self.digits, *self.telling})

    def phrases(self, table: "Phrases") -> list[tuple[int, int, Any]]:
        """Every phrase of one of the vocabulary's tables, longest first from the left, as (first, after, value)."""
        several: list[tuple[int, int, Any]] = []
        if table.first_words.isdisjoint(self.known):
            return several
        free = 0  # first token behind the phrase before
        for place in self.telling:
            if place >= free and (found := table.at(self.words, place)) is not None:
                free = found[0]
                several.append((place, *found))
        return several


class Phrases:
    """Phrases of one or more words with what they mean; the longest that fits is found."""

    __slots__ = ("_tree", "first_words")

    def __init__(self, meanings: dict[str, Any]) -> None:
        # Each word leads to the words that may follow it, and by the empty word to the meaning of what ends with it.
        self._tree: dict[str, Any] = {}
        for phrase, meaning in meanings.items():
            node = self._tree
            for word in phrase.split():
                node = node.setdefault(word, {})
            node[""] = meaning
        self.first_words = frozenset(self._tree)

    def at(self, words: list[str], place: int) -> tuple[int, Any] | None:
        """The longest phrase that begins there, as (one after its last word, meaning)."""
        found, node, end = None, self._tree.get(words[place]), len(words)
        while node is not None:
            place += 1
            if "" in node:
                found = place, node[""]
            node = node.get(words[place]) if place < end else None
        return found
