"""Workers run turns: as many tasks as there are turns that wait for something, one when none does.

A turn that never suspends costs no task of its own. A worker that is about to suspend wakes another one first, so
that the turns behind it go on. Skills run in one task from first to last, for cancel scopes must.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from anyio.abc import TaskGroup

from shopbell.runtime.items import Item
from shopbell.runtime.stepping import stepwise

log = structlog.get_logger("shopbell.workers")

Run = Callable[[Item], Coroutine[Any, Any, None]]


def _nothing() -> None:
    pass


class Workers:
    """Runs items, at most ``limit`` at once."""

    def __init__(self, group: TaskGroup, run: Run, limit: int = 256) -> None:
        self._group, self._run, self._limit = group, run, limit
        self._ready: deque[Item] = deque()
        self._idle: list[asyncio.Future[None]] = []
        self._count = 0  # tasks, those left behind with a stuck skill not counted
        self._lost: set[asyncio.Task[Any]] = set()
        self.running: dict[Item, asyncio.Task[Any]] = {}  # suspended ones

    def start(self, item: Item) -> None:
        """Run an item as soon as a worker is free; the caller goes on first."""
        self._ready.append(item)
        self._wake()

    @property
    def waiting(self) -> int:
        """Items that no worker has taken yet."""
        return len(self._ready)

    def abandon(self, item: Item) -> None:
        """Leave a stuck turn's worker behind; its place is free for another."""
        task = self.running.pop(item, None)
        if task is not None:
            self._lost.add(task)
            self._count -= 1
            self._wake()

    def _wake(self) -> None:
        while self._idle:
            gate = self._idle.pop()
            if not gate.done():
                gate.set_result(None)
                return
        if self._count < self._limit and (self._count == 0 or self.running):
            self._count += 1
            self._group.start_soon(self._work, name="worker")

    async def _work(self) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 for the type checker: a coroutine always runs in a task
        loop = asyncio.get_running_loop()
        while task not in self._lost:
            while self._ready:
                item = self._ready.popleft()
                await self._one(item, task)
                if task in self._lost:
                    break
            else:
                gate = loop.create_future()
                self._idle.append(gate)
                await gate
        self._lost.discard(task)

    async def _one(self, item: Item, task: "asyncio.Task[Any]") -> None:
        def about_to_wait() -> Callable[[], None]:
            self.running[item] = task
            if self._ready:
                self._wake()
            return back

        def back() -> None:
            self.running.pop(item, None)

        try:
            await stepwise(self._run(item), about_to_wait)
        except Exception:  # the pipeline settles its items itself: this is a bug of ours, and must not end the worker
            log.exception("turn failed outside its pipeline", turn=item.turn_id)
            item.settle((), RuntimeError("the turn failed"))
