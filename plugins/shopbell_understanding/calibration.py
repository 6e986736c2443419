"""From a raw score to the chance of being right, learned from held-out phrases; and where to stop trusting it.

Raw scores are in units of the shop's own phrases (the middle one has 1), so that shops can be compared. On every set
that was looked at, the logarithm of the odds is a straight line in the square of the score, 3 to 6 steep. So two
numbers are learned and no more: steps learned one by one (isotonic regression) follow the luck of the few phrases that
there are. A shop of three questions has too few even for these two: the typical shop (``TYPICAL``) counts as so many
phrases beside its own.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

ACCEPTED = 0.9  # of the shop's own questions: asked in other words, so many should be answered
SUSPECTED = 0.96  # of them: down to here the customer is asked "did you mean ..."
LEAST = 0.41  # chance below which nothing is ever answered; half of it: nor asked back (on tests/languages)
ROUNDS = 30  # of Newton's method; six are enough, but for phrases that are all right or all wrong
SHRINK = 0.1  # of the two numbers towards 0: keeps them finite then
FLATTEST = 0.5  # a better score never means less
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


class Calibration(msgspec.Struct, frozen=True):
    """Rising chances at rising raw scores, with the thresholds, as chances.

    ``base`` and ``slope`` tell the logarithm of the odds, ``base + slope * score**2``. Hardly any of the shop's own
    questions score below ``lowest``: what does is something else, and its chance goes to 0 in a straight line.
    """

    base: float
    slope: float
    lowest: float
    threshold: float
    doubt: float

    def chance(self, score: float) -> float:
        """The chance in [0, 0.99] that an intent with this raw score is the right one."""
        if score <= 0:
            return 0.0
        within = max(score, self.lowest)
        chance = 1 / (1 + math.exp(-min(self.base + self.slope * within * within, 30.0)))
        return min(SURE, chance * score / within)


def calibrate(tried: Sequence[Tried]) -> Calibration:
    """Learn from held-out phrases; none at all gives the typical shop."""
    known = [*tried, *_typical()]
    base, slope = _odds(known)
    # Of those that would be ranked right: to answer a question wrongly helps nobody.
    meant = [one._replace(weight=one.weight * one.right) for one in known if one.right]
    lines = [_quantile(meant, 1 - share) for share in (ACCEPTED, SUSPECTED)]
    whole = Calibration(base, slope, lines[1], 0.0, 0.0)
    accepted, suspected = map(whole.chance, lines)
    return msgspec.structs.replace(
        whole, threshold=max(LEAST, accepted), doubt=max(LEAST / 2, min(accepted, suspected))
    )


def expected_accuracy(tried: Sequence[Tried]) -> float | None:
    """The share of questions that will be ranked right; None when nothing was held out."""
    weight = sum(one.weight for one in tried)
    return sum(one.right * one.weight for one in tried) / weight if weight else None


def _typical() -> list[Tried]:
    each = TYPICAL_COUNT / (len(TYPICAL_RIGHT) + len(TYPICAL_WRONG))
    right = [Tried(score, 1.0, each) for score in TYPICAL_RIGHT]
    return right + [Tried(score, 0.0, each) for score in TYPICAL_WRONG]


def _odds(known: Sequence[Tried]) -> tuple[float, float]:
    """Logistic regression on the square of the score: base and slope."""
    base, slope = 0.0, 1.0
    for _ in range(ROUNDS):
        # Slope and curvature of the loss, summed over the phrases.
        down, down_square = SHRINK * base, SHRINK * slope
        bent, bent_both, bent_square = SHRINK, 0.0, SHRINK
        for score, right, weight in known:
            square = score * score
            chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, base + slope * square))))
            gap, bend = weight * (chance - right), weight * chance * (1 - chance)
            down, down_square = down + gap, down_square + gap * square
            bent, bent_both, bent_square = bent + bend, bent_both + bend * square, bent_square + bend * square * square
        whole = bent * bent_square - bent_both * bent_both
        step = (down * bent_square - down_square * bent_both) / whole
        step_square = (down_square * bent - down * bent_both) / whole
        base, slope = base - step, slope - step_square
        if abs(step) + abs(step_square) < 1e-4:
            break
    return base, max(FLATTEST, slope)


def _quantile(known: Sequence[Tried], share: float) -> float:
    """The raw score below which ``share`` of the phrases lie."""
    left = share * sum(one.weight for one in known)
    for one in sorted(known):
        left -= one.weight
        if left <= 0:
            return one.score
    return 0.0
