"""Fits one vector per word piece, so that the sum over a text points where the teacher points (cosine, Adam)."""

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from shopbell_understanding.vectors import DIMENSIONS, WordVectors
from shopbell_understanding.words import words_of

Matrix = NDArray[np.float32]
Places = NDArray[np.intp]

EPOCHS = 18
RATE = 3e-3  # of the first epoch; it falls in a straight line
BATCH = 1_024
LEFT_OUT = 0.1  # of the pieces, at random in each step
MOST_PIECES = 48


class Texts:
    """Texts as pieces, one after the other, with what the teacher says in the student's dimensions."""

    def __init__(self, texts: Sequence[str], taught: Matrix, table: WordVectors) -> None:
        cut = [[row for word in dict.fromkeys(words_of(text)) for row in table.pieces(word)] for text in texts]
        kept = [at for at, rows in enumerate(cut) if 0 < len(rows) <= MOST_PIECES]
        self.pieces: Places = np.fromiter(chain.from_iterable(cut[at] for at in kept), np.intp)
        self.lengths: Places = np.array([len(cut[at]) for at in kept], np.intp)
        self.starts: Places = np.cumsum(self.lengths) - self.lengths
        main = np.linalg.eigh(taught.T @ taught)[1][:, ::-1][:, :DIMENSIONS]
        self.taught: Matrix = (taught @ main)[kept]
        self.taught /= np.linalg.norm(self.taught, axis=1, keepdims=True)

    def some(self, rows: Places) -> tuple[Places, Places]:
        """The pieces of these texts, and where each text begins."""
        lengths = self.lengths[rows]
        begins = np.cumsum(lengths) - lengths
        return self.pieces[np.repeat(self.starts[rows] - begins, lengths) + np.arange(lengths.sum())], begins


def summed_by_piece(pieces: Places, rows: Matrix) -> tuple[Places, Matrix]:
    """Each piece once, with the sum of its rows."""
    order = np.argsort(pieces, kind="stable")
    ordered = pieces[order]
    first = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    return ordered[first], np.add.reduceat(rows[order], first)


def beginning(texts: Texts, count: int) -> Matrix:
    """Each piece's vector to start from: half the mean of what is taught of the texts that have it, short ones more."""
    weights = (1 / np.repeat(texts.lengths, texts.lengths) ** 1.5).astype(np.float32)
    middle = texts.taught.mean(axis=0)
    found, total = np.zeros((count, DIMENSIONS), np.float32), np.zeros((count, 1), np.float32)
    whose = np.repeat(np.arange(len(texts.lengths)), texts.lengths)
    for start in range(0, len(texts.pieces), 500_000):
        part = slice(start, start + 500_000)
        pieces, sums = summed_by_piece(texts.pieces[part], (texts.taught[whose[part]] - middle) * weights[part, None])
        found[pieces] += sums
        pieces, sums = summed_by_piece(texts.pieces[part], weights[part, None])
        total[pieces] += sums
    found = np.divide(found, total, out=found, where=total > 0)
    return found / np.float32(2)


def fit(texts: Texts, count: int) -> Matrix:
    """[count, 256]; zero for pieces that no text has. About six minutes for 460,000 texts."""
    rng = np.random.default_rng(0)
    table = beginning(texts, count)
    mean, spread, steps = np.zeros_like(table), np.zeros_like(table), np.zeros((count, 1), np.int64)
    for epoch in range(EPOCHS):
        shuffled = rng.permutation(len(texts.lengths))
        rate = RATE * (1 - epoch / EPOCHS)
        for start in range(0, len(shuffled), BATCH):
            rows = shuffled[start : start + BATCH]
            pieces, begins = texts.some(rows)
            kept = (rng.random(len(pieces)) > LEFT_OUT).astype(np.float32)[:, None]
            summed = np.add.reduceat(table[pieces] * kept, begins)
            lengths = np.linalg.norm(summed, axis=1, keepdims=True) + 1e-6
            pointing = summed / lengths
            cosine = (pointing * texts.taught[rows]).sum(axis=1, keepdims=True)
            slope = (cosine * pointing - texts.taught[rows]) / lengths
            touched, change = summed_by_piece(pieces, np.repeat(slope, texts.lengths[rows], axis=0) * kept)
            steps[touched] += 1
            mean[touched] = 0.9 * mean[touched] + 0.1 * change
            spread[touched] = 0.99 * spread[touched] + 0.01 * change * change
            unbiased = mean[touched] / (1 - 0.9 ** steps[touched])
            table[touched] -= rate * unbiased / (np.sqrt(spread[touched] / (1 - 0.99 ** steps[touched])) + 1e-8)
    return table


def write_table(table: Matrix, folder: Path) -> None:
    """int8 rows and the unit of each, float16."""
    scales = np.maximum((np.abs(table).max(axis=1) / 127).astype(np.float16), np.float16(6e-5))
    rows = np.clip(np.rint(table / scales.astype(np.float32)[:, None]), -127, 127).astype(np.int8)
    (folder / "vectors.i8").write_bytes(rows.tobytes())
    (folder / "scales.f2").write_bytes(scales.tobytes())


@click.command()
@click.argument("texts", type=click.Path(path_type=Path, exists=True))
@click.argument("taught", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--folder", type=click.Path(path_type=Path, exists=True), required=True, help="With pieces.txt in it.")
def learn(texts: Path, taught: tuple[Path, ...], folder: Path) -> None:
    """Fit the table and write it beside ``pieces.txt``."""
    given = np.vstack([np.load(path) for path in taught]).astype(np.float32)
    table = WordVectors()
    write_table(fit(Texts(texts.read_text(encoding="utf-8").split("\n"), given, table), len(table)), folder)
