"""Words as vectors of meaning: a table learned once, shipped with the plugin, mapped into memory and never written.

A word that the table lacks is put together from its longest known pieces (WordPiece). How the table was learned, from
what and under which licences: ``docs/understanding.md``.
"""

import math
import mmap
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shopbell import one_slip_away

from .rows import Rows
from .words import LONGEST_WORD, MOST_WORDS, plain

FOLDER = Path(__file__).parent / "table"
DIMENSIONS = 256
FIRST_WORD = 1_996  # row: before it stand single signs; from there on words, sorted by use
# Letters of a word that is put right by the table alone; its rows are sorted by use.
SHORTEST_SLIP, LONGEST_SLIP = 5, 24
REMEMBERED = 1_024  # words whose vectors are kept as they are added: 1 MB; and words put right

Matrix = NDArray[np.float32]


class WordVectors:
    """The default encoder: a text is the sum of the vectors of its words, each taken once."""

    name = "words"

    def __init__(self, folder: Path = FOLDER) -> None:
        """Map the table: ``pieces.txt`` names the rows, ``vectors.i8`` holds them, ``scales.f2`` the unit of each.

        Raises:
            OSError: the files are not there.
        """
        pieces = (folder / "pieces.txt").read_text(encoding="utf-8").split("\n")
        self._row_of = {piece: row for row, piece in enumerate(pieces) if piece}
        self._rows = np.frombuffer(_mapped(folder / "vectors.i8"), np.int8).reshape(-1, DIMENSIONS)
        self._scales = np.frombuffer(_mapped(folder / "scales.f2"), np.float16)
        self._vectors = Rows(DIMENSIONS, self.vector, REMEMBERED)

    def __len__(self) -> int:
        """How many pieces there are."""
        return len(self._rows)

    def encode(self, texts: Sequence[str]) -> Matrix:
        """One row per text, [n, 256], of unit length; zero for a text without a known piece. 6 us for ten words."""
        found = np.zeros((len(texts), DIMENSIONS), np.float32)
        for at, text in enumerate(texts):
            words = dict.fromkeys(text.split()[:MOST_WORDS])
            total = self._vectors.total(words) if words else found[at]
            length = math.sqrt(float(total @ total))
            if length:
                np.divide(total, length, out=found[at])
        return found

    def vector(self, word: str) -> Matrix:
        """The word's vector, [256]: how long it is says how much the word matters."""
        rows = self.pieces(word)
        found: Matrix = (self._rows[rows] * self._scales[rows, None].astype(np.float32)).sum(axis=0, dtype=np.float32)
        return found

    def has(self, word: str, among: int | None = None) -> bool:
        """Is it a word of the table, whole? ``among``: of so many commonest ones."""
        row = self._row_of.get(plain(word))
        return row is not None and (among is None or row < among)

    def place(self, word: str) -> int | None:
        """A whole word's place among English words by use, from 1; None when the table lacks it, and for one letter."""
        row = self._row_of.get(plain(word))
        return None if row is None or row < FIRST_WORD else row - FIRST_WORD + 1

    @lru_cache(maxsize=REMEMBERED)  # noqa: B019 - one table per process
    def put_right(self, word: str) -> str | None:
        """The commonest English word one slip away; None for a short word, and when there is none. 50 us."""
        if not SHORTEST_SLIP <= len(word) <= LONGEST_SLIP or not (word.isascii() and word.isalpha()):
            return None
        near = [meant for meant in one_slip_away(word) if meant in self._row_of and len(meant) >= SHORTEST_SLIP - 1]
        return min(near, key=lambda meant: (meant[0] != word[0], self._row_of[meant]), default=None)

    def pieces(self, word: str) -> list[int]:
        """Rows of the longest pieces that make up the word, of which forty letters are read; none when a sign of it is
        unknown.
        """
        word, rows, at = plain(word)[:LONGEST_WORD], [], 0
        while at < len(word):
            end = len(word)
            prefix = "##" if at else ""
            while end > at and (row := self._row_of.get(prefix + word[at:end])) is None:
                end -= 1
            if end == at or row is None:
                return []
            rows.append(row)
            at = end
        return rows


@lru_cache(maxsize=1)
def word_vectors() -> WordVectors:
    """The shipped table, once per process."""
    return WordVectors()


def _mapped(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
