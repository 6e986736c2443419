"""What an unknown word means: what the known word that is nearest to it in meaning means, if it is near enough."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from .vocabulary import CATEGORY, Sense, Vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FACETS = frozenset(("category", "colour", "material", "occasion", "season", "style"))
# Cosine from which it is taken for the same. Leaving each synonym out in turn: at 0.5 two of three categories that are
# found at all are right, at 0.65 four of five of all facets; half of them are found.
NEAR_THING = 0.5  # where no category was named: something is looked for
NEAR = 0.65


class Encoder(Protocol):
    """The service ``encoder``."""

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """float32 [n, d], rows of unit length."""
        ...

    def knows(self, word: str) -> bool:
        """Is it a word of the language?"""
        ...


class Neighbours:
    """The known words as vectors; 2,000 of them take 1 MB and 40 ms to make."""

    def __init__(self, vocabulary: Vocabulary, encoder: Encoder) -> None:
        self._senses: list[Sense] = []
        names: list[str] = []
        for said, senses in vocabulary.phrases():
            sense = senses[0]
            if sense.facet in FACETS and sense.values:
                self._senses.append(sense)
                names.append(" ".join(said))
        self._encoder = encoder
        self._known = encoder.encode(names).astype("float16") if names else None

    def sense(self, word: str, facets: Iterable[str]) -> Sense | None:
        """What it means, among these facets; None when nothing is near."""
        if self._known is None:
            return None
        near = self._known @ self._encoder.encode([word])[0]
        among = frozenset(facets)
        places: list[int] = near.argsort()[::-1][:10].tolist()
        for place in places:
            sense = self._senses[place]
            if sense.facet in among and near[place] >= (NEAR_THING if sense.facet == CATEGORY else NEAR):
                return sense
        return None
