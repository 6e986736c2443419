"""From a raw score to the chance of being right, learned from held-out phrases; and where to stop trusting it.

Raw scores are in units of the shop's own phrases (the middle one has 1), so that shops can be compared. On every set
that was looked at, the logarithm of the odds is a straight line in the square of the score. So two numbers are learned
and no more: steps learned one by one (isotonic regression) follow the luck of the few phrases that there are. How steep
the line is hardly differs between sets, how high it lies does: a few phrases tell the second, hardly the first. What
is known of other shops is therefore the prior of both, and all that a shop without phrases has.

Whether a few phrases were ranked right is mostly luck: of 135 with 86 % right, the next 135 have 80 to 92 %. How far
the best intent led before the next one tells more, and means the same in every shop, with few phrases as with many and
with either encoder. So a phrase that was held out does not count as right or wrong, but by the chance that its lead
gives it, with all chances of the shop put higher or lower by what was right. The lead is no part of the score itself:
a question between two intents has none, nor has a text about something else, and the two are to be told apart.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

ACCEPTED = 0.9  # of the shop's own questions: asked in other words, so many should be answered
SUSPECTED = 0.96  # of them: down to here the customer is asked "did you mean ..."
LEAST = 0.41  # chance below which nothing is ever answered; half of it: nor asked back (on tests/languages)
ROUNDS = 30  # of Newton's method; six are enough, but for phrases that are all right or all wrong
FLATTEST = 0.5  # a better score never means less
SURE = 0.99  # 1 is kept for a phrase that is word for word an example

# The two numbers over BANKING77, Bitext support and COVID-Q (rows of their train files, 2 to 130 phrases per intent):
# mean and standard deviation.
BASE, BASE_SPREAD = -0.2, 0.7
SLOPE, SLOPE_SPREAD = 4.0, 0.6
# The logarithm of the odds by the lead, the raw score and the logarithm of the number of intents, over the same and
# parts of them (3 to 40 intents, 2 to 20 phrases per intent), asked the rows left over; and by how much a shop lies
# above or below (standard deviation, each set foretold from the other two).
LEAD_BASE, BY_LEAD, BY_SCORE, BY_INTENTS = 0.76, 1.68, 1.06, -0.53
LEAD_SPREAD = 0.22
# Raw scores of held-out phrases that were ranked right, as quantiles over the same; they count as so many phrases.
TYPICAL = (0.35, 0.5, 0.6, 0.7, 0.78, 0.85, 0.92, 1.0, 1.1)
TYPICAL_COUNT = 14.0


class Tried(NamedTuple):
    """A phrase that was held out: the raw score of the best intent, and whether it was the right one.

    ``lead`` is the logit by which it was before the next intent; ``behind`` the logarithm of the odds by which the
    model that tried lies behind the one that will answer.
    """

    score: float
    right: bool
    lead: float
    weight: float = 1.0
    behind: float = 0.0


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


def calibrate(tried: Sequence[Tried], intents: int) -> Calibration:
    """Learn from held-out phrases; none at all gives the typical shop."""
    base, slope = _odds(tried, _chances_by_lead(tried, intents))
    line = Calibration(base, slope, 0.0, 0.0, 0.0)
    # By the chance that they will be ranked right: to answer a question wrongly helps nobody.
    meant = [(one.score, one.weight * line.chance(one.score)) for one in tried]
    meant += [(score, TYPICAL_COUNT / len(TYPICAL)) for score in TYPICAL]
    lines = [_quantile(meant, 1 - share) for share in (ACCEPTED, SUSPECTED)]
    whole = msgspec.structs.replace(line, lowest=lines[1])
    accepted, suspected = map(whole.chance, lines)
    return msgspec.structs.replace(
        whole, threshold=max(LEAST, accepted), doubt=max(LEAST / 2, min(accepted, suspected))
    )


def expected_accuracy(tried: Sequence[Tried], calibration: Calibration) -> float | None:
    """The share of questions that will be ranked right; None when nothing was held out."""
    weight = sum(one.weight for one in tried)
    return sum(calibration.chance(one.score) * one.weight for one in tried) / weight if weight else None


def _chances_by_lead(tried: Sequence[Tried], intents: int) -> list[float]:
    """How likely each phrase was ranked right, by its lead; the shop's own height has a normal prior."""
    known = [
        (LEAD_BASE + BY_LEAD * one.lead + BY_SCORE * one.score + BY_INTENTS * math.log(max(intents, 1)), one)
        for one in tried
    ]
    higher = 0.0
    for _ in range(ROUNDS):
        down, bent = higher * LEAD_SPREAD**-2, LEAD_SPREAD**-2
        for odds, one in known:
            chance = _logistic(odds + higher)
            down += one.weight * (chance - one.right)
            bent += one.weight * chance * (1 - chance)
        higher -= down / bent
        if abs(down / bent) < 1e-4:
            break
    return [_logistic(odds + higher) for odds, _ in known]


def _logistic(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def _odds(tried: Sequence[Tried], chances: Sequence[float]) -> tuple[float, float]:
    """Base and slope: logistic regression on the square of the score, with a normal prior (most likely values).

    Args:
        tried: the phrases that were held out.
        chances: how likely each of them was ranked right.
    """
    base, slope = 0.0, 1.0  # not the prior: from a steep line Newton's method may leap too far
    firm, firm_square = BASE_SPREAD**-2, SLOPE_SPREAD**-2
    known = [
        (one.score**2, one.behind, right, one.weight)
        for one, right in zip(tried, chances, strict=True)
        if one.score > 0
    ]
    for _ in range(ROUNDS):
        # Slope and curvature of the loss, summed over the phrases.
        down, down_square = firm * (base - BASE), firm_square * (slope - SLOPE)
        bent, bent_both, bent_square = firm, 0.0, firm_square
        for square, behind, right, weight in known:
            chance = _logistic(base + slope * square - behind)
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


def _quantile(known: Sequence[tuple[float, float]], share: float) -> float:
    """The score below which ``share`` of the weight lies; each comes as (score, weight)."""
    left = share * sum(weight for _, weight in known)
    for score, weight in sorted(known):
        left -= weight
        if left <= 0:
            return score
    return 0.0
