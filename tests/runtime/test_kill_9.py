"""kill -9 in a loop, short here; the long one is ``scripts/bench crash``."""

from pathlib import Path
from random import Random

import pytest

from tests.runtime.crash_shop import Plan
from tests.runtime.crashes import Story

pytestmark = pytest.mark.storage

CUSTOMERS, MESSAGES, KILLS = 60, 10, 6


@pytest.mark.parametrize("rule", ["accept", "wait"])
def test_after_kill_9_every_message_has_one_turn_in_order(tmp_path: Path, rule: str) -> None:
    told = Story(
        Plan(
            str(tmp_path), rule, customers=CUSTOMERS, messages=MESSAGES, acknowledged=[], redelivered=0.1, refused=0.05
        )
    )
    rng = Random(7)
    for seed in range(KILLS):
        told.live(kill_after=rng.randint(20, 2 * CUSTOMERS * MESSAGES // (KILLS + 1) - 20), seed=seed)
    told.live(seed=KILLS)

    told.all_is_well()
    copies = told.second_copies() if rule == "accept" else 0
    print(f"{rule}: {told.kills} kills, second copies {copies}, sends in flight {told.in_flight}")
    assert told.kills >= KILLS - 1
    assert copies <= told.in_flight
