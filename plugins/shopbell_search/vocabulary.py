"""The words that mean something in this shop: its catalogue's own values, and what shoppers call them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from .grammar import CONDITION_COLUMNS, FILLERS
from .synonyms import Meaning
from .words import inflections, phrase, singular, stems

CATEGORY = "category"
# Of a word with several meanings the first one counts that fits the category; other facets come behind these.
FACETS = (CATEGORY, "brand", "size", "material", "colour", "occasion", "season", "gender", "style")
PARTED = ("colour", "material", "occasion", "style", "season")  # each word of a value may stand for it
EXACT = (CATEGORY, "brand", "size", "gender", "tag")  # no word of a value stands for it
SHORTEST_ALIAS = 4  # letters of the first word of a brand that stands for all of it
MOST_REMEMBERED = 2_048  # single words: sentences do not repeat, their words do
YES, NO = frozenset(("yes", "ja", "oui", "si")), frozenset(("no", "nein", "non"))  # what a column of both tells
Phrase = tuple[str, ...]

GIFT = "gift"  # the occasion that is none in particular


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
        self.tells_condition = not CONDITION_COLUMNS.isdisjoint(word for facet in values for word in phrase(facet))
        self._exact: dict[Phrase, tuple[Sense, ...]] = {}
        self._stemmed: dict[Phrase, tuple[Sense, ...]] = {}
        self._single: dict[str, Sequence[Sense]] = {}  # what single words mean; asked when all is filled
        self._inflected: dict[str, tuple[Sense, ...]] = {}  # the last thing tried, and so the last thing known
        for facet, names in values.items():
            self._know_own(facet, names)
        for facet, names in values.items():
            self._know_parts(facet, names)
        for facet, names in values.items():
            self._know_within(facet, [*names])
        for facet, names in values.items():
            self._know_marks(facet, [*names])
        # Of what the catalogue does not tell of its products nothing is read: a bakery's walnut is no wood.
        told = [meaning for meaning in meanings if values.get(meaning.facet)]
        plain = [meaning for meaning in told if not meaning.broader]
        self._vague: set[Phrase] = set()
        for meaning, targets in [(meaning, self._targets(meaning)) for meaning in plain]:
            self._know(meaning, targets)
            if meaning.words[0] == GIFT and not targets:
                self._vague |= {phrase(word) for word in meaning.words}
        for meaning in plain:
            if meaning.else_as and not self._targets(meaning):
                self._know(meaning, self._values(phrase(meaning.else_as), meaning.facet))
        for meaning in told:
            if meaning.broader:
                self._know_broader(meaning)
        for brand in values.get("brand", ()):
            self._know_alias(brand)
        self._inflected = _inflected(self._exact)
        self.longest = max(map(len, self._exact), default=1)
        # First words of phrases of several.
        self._begin = {phrase[0] for phrase in (*self._exact, *self._stemmed) if len(phrase) > 1}
        self.words: dict[str, int] = {}  # every word of a phrase: 0 the shop's own, 2 it has what it means, else 3
        for known, senses in self._exact.items():
            weight = 0 if senses[0].own else 2 if senses[0].values else 3
            for word in {*known, *stems(known)}:
                self.words[word] = min(weight, self.words.get(word, weight))

    def senses(self, said: Phrase) -> Sequence[Sense]:
        """What a phrase may mean, the likeliest first; nothing when it is no phrase of this shop.

        Who says "power bank" means the shop's "power banks", whatever a table calls a power bank.
        """
        if len(said) != 1:
            return self._looked_up(said)
        known = self._single.get(said[0])
        if known is None:
            if len(self._single) >= MOST_REMEMBERED:
                self._single.clear()
            known = self._single[said[0]] = self._looked_up(said)
        return known

    def is_vague(self, said: Phrase) -> bool:
        """Does it narrow nothing here? Anything may be a present, where the catalogue calls nothing one."""
        return said in self._vague

    def begins(self, word: str) -> bool:
        """Does a phrase of several words begin with it? Nearly no word of a sentence does."""
        return word in self._begin or singular(word) in self._begin

    def _looked_up(self, said: Phrase) -> Sequence[Sense]:
        exact, stemmed = self._exact.get(said, ()), self._stemmed.get(stems(said), ())
        if not exact:
            if len(said) == 1 and said[0] in FILLERS:
                return ()  # "can I ..." is about no cans
            return stemmed or self._of_another_form(said)
        own = [one for one in stemmed if one.own and one.facet == CATEGORY]
        if own and not any(one.own and one.facet == CATEGORY for one in exact):
            return (*own, *(one for one in exact if one.facet != CATEGORY))
        return exact if any(one.values for one in exact) else self._of_another_form(said) or exact

    def _of_another_form(self, said: Phrase) -> Sequence[Sense]:
        """ "Veganen" is the shop's "vegan", "Zimmerpflanze" one of its "Zimmerpflanzen"."""
        if len(said) != 1:
            return ()
        return next((self._inflected[form] for form in inflections(said[0]) if form in self._inflected), ())

    def owns(self, facet: str, name: str) -> bool:
        """Does the catalogue itself call something so?"""
        return bool(self.owned(facet, name))

    def owned(self, facet: str, name: str) -> tuple[str, ...]:
        """What the catalogue itself calls so."""
        own = (sense for sense in self.senses(phrase(name)) if sense.own and sense.facet == facet)
        return tuple(value for sense in own for value in sense.values)

    def phrases(self) -> Iterable[tuple[Phrase, Sequence[Sense]]]:
        """All phrases with their senses."""
        return self._exact.items()

    def knows(self, word: str) -> bool:
        """Is it a word of some phrase, in any number?"""
        return word in self.words or singular(word) in self.words

    def _know_own(self, facet: str, names: Iterable[str]) -> None:
        same: dict[Phrase, list[str]] = {}
        for name in names:
            if not YES.union(NO).issuperset(phrase(name)):  # "yes" is no wish; see ``_know_marks``
                same.setdefault(phrase(name), []).append(name)
        for said, several in same.items():
            if said:
                self._add(said, Sense(facet, tuple(several), own=True))

    def _know_parts(self, facet: str, names: Iterable[str]) -> None:
        """ "Blue" is "sky blue", too, and "cotton" is "organic cotton"; of a thing only its last word stands for it."""
        for name in names:
            said = phrase(name)
            parts = said[-1:] if facet == CATEGORY else said if facet in PARTED else ()
            for part in parts if len(said) > 1 else ():
                if len(part) >= SHORTEST_ALIAS - 1 and part not in FILLERS:  # "thank you" is an occasion, "you" is none
                    self._widen((part,), facet, name)

    def _know_within(self, facet: str, names: Sequence[str]) -> None:
        """What fits "any computer with USB" fits "USB", too, in columns that are written freely."""
        if facet in EXACT or facet in PARTED:
            return
        single = {said[0] for name in names if len(said := phrase(name)) == 1 and not said[0].isdecimal()}
        for name in names:
            said = phrase(name)
            for word in single.intersection(said) if len(said) > 1 else ():
                self._widen((word,), facet, name)

    def _know_marks(self, facet: str, names: Sequence[str]) -> None:
        """A column of yes and no is looked for by its name: "signed"."""
        plain = {" ".join(phrase(name)): name for name in names}
        if facet != CATEGORY and names and plain.keys() <= YES | NO:
            yes = tuple(name for word, name in plain.items() if word in YES)
            if yes:
                self._add(phrase(facet), Sense(facet, yes, own=True))

    def _widen(self, said: Phrase, facet: str, name: str) -> None:
        known = next((one for one in self._exact.get(said, ()) if one.facet == facet), Sense(facet, ()))
        if not (known.own and facet == CATEGORY):  # a t-shirt is no shirt
            self._put(said, known._replace(values=(*known.values, name)))

    def _targets(self, meaning: Meaning) -> tuple[str, ...]:
        """The catalogue's values that a line is about: its name's, else those of all its other words."""
        found: list[str] = []
        for word in meaning.words:
            found += self._values(phrase(word), meaning.facet)
            if found and word == meaning.words[0]:
                break
        return tuple(dict.fromkeys(found))

    def _values(self, said: Phrase, facet: str) -> tuple[str, ...]:
        senses = (*self._exact.get(said, ()), *self._stemmed.get(stems(said), ()))
        return tuple(dict.fromkeys(value for sense in senses if sense.facet == facet for value in sense.values))

    def _know(self, meaning: Meaning, targets: tuple[str, ...]) -> None:
        sense = Sense(meaning.facet, targets, own=meaning.own and bool(targets))
        for word in meaning.words:
            if said := phrase(word):
                self._add(said, sense)

    def _know_broader(self, meaning: Meaning) -> None:
        name, *parts = map(phrase, meaning.words)
        senses = [sense for part in parts for sense in self._looked_up(part) if sense.facet == meaning.facet]
        self._add(name, Sense(meaning.facet, tuple(dict.fromkeys(value for one in senses for value in one.values))))

    def _know_alias(self, brand: str) -> None:
        first, *rest = phrase(brand) or ("",)
        if rest and len(first) >= SHORTEST_ALIAS and not self._looked_up((first,)):
            self._add((first,), Sense("brand", (brand,)))

    def _add(self, said: Phrase, sense: Sense) -> None:
        """A sense of a facet counts only where the phrase has none of that facet with values yet; the shop's own goes
        before what was taken for one ("Blumen", of "Einzelne Blumen").
        """
        for table, key in ((self._exact, said), (self._stemmed, stems(said))):
            known = (one for one in table.get(key, ()) if one.facet == sense.facet)
            if not any(one.values and (one.own or not sense.own) for one in known):
                _replace(table, key, sense)

    def _put(self, said: Phrase, sense: Sense) -> None:
        for table, key in ((self._exact, said), (self._stemmed, stems(said))):
            _replace(table, key, sense)


def _inflected(known: Mapping[Phrase, Sequence[Sense]]) -> dict[str, tuple[Sense, ...]]:
    """The shop's own single words, by every form that may stand for them."""
    found: dict[str, tuple[Sense, ...]] = {}
    for said, senses in known.items():
        own = tuple(one for one in senses if one.own)
        for form in inflections(said[0]) if own and len(said) == 1 else ():
            found.setdefault(form, own)
    return found


def _replace(table: dict[Phrase, tuple[Sense, ...]], key: Phrase, sense: Sense) -> None:
    others = [one for one in table.get(key, ()) if one.facet != sense.facet]
    table[key] = tuple(sorted([*others, sense], key=lambda one: one.rank)) if others else (sense,)


def things_in(names: Iterable[str], meanings: Iterable[Meaning]) -> dict[str, list[str]]:
    """Thing -> the names that are of it: "Wool coat Bancroft" is a coat, a "dress shirt" a shirt.

    Shops sort coats under "outerwear"; what a customer looks for stands in the product's name.
    """
    heads = {stems(phrase(word)): one.words[0] for one in reversed([*meanings]) for word in reversed(one.words)}
    longest = max(map(len, heads), default=1)
    found: dict[str, list[str]] = {}
    for name in names:
        for thing in dict.fromkeys(_things(stems(phrase(name)), heads, longest)):
            found.setdefault(thing, []).append(name)
    return found


def _things(words: Phrase, heads: Mapping[Phrase, str], longest: int) -> Iterable[str]:
    at, before = 0, ""  # of two neighbours the last one is the thing
    while at < len(words):
        size = next((size for size in range(longest, 0, -1) if words[at : at + size] in heads), 0)
        if before and not size:
            yield before
        before = heads[words[at : at + size]] if size else ""
        at += size or 1
    if before:
        yield before
