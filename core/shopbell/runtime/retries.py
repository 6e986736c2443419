"""What becomes of a message after one attempt: sent, again later, parked for a person, refused."""

import asyncio
import time
from collections.abc import Mapping
from random import Random
from typing import NamedTuple

from shopbell.errors import DeliveryError
from shopbell.people import Stopped
from shopbell.runtime.pace import Pace

PARK_AFTER_SECONDS = 15 * 60.0  # one address may be blocked that long by a temporary failure
AUTH_PAUSE_SECONDS = 60.0
PROBE_SECONDS = 30.0
AGAIN = frozenset(("rate_limited", "temporary"))
REASONS: Mapping[str, str] = {
    "auth": "the channel's key is not accepted",
    "invalid": "the platform finds the message invalid",
    "undeliverable": "the address cannot be reached",
    "user_blocked": "the customer blocked the shop",
    "opted_out": "the customer opted out",
    "window_closed": "the platform's time window is closed",
    "window_quota": "the platform's window quota is used up",
    "quota": "the account's quota is used up",
}


# What a refusal says about the address, whatever is sent there next; see ``people.Stopped``.
STOPS: Mapping[str, int] = {
    "user_blocked": Stopped.BLOCKED,
    "undeliverable": Stopped.UNREACHABLE,
    "opted_out": Stopped.NOTICES,
}


class Account:
    """One channel account: paused as a whole when the platform says so, or when every address fails."""

    __slots__ = ("_failing", "_pace", "_until", "_worked_at", "probing", "queue", "refused", "timer")

    def __init__(self) -> None:
        self.queue: list[tuple[int, tuple[str, str, str]]] = []  # a heap: oldest row, its address
        self.timer: asyncio.TimerHandle | None = None  # when the next of them may go
        self.probing = False  # it is down, and one message is out to see whether it still is
        self.refused = False  # its key is not accepted
        self._pace = Pace()
        self._failing: dict[str, float] = {}  # address -> monotonic seconds of its first failure in a row
        self._until = 0.0
        self._worked_at = 0.0  # monotonic seconds of the last message that got through

    def pause(self, seconds: float) -> None:
        """Send nothing of this account for so long."""
        self._until = max(self._until, time.monotonic() + seconds)

    def paused(self, now: float) -> float:
        """Seconds still to wait; 0 or less: go on."""
        return self._until - now

    def wait(self, now: float, per_second: float) -> float:
        """Seconds until the next may go out, by pauses and by the platform's rate; 0 or less: now."""
        paused = self._until - now
        return max(paused, self._pace.wait(now, per_second, per_second / 4)) if per_second else paused

    def spend(self, now: float, per_second: float) -> None:
        """One goes out."""
        if per_second:
            self._pace.spend(now, per_second)

    def stop_timer(self) -> None:
        """It is looked at now."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def lift(self) -> None:
        """The clock was moved: every pause is over."""
        self._until = 0.0

    def worked(self, address: str) -> None:
        """A message to this address got through: the account is not down. Others may go on failing."""
        self.refused = False
        self._failing.pop(address, None)
        self._worked_at = time.monotonic()

    def failed(self, address: str) -> float:
        """An address failed; returns for how many seconds it has been failing."""
        now = time.monotonic()
        return now - self._failing.setdefault(address, now)

    @property
    def down(self) -> bool:
        """Does nothing get through? Then nothing parks: the rows wait and are caught up, oldest first."""
        return len(self._failing) >= 2 and self._worked_at < min(self._failing.values())


class Accounts:
    """All accounts that had something to send."""

    def __init__(self) -> None:
        self._accounts: dict[tuple[str, str], Account] = {}

    def of(self, channel: str, account: str) -> Account:
        """That account's state."""
        return self._accounts.setdefault((channel, account), Account())

    def all(self) -> list[tuple[tuple[str, str], Account]]:
        """Each with its channel and name."""
        return list(self._accounts.items())

    def troubles(self) -> list[str]:
        """Sentences about accounts whose key is refused."""
        return [
            f"{channel}/{name}: {REASONS['auth']} (expired, or taken back); messages wait until it is renewed"
            for (channel, name), account in self._accounts.items()
            if account.refused
        ]


class Fate(NamedTuple):
    """The state to store, why, and how long the line waits (seconds)."""

    state: str
    reason: str = ""
    pause: float = 0.0
    stops: int = 0  # bits of people.Stopped: what the address must not be sent any more


def retry_delay(attempt: int, rng: Random) -> float:
    """Decide how long the outbox waits before it tries a message again.

    Args:
        attempt: failed sends so far, from 1.
        rng: source of the jitter; tests pass ``Random(0)``.

    Returns:
        Seconds to wait, uniform in [0, min(900, 2 ** attempt)].

    Raises:
        ValueError: ``attempt`` is below 1.

    Source: M. Brooker, "Exponential Backoff And Jitter", 2015.
    """
    if attempt < 1:
        raise ValueError("attempts count from 1")
    return rng.uniform(0, min(900.0, 2.0 ** min(attempt, 10)))


def fate_of(
    error: BaseException | None, attempts: int, payment: bool, account: Account, address: str, rng: Random,
    idempotent: bool = False,
) -> Fate:  # fmt: skip
    """Decide after one attempt.

    Args:
        error: what the channel raised; None: handed over.
        attempts: sends so far, this one counted.
        payment: a request for money is never sent twice when its fate is unknown.
        account: told how it went; paused for account-wide refusals.
        address: whose line it is.
        rng: for the jitter.
        idempotent: the platform drops a second copy, so an unknown fate is a temporary one.
    """
    if error is None or (isinstance(error, DeliveryError) and error.kind == "already_sent"):
        account.worked(address)
        return Fate("sent")
    kind = error.kind if isinstance(error, DeliveryError) else "unknown"
    retry_after = error.retry_after if isinstance(error, DeliveryError) else None
    if kind == "auth":
        account.pause(AUTH_PAUSE_SECONDS)
        account.refused = True
        return Fate("due", REASONS[kind], AUTH_PAUSE_SECONDS)
    if kind in REASONS:
        return Fate("refused", REASONS[kind], stops=int(STOPS.get(kind, 0)))
    if kind == "unknown" and not idempotent and (payment or attempts >= 2):
        return Fate("parked", "it may have arrived: the connection broke while it was sent")
    failing = account.failed(address)
    wait = retry_after if retry_after is not None else retry_delay(attempts, rng)
    if isinstance(error, DeliveryError) and error.scope == "account":
        account.pause(wait)
    elif account.down:  # nothing gets through at all: from time to time one tries, the others wait
        wait = min(wait, PROBE_SECONDS)
        account.pause(wait)
    elif failing > PARK_AFTER_SECONDS:
        return Fate("parked", "it could not be delivered for a quarter of an hour")
    return Fate("due", "trying again", wait)
