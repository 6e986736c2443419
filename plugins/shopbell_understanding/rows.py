"""Rows of numbers, remembered by word: those of a text are gathered by one call and added up by another."""

from collections.abc import Callable, Collection
from itertools import repeat
from threading import Lock

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]


class Rows:
    """One row per word, made when the word is first said. For any thread."""

    def __init__(self, width: int, make: Callable[[str], Matrix], most: int) -> None:
        """Keep the rows of so many words at ``most``: whoever writes noise must not fill the memory.

        Args:
            width: numbers of a row, four bytes each.
            make: makes a word's row, [width].
            most: rows; more than a text has words.
        """
        self._make, self._most = make, most
        self._rows = np.empty((most, width), np.float32)
        self._places: dict[str, int] = {}
        self._in_use = Lock()

    def total(self, words: Collection[str]) -> Matrix:
        """The sum of the words' rows, [width], added in this order; there is at least one word."""
        with self._in_use:
            at = [*map(self._places.get, words, repeat(-1))]
            if -1 in at:
                self._learn(words)
                at = [self._places[word] for word in words]
            total: Matrix = np.add.reduce(self._rows.take(at, axis=0))
        return total

    def _learn(self, words: Collection[str]) -> None:
        fresh = [word for word in words if word not in self._places]
        if len(self._places) + len(fresh) > self._most:
            self._places.clear()
            fresh = [*words]
        for word in fresh:
            self._rows[len(self._places)] = self._make(word)
            self._places[word] = len(self._places)
