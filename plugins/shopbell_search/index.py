"""One state of the catalogue, ready to be searched: its shelf, and the reader that knows its words."""

from collections.abc import Sequence

from msgspec.structs import replace

from shopbell.shop import Criteria

from .grammar import PEOPLE, UNITS
from .kinds import of_the_kind
from .nearest import FACETS, Encoder, Neighbours
from .nearly import CalledNearly
from .reading import Reader
from .shelf import Shelf
from .synonyms import Meaning
from .vocabulary import CATEGORY, Vocabulary, things_in

LONGEST_NAME = 6  # words that tell something


class Index:
    """Built in a worker thread."""

    def __init__(self, shelf: Shelf, meanings: Sequence[Meaning], currency: str) -> None:
        self.shelf = shelf
        self.vocabulary = Vocabulary(shelf.values(), meanings)
        categories = [one for one in meanings if one.facet == CATEGORY and not one.broader]
        lacking = {one.words[0] for one in categories if not self.vocabulary.owns(CATEGORY, one.words[0])}
        things = {thing: names for thing, names in things_in(shelf.titles, categories).items() if thing in lacking}
        if things:
            named = {thing: {place for one in names for place in shelf.titles[one]} for thing, names in things.items()}
            # Coats are those that are called so and all that stand under "Mäntel".
            shelf.sort(
                {thing: of_the_kind(shelf, places) | self._under(thing, categories) for thing, places in named.items()}
            )
            self.vocabulary = Vocabulary(shelf.values(), meanings)
        self._reader = Reader(self.vocabulary, shelf.together, shelf.names, currency)
        self._neighbours: Neighbours | None = None
        self._nearly: CalledNearly | None = None

    def _under(self, thing: str, meanings: Sequence[Meaning]) -> set[int]:
        """The products in the catalogue's own groups of that name, in any language."""
        words = {word for one in meanings if one.words[0] == thing for word in one.words}
        own = {value for word in words for value in self.vocabulary.owned(CATEGORY, word)}
        return {place for value in own for place in self.shelf.postings[CATEGORY][value]}

    def compare_with(self, encoder: Encoder) -> None:
        """Take the vectors of the known words; what is unknown is compared with them from now on."""
        self._neighbours = Neighbours(self.vocabulary, encoder)
        self._nearly = CalledNearly(self.shelf.titles, encoder)

    def may_be_wish(self, text: str, encoder: Encoder | None = None) -> bool:
        """May it be a wish and nothing else? Mostly a sixth of the time that reading takes."""
        return self._reader.may_be_wish(text, encoder.knows if encoder is not None else None)

    def read(self, text: str, encoder: Encoder | None = None, *, guess: bool = True) -> Criteria:
        """What a sentence asks for."""
        reading = self._reader.read(text, encoder.knows if encoder is not None else None)
        criteria = reading.criteria
        telling = tuple(word for word in reading.left if self.shelf.telling(word))
        strange = [word for word in reading.left if not (_says_nothing(word) or self.shelf.has_named(word))]
        if guess and strange and not criteria.wanted.get(CATEGORY) and self._nearly is not None:
            name = self._nearly.words(reading.said)
            if name:
                nearly = " ".join(reading.said)
                return replace(criteria, wanted={}, unknown={}, words=name, nearly=nearly, bare=reading.bare)
        if guess and strange and self._neighbours is not None:
            criteria = _with_neighbours(criteria, strange, self._neighbours)
        criteria = replace(criteria, words=telling, strange=len(strange), bare=reading.bare)
        is_short = len(reading.said) <= LONGEST_NAME  # a name is; everything else need not be looked for
        return replace(criteria, named=True) if is_short and self.shelf.called(criteria) else criteria


def _says_nothing(word: str) -> bool:
    """For whom it is, or a number: neither is a word of something else."""
    return word in PEOPLE or word[0].isdecimal() or word in UNITS


def _with_neighbours(criteria: Criteria, strange: Sequence[str], neighbours: Neighbours) -> Criteria:
    wanted = dict(criteria.wanted)
    for word in strange:
        sense = neighbours.sense(word, FACETS - wanted.keys() - criteria.unknown.keys())
        if sense is not None:
            wanted[sense.facet] = sense.values
    return replace(criteria, wanted=wanted)
