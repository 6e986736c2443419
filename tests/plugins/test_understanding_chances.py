"""A chance is what it says: it rises with the score, and of what gets 0.8, four of five are right."""

import math
import random

import pytest

from shopbell_understanding.calibration import SURE, Calibration, Tried, calibrate


def with_odds(base: float, slope: float, count: int) -> list[Tried]:
    rng = random.Random(1)
    scores = [rng.uniform(0.1, 1.3) for _ in range(count)]
    return [Tried(score, float(rng.random() < 1 / (1 + math.exp(-base - slope * score**2)))) for score in scores]


KINDS = {
    "nothing": [],
    "one right": [Tried(0.7, 1.0)],
    "one wrong": [Tried(0.7, 0.0)],
    "all right": [Tried(n / 100, 1.0) for n in range(1, 150)],
    "all wrong": [Tried(n / 100, 0.0) for n in range(1, 150)],
    "the worse the better": [Tried(n / 100, float(n < 75)) for n in range(1, 150)],
    "far out": [Tried(1e4, 1.0), Tried(1e-9, 0.0), Tried(-3.0, 0.0)] * 20,
    "a large shop": with_odds(-0.7, 4.0, 3000),
}


@pytest.fixture(params=KINDS)
def calibration(request: pytest.FixtureRequest) -> Calibration:
    return calibrate(KINDS[request.param])


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
    calibration = calibrate(with_odds(base, slope, 3000))

    for score in (0.5, 0.7, 0.9, 1.1):
        assert calibration.chance(score) == pytest.approx(1 / (1 + math.exp(-base - slope * score**2)), abs=0.03)


def test_few_phrases_are_not_believed_more_than_the_typical_shop() -> None:
    unlucky = calibrate([Tried(0.9, 0.0), Tried(1.0, 0.0)])

    assert unlucky.chance(1.0) > 0.6
