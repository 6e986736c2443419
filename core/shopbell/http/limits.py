"""How much a stranger may ask: token buckets in bounded memory."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable

import msgspec

from shopbell.errors import RequestError

TOO_MANY = "Too many requests"


class Rate(msgspec.Struct, frozen=True):
    """``burst`` at once, then ``per_second``. A rate of 0 is no limit."""

    per_second: float
    burst: int


# A household or an office behind one address. One conversation: above the core's own flood limit (20 turns in
# 10 s, answered politely), for this one only spares the disk.
PER_ADDRESS = Rate(per_second=50.0, burst=1_000)
PER_CONVERSATION = Rate(per_second=5.0, burst=60)


class Buckets:
    """One bucket per key, each a single number: the moment at which it will be full again (GCRA).

    A bucket that is full says nothing, so it is dropped; when ``capacity`` keys are not full, the one unused for
    longest goes. 20,000 buckets take about 3 MB.

    Source: ITU-T I.371, "Generic cell rate algorithm".
    """

    def __init__(self, rate: Rate, *, capacity: int = 20_000, now: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._capacity, self._now = rate, capacity, now
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._full_at)

    def take(self, key: str) -> float:
        """Take one token: 0.0, or the seconds until there is one (nothing is taken then)."""
        if self._rate.per_second <= 0:
            return 0.0
        now, cost = self._now(), 1 / self._rate.per_second
        full_at = max(self._full_at.get(key, now), now) + cost
        wait = full_at - now - cost * self._rate.burst
        if wait > 1e-9:
            return wait
        self._full_at[key] = full_at
        self._full_at.move_to_end(key)
        if len(self._full_at) > self._capacity:
            self._shrink(now)
        return 0.0

    def _shrink(self, now: float) -> None:
        for key in [key for key, full_at in self._full_at.items() if full_at <= now]:
            del self._full_at[key]
        # Down to nine tenths, so that a flood of new keys does not cost a sweep each.
        while len(self._full_at) > self._capacity * 9 // 10:
            self._full_at.popitem(last=False)


class Limits:
    """The limits of anonymous doors, per address and per conversation."""

    def __init__(
        self,
        address: Rate = PER_ADDRESS,
        conversation: Rate = PER_CONVERSATION,
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._address = Buckets(address, now=now)
        self._conversation = Buckets(conversation, now=now)

    def check_address(self, key: str) -> None:
        """Count one request of this address.

        Raises:
            RequestError: 429 with ``Retry-After``.
        """
        _refuse(self._address.take(key), "Too many requests from your address.")

    def check_conversation(self, key: str) -> None:
        """Count one message of this conversation. Raises as ``check_address``."""
        _refuse(self._conversation.take(key), "Too many messages in this conversation.")


def _refuse(wait: float, detail: str) -> None:
    if wait:
        raise RequestError(429, TOO_MANY, detail, retry_after=max(1, math.ceil(wait)))
