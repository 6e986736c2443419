"""Cuts texts into words that can be compared: one spelling, without accents, singular."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from sys import intern

MOST_READ = 500  # characters of a wish
_find = re.compile(r"[^\W_]+(?:'[^\W_]+)?").findall
_OWNERS = re.compile(r"'s?\b|(?<=s)'")
# "Un manteau d'hiver", "pour l'été"; "d'occasion" is one word, and means used.
_ELIDED = re.compile(r"(?<![\w'])(?:[cdjlmnst]|qu)'(?!occasion)(?=[a-z])")
_APOSTROPHES = str.maketrans("’‘`´", "''''")


def plain(text: str) -> str:
    """Lower case, no accents, one kind of apostrophe, no elided articles; ``&`` is "and"."""
    text = text[:MOST_READ].translate(_APOSTROPHES).casefold().replace("&", " and ").replace("ß", "ss")
    if not text.isascii():
        text = "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    return _ELIDED.sub("", text) if "'" in text else text


def words_of(text: str) -> list[str]:
    """The words of a plain text; "women's" is "women", "don't" stays."""
    return [_OWNERS.sub("", word) if word.endswith(("'s", "s'")) else word for word in _find(text)]


_PAIRS = frozenset(("shorts",))  # one of them is something else: "too short"


@lru_cache(maxsize=4_096)
def singular(word: str) -> str:
    """English plurals, and German ones of words in -el and -er ("Brezeln"); what is no plural may lose its end, too,
    so only compare what went through here.
    """
    if word in _PAIRS:
        return word
    if len(word) > 5 and word.endswith(("eln", "ern")):
        return word[:-1]
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


ENDINGS = ("en", "er", "es", "em", "e", "n", "s", "x")  # of adjectives and plurals in German, French and Spanish
LEAST_STEM = 4  # letters


@lru_cache(maxsize=4_096)
def inflections(word: str) -> tuple[str, ...]:
    """The word, and what may be left of it without an ending; two words with one in common may be forms of one."""
    if word in _PAIRS:
        return (word,)
    cut = [word[: -len(ending)] for ending in ENDINGS if word.endswith(ending)]
    if word.endswith("ves"):  # shelves, knives
        cut += [f"{word[:-3]}f", f"{word[:-3]}fe"]
    return (word, *(stem for stem in dict.fromkeys(cut) if len(stem) >= LEAST_STEM))


def other_forms(word: str) -> Iterator[str]:
    """What else may be said of the same: "Sonnenblume" of "Sonnenblumen", "gateau" of "gateaux"."""
    for stem in inflections(word):
        yield stem
        yield from (stem + ending for ending in ENDINGS)


def phrase(text: str) -> tuple[str, ...]:
    """A name as it is looked up exactly. Its words are interned: thousands of names share a few hundred of them."""
    return tuple(map(intern, words_of(plain(text))))


def stems(words: tuple[str, ...]) -> tuple[str, ...]:
    """A name as it is looked up when its exact form is unknown."""
    return tuple(map(singular, words))
