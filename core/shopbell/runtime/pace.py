"""How fast may be sent: a platform's rates."""

from collections.abc import Hashable

MOST_KEPT = 10_000  # addresses; then those whose time is over go


class Pace:
    """Messages in time: after a burst one every so many seconds.

    Source: generic cell rate algorithm, ITU-T I.371; one number per rate, no queue of times.
    """

    __slots__ = ("_next",)

    def __init__(self) -> None:
        self._next = 0.0  # monotonic seconds; when the bucket would be full again

    def wait(self, now: float, per_second: float, burst: float) -> float:
        """Seconds until the next may go; 0 or less: now."""
        return self._next - now - (max(burst, 1.0) - 1.0) / per_second

    def spend(self, now: float, per_second: float) -> None:
        """One goes."""
        self._next = max(self._next, now) + 1.0 / per_second

    def rests(self, now: float) -> bool:
        """As good as new?"""
        return self._next <= now


class Paces:
    """The paces of single addresses."""

    def __init__(self) -> None:
        self._paces: dict[Hashable, Pace] = {}

    def take(self, address: Hashable, now: float, per_minute: float) -> float:
        """Let one go to this address, or say how many seconds it has to wait."""
        pace = self._paces.get(address)
        if pace is None:
            if len(self._paces) >= MOST_KEPT:
                self._paces = {key: one for key, one in self._paces.items() if not one.rests(now)}
            pace = self._paces[address] = Pace()
        wait = pace.wait(now, per_minute / 60, per_minute)
        if wait <= 0:
            pace.spend(now, per_minute / 60)
        return wait
