"""Ranks the intents for a text: some look-ups and one product of a vector and a matrix. Loaded with the first text."""

import math
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shopbell.shop import after_greeting

from .encoders import encoders_of
from .head import raw_score
from .model_file import map_arrays, read_header
from .reading import SHAPES_WEIGHT, Matrix, Rarity
from .rows import Rows
from .slips import Slips
from .vectors import DIMENSIONS, word_vectors
from .words import MOST_WORDS, asked, pairs_of, parts_of, words_of

REMEMBERED = 2_048  # words whose vectors and folded shapes are kept: 4 MB
REMEMBERED_PARTS = 256  # of texts: about 200 KB
CANDIDATES = 5
MOST_STRANGE = 3  # words of one text
SENTENCE, LIKELY = 4, 0.6  # words; fewer behind a greeting may belong to it ("to you all") unless their chance is so


class Seen(NamedTuple):
    """What the head makes of some words."""

    logits: Matrix  # [intents + 1]
    top: int  # the best intent
    chance: float  # that it is meant


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
        encoders = [(encoder, math.sqrt(weight)) for encoder, weight in encoders_of(header.encoders)]
        # The last one, in each model, adds up what is known of the words, as the bag of shapes does: both in one go.
        *self._encoders, (_, self._meaning_weight) = encoders
        self._rarity = Rarity(arrays["rarity"].astype(np.float32))
        self._folding = arrays["folding"]
        # Column by column: a third of the product's time less, for 100 intents.
        self._head = np.asfortranarray(arrays["head"], np.float32)
        self._slips = Slips(header.words, word_vectors().place)
        self._rows = Rows(
            # No method of its own: in a cycle a replaced model, and its 4 MB, would wait for the collector.
            DIMENSIONS + self._folding.shape[1] + 1,
            partial(_row_of, self._rarity, self._folding),
            REMEMBERED,
        )
        self._parts: dict[tuple[object, ...], Seen] = {}

    def rank(self, text: str, words: list[str], *, english: bool = True) -> tuple[tuple[str, float], ...]:
        """Intents with the chance that each is meant, best first, at most five; none when no word tells anything.

        A text that is not understood as a whole ("hello, this is Ana, where is my order") may be in one of its parts.

        Args:
            text: as it was written.
            words: it, cut by ``words_of``.
            english: are slips put right as those of an English text?
        """
        behind = after_greeting(text)
        rest = words_of(behind) if behind != text else []
        if len(rest) >= SENTENCE:  # "good morning! where is my order?" is no greeting, understood or not
            text, words = behind, rest
        seen = self._said(text, words, english)
        if 0 < len(rest) < SENTENCE:
            within = self._said(behind, rest, english)
            if seen is None or (within is not None and within.chance >= max(LIKELY, seen.chance)):
                seen = within
        return self._ranked(*seen) if seen is not None else ()

    def _said(self, text: str, words: list[str], english: bool) -> Seen | None:
        """A text as a whole, or the likeliest of its parts; None when no word tells anything."""
        telling = self._telling(asked(words))
        if not telling:
            return None
        threshold = self._header.calibration.threshold
        seen = whole = self._see(telling, english)
        if whole.chance < max(threshold, LIKELY):
            for part in map(self._telling, parts_of(text)):
                within = self._see_part(part, english) if part else whole
                # What is understood as a whole may be surer in a part ("thanks, order 508"), but is nothing else.
                same = within.top == whole.top or whole.chance < threshold
                if same and within.chance >= max(threshold, seen.chance):
                    seen = within
        return seen

    def _telling(self, said: list[str]) -> list[str]:
        """The words that tell something; none when nothing is asked, by a number alone or a key held down ("zzzz")."""
        known = self._header.words
        if not self._header.intents or all(word.isdigit() or _is_one_key(word) for word in said):
            return []
        # A number that no phrase has tells nothing: an order's, a year's, a postcode.
        return [word for word in said if not word.isdigit() or word in known]

    def _see(self, words: list[str], english: bool) -> Seen:
        """Look for the best intent."""
        logits = self._features(self._put_right(words, english)).dot(self._head)
        top, raw = raw_score(logits)
        return Seen(logits, top, self._header.calibration.chance(raw / self._header.unit))

    def _see_part(self, words: list[str], english: bool) -> Seen:
        """The same, remembered: whole texts seldom repeat, but what people say before, and after, does."""
        part = english, *words
        seen = self._parts.get(part)
        if seen is None:
            if len(self._parts) >= REMEMBERED_PARTS:
                self._parts.clear()
            seen = self._parts[part] = self._see(words, english)
        return seen

    def _ranked(self, logits: Matrix, top: int, chance: float) -> tuple[tuple[str, float], ...]:
        """Share what is left of the chance among the others, "something else" among them, as the head sees them."""
        shares = np.exp(logits - logits[top])
        shares *= (1 - chance) / max(float(np.add.reduce(shares)) - 1, 1e-9)
        shares[top] = chance
        names = self._header.intents
        best = shares[:-1].argsort()[-CANDIDATES:]  # for fewer than 200 faster than argpartition
        likely = zip(best.tolist(), shares[best].tolist(), strict=True)
        ranked = [(names[at], min(chance, share)) for at, share in likely if at != top]
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
            put_long_right = self._slips.put_long_right
            # The table lists English alone: elsewhere a word that it lacks is seldom a slip, and "kostet" not "posted".
            right = [word if word in known or table.has(word) else put_long_right(word) or word for word in words]
        return right

    def _features(self, words: list[str]) -> Matrix:
        """[d + 1]: what each encoder makes of the words, their shapes, and 1 for the constant."""
        each = [*dict.fromkeys(words)]
        total = self._rows.total(each)
        meaning, shapes, size = total[:DIMENSIONS], total[DIMENSIONS:-1], float(total[-1])
        if len(words) > MOST_WORDS:  # a word that was put right may be two
            meaning[:] = self._rows.total(dict.fromkeys(words[:MOST_WORDS]))[:DIMENSIONS]
        length = math.sqrt(meaning.dot(meaning))
        if length:
            meaning *= self._meaning_weight / length
        if len(each) > 1:
            buckets = pairs_of(each)
            weights = self._rarity.weights.take(buckets)
            shapes += weights.dot(self._folding.take(buckets, axis=0).astype(np.float32))
            size += float(weights.dot(weights))
        shapes *= math.sqrt(SHAPES_WEIGHT / size)
        total[-1] = 1
        if not self._encoders:
            return total
        text = [" ".join(words)]
        return np.concatenate([*(encoder.encode(text)[0] * weight for encoder, weight in self._encoders), total])


def _is_one_key(word: str) -> bool:
    return len(word) > 2 and word == word[0] * len(word)


def _row_of(rarity: Rarity, folding: NDArray[np.generic], word: str) -> Matrix:
    """A word's vector of meaning, its folded shapes, and their squared length."""
    bag, square = rarity.word(word)
    weights = np.fromiter(bag.values(), np.float32, len(bag))
    shapes = weights @ folding[list(bag)].astype(np.float32)
    return np.concatenate([word_vectors().vector(word), shapes, [np.float32(square)]])
