"""Workers run turns: as many tasks as there are turns that wait for something, one when none does.

A turn that never suspends costs no task of its own. A worker that is about to suspend wakes another one first, so
that the turns behind it go on. Skills run in one task from first to last, for cancel scopes must.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from itertools import islice
from typing import Any, Generic, TypeVar

import structlog
from anyio.abc import TaskGroup

from shopbell.errors import whereabouts
from shopbell.runtime.stepping import resume

log = structlog.get_logger("shopbell.workers")

T = TypeVar("T")
IDLE_KEPT = 8
PREPARED_AT_ONCE = 32


class Workers(Generic[T]):
    """Runs things, at most ``limit`` at once, in the order they were started."""

    def __init__(
        self,
        group: TaskGroup,
        run: Callable[[T], Coroutine[Any, Any, None]],
        limit: int = 256,
        prepare: Callable[[Sequence[T]], None] | None = None,
    ) -> None:
        """``prepare`` hears of things that are run next, where there are several; it never raises."""
        self._group, self._run, self._limit, self._prepare = group, run, limit, prepare
        self._ready: deque[T] = deque()
        self._ahead = 0  # how many of them are prepared
        self._idle: list[asyncio.Future[None]] = []
        self._count = 0  # tasks; those left behind with a stuck skill are not counted
        self._active = 0  # tasks that are neither idle nor suspended: they will look at the queue
        self._suspended: dict[int, asyncio.Task[Any]] = {}  # id of the thing -> its worker
        self._lost: set[asyncio.Task[Any]] = set()

    def start(self, thing: T) -> None:
        """Run it as soon as a worker is free; the caller goes on first."""
        self._ready.append(thing)
        if not self._active:
            self._wake()

    def abandon(self, thing: T) -> None:
        """Leave the worker that hangs in this thing behind; another one takes its place."""
        task = self._suspended.pop(id(thing), None)
        if task is not None:
            self._lost.add(task)
            self._count -= 1
            if self._ready and not self._active:
                self._wake()

    def _wake(self) -> None:
        while self._idle:
            gate = self._idle.pop()
            if not gate.done():
                self._active += 1
                gate.set_result(None)
                return
        if self._count < self._limit:
            self._count += 1
            self._active += 1
            self._group.start_soon(self._work, name="worker")

    async def _work(self) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 for the type checker: a coroutine always runs in a task
        loop = asyncio.get_running_loop()
        while True:
            while self._ready:
                if self._ahead:
                    self._ahead -= 1
                elif self._prepare is not None and len(self._ready) > 1:
                    together = [*islice(self._ready, PREPARED_AT_ONCE)]
                    self._prepare(together)
                    self._ahead = len(together) - 1
                thing = self._ready.popleft()
                try:
                    work = self._run(thing)
                    try:
                        step = work.send(None)
                    except StopIteration:
                        continue  # the usual case: it never waited for anything
                    await self._wait_for(thing, work, step, task)
                except (
                    Exception
                ) as exc:  # things settle their own failures: a bug of ours, which must not end the worker
                    log.error("a worker's task failed", error=whereabouts(exc))
                if task in self._lost:
                    self._lost.discard(task)
                    return
            self._active -= 1
            if len(self._idle) >= IDLE_KEPT:
                self._count -= 1
                return
            self._idle.append(gate := loop.create_future())
            await gate

    async def _wait_for(self, thing: T, work: Coroutine[Any, Any, None], step: Any, task: "asyncio.Task[Any]") -> None:
        """The rest of a thing whose first step has to wait; others go on meanwhile."""
        self._suspended[id(thing)] = task
        self._active -= 1
        if self._ready and not self._active:
            self._wake()
        try:
            await resume(work, step)
        finally:
            if self._suspended.get(id(thing)) is task:  # else it was left behind, and another one has the thing
                del self._suspended[id(thing)]
                self._active += 1
