"""Cuts a text into words and a word into its shapes: all that the understanding sees of it."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from zlib import crc32

MOST_READ = 2_000  # characters
MOST_WORDS = 60  # of one text; what a customer wants stands in its first lines
MOST_PARTS = 6
LONGEST_WORD = 40  # characters that are read of one word
BUCKETS = 8_192  # into which shapes are hashed; BANKING77 and COVID-Q lose nothing against a bucket per shape

# Said around a question, not part of it. Alone, or almost, they are what is meant.
COURTESY = frozenset(
    {
        *("hello", "hi", "hey", "please", "dear", "sir", "madam"),
        *("hallo", "moin", "servus", "bitte", "bonjour", "salut", "svp", "hola", "ciao"),
    }
)
FEW_WORDS = 3

_between_parts = re.compile(r"[.!?;:,\n]+").split
_find_words = re.compile(r"\w+").findall
_APOSTROPHES = {ord("'"): None, ord("’"): None, ord("`"): None}
# What words of ASCII alone become by one call, in a quarter of the time of the pattern: a space where none goes on.
_ASCII = {code: sign.lower() if (sign := chr(code)).isalnum() or sign == "_" else " " for code in range(128)} | {
    ord("'"): None,
    ord("`"): None,
}


def words_of(text: str) -> list[str]:
    """Words in one form, whatever their case, width or accents' encoding; ``don't`` is ``dont``."""
    text = text[:MOST_READ]
    if text.isascii():
        words = text.translate(_ASCII).split()
    else:
        text = unicodedata.normalize("NFKC", text)[:MOST_READ]  # one character may stand for eighteen
        words = _find_words(text.casefold().translate(_APOSTROPHES))
    return words[:MOST_WORDS]


def plain_words(text: str) -> list[str]:
    """Words as they are compared: whoever is in a hurry writes no accents."""
    return [*map(plain, words_of(text))]


def asked_words(text: str) -> list[str]:
    """The words of a customer's text, without courtesies when there is enough beside them."""
    return asked(words_of(text))


def asked(words: list[str]) -> list[str]:
    """The same of a text that is cut already."""
    if not "".join(words).isascii():
        words = [*map(plain, words)]
    if len(words) <= FEW_WORDS:
        return words
    rest = [word for word in words if word not in COURTESY]
    return rest if len(rest) >= FEW_WORDS else words


def parts_of(text: str) -> list[list[str]]:
    """The words of each sentence or part of one, at most six; none when there is only one."""
    parts = [part for part in map(asked_words, _between_parts(text[:MOST_READ])[:MOST_PARTS]) if len(part) > 1]
    return parts if len(parts) > 1 else []


def plain(word: str) -> str:
    """Without accents, as the table of vectors spells it."""
    if word.isascii():
        return word
    return "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))


def shapes_of(word: str) -> list[int]:
    """Buckets of the word itself (first) and of all its runs of three and four characters, ends marked.

    A slip of the finger spoils at most seven of the runs; the rest still points at the right word.
    """
    marked = f" {word[:LONGEST_WORD]} "
    runs = [marked[at : at + size] for size in (3, 4) for at in range(max(1, len(marked) - size + 1))]
    return [_bucket("w" + word), *(_bucket("c" + run) for run in runs)]


def pairs_of(words: Iterable[str]) -> list[int]:
    """Buckets of each two neighbouring words."""
    return [crc32(f"p{one} {next_}".encode("utf-8", "surrogatepass")) % BUCKETS for one, next_ in pairwise(words)]


def _bucket(shape: str) -> int:
    return crc32(shape.encode("utf-8", "surrogatepass")) % BUCKETS
