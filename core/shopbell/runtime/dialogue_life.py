"""What becomes of dialogues between turns: timers that wake them, work in the background, and how many there are.

Runs are not in memory, but for the most recent: 100,000 that wait cost rows and nothing else.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import structlog
from anyio.abc import TaskGroup

from shopbell.clock import Clock
from shopbell.contracts import Write
from shopbell.crash_points import crash_point
from shopbell.dialogues.journal import FAILED, WAITING, Entry, decode_run
from shopbell.dialogues.recent import RecentRuns
from shopbell.dialogues.runs import HELD_MS, Result
from shopbell.errors import Conflict, StoreError
from shopbell.runtime.epochs import Epoch
from shopbell.runtime.items import Done, Due
from shopbell.stores.patiently import patiently
from shopbell.stores.store import Store

log = structlog.get_logger("shopbell.dialogues")

BATCH = 256  # timers in hand at once, in their order
REST_SECONDS = 30.0  # between two looks when nothing is known to be due: the wall clock may have been set
TROUBLE_SECONDS = 1.0  # pause when the database refuses
CONFLICT_MS = 600_000
BACKGROUND_AT_ONCE = 32
START_AGAIN = 0  # the time of a ``Due`` that only starts lost work in the background again
DUE = "SELECT run_id, seq, conversation_id, due_at FROM timer WHERE due_at <= ? ORDER BY due_at, run_id LIMIT ?"
NEXT = "SELECT min(due_at) FROM timer"
LOST_WORK = (
    "SELECT timer.run_id, timer.seq, timer.conversation_id FROM timer WHERE kind = 'background' AND run_id > ?"
    " ORDER BY run_id LIMIT ?"
)
CUT_SHORT = (
    "SELECT timer.run_id, timer.seq, timer.conversation_id, timer.due_at, run.body"
    " FROM timer JOIN run ON run.id = timer.run_id"
    " WHERE timer.due_at <= ? AND timer.kind = 'held' AND run.status = 'waiting' ORDER BY timer.run_id"
)
UNDONE = "SELECT 1 FROM inbox WHERE id = ? AND done = 0"
AWAITED = "SELECT DISTINCT kind FROM wait"
COUNT = "SELECT count(*) FROM run WHERE status = 'waiting'"
LATER = "UPDATE timer SET due_at = ? WHERE run_id = ? AND seq = ? AND due_at = ?"
FORGET = "DELETE FROM timer WHERE run_id = ? AND seq = ? AND due_at = ?"

Wake = Callable[[int, Due | Done], Awaitable[bool]]


class DialogueLife:
    """Wakes runs when their time has come; told by each turn's commit what has changed."""

    def __init__(self, store: Store, clock: Clock, wake: Wake, group: TaskGroup) -> None:
        self._store, self._clock, self._wake, self._group = store, clock, wake, group
        self.recent = RecentRuns()
        self.events: frozenset[str] = frozenset()  # kinds that runs wait for
        self.waiting = 0
        self.begun = 0
        self.ended: Counter[str] = Counter()  # since the start, by status
        self._next: int | None = None  # when the earliest known timer is due
        self._news = asyncio.Event()
        self._places = asyncio.Semaphore(BACKGROUND_AT_ONCE)

    async def load(self) -> None:
        """At start: how many there are and which events they wait for."""
        self.events = frozenset(kind for (kind,) in await self._store.fetch(AWAITED))
        [(self.waiting,)] = await self._store.fetch(COUNT)

    def committed(
        self,
        conversation_id: int,
        results: list[Result],
        untouched: list[tuple[int, int, bytes]],
        background: list[tuple[int, int, Callable[[], Any]]],
        epoch: Epoch,
    ) -> None:
        """A turn that worked on dialogues is on disk."""
        for run_id, rev, body in untouched:
            self.recent.keep(run_id, conversation_id, rev, body)
        for run_id, row, rev in results:
            new, pending = rev == 1, row.pending
            self.begun += new
            self.waiting += new and row.status == WAITING
            if row.status != WAITING:
                self.ended[row.status] += 1
                self.waiting -= not new
                continue
            self.recent.keep(run_id, conversation_id, rev, row.body)
            if pending is not None:
                if pending.kind == "event":
                    self.events |= {pending.event}
                if pending.due is not None and (self._next is None or pending.due < self._next):
                    self.look()
        for run_id, seq, work in background:
            self.start(conversation_id, run_id, seq, work, epoch)

    # -- timers ----------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Look at once: a timer was set, or the clock was moved."""
        self._news.set()

    async def run(self) -> None:
        """Wake what is due, for ever."""
        await self._start_lost_work()
        await self._go_on_where_cut_short()
        while True:
            self._news.clear()
            try:
                pause = await self._round()
            except StoreError as exc:
                log.warning("timers wait for the database", reason=str(exc))
                pause = TROUBLE_SECONDS
            try:
                async with asyncio.timeout(pause):
                    await self._news.wait()
            except TimeoutError:
                continue

    async def _round(self) -> float:
        """Wake what is due now; returns seconds until the next look."""
        rows = await self._store.fetch(DUE, (self._clock.now(), BATCH))
        while rows:
            crash_point("before timer")
            waking = [self._one(conversation_id, Due(run_id, seq, at)) for run_id, seq, conversation_id, at in rows]
            failed = [one for one in await asyncio.gather(*waking, return_exceptions=True) if one is not None]
            for one in failed:
                if not isinstance(one, StoreError):
                    raise one
            crash_point("after timer")
            if failed:
                return TROUBLE_SECONDS
            rows = await self._store.fetch(DUE, (self._clock.now(), BATCH))
        [(self._next,)] = await self._store.fetch(NEXT)
        if self._next is None:
            return REST_SECONDS
        return min(REST_SECONDS, max(0.0, (self._next - self._clock.now()) / 1000))

    async def _go_on_where_cut_short(self) -> None:
        """Runs whose turn had begun an irreversible step when the process ended, and does not come again by itself.

        A message's or event's turn does: it is found undone in the inbox, and its run is left to it.
        """
        for run_id, seq, conversation_id, at, body in await patiently(
            partial(self._store.fetch, CUT_SHORT, (self._clock.now() + HELD_MS,))
        ):
            run = decode_run(body)
            if run.pending is None and not await patiently(partial(self._store.fetch, UNDONE, (run.turn,))):
                await patiently(partial(self._one, conversation_id, Due(run_id, seq, at)))

    async def _one(self, conversation_id: int, due: Due) -> None:
        try:
            known = await self._wake(conversation_id, due)
        except Conflict:  # its turn can never be committed as things are: not a second time at once
            log.error("timer cannot be worked off", run=due.run_id)
            await self._store.commit([Write(LATER, (self._clock.now() + CONFLICT_MS, due.run_id, due.seq, due.at))])
            return
        if not known:  # nobody is there whom it could be said to
            await self._store.commit([Write(FORGET, (due.run_id, due.seq, due.at))])

    # -- work in the background ------------------------------------------------------------------------------------

    def start(self, conversation_id: int, run_id: int, seq: int, work: Callable[[], Any], epoch: Epoch) -> None:
        """Begin it now; its plugin stays loaded meanwhile, as for an open turn."""
        epoch.acquire()
        self._group.start_soon(self._background, conversation_id, run_id, seq, work, epoch, name="background work")

    async def _background(
        self, conversation_id: int, run_id: int, seq: int, work: Callable[[], Any], epoch: Epoch
    ) -> None:
        try:
            async with self._places:
                entry = await work()
        except Exception as exc:  # the edge of a plugin: its result is no plain data
            entry = Entry(FAILED, "", [type(exc).__name__, str(exc)[:500]])
        finally:
            epoch.release()
        await patiently(partial(self._wake, conversation_id, Done(run_id, seq, entry)))

    async def _start_lost_work(self) -> None:
        last = 0
        while rows := await patiently(partial(self._store.fetch, LOST_WORK, (last, BATCH))):
            for run_id, seq, conversation_id in rows:
                await patiently(partial(self._wake, conversation_id, Due(run_id, seq, START_AGAIN)))
            last = rows[-1][0]
