"""Quarantine: one breaker per plugin with four budgets. The turn asks ``ok`` and nothing else."""

import time
from collections import deque
from collections.abc import Callable
from typing import Literal

Budget = Literal["time", "failures", "sends", "tasks"]

WINDOW = 60.0  # seconds in which a budget is counted
LIMITS: dict[Budget, float] = {
    "time": 2.0,  # seconds the plugin kept the whole shop waiting
    "failures": 5,  # answers, hooks, routes that raised or ran out of time
    "sends": 600,  # messages that answer nobody
    "tasks": 5,  # background tasks that died
}
WORDS: dict[Budget, str] = {
    "time": "it kept the whole shop waiting",
    "failures": "it failed too often",
    "sends": "it sent too many messages",
    "tasks": "its background tasks kept dying",
}
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 600.0  # seconds until it is tried again, doubled each time
TRIAL = 2 * WINDOW  # seconds half open without a failure, then all is forgiven; an answer is enough for that, too
SLOW = 10.0  # seconds; an answer that took longer has missed its deadline


class Breaker:
    """Counts what one plugin costs the others. Open (``ok`` is False): nobody asks it any more.

    After a pause it is half open: asked again, and the first failure opens it for twice as long. Kept across
    generations as long as neither code nor settings change.
    """

    __slots__ = ("_clock", "_on_change", "_pause", "_spent", "half_open", "last_error", "ok", "reason", "until")

    def __init__(
        self, on_change: Callable[[], None] = lambda: None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.ok = True
        self.half_open = False
        self.reason = ""  # a sentence for the owner while it is open
        self.last_error = ""  # the last failure's traceback
        self.until = 0.0  # monotonic seconds
        self._pause = FIRST_PAUSE
        self._spent: dict[Budget, deque[tuple[float, float]]] = {}
        self._on_change, self._clock = on_change, clock

    def took(self, seconds: float) -> None:
        """An answer came, after ``seconds``. Call it after every answer that did not fail; about 50 ns."""
        if seconds > SLOW:
            self.failed(f"an answer took {seconds:.0f} s")
        elif self.half_open:
            self._forgive()

    def _forgive(self) -> None:
        self.half_open, self._pause = False, FIRST_PAUSE
        self._spent.clear()
        self._on_change()

    def failed(self, error: str) -> None:
        """Something of the plugin raised or ran out of time; ``error`` is the traceback or a sentence."""
        self.last_error = error
        self.charge("failures", 1)

    def blocked(self, seconds: float) -> None:
        """The event loop stood still for ``seconds`` in this plugin's code."""
        self.charge("time", seconds)

    def task_died(self, error: str) -> None:
        """A background task of the plugin raised."""
        self.last_error = error
        self.charge("tasks", 1)

    def sent(self, messages: int = 1) -> None:
        """The plugin sent messages that answer nobody."""
        self.charge("sends", messages)

    def charge(self, budget: Budget, amount: float) -> None:
        """Take ``amount`` from a budget; open when it is spent, or at once when half open."""
        now = self._clock()
        spent = self._spent.setdefault(budget, deque())
        spent.append((now, amount))
        while spent[0][0] < now - WINDOW:
            spent.popleft()
        total = sum(amount for _, amount in spent)
        if self.ok and (total > LIMITS[budget] or (self.half_open and budget != "sends")):
            self._open(budget, now)

    def _open(self, budget: Budget, now: float) -> None:
        if self.half_open:
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
        self.ok = self.half_open = False
        self.until = now + self._pause
        last = self.last_error.strip().rsplit("\n", 1)[-1]
        self.reason = f"taken out because {WORDS[budget]}" + (f"; last: {last}" if last and budget != "time" else "")
        self._spent.clear()
        self._on_change()

    def tick(self) -> None:
        """Half open it when the pause is over, close it after the trial. The host calls this every second."""
        if not self.ok and self._clock() >= self.until:
            self.ok = self.half_open = True
            self._on_change()
        elif self.half_open and self._clock() >= self.until + TRIAL:
            self._forgive()
