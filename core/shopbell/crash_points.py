"""Numbered places where a test may kill the process, to prove that nothing is lost between two lines."""

import os
from collections.abc import Callable

TURN_POINTS = (
    "before accept commit",
    "after accept commit",
    "before answer",
    "after answer",
    "before turn commit",
    "after turn commit",
    "before claim",
    "before send",
    "after send",
    "after delivery commit",
)
DIALOGUE_POINTS = ("before step start", "after step start", "after step", "before timer", "after timer")
POINTS = TURN_POINTS + DIALOGUE_POINTS

_armed: Callable[[str], None] | None = None


def crash_point(name: str) -> None:
    """Die here if a test asked for it; otherwise nothing (about 50 ns)."""
    if _armed is not None:
        _armed(name)


def arm(number: int, passes: int = 1) -> None:
    """Kill this process (as ``kill -9`` does) when point ``number`` (from 1) is passed for the ``passes``-th time.

    A number behind the last point: it lives.
    """
    global _armed
    left = passes

    def die(name: str) -> None:
        nonlocal left
        if POINTS[number - 1 : number] == (name,):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), 9)

    _armed = die
