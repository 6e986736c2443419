"""Time: a wall clock that tests and the demo may move, and a monotonic one for deadlines."""

import time


class Clock:
    """The shop's wall clock. Milliseconds UTC; ``advance`` moves it forward for tests and the demo only.

    Deadlines inside the process use ``time.monotonic`` and never this clock.
    """

    def __init__(self, advance_ms: int = 0) -> None:
        self._ahead = advance_ms

    def now(self) -> int:
        """Milliseconds since 1970, UTC."""
        return time.time_ns() // 1_000_000 + self._ahead

    def advance(self, ms: int) -> None:
        """Move the clock forward by ``ms`` milliseconds.

        Raises:
            ValueError: ``ms`` is negative; order and timers rely on time not going back.
        """
        if ms < 0:
            raise ValueError("the clock only moves forward")
        self._ahead += ms
