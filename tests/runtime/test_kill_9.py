"""kill -9 in a loop, short here; the long one is ``scripts/bench crash``."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.lives import Lives
from tests.runtime.crash_shop import Plan
from tests.runtime.crashes import Story

pytestmark = pytest.mark.storage

CUSTOMERS, MESSAGES, KILLS = 60, 10, 6


@pytest.fixture(scope="module")
def lives() -> Iterator[Lives]:
    """What the shops' processes are forked from."""
    with Lives("tests.runtime.crash_shop") as lives:
        yield lives


@pytest.mark.parametrize("rule", ["accept", "wait"])
def test_after_kill_9_every_message_has_one_turn_in_order(lives: Lives, tmp_path: Path, rule: str) -> None:
    people = Plan(str(tmp_path), rule, CUSTOMERS, MESSAGES, acknowledged=[], redelivered=0.1, refused=0.05)
    told = Story(lives, people)
    rng = Random(7)
    for seed in range(KILLS):
        told.live(kill_after=rng.randint(20, 2 * CUSTOMERS * MESSAGES // (KILLS + 1) - 20), seed=seed)
    told.live(seed=KILLS)

    told.all_is_well()
    copies = told.second_copies() if rule == "accept" else 0
    print(f"{rule}: {told.kills} kills, second copies {copies}, sends in flight {told.in_flight}")
    assert told.kills >= KILLS - 1
    assert copies <= told.in_flight
