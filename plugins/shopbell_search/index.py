"""One state of the catalogue, ready to be searched: its shelf, and the reader that knows its words."""

from collections.abc import Sequence

from msgspec.structs import replace

from shopbell.shop import Criteria

from .kinds import of_the_kind
from .nearest import FACETS, Encoder, Neighbours
from .reading import Reader
from .shelf import Shelf
from .synonyms import Meaning
from .vocabulary import CATEGORY, Vocabulary, things_in


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
            shelf.sort({thing: of_the_kind(shelf, places) for thing, places in named.items()})
            self.vocabulary = Vocabulary(shelf.values(), meanings)
        self._reader = Reader(self.vocabulary, shelf.together, shelf.names, currency)
        self._neighbours: Neighbours | None = None

    def compare_with(self, encoder: Encoder) -> None:
        """Take the vectors of the known words; what is unknown is compared with them from now on."""
        self._neighbours = Neighbours(self.vocabulary, encoder)

    def read(self, text: str, encoder: Encoder | None = None, *, guess: bool = True) -> Criteria:
        """What a sentence asks for."""
        reading = self._reader.read(text, encoder.knows if encoder is not None else None)
        criteria = reading.criteria
        telling = tuple(word for word in reading.left if self.shelf.telling(word))
        strange = [word for word in reading.left if not self.shelf.has_named(word)]
        if guess and strange and self._neighbours is not None:
            criteria = _with_neighbours(criteria, strange, self._neighbours)
        return replace(criteria, words=telling, strange=len(strange))


def _with_neighbours(criteria: Criteria, strange: Sequence[str], neighbours: Neighbours) -> Criteria:
    wanted = dict(criteria.wanted)
    for word in strange:
        sense = neighbours.sense(word, FACETS - wanted.keys() - criteria.unknown.keys())
        if sense is not None:
            wanted[sense.facet] = sense.values
    return replace(criteria, wanted=wanted)
