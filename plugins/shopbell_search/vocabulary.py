"""The words that mean something in this shop: its catalogue's own values, and what shoppers call them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from .synonyms import Meaning
from .words import phrase, singular, stems

CATEGORY = "category"
# Of a word with several meanings the first one counts that fits the category; other facets come behind these.
FACETS = (CATEGORY, "brand", "size", "material", "colour", "occasion", "season", "gender", "style")
SHORTEST_ALIAS = 4  # letters of the first word of a brand that stands for all of it
Phrase = tuple[str, ...]


class Sense(NamedTuple):
    """One meaning of a phrase. No values: known, but the shop has nothing like that. ``own``: the shop's own word."""

    facet: str
    values: tuple[str, ...]
    own: bool = False

    @property
    def rank(self) -> tuple[bool, int]:
        """What is meant first of several."""
        return not self.own, FACETS.index(self.facet) if self.facet in FACETS else len(FACETS)


class Vocabulary:
    """Phrases and their senses. 2,500 phrases take about 1 MB and 15 ms to build."""

    def __init__(self, values: Mapping[str, Iterable[str]], meanings: Sequence[Meaning]) -> None:
        """Take what the catalogue has of each facet, and tables of synonyms, the shop's own first."""
        self._exact: dict[Phrase, list[Sense]] = {}
        self._stemmed: dict[Phrase, list[Sense]] = {}
        for facet, names in values.items():
            self._know_own(facet, names)
        # Of what the catalogue does not tell of its products nothing is read: a bakery's walnut is no wood.
        told = [meaning for meaning in meanings if values.get(meaning.facet)]
        for meaning in told:
            if not meaning.broader:
                self._know(meaning, self._targets(meaning))
        for meaning in told:
            if meaning.broader:
                self._know_broader(meaning)
        for brand in values.get("brand", ()):
            self._know_alias(brand)
        self.longest = max(map(len, self._exact), default=1)
        self.words: dict[str, int] = {}  # every word of a phrase: 0 the shop's own, 2 it has what it means, else 3
        for known, senses in self._exact.items():
            weight = 0 if senses[0].own else 2 if senses[0].values else 3
            for word in known:
                self.words[word] = min(weight, self.words.get(word, weight))

    def senses(self, said: Phrase) -> list[Sense]:
        """What a phrase may mean, the likeliest first; nothing when it is no phrase of this shop."""
        return self._exact.get(said) or self._stemmed.get(stems(said)) or []

    def phrases(self) -> Iterable[tuple[Phrase, list[Sense]]]:
        """All phrases with their senses."""
        return self._exact.items()

    def knows(self, word: str) -> bool:
        """Is it a word of some phrase, in any number?"""
        return word in self.words or singular(word) in self.words

    def _know_own(self, facet: str, names: Iterable[str]) -> None:
        same: dict[Phrase, list[str]] = {}
        for name in names:
            same.setdefault(phrase(name), []).append(name)
        for said, several in same.items():
            if said:
                self._add(said, Sense(facet, tuple(several), own=True))

    def _targets(self, meaning: Meaning) -> tuple[str, ...]:
        """The catalogue's values that a line is about: its name's, else the first other word's that has any."""
        for word in meaning.words:
            said = phrase(word)
            for known in (self._exact.get(said), self._stemmed.get(stems(said))):
                found = [sense.values for sense in known or () if sense.facet == meaning.facet and sense.own]
                if found:
                    return found[0]
        return ()

    def _know(self, meaning: Meaning, targets: tuple[str, ...]) -> None:
        for word in meaning.words:
            if said := phrase(word):
                self._add(said, Sense(meaning.facet, targets))

    def _know_broader(self, meaning: Meaning) -> None:
        name, *parts = map(phrase, meaning.words)
        senses = [sense for part in parts for sense in self.senses(part) if sense.facet == meaning.facet]
        self._add(name, Sense(meaning.facet, tuple(dict.fromkeys(value for one in senses for value in one.values))))

    def _know_alias(self, brand: str) -> None:
        first, *rest = phrase(brand) or ("",)
        if rest and len(first) >= SHORTEST_ALIAS and not self.senses((first,)):
            self._add((first,), Sense("brand", (brand,)))

    def _add(self, said: Phrase, sense: Sense) -> None:
        for table, key in ((self._exact, said), (self._stemmed, stems(said))):
            known = table.setdefault(key, [])
            same = next((place for place, one in enumerate(known) if one.facet == sense.facet), None)
            if same is None:
                known.append(sense)
            elif not known[same].values:
                known[same] = sense
            known.sort(key=lambda one: one.rank)
