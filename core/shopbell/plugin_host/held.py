"""An async context manager of a plugin, held open by a task of its own."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import anyio
from anyio.abc import TaskGroup

from shopbell.errors import LoadError
from shopbell.plugin_host.faults import is_fault

ENTER_SECONDS, LEAVE_SECONDS = 10.0, 5.0


class Held:
    """Enters, waits, leaves: all in one task, for a task group must end in the task that began it.

    A crash of something inside (a polling task of a channel) cancels that task alone.
    """

    def __init__(self, name: str, make: Callable[[], AbstractAsyncContextManager[None]]) -> None:
        self.name = name
        self._make = make
        self._leave, self._entered, self._gone = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._scope = anyio.CancelScope()
        self._error: BaseException | None = None
        self.open = False
        self.on_crash: Callable[[BaseException], None] | None = None

    async def enter(self, tasks: TaskGroup) -> None:
        """Open it.

        Raises:
            TimeoutError: not open after ``ENTER_SECONDS``.
            BaseException: what it raised.
        """
        tasks.start_soon(self._hold, name=self.name)
        await self._entered.wait()
        if self._error is not None:
            error, self._error = self._error, None
            try:
                raise error
            finally:
                del error
        if not self.open:
            raise LoadError(f"{self.name} ended before it was open")

    async def leave(self, seconds: float = LEAVE_SECONDS) -> None:
        """Close it; cancelled when it takes longer than ``seconds``. Returns when its task has ended."""
        self.on_crash = None
        self._leave.set()
        try:
            async with asyncio.timeout(seconds):
                await self._gone.wait()
        except TimeoutError:
            self._scope.cancel()
            with anyio.move_on_after(seconds):
                await self._gone.wait()

    async def _hold(self) -> None:
        try:
            with self._scope:
                # Not ``fail_after``: a task group inside opens its scope within and keeps it beyond the deadline.
                async with asyncio.timeout(ENTER_SECONDS) as deadline:
                    async with self._make():
                        deadline.reschedule(None)
                        self.open = True
                        self._entered.set()
                        await self._leave.wait()
        except BaseException as exc:
            if not is_fault(exc):
                raise
            self._ended_with(exc)
        finally:
            self.open = False
            self._entered.set()
            self._gone.set()

    def _ended_with(self, error: BaseException) -> None:
        if not self._entered.is_set():
            self._error = error
        elif self.on_crash is not None:
            self.on_crash(error)
