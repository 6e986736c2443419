"""A chance is what it says: it rises with the score, and of what gets 0.8, four of five are right."""

import math
import random
from statistics import mean

import numpy as np
import pytest

from shopbell_understanding.calibration import (
    BY_INTENTS,
    BY_LEAD,
    BY_SCORE,
    LEAD_BASE,
    SURE,
    Calibration,
    Tried,
    calibrate,
    expected_accuracy,
)
from shopbell_understanding.head import leads

INTENTS = 40


def led(score: float, odds: float) -> float:
    """The lead that gives a phrase of this score these odds (their logarithm)."""
    return (odds - LEAD_BASE - BY_SCORE * score - BY_INTENTS * math.log(INTENTS)) / BY_LEAD


def with_odds(base: float, slope: float, count: int, seed: int = 1) -> list[Tried]:
    rng = random.Random(seed)
    odds = [(score, base + slope * score**2) for score in (rng.uniform(0.1, 1.3) for _ in range(count))]
    return [Tried(score, rng.random() < 1 / (1 + math.exp(-true)), led(score, true)) for score, true in odds]


KINDS = {
    "nothing": [],
    "one right": [Tried(0.7, True, 1.0)],
    "one wrong": [Tried(0.7, False, 1.0)],
    "all right": [Tried(n / 100, True, 1.0) for n in range(1, 150)],
    "all wrong": [Tried(n / 100, False, 1.0) for n in range(1, 150)],
    "the worse the better": [Tried(n / 100, n < 75, 1.0) for n in range(1, 150)],
    "far out": [Tried(1e4, True, 1.0), Tried(1e-9, False, 1.0), Tried(-3.0, False, 1.0)] * 20,
    "a large shop": with_odds(-0.7, 4.0, 3000),
}


@pytest.fixture(params=KINDS)
def calibration(request: pytest.FixtureRequest) -> Calibration:
    return calibrate(KINDS[request.param], INTENTS)


def test_a_better_score_is_never_less_likely_right(calibration: Calibration) -> None:
    chances = [calibration.chance(n / 100) for n in range(-50, 300)]

    assert chances == sorted(chances)
    assert chances[50] == 0.0  # at a score of 0
    assert chances[-1] <= SURE
    assert 0 < calibration.doubt <= calibration.threshold <= SURE


def test_any_score_has_a_chance(calibration: Calibration) -> None:
    for score in (-1e30, -1e-30, 1e-30, 1e9, 1e150):
        assert 0 <= calibration.chance(score) <= SURE


@pytest.mark.parametrize(("base", "slope"), [(-0.7, 4.0), (0.2, 5.0), (-1.5, 3.0)])
def test_of_what_gets_80_percent_four_of_five_are_right(base: float, slope: float) -> None:
    calibration = calibrate(with_odds(base, slope, 3000), INTENTS)

    for score in (0.5, 0.7, 0.9, 1.1):
        assert calibration.chance(score) == pytest.approx(1 / (1 + math.exp(-base - slope * score**2)), abs=0.03)


def test_few_phrases_are_not_believed_more_than_the_typical_shop() -> None:
    unlucky = calibrate([Tried(0.9, False, 1.0), Tried(1.0, False, 1.0)], 1)

    assert unlucky.chance(1.0) > 0.6


def test_a_model_that_saw_less_is_not_taken_for_the_one_that_answers() -> None:
    tried = with_odds(-0.7, 4.0, 3000)
    behind = calibrate([one._replace(behind=math.log(2)) for one in tried], INTENTS)

    odds = [found.chance(0.7) / (1 - found.chance(0.7)) for found in (calibrate(tried, INTENTS), behind)]
    assert odds[1] == pytest.approx(2 * odds[0], rel=0.1)


def test_a_lucky_draw_of_few_phrases_is_seen_through_by_their_leads() -> None:
    draws = [with_odds(-0.7, 4.0, 150, seed) for seed in range(30)]
    by_luck = [mean(one.right for one in tried) for tried in draws]
    expected = [expected_accuracy(tried, calibrate(tried, INTENTS)) or 0.0 for tried in draws]
    true = [mean(1 / (1 + math.exp(0.7 - 4.0 * one.score**2)) for one in tried) for tried in draws]

    wrong_by = [
        mean(abs(told - is_so) for told, is_so in zip(found, true, strict=True)) for found in (expected, by_luck)
    ]
    assert wrong_by[0] < 0.6 * wrong_by[1]


def test_the_lead_is_taken_over_intents_and_of_an_only_one_over_everything_else() -> None:
    several = np.array([[1.0, 3.0, 2.5, 9.0]], np.float32)
    only = np.array([[3.0, 1.0]], np.float32)

    assert [leads(several)[0], leads(only)[0]] == [0.5, 2.0]
