"""Cuts a text into words, pairs of words and trigrams: all that the lexical understanding sees of it."""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

MOST_WORDS = 60  # of one text; what a customer wants stands in its first lines
LONGEST_WORD = 40  # characters that are read of one word

# Said around a question, not part of it. Alone, or almost, they are what is meant.
COURTESY = frozenset(
    {
        *("hello", "hi", "hey", "please", "dear", "sir", "madam"),
        *("hallo", "moin", "servus", "bitte", "bonjour", "salut", "svp", "hola", "ciao"),
    }
)
FEW_WORDS = 3

_find_words = re.compile(r"\w+").findall
_APOSTROPHES = {ord("'"): None, ord("’"): None, ord("`"): None}


def words_of(text: str) -> list[str]:
    """Words in one form, whatever their case, width or accents' encoding; ``don't`` is ``dont``."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    words: list[str] = _find_words(text.casefold().translate(_APOSTROPHES))
    return words[:MOST_WORDS]


def asked_words(text: str) -> list[str]:
    """The words of a customer's text, without courtesies when there is enough beside them."""
    words = words_of(text)
    if len(words) <= FEW_WORDS:
        return words
    asked = [word for word in words if word not in COURTESY]
    return asked if len(asked) >= FEW_WORDS else words


def pairs_of(words: list[str]) -> list[tuple[str, str]]:
    """Neighbouring words; the text's beginning and end count as words."""
    return list(pairwise(["", *words, ""]))


@lru_cache(maxsize=4_096)  # training meets each word many times
def trigrams_of(word: str) -> frozenset[str]:
    """All runs of three characters, the word's beginning and end marked: a typing error spoils at most three."""
    marked = f"^{word[:LONGEST_WORD]}$"
    return frozenset(marked[at : at + 3] for at in range(len(marked) - 2))
