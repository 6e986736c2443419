"""Whose message goes next: the platform's rates, and of one account the oldest first."""

import asyncio
import time
from collections.abc import Callable, Mapping
from functools import partial
from heapq import heappop, heappush
from typing import Any

from shopbell.capabilities import PLAIN_TEXT, Capabilities
from shopbell.runtime.epochs import Epoch
from shopbell.runtime.lines import Line
from shopbell.runtime.pace import Paces
from shopbell.runtime.retries import Account, Accounts


class Turnstile:
    """Starts lines by ``start``, as soon as they may; ``later`` calls something after so many seconds."""

    def __init__(
        self,
        lines: Mapping[tuple[str, str, str], Line],
        accounts: Accounts,
        epoch: Callable[[], Epoch],
        start: Callable[[Line], None],
        later: Callable[[float, Callable[[], Any]], asyncio.TimerHandle],
    ) -> None:
        self._lines, self._accounts, self._epoch = lines, accounts, epoch
        self._start, self._later = start, later
        self._paces = Paces()

    def enter(self, line: Line) -> None:
        """The line's next message may go, as far as the line is concerned."""
        line.timer = None
        rates, now = self._rates(line.address[0]), time.monotonic()
        if rates.per_minute_to_one and (wait := self._paces.take(line.address, now, rates.per_minute_to_one)) > 0:
            line.timer = self._later(wait, partial(self.enter, line))
            return
        account = self._accounts.of(*line.address[:2])
        if not account.queue and not account.down and account.wait(now, rates.per_second) <= 0:
            account.spend(now, rates.per_second)
            self._start(line)
            return
        head = line.head()
        heappush(account.queue, (head.id if head is not None else 0, line.address))
        self._drain(account, rates.per_second)

    def left(self, line: Line) -> None:
        """A line's attempt is over: whoever waited to see how it went goes on."""
        account = self._accounts.of(*line.address[:2])
        account.probing = False  # also when nobody waits now: who comes next must not wait for a probe that is over
        if account.queue:
            self._drain(account, self._rates(line.address[0]).per_second)

    def lift(self) -> None:
        """The clock was moved: no pause holds any longer."""
        for (channel, _), account in self._accounts.all():
            account.lift()
            self._drain(account, self._rates(channel).per_second)

    def _drain(self, account: Account, per_second: float) -> None:
        """Start the lines that wait for their account, the oldest first; while it is down one alone tries."""
        account.stop_timer()
        now = time.monotonic()
        while account.queue and not account.probing:
            if (wait := account.wait(now, per_second)) > 0:
                account.timer = self._later(wait, partial(self._drain, account, per_second))
                return
            line = self._lines.get(heappop(account.queue)[1])
            if line is not None:
                account.spend(now, per_second)
                account.probing = account.down
                self._start(line)

    def _rates(self, channel: str) -> Capabilities:
        entry = self._epoch().channels.get(channel)
        return entry.capabilities if entry is not None else PLAIN_TEXT
