"""A text as the model sees it: vectors of meaning beside a bag of shapes, each of unit length."""

import math
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from .words import BUCKETS, pairs_of, shapes_of

WORD, RUNS, PAIR = 1.0, 1.0, 1.0  # weights: a word, all runs of a word together, two neighbouring words
SHAPES_WEIGHT = 0.3  # of the whole bag, beside 1 for the words' meaning

Matrix = NDArray[np.float32]
Bag = dict[int, float]


class Encoder(Protocol):
    """Turns texts into vectors of meaning. Called in the event loop for one text, in the child for all phrases."""

    @property
    def name(self) -> str:
        """Part of a model's identity: another encoder, another model."""
        ...

    def encode(self, texts: Sequence[str]) -> Matrix:
        """float32 [n, d], rows of unit length, or zero where nothing is known."""
        ...


class Rarity:
    """How much a shape says: the fewer phrases have it, the more (smoothed inverse document frequency)."""

    def __init__(self, weights: NDArray[np.float32]) -> None:
        """Take one weight per bucket, [BUCKETS]."""
        self.weights = weights

    @classmethod
    def among(cls, phrases: Sequence[list[str]]) -> "Rarity":
        """Count over phrases, cut into words."""
        having = np.zeros(BUCKETS, np.float32)
        for words in phrases:
            shapes = {shape for word in words for shape in shapes_of(word)} | set(pairs_of(words))
            having[list(shapes)] += 1
        return cls((np.log((1 + len(phrases)) / (1 + having)) + 1).astype(np.float32))

    def word(self, word: str) -> tuple[Bag, float]:
        """A word's shapes with their weights, and their squared length."""
        itself, *runs = shapes_of(word)
        bag: Bag = {itself: WORD * float(self.weights[itself])}
        each = RUNS / math.sqrt(max(1, len(word)))
        for run in runs:
            bag[run] = bag.get(run, 0.0) + each * float(self.weights[run])
        return bag, sum(weight * weight for weight in bag.values())

    def pair(self, bucket: int) -> float:
        """The weight of two neighbouring words."""
        return PAIR * float(self.weights[bucket])


def bags_of(phrases: Sequence[list[str]], rarity: Rarity) -> Matrix:
    """[n, BUCKETS]: the shapes of each phrase, which is cut into words that are all different.

    The length is that of the parts, as if no two words shared a run: so a query can add up what is known of its words.
    """
    known: dict[str, tuple[Bag, float]] = {}
    found = np.zeros((len(phrases), BUCKETS), np.float32)
    for row, words in enumerate(phrases):
        size = 0.0
        for word in words:
            if word not in known:
                known[word] = rarity.word(word)
            bag, square = known[word]
            found[row, list(bag)] += np.fromiter(bag.values(), np.float32, len(bag))
            size += square
        for bucket in pairs_of(words):
            weight = rarity.pair(bucket)
            found[row, bucket] += weight
            size += weight * weight
        if size:
            found[row] *= math.sqrt(SHAPES_WEIGHT / size)
    return found
