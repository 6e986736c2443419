"""Requests inside plugin handlers: short ones hold the epoch, long ones are told when they have to go."""

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from types import TracebackType

    from shopbell.plugin_host.epoch import Epoch

LEAVE_SECONDS = 5.0  # a socket's handler has this long to say goodbye


class Visits:
    """The long-lived handlers (WebSocket, event stream) of one generation, which no lease protects."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[object]] = set()
        self._empty = asyncio.Event()
        self._empty.set()

    def __len__(self) -> int:
        return len(self._tasks)

    def add(self, task: "asyncio.Task[object]") -> None:
        """A handler goes on without a lease."""
        self._tasks.add(task)
        self._empty.clear()

    def discard(self, task: "asyncio.Task[object]") -> None:
        """It ended."""
        self._tasks.discard(task)
        if not self._tasks:
            self._empty.set()

    async def leave(self, seconds: float = LEAVE_SECONDS) -> None:
        """Wait until all have gone; what is still there after ``seconds`` is cancelled."""
        try:
            async with asyncio.timeout(seconds):
                await self._empty.wait()
        except TimeoutError:
            for task in self._tasks:
                task.cancel()
            try:
                async with asyncio.timeout(1.0):
                    await self._empty.wait()
            except TimeoutError:
                return  # it ignores its cancellation; shown as a zombie later


class Visit:
    """One request in a plugin's handler. The door::

    with Visit(host.epoch, found) as visit:
        request["visit"] = visit
        response = await found.handler(request)
    """

    def __init__(self, epoch: "Epoch", visits: Visits) -> None:
        self._epoch: Epoch | None = epoch
        self._visits = visits
        self._task: asyncio.Task[object] | None = None

    def __enter__(self) -> "Visit":
        if self._epoch is not None:
            self._epoch.acquire()
        return self

    def __exit__(
        self, kind: "type[BaseException] | None", error: BaseException | None, trace: "TracebackType | None"
    ) -> None:
        self._give_back()
        if self._task is not None:
            self._visits.discard(self._task)
            self._task = None

    def stays(self) -> None:
        """The response goes on for hours: give the lease back, be told by ``scope.closing`` instead."""
        task = asyncio.current_task()
        if self._epoch is not None and task is not None:
            self._task = task
            self._visits.add(task)
            self._give_back()

    def _give_back(self) -> None:
        if self._epoch is not None:
            self._epoch.release()
            self._epoch = None


async def release_long_lived(request: web.Request, response: web.StreamResponse) -> None:
    """A signal handler for ``Application.on_response_prepare``: sockets and event streams give their lease back."""
    if isinstance(response, web.WebSocketResponse) or response.content_type == "text/event-stream":
        visit = request.get("visit")
        if isinstance(visit, Visit):
            visit.stays()
