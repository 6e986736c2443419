"""Ranks the intents for a text: some look-ups and one product of a vector and a matrix. Loaded with the first text."""

import math
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from .encoders import encoders_of
from .head import raw_score
from .model_file import map_arrays, read_header
from .reading import SHAPES_WEIGHT, Matrix, Rarity
from .slips import Slips
from .vectors import word_vectors
from .words import asked_words, pair_bucket, parts_of

REMEMBERED = 2_048  # words whose folded shapes are kept: 2 MB
CANDIDATES = 5
MOST_STRANGE = 3  # words of one text


class Ranking:
    """Serves one model file; for one thread, since it remembers words."""

    def __init__(self, path: Path) -> None:
        """Map the file and open the encoders it was trained with.

        Raises:
            ValueError: it is no model of this version, or an encoder is not installed any more.
            OSError: it cannot be read.
        """
        header, start = read_header(path)
        arrays = map_arrays(path, header, start)
        self._header = header
        self._encoders = [(encoder, math.sqrt(weight)) for encoder, weight in encoders_of(header.encoders)]
        self._rarity = Rarity(arrays["rarity"].astype(np.float32))
        self._folding = arrays["folding"]
        head = arrays["head"].astype(np.float32, copy=False)
        self._head, self._constant = head[:-1], head[-1]
        self._slips = Slips(header.words, word_vectors().place)
        self._known: dict[str, tuple[Matrix, float]] = {}

    def rank(self, text: str, *, english: bool = True) -> tuple[tuple[str, float], ...]:
        """Intents with the chance that each is meant, best first, at most five; none when no word tells anything.

        A text that is not understood as a whole ("hello, this is Ana, where is my order") may be in one of its parts.
        """
        ranked = self._rank(asked_words(text), english)
        if ranked and ranked[0][1] < self._header.calibration.threshold:
            for part in parts_of(text):
                within = self._rank(part, english)
                if within and within[0][1] >= max(self._header.calibration.threshold, ranked[0][1]):
                    ranked = within
        return ranked

    def _rank(self, said: Sequence[str], english: bool) -> tuple[tuple[str, float], ...]:
        if not self._header.intents or all(map(str.isdigit, said)):
            return ()  # nothing is asked by a number alone
        # Nor does one tell anything that no phrase has: an order's, a year's, a postcode.
        telling = [word for word in said if not word.isdigit() or word in self._header.words]
        words = self._put_right(telling, english)
        logits = self._features(words) @ self._head + self._constant
        top, raw = raw_score(logits)
        chance = self._header.calibration.chance(raw / self._header.unit)
        # What is left of the chance is shared by the others, "something else" among them, as the head sees them.
        shares = np.exp(logits - logits[top])
        shares *= (1 - chance) / max(float(np.add.reduce(shares)) - 1, 1e-9)
        shares[top] = chance
        names = self._header.intents
        count = min(CANDIDATES, len(names))
        best = np.argpartition(-shares[:-1], count - 1)[:count]
        ranked = [(names[at], min(chance, float(shares[at]))) for at in best.tolist() if at != top]
        ranked.sort(key=lambda one: (-one[1], one[0]))
        return ((names[top], chance), *ranked)

    def _put_right(self, words: Sequence[str], english: bool) -> list[str]:
        known, table = self._header.words, word_vectors()
        if english:
            right = self._slips.put_right(words)
            strange = [place for place, word in enumerate(right) if word not in known and not table.has(word)]
            for place in strange[:MOST_STRANGE]:
                right[place] = table.put_right(right[place]) or right[place]
        else:
            # The table lists English alone: elsewhere a word that it lacks is seldom a slip, and "kostet" not "posted".
            right = [
                word if word in known or table.has(word) else self._slips.spelling.put_long_right(word) or word
                for word in words
            ]
        return right

    def _features(self, words: list[str]) -> Matrix:
        text = " ".join(words)
        parts = [encoder.encode([text])[0] * weight for encoder, weight in self._encoders]
        words = [*dict.fromkeys(words)]
        bag = np.zeros(self._folding.shape[1], np.float32)
        size = 0.0
        for word in words:
            folded, square = self._known.get(word) or self._fold(word)
            bag += folded
            size += square
        buckets = [pair_bucket(first, second) for first, second in pairwise(words)]
        if buckets:
            weights = self._rarity.weights[buckets]
            bag += weights @ self._folding[buckets].astype(np.float32)
            size += float(weights @ weights)
        parts.append(bag * math.sqrt(SHAPES_WEIGHT / size))
        return np.concatenate(parts)

    def _fold(self, word: str) -> tuple[Matrix, float]:
        bag, square = self._rarity.word(word)
        weights = np.fromiter(bag.values(), np.float32, len(bag))
        folded = weights @ self._folding[list(bag)].astype(np.float32), square
        if len(self._known) >= REMEMBERED:  # whoever writes noise must not fill the memory
            self._known.clear()
        self._known[word] = folded
        return folded
