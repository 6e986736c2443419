"""The process dies between any two lines: what was acknowledged is answered exactly once, in order."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shopbell.crash_points import TURN_POINTS
from shopbell.testing import CRASH_POINTS
from tests.lives import Lives
from tests.runtime.crash_shop import Plan
from tests.runtime.crashes import Story

pytestmark = pytest.mark.storage

NUMBERS = range(1, len(TURN_POINTS) + 1)
ONE_COMMIT = [CRASH_POINTS.index(name) + 1 for name in ("before answer", "after answer")]
ONE_COMMIT += [CRASH_POINTS.index(name) + 1 for name in ("before turn commit", "after turn commit")]


@pytest.fixture(scope="module")
def lives() -> Iterator[Lives]:
    """What the shops' processes are forked from."""
    with Lives("tests.runtime.crash_shop") as lives:
        yield lives


def story(lives: Lives, folder: Path, rule: str) -> Story:
    return Story(lives, Plan(str(folder), rule, customers=3, messages=4, acknowledged=[]))


@pytest.mark.parametrize("point", NUMBERS, ids=lambda number: CRASH_POINTS[number - 1].replace(" ", "-"))
def test_a_crash_loses_nothing_and_repeats_nothing_where_the_acknowledgement_comes_first(
    lives: Lives, tmp_path: Path, point: int
) -> None:
    told = story(lives, tmp_path, "accept")

    told.live(point=point, passes=5)
    assert told.kills == 1
    told.live()

    told.all_is_well()
    assert told.second_copies() <= told.in_flight <= 3


@pytest.mark.parametrize("point", ONE_COMMIT, ids=lambda number: CRASH_POINTS[number - 1].replace(" ", "-"))
def test_a_crash_loses_nothing_and_repeats_nothing_where_the_response_is_the_reply(
    lives: Lives, tmp_path: Path, point: int
) -> None:
    told = story(lives, tmp_path, "wait")

    told.live(point=point, passes=5)
    assert told.kills == 1
    told.live()

    told.all_is_well()
    assert told.number("SELECT count(*) FROM outbox") == 0
