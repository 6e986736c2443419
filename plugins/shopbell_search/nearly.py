"""Products that are called nearly as was said: one word is the same, and the whole means the same."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from .grammar import FILLERS
from .nearest import NEAR, Encoder
from .words import phrase, singular

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_WORDS = 4  # of what was said: more is a sentence
MOST_NAMES = 50  # that share a word with it: more tell nothing by it


class CalledNearly:
    """Names by their words; only those that share one with what was said are compared, 30 microseconds each."""

    def __init__(self, names: Iterable[str], encoder: Encoder) -> None:
        self._encoder = encoder
        self._names: list[tuple[str, ...]] = []
        self._having: dict[str, list[int]] = {}
        for name in names:
            words = tuple(word for word in phrase(name) if word not in FILLERS and not word.isdecimal())
            for word in {singular(one) for one in words}:
                self._having.setdefault(word, []).append(len(self._names))
            self._names.append(words)

    def words(self, said: Sequence[str]) -> tuple[str, ...]:
        """The words of the name that is meant by it ("smoke detector": smoke, alarm); nothing where none is near."""
        if not 1 < len(said) <= MOST_WORDS:
            return ()
        places = [*dict.fromkeys(place for word in said for place in self._having.get(singular(word), ()))]
        if not 0 < len(places) <= MOST_NAMES:
            return ()
        texts = [" ".join(said), *(" ".join(self._names[place]) for place in places)]
        vectors: NDArray[np.float32] = self._encoder.encode(texts)
        near: list[float] = (vectors[1:] @ vectors[0]).tolist()
        best = max(range(len(places)), key=near.__getitem__)
        return self._names[places[best]] if near[best] >= NEAR else ()
