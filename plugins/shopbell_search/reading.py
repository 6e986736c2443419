"""Reads what a customer looks for: amounts first, then phrases of the vocabulary, what is unwanted among them, and
what is left.
"""

import re
from collections.abc import Callable, Container, Iterator, Sequence
from typing import NamedTuple

import msgspec

from shopbell.shop import Criteria, SearchOrder

from .amounts import CUT, take_amounts
from .grammar import (
    CONDITIONS,
    CONNECTING,
    COURTESY,
    FILLERS,
    FREE_OF,
    GRAMMAR,
    INTENSITY,
    ORDERS,
    SECOND_HAND,
    SMALL,
    UNITS,
    UNWANTED,
    WHATEVER,
    WHO_USES,
)
from .numbers import NUMBERS
from .spelling import put_right
from .vocabulary import CATEGORY, FACETS, Phrase, Sense, Vocabulary
from .words import plain, singular, words_of

_SHOW_ME = re.compile(r"\bmontrez?[- ](?:moi|nous|les?)\b")  # no watch, which is "montre", too
_WORD = re.compile(r"[a-z']+")
_MEASURE = re.compile(rf"\b(\d+)({'|'.join(sorted(UNITS))})\b")
_PIECES = re.compile(r"[^\W_]+(?:'[^\W_]+)?|[;.,!?]")
ONLY_UNWANTED = "allergens"  # nobody looks for bread *with* allergens: "rye bread" is its name
_CUES = frozenset(("but", *(cue[0] for cue in UNWANTED)))
UNTOLD = frozenset(("gender", "season"))  # of a category that does not tell them, they are not asked for
NEVER_UNWANTED = frozenset((CATEGORY, "style"))  # "it need not be fancy"


class Said(NamedTuple):
    """A stretch of the sentence: a phrase with its senses, or one word without."""

    words: Phrase
    at: int  # place of its first word
    senses: tuple[Sense, ...] = ()

    def has(self, facet: str) -> bool:
        """May it be of that facet?"""
        return any(sense.facet == facet for sense in self.senses)

    def tells(self, behind: "Said", facet: str) -> bool:
        """Does it only say more of what stands right behind it? A "birthday bash" is a party and no present."""
        return behind.at == self.at + len(self.words) and behind.has(facet)

    def only(self, facet: str) -> bool:
        """Can it be nothing else?"""
        return all(sense.facet == facet for sense in self.senses)


class Reading(msgspec.Struct):
    """What a sentence gave."""

    criteria: Criteria
    left: tuple[str, ...]  # words that mean nothing here, in their order
    said: tuple[str, ...] = ()  # these and the words that do, in their order: all but small words
    bare: bool = False  # were there no small words, but those of courtesy?


class Reader:
    """Reads for one state of the catalogue; about 0.3 ms a sentence."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        together: Callable[[str, str, str], bool],
        named: Container[str],
        currency: str,
    ) -> None:
        """Take what is known of the catalogue.

        Args:
            together: does the category have products with this value of that facet? (category, facet, value)
            named: every word of the products' names.
            currency: the shop's.
        """
        self._vocabulary, self._together, self._named, self._currency = vocabulary, together, named, currency
        self._known = GRAMMAR | {word: min(rank, GRAMMAR.get(word, rank)) for word, rank in vocabulary.words.items()}

    def read(self, text: str, is_word: Callable[[str], bool] | None = None) -> Reading:
        """Read one sentence. ``is_word`` knows the language's words, so that they are not taken for slips."""
        said = _WORD.sub(lambda word: self._spelt(word[0], is_word), SECOND_HAND.sub("used", _plainly(text)))
        amounts, rest = take_amounts(said, self._currency)
        order: SearchOrder = "best"
        for pattern, meant in ORDERS:
            rest, count = pattern.subn(CUT, rest)
            order = meant if count else order
        stretches = [*self._stretches(_PIECES.findall(_MEASURE.sub(r"\1 \2", rest)))]
        used = () if self._vocabulary.tells_condition else _used(stretches)
        stretches = [one for one in stretches if one is not used[0]] if used else stretches
        wanted, unwanted, left = _parted(stretches)
        categories = _categories(wanted)
        criteria, names = self._criteria(wanted, unwanted, categories)
        words = (*names, *(word for one in wanted if self._is_name(one, categories) for word in one.words))
        if used and used[1] in categories:  # all that is sold is new
            thing = " ".join(word for one in sorted(used, key=lambda one: one.at) for word in one.words)
            criteria, words = Criteria(unknown={**criteria.unknown, CATEGORY: thing}), ()
        return Reading(
            msgspec.structs.replace(
                criteria,
                least=amounts.least,
                most=amounts.most,
                stars=amounts.stars,
                free_shipping=amounts.free_shipping,
                order=order,
            ),
            (*words, *left),
            tuple(word for one in stretches if _tells(one) for word in one.words),
            all(_tells(one) or one.words[0] in COURTESY for one in stretches),
        )

    def may_be_wish(self, text: str, is_word: Callable[[str], bool] | None = None) -> bool:
        """Is a thing in it, or several things that are said of one, and no word of something else?"""
        words = []
        for word in words_of(_plainly(text)):
            words.append(self._spelt(word, is_word))
            if not self._has_heard_of(words[-1]):
                return False
        known = [said for said in self._stretches(words) if said.senses]
        return len(known) > 1 or any(said.has(CATEGORY) for said in known)

    def _has_heard_of(self, word: str) -> bool:
        return self._is_known(word) or word[:1].isdecimal() or bool(self._vocabulary.senses((word,)))

    def _is_known(self, word: str) -> bool:
        known = self._vocabulary.knows(word) or word in self._named or singular(word) in self._named
        return known or word in GRAMMAR or word in SMALL or word in NUMBERS

    def _spelt(self, word: str, is_word: Callable[[str], bool] | None) -> str:
        if self._is_known(word):
            return word
        return put_right(word, self._known, is_word)

    def _stretches(self, pieces: list[str]) -> Iterator[Said]:
        """The longest phrases from the left; "light blue" is blue where it is no colour of its own."""
        pieces = [*self._tidy(pieces)]
        at = 0
        while at < len(pieces):
            longest = min(self._vocabulary.longest, len(pieces) - at) if self._vocabulary.begins(pieces[at]) else 1
            for size in range(longest, 0, -1):
                words = tuple(pieces[at : at + size])
                senses = self._senses(words)
                if senses and not (size == 1 and words[0] in INTENSITY and self._colour(pieces[at + 1 : at + 2])):
                    yield Said(words, at, tuple(senses))
                    break
            else:
                size = 1
                if not (pieces[at] in INTENSITY and self._colour(pieces[at + 1 : at + 2])):
                    yield Said((pieces[at],), at)
            at += size

    def _senses(self, words: Phrase) -> Sequence[Sense]:
        """What a phrase may mean; a word of a product's name that means nothing else here is just looked for.

        A thing is none: a "dress shirt" is no dress.
        """
        senses = self._vocabulary.senses(words)
        if senses and all(singular(word) in self._named for word in words):
            return [sense for sense in senses if sense.values or sense.facet == CATEGORY]
        return senses

    def _colour(self, words: list[str]) -> bool:
        return any(sense.facet == "colour" for sense in self._vocabulary.senses(tuple(words)))

    @staticmethod
    def _tidy(pieces: list[str]) -> Iterator[str]:
        for piece in pieces:
            if piece.isalnum():  # nearly every one
                yield piece
            else:
                yield from words_of(piece) or [";"]

    def _criteria(self, wanted: list[Said], unwanted: list[Said], categories: list[Said]) -> tuple[Criteria, list[str]]:
        """What is looked for, and words that are looked for in names."""
        names: list[str] = []
        category = [
            value for said in categories for sense in said.senses if sense.facet == CATEGORY for value in sense.values
        ]
        found: dict[str, list[str]] = {CATEGORY: category} if category else {}
        unsold = None if category or not categories or self._tells_of_ware(categories[0], wanted) else categories[0]
        unknown = {CATEGORY: " ".join(unsold.words)} if unsold is not None else {}
        material = any(said.has("material") and not said.has("colour") for said in wanted)
        for said, behind in zip(wanted, [*wanted, None][1:], strict=True):
            if not said.senses or said in categories:
                continue
            sense = self._meant(said, category, found, material)
            if sense is not None and self._only_named(sense, category):
                names += said.words
                continue
            if sense is None or (sense.facet == "occasion" and behind is not None and said.tells(behind, "occasion")):
                continue
            if sense.values:
                found.setdefault(sense.facet, []).extend(sense.values)
            elif sense.facet != CATEGORY and not self._vocabulary.is_vague(tuple(said.words)):
                unknown.setdefault(sense.facet, " ".join(said.words))
        if by_occasion := self._sorted_by(found):
            found[CATEGORY] = by_occasion
        avoided: dict[str, list[str]] = {}
        for said in unwanted:
            fitting = [sense for sense in said.senses if sense.facet not in NEVER_UNWANTED and sense.values]
            own = [sense for sense in fitting if self._fits(sense, category)] or fitting
            for sense in own[:1]:
                avoided.setdefault(sense.facet, []).extend(sense.values)
        return Criteria(wanted=_values(found), unwanted=_values(avoided), unknown=unknown), names

    def _sorted_by(self, found: dict[str, list[str]]) -> list[str]:
        """ "Funeral flowers", where no flower is down for a funeral: the shop's own category of that name, if any."""
        occasions = found.get("occasion", [])
        if not occasions or CATEGORY not in found:
            return []
        if any(self._together(one, "occasion", value) for one in found[CATEGORY] for value in occasions):
            return []
        return [value for value in occasions if self._vocabulary.owns(CATEGORY, value)]

    def _tells_of_ware(self, said: Said, wanted: list[Said]) -> bool:
        """Does the thing only tell of which kind what is sold behind it is? A "light bulb" is no light."""
        behind = next((one for one in wanted if one.at == said.at + len(said.words)), None)
        if behind is None or any(sense.facet in FACETS for sense in behind.senses):
            return False
        return all(singular(word) in self._named for word in behind.words)

    def _only_named(self, sense: Sense, category: list[str]) -> bool:
        """A word of some column that nothing of this category has: a "USB cable" has it in its name."""
        return bool(category and sense.values) and sense.facet not in FACETS and not self._fits(sense, category)

    def _is_name(self, said: Said, categories: list[Said]) -> bool:
        """Is it looked for in names? Croissants are pastries, but whoever wants a croissant wants no bun."""
        narrower = said in categories and not any(sense.own for sense in said.senses if sense.facet == CATEGORY)
        return said.only(ONLY_UNWANTED) or (narrower and all(singular(word) in self._named for word in said.words))

    def _meant(self, said: Said, category: list[str], found: dict[str, list[str]], material: bool) -> Sense | None:
        """Of several meanings the one that the category knows; a second colour is a material, and the other way."""
        senses = [sense for sense in said.senses if sense.facet not in (CATEGORY, ONLY_UNWANTED)]
        fitting = [sense for sense in senses if sense.values and self._fits(sense, category)]
        free = [sense for sense in fitting if sense.facet not in found and not (material and sense.facet == "material")]
        known = [sense for sense in senses if sense.values and not (category and sense.facet in UNTOLD)]
        return next(iter(free or fitting or known or [sense for sense in senses if not sense.values]), None)

    def _fits(self, sense: Sense, category: list[str]) -> bool:
        return not category or any(
            self._together(one, sense.facet, value) for one in category for value in sense.values
        )


def _plainly(text: str) -> str:
    return _SHOW_ME.sub(" ", plain(text))


def _tells(said: Said) -> bool:
    """Is it more than a small word or a stop?"""
    return bool(said.senses) or (said.words[0] not in FILLERS and said.words[0] != ";")


def _parted(stretches: list[Said]) -> tuple[list[Said], list[Said], list[str]]:
    """What is wanted, what is not ("no leather or suede", "nut-free"), and words that are neither here nor there."""
    wanted: list[Said] = []
    unwanted: list[Said] = []
    left: list[str] = []
    at, refusing, since = 0, False, 0
    while at < len(stretches):
        said = stretches[at]
        cue = _cue(stretches, at)
        behind = stretches[at + 1].words if at + 1 < len(stretches) else ()
        if cue:
            refusing, since, at = True, 0, at + cue
            continue
        if said.senses:
            if behind in FREE_OF and not said.has(CATEGORY):
                unwanted.append(said)
                at += 2
                continue
            if refusing and not said.has(CATEGORY):
                unwanted.append(said)
                nearby = stretches[at + 1 : at + 3]
                refusing = (
                    len(nearby) == 2
                    and nearby[0].words[0] in CONNECTING
                    and any(nearby[1].has(sense.facet) for sense in said.senses)
                )
            else:
                wanted.append(said)
                refusing = False
        elif said.words[0] == ";":
            refusing = False
        elif said.words[0] not in FILLERS:
            since += 1
            refusing = refusing and since < 3
            left.append(said.words[0])
        at += 1
    return wanted, unwanted, left


def _used(stretches: list[Said]) -> tuple[Said, Said] | tuple[()]:
    """ "Used phones", "des téléphones d'occasion": the word for the state, and the thing beside it."""
    for before, said, behind in zip([None, *stretches], stretches, [*stretches[1:], None], strict=False):
        if said.senses or said.words[0] not in CONDITIONS or (before is not None and before.words[0] in WHO_USES):
            continue
        for beside in (behind, before):
            if beside is not None and beside.has(CATEGORY):
                return said, beside
    return ()


def _cue(stretches: list[Said], at: int) -> int:
    """How many stretches here say "no": "not", "other than", "anything but"."""
    if stretches[at].senses or stretches[at].words[0] not in _CUES:
        return 0
    words = [stretch.words[0] if not stretch.senses else "" for stretch in stretches[at : at + 3]]
    for size in (3, 2, 1):
        if tuple(words[:size]) in UNWANTED and len(words) >= size:
            return size
    if words[:1] == ["but"] and any(word in WHATEVER for one in stretches[max(0, at - 3) : at] for word in one.words):
        return 1  # "any colour but red"
    return 0


def _categories(wanted: list[Said]) -> list[Said]:
    """The things that are looked for: of neighbours the last one ("desk lamp"), and those joined by "or".

    A thing further on ("headphones for my laptop") is none of them.
    """
    places = [place for place, said in enumerate(wanted) if said.has(CATEGORY)]
    sold = [place for place in places if any(s.values for s in wanted[place].senses if s.facet == CATEGORY)]
    if not sold:
        alone = [place for place in places if wanted[place].senses[0].facet == CATEGORY]
        return [wanted[alone[0]]] if alone else []
    first = sold[0]
    while first + 1 in sold and wanted[first + 1].at == wanted[first].at + len(wanted[first].words):
        first += 1
    return [wanted[first]]


def _values(found: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {facet: tuple(dict.fromkeys(values)) for facet, values in found.items()}
