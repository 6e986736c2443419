"""A text, cut once for all readers: words in one form, each with its place."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

from shopbell import Entity

MOST_CHARACTERS = 2_000  # of a text that are read
MOST_TOKENS = 400  # a letter of 2,000 characters has about as many; more are noise
LONGEST_WORD = 40  # characters; nothing that we look for is longer

# Letters and digits part ("3pm" is two tokens); every other sign stands alone.
_find_tokens = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_").finditer


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
    """What a customer wrote, as the readers see it. Building it costs about 5 microseconds for ten words.

    ``words`` are the folded tokens; the token at ``n`` is ``text[starts[n]:ends[n]]``. What one reader has understood
    it takes, so that a phone number is not read again as a quantity.
    """

    __slots__ = ("ends", "has_digit", "known", "starts", "taken", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text = text[:MOST_CHARACTERS]
        tokens = [(fold(found[0]), *found.span()) for found in islice(_find_tokens(text), MOST_TOKENS)]
        self.words = [word for word, _, _ in tokens]
        self.starts = [start for _, start, _ in tokens]
        self.ends = [end for _, _, end in tokens]
        self.known = frozenset(self.words)
        self.has_digit = any(word[0].isdecimal() for word in self.known)
        self.taken = bytearray(len(tokens))

    def word(self, place: int) -> str:
        """The token there; empty before the first and after the last."""
        return self.words[place] if 0 <= place < len(self.words) else ""

    def joined(self, place: int) -> bool:
        """Does the token there follow the one before it without a space?"""
        return 0 < place < len(self.words) and self.starts[place] == self.ends[place - 1]

    def free(self, first: int, after: int) -> bool:
        """Has nobody taken any of these tokens?"""
        return not any(self.taken[first:after])

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

    def phrases(self, table: "Phrases") -> Iterator[tuple[int, int, Any]]:
        """Every phrase of the table, longest first from the left, as (first, after, value)."""
        if table.first_words.isdisjoint(self.known):
            return
        free = 0  # first token behind the phrase before
        for place, word in enumerate(self.words):
            if place >= free and word in table.first_words and (found := table.at(self.words, place)) is not None:
                free = found[0]
                yield place, *found


class Phrases:
    """Phrases of one or more words with what they mean; the longest that fits is found."""

    __slots__ = ("_by_first", "first_words")

    def __init__(self, meanings: dict[str, Any]) -> None:
        by_first: dict[str, list[tuple[tuple[str, ...], Any]]] = {}
        for phrase, meaning in meanings.items():
            first, *rest = phrase.split()
            by_first.setdefault(first, []).append((tuple(rest), meaning))
        for several in by_first.values():
            several.sort(key=lambda one: -len(one[0]))
        self._by_first = by_first
        self.first_words = frozenset(by_first)

    def at(self, words: list[str], place: int) -> tuple[int, Any] | None:
        """The longest phrase that begins there, as (one after its last word, meaning)."""
        for rest, meaning in self._by_first.get(words[place], ()):
            after = place + 1 + len(rest)
            if not rest or tuple(words[place + 1 : after]) == rest:
                return after, meaning
        return None
