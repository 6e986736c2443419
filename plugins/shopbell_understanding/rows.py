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
        self._width, self._make, self._most = width, make, most
        self._learning = Lock()
        self._known = self._empty()

    def total(self, words: Collection[str]) -> Matrix:
        """The sum of the words' rows, [width], added in this order; there is at least one word."""
        rows, places = self._known
        at = [*map(places.get, words, repeat(-1))]
        if -1 in at:
            rows, places = self._learn(words)
            at = [places[word] for word in words]
        total: Matrix = np.add.reduce(rows.take(at, axis=0))
        return total

    def _learn(self, words: Collection[str]) -> tuple[Matrix, dict[str, int]]:
        with self._learning:
            rows, places = self._known
            fresh = [word for word in words if word not in places]
            if len(places) + len(fresh) > self._most:
                # Another table, for a thread that has looked up its places still reads this one.
                rows, places = self._known = self._empty()
                fresh = [*words]
            for word in fresh:
                rows[len(places)] = self._make(word)
                places[word] = len(places)  # after its row is there
            return rows, places

    def _empty(self) -> tuple[Matrix, dict[str, int]]:
        return np.empty((self._most, self._width), np.float32), {}
