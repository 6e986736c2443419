"""How much one visitor, one address and all together may do at an anonymous door."""

import ipaddress
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from shopbell import RequestError


class Buckets:
    """A token bucket per key: ``per_minute`` in the long run, a third of it at once.

    A bucket that has filled up again is forgotten by ``sweep``, so memory follows the active keys.
    """

    def __init__(self, per_minute: int, now: Callable[[], float]) -> None:
        self._rate = per_minute / 60
        self._size = max(1.0, per_minute / 3)
        self._now = now
        self._levels: dict[str, tuple[float, float]] = {}  # key -> tokens left, at that time

    def wait(self, key: str) -> float:
        """Take one token: 0.0 when there was one, else the seconds until there is."""
        level, now = self._level(key), self._now()
        if level < 1:
            return (1 - level) / self._rate
        self._levels[key] = level - 1, now
        return 0.0

    def sweep(self) -> None:
        """Forget those who have been quiet."""
        full = [key for key in self._levels if self._level(key) >= self._size]
        for key in full:
            del self._levels[key]

    def _level(self, key: str) -> float:
        level, at = self._levels.get(key, (self._size, self._now()))
        return min(self._size, level + (self._now() - at) * self._rate)


class Places:
    """Open sockets and long polls, counted per client address and in all."""

    def __init__(self, in_all: int, per_address: int) -> None:
        self._in_all, self._per_address = in_all, per_address
        self._taken: Counter[str] = Counter()
        self._total = 0

    @contextmanager
    def take(self, address: str) -> Iterator[None]:
        """Hold one place.

        Raises:
            RequestError: 429 for an address that has too many, 503 when the shop has.
        """
        if self._taken[address] >= self._per_address:
            raise RequestError(429, "Too many open chats", "Close one of the other windows.", retry_after=30)
        if self._total >= self._in_all:
            raise RequestError(503, "The chat is full", "Please try again in a minute.", retry_after=30)
        self._taken[address] += 1
        self._total += 1
        try:
            yield
        finally:
            self._total -= 1
            self._taken[address] -= 1
            if not self._taken[address]:
                del self._taken[address]


def subscriber(client: str) -> str:
    """What one client cannot change at will: its address, or the /64 of an IPv6 address."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    if address.version == 4 or address.ipv4_mapped:
        return client
    return str(ipaddress.ip_network((address, 64), strict=False))
