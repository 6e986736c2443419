"""The index: intents as weighted bags of words, pairs of words and trigrams, compared with a text by cosine.

An intent is the centroid of its examples; a feature weighs by its rarity over intents (idf). Of each word a *row* is
kept (intent -> contribution) that already holds what its trigrams add: so a misspelt or inflected word still points at
its relatives, and a text of twelve words costs some twenty lookups.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from heapq import nlargest
from itertools import chain
from operator import itemgetter
from typing import Any, Generic, NamedTuple, TypeVar

from .spelling import Spelling
from .words import pairs_of, trigrams_of

PAIR_WEIGHT, TRIGRAM_WEIGHT = 0.5, 0.4  # beside a word's 1
COMMONEST = 0.4  # a feature that a larger share of the intents has tells nothing apart
ROW_LENGTH = 16  # intents that one word may speak for
GUESSED = 0.8  # how much a word counts that was put right, or is known by its trigrams only
REMEMBERED_WORDS = 20_000
CANDIDATES = 5

Row = tuple[tuple[int, float], ...]
F = TypeVar("F", bound=Hashable)

_by_score = itemgetter(1)


class Weighed(NamedTuple):
    """What a word or pair says: for which intents and how loud, and its share of the text's squared length."""

    row: Row
    size: float


NOTHING = Weighed((), 0.0)


class LexicalIndex:
    """Compares texts with intents. Deterministic; for one thread, since it remembers words."""

    def __init__(self, examples: Sequence[Sequence[list[str]]]) -> None:
        """Take the examples of each intent, cut into words."""
        self._unknown = math.log(1 + len(examples)) ** 2  # a word that no example has
        self._words = words = _Features(examples, 1.0, set)
        self._trigrams = trigrams = _Features(examples, TRIGRAM_WEIGHT, _trigrams)
        pairs = _Features(examples, PAIR_WEIGHT, lambda example: set(pairs_of(example)))
        kinds: tuple[_Features[Any], ...] = (words, trigrams, pairs)
        lengths = [math.sqrt(sum(squares)) or 1.0 for squares in zip(*(kind.squares for kind in kinds), strict=True)]
        for kind in kinds:
            kind.scale(lengths)
        self.own_cosines = [_own_cosine(*parts) for parts in zip(*(kind.own() for kind in kinds), strict=True)]
        self._pairs = {pair: Weighed(tuple(row.items()), pairs.weight[pair] ** 2) for pair, row in pairs.rows.items()}
        self._spelling = Spelling(words.weight)
        self._remembered: dict[str, Weighed] = {}

    def rank(self, words: list[str]) -> list[tuple[int, float]]:
        """The closest intents (by place) with their cosine, at least 0, closest first, at most ``CANDIDATES``."""
        scores: dict[int, float] = defaultdict(float)
        size = 0.0
        known, pairs = self._remembered.get, self._pairs.get
        for word in dict.fromkeys(words):
            row, part = known(word) or self._weigh(word)
            size += part
            for intent, loudness in row:
                scores[intent] += loudness
        for pair in pairs_of(words):
            row, part = pairs(pair, NOTHING)
            size += part
            for intent, loudness in row:
                scores[intent] += loudness
        length = math.sqrt(size)
        return [(intent, score / length) for intent, score in nlargest(CANDIDATES, scores.items(), _by_score)]

    def _weigh(self, word: str) -> Weighed:
        """A word's row, computed when it is first seen (30 to 100 microseconds)."""
        known = word if word in self._words.weight else self._spelling.put_right(word)
        if known is None and not word.isalpha():
            return NOTHING  # numbers, order codes: no word is missing there, and there is no end of them
        row: dict[int, float] = defaultdict(float, self._words.rows.get(known or word, {}))
        size = self._words.weight[known] ** 2 if known else self._unknown
        for trigram in sorted(trigrams_of(known or word)):
            for intent, loudness in self._trigrams.rows.get(trigram, {}).items():
                row[intent] += loudness
            size += self._trigrams.weight.get(trigram, 0.0) ** 2
        if known != word:
            row = {intent: loudness * GUESSED for intent, loudness in row.items()}
        return self._remember(word, Weighed(tuple(nlargest(ROW_LENGTH, row.items(), _by_score)), size))

    def _remember(self, word: str, weighed: Weighed) -> Weighed:
        if len(self._remembered) >= REMEMBERED_WORDS:  # whoever writes noise must not fill the memory
            self._remembered.clear()
        self._remembered[word] = weighed
        return weighed


class _Features(Generic[F]):
    """One kind of features: their weights, and per feature the intents that have it."""

    def __init__(
        self, examples: Sequence[Sequence[list[str]]], kind: float, features_of: Callable[[list[str]], set[F]]
    ) -> None:
        self._found = [[features_of(words) for words in phrases] for phrases in examples]
        shares: dict[F, dict[int, float]] = defaultdict(dict)
        for intent, phrases in enumerate(self._found):
            for feature, times in Counter(chain.from_iterable(phrases)).items():
                shares[feature][intent] = times / len(phrases)
        self.weight = {feature: kind * math.log(1 + len(examples) / len(having)) for feature, having in shares.items()}
        self.squares = [0.0] * len(examples)
        self.rows: dict[F, dict[int, float]] = {}
        most = max(8.0, COMMONEST * len(examples))
        for feature, having in shares.items():
            square = self.weight[feature] ** 2
            for intent, share in having.items():
                self.squares[intent] += share * square
            if len(having) <= most:
                # The root lets a word of one example out of five still count for nearly half.
                self.rows[feature] = {intent: math.sqrt(share) * square for intent, share in having.items()}

    def scale(self, lengths: Sequence[float]) -> None:
        """Divide by the intents' lengths: sums of rows become cosines times the text's length."""
        for row in self.rows.values():
            for intent in row:
                row[intent] /= lengths[intent]

    def own(self) -> Iterator[list[tuple[float, float]]]:
        """Per intent and example: what the example says for its own intent, and its squared length."""
        nobody: dict[int, float] = {}
        for intent, phrases in enumerate(self._found):
            yield [
                (
                    sum(self.rows.get(feature, nobody).get(intent, 0.0) for feature in features),
                    sum(self.weight[feature] ** 2 for feature in features),
                )
                for features in phrases
            ]
        self._found = []  # not needed any more


def _own_cosine(*kinds: list[tuple[float, float]]) -> float:
    """How close an intent's own examples are to it on average; the parts come by kind of feature."""
    cosines = []
    for parts in zip(*kinds, strict=True):
        score, size = map(sum, zip(*parts, strict=True))
        cosines.append(score / math.sqrt(size) if size else 0.0)
    return sum(cosines) / len(cosines) if cosines else 0.0


def _trigrams(words: list[str]) -> set[str]:
    return set().union(*map(trigrams_of, words))
