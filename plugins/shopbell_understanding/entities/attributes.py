"""Sizes, colours and materials: in any language, as the shop's catalogue writes them."""

import re
from collections.abc import Iterator

from shopbell import Entity

from .catalogue import Catalogue
from .lexicons import LEXICONS
from .lexicons.lexicon import words
from .said import Said, fold
from .vocabulary import Setting

LETTERS = words("xxs xs s m l xl xxl xxxl")
CLEAR_LETTERS = LETTERS - frozenset("sml")  # these are sizes wherever they stand
_FILLERS = words("is in a the : ist die eine in der la una es")
_NUMBER = re.compile(r"\d{1,3}(?:[.,]5)?(?![\d:])")


class Attributes:
    """Reads what is said of a product's looks.

    A shop whose catalogue names no colour, material or size anywhere is not read for it: a bakery's "orange" is a
    fruit. Without a catalogue everything is read.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._own = {kind: _by_name(catalogue.values(kind)) for kind in ("colour", "material", "size")}
        self._known = catalogue.words()
        self._any = not catalogue.products
        self._sized = self._any or bool(self._own["size"])

    def read(self, said: Said, setting: Setting) -> Iterator[Entity]:
        """``colour``, ``material``, ``size``; ``size_change``: 1 for larger, -1 for smaller."""
        vocabulary = setting.vocabulary
        if not self._sized and vocabulary.look_words.isdisjoint(said.known):
            return
        for kind, table in (("colour", vocabulary.colours), ("material", vocabulary.materials)):
            for first, after, meaning in said.phrases(table):
                value = self._written(kind, meaning, said.words[first:after])
                if value is not None and said.free(first, after):
                    yield said.entity(kind, value, first, after)
        yield from self._sizes(said, setting)
        for change, table in ((-1, vocabulary.smaller), (1, vocabulary.larger)):
            for first, after, _ in said.phrases(table):
                yield said.entity("size_change", change, first, after)

    def _written(self, kind: str, meaning: str, words: list[str]) -> str | None:
        """The shop's own word for it; None when the shop knows no such thing."""
        own = self._own[kind]
        said = " ".join(words)
        if own:
            return own.get(said) or own.get(meaning)
        return meaning if self._any or meaning in self._known or said in self._known else None

    def _sizes(self, said: Said, setting: Setting) -> Iterator[Entity]:
        own, lexicon = self._own["size"], setting.lexicon
        named = not lexicon.size_words.isdisjoint(said.known)
        if not (named or self._sized):
            return
        for place, word in enumerate(said.words):
            if said.taken[place]:
                continue
            if word in lexicon.size_words:
                at = place + 1
                while said.word(at) in _FILLERS and at - place < 3:
                    at += 1
                yield from self._size_at(said, place, at)
            elif word in own and not word.isdecimal() and (len(word) > 1 or said.text[said.starts[place]].isupper()):
                yield said.take("size", own[word], place, place + 1)
            elif word in CLEAR_LETTERS or (word in LETTERS and self._is_size_letter(said, place)):
                yield said.take("size", own.get(word, word.upper()), place, place + 1, 0.9)
        for first, after, size in said.phrases(setting.vocabulary.sizes):
            if said.free(first, after) and (not own or fold(size) in own):
                yield said.take("size", own.get(fold(size), size), first, after, 0.7)

    def _size_at(self, said: Said, first: int, place: int) -> Iterator[Entity]:
        word = said.word(place)
        if word in LETTERS or (word and word in self._own["size"]):
            yield said.take("size", self._own["size"].get(word, word.upper()), first, place + 1)
        elif word[:1].isdecimal() and (found := _NUMBER.match(said.text, said.starts[place])):
            after = said.tokens(*found.span())[1]
            if said.free(first, after):
                size = found[0].replace(",", ".")
                yield said.take("size", self._own["size"].get(size, size), first, after)

    def _is_size_letter(self, said: Said, place: int) -> bool:
        """A capital letter alone, "in M": not the "s" of "what's", not "l" for litre."""
        start, end = said.starts[place], said.ends[place]
        before = said.text[start - 1 : start]
        glued = said.joined(place) or (
            place + 1 < len(said.words) and said.joined(place + 1) and said.words[place + 1] in "'’-.&"
        )
        return (
            said.text[start:end].isupper()
            and not glued
            and before not in ("'", "’")
            and not said.word(place - 1)[:1].isdecimal()
        )


def _by_name(values: tuple[str, ...]) -> dict[str, str]:
    """The shop's values by their folded names, and by the English ones of what is written in another language."""
    own = {fold(value): value for value in values}
    for lexicon in LEXICONS.values():
        meanings = {**lexicon.colours, **lexicon.materials}
        own = {meanings[name]: value for name, value in own.items() if name in meanings} | own
    return own
