"""From a raw score to the chance of being right, learned from held-out phrases; and where to stop trusting it.

Raw scores are in units of the shop's own phrases (the middle one has 1), so that shops can be compared. A shop of three
questions has too few phrases to learn from: the typical shop (``TYPICAL``) counts as so many phrases beside its own.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import msgspec

ACCEPTED = 0.9  # of the shop's own questions: asked in other words, so many should be answered
SUSPECTED = 0.97  # of them: down to here the customer is asked "did you mean ..."
LEAST = 0.43  # chance below which nothing is ever answered; half of it: nor asked back (on tests/languages)
GROUPS = 15
TYPICAL_COUNT = 20.0  # phrases that the typical shop counts as
SURE = 0.99  # 1 is kept for a phrase that is word for word an example

# Raw scores of held-out phrases and whether they were ranked right, as quantiles over BANKING77 (train rows), Bitext
# support and COVID-Q (train rows), 3 to 10 phrases per intent.
TYPICAL_RIGHT = (0.35, 0.5, 0.6, 0.7, 0.78, 0.85, 0.92, 1.0, 1.1)
TYPICAL_WRONG = (0.2, 0.4, 0.6)


class Tried(NamedTuple):
    """A phrase that was held out: the raw score of the best intent, and the chance that it is the right one."""

    score: float
    right: float
    weight: float = 1.0


class Block(NamedTuple):
    """Held-out phrases taken together: how much they count, and the sums of their scores and of the right ones."""

    weight: float
    scores: float
    right: float

    @property
    def score(self) -> float:
        """The mean raw score."""
        return self.scores / self.weight

    @property
    def chance(self) -> float:
        """The share that was right."""
        return self.right / self.weight

    def and_also(self, other: "Block") -> "Block":
        """Both together."""
        return Block(self.weight + other.weight, self.scores + other.scores, self.right + other.right)


class Calibration(msgspec.Struct, frozen=True):
    """Rising chances at rising raw scores, straight lines between them; with the thresholds, as chances."""

    scores: tuple[float, ...]
    chances: tuple[float, ...]
    threshold: float
    doubt: float

    def chance(self, score: float) -> float:
        """The chance in [0, 0.99] that an intent with this raw score is the right one."""
        scores, chances = self.scores, self.chances
        at = bisect_right(scores, score)
        if at == 0:
            return chances[0]
        if at == len(scores):
            return chances[-1]
        left, right = scores[at - 1], scores[at]
        return chances[at - 1] + (chances[at] - chances[at - 1]) * (score - left) / (right - left)


def calibrate(tried: Sequence[Tried]) -> Calibration:
    """Learn from held-out phrases; none at all gives the typical shop."""
    known = [*tried, *_typical()]
    scores, chances = _rising(known)
    whole = Calibration(scores, chances, 0.0, 0.0)
    # Of those that would be ranked right: to answer a question wrongly helps nobody.
    meant = [one._replace(weight=one.weight * one.right) for one in known if one.right]
    accepted, suspected = (whole.chance(_quantile(meant, 1 - share)) for share in (ACCEPTED, SUSPECTED))
    return Calibration(scores, chances, max(LEAST, accepted), max(LEAST / 2, min(accepted, suspected)))


def expected_accuracy(tried: Sequence[Tried]) -> float | None:
    """The share of questions that will be ranked right; None when nothing was held out."""
    weight = sum(one.weight for one in tried)
    return sum(one.right * one.weight for one in tried) / weight if weight else None


def _typical() -> list[Tried]:
    each = TYPICAL_COUNT / (len(TYPICAL_RIGHT) + len(TYPICAL_WRONG))
    right = [Tried(score, 1.0, each) for score in TYPICAL_RIGHT]
    return right + [Tried(score, 0.0, each) for score in TYPICAL_WRONG]


def _rising(known: Sequence[Tried]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Isotonic regression by pooling neighbours that fall; a text with a raw score of 0 has no chance.

    Source: M. Ayer et al., "An Empirical Distribution Function for Sampling with Incomplete Information", 1955.
    """
    blocks: list[Block] = []
    for block in _neighbours(known):
        while blocks and blocks[-1].chance >= block.chance:
            block = blocks.pop().and_also(block)
        blocks.append(block)
    points = [(block.score, min(SURE, block.chance)) for block in blocks if block.score > 0]
    return (0.0, *(score for score, _ in points)), (0.0, *(chance for _, chance in points))


def _neighbours(known: Sequence[Tried]) -> Iterator[Block]:
    """Phrases of neighbouring scores together, a fifteenth of all each: single ones would be believed too much."""
    enough = max(1.0, sum(one.weight for one in known) / GROUPS)
    block = Block(0.0, 0.0, 0.0)
    for score, same in groupby(sorted(known), key=lambda one: one.score):
        for one in same:
            block = block.and_also(Block(one.weight, one.weight * score, one.weight * one.right))
        if block.weight >= enough:
            yield block
            block = Block(0.0, 0.0, 0.0)
    if block.weight:
        yield block


def _quantile(known: Sequence[Tried], share: float) -> float:
    """The raw score below which ``share`` of the phrases lie."""
    left = share * sum(one.weight for one in known)
    for one in sorted(known):
        left -= one.weight
        if left <= 0:
            return one.score
    return 0.0
