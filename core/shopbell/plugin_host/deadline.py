"""Plugin code in a worker thread, under a deadline that also ends ``while True: pass``."""

import asyncio
import ctypes
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Generic, TypeVar

from shopbell.errors import LoadError

T = TypeVar("T")

INTERRUPTS, INTERRUPT_PAUSE = 5, 0.2  # a loop that catches everything is interrupted again, after seconds


class Overtime(BaseException):
    """Raised inside the thread whose time is up; not an ``Exception``, so that plugin code rarely swallows it."""


class _Work(threading.Thread, Generic[T]):
    """A daemon thread of its own: a stuck one must neither use up a pool nor keep the process from ending."""

    def __init__(self, work: Callable[[], T], done: Callable[[], object], name: str) -> None:
        super().__init__(name=f"shopbell-load-{name}", daemon=True)
        self._work: Callable[[], T] | None = work
        self._done = done
        self.result: list[T] = []
        self.error: BaseException | None = None
        self.over = False

    def run(self) -> None:
        try:
            self._try()
        except Overtime:  # the interrupt came between the work's last line and here
            self.error = self.error or Overtime()
        finally:
            self.over = True
            self._work = None
            with suppress(RuntimeError):  # the loop is closed: nobody waits
                self._done()

    def _try(self) -> None:
        try:
            assert self._work is not None  # noqa: S101 for the type checker
            self.result.append(self._work())
        except BaseException as exc:  # SystemExit of a plugin ends its load, not the shop
            self.error = exc

    def interrupt(self) -> None:
        """Raise ``Overtime`` at the thread's next bytecode. A blocking C call returns first."""
        if self.ident is not None and not self.over:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.ident), ctypes.py_object(Overtime))


async def in_thread(work: Callable[[], T], *, seconds: float, name: str, ends: bool = False) -> T:
    """Run ``work`` in a thread for at most ``seconds``.

    Python code that is still running then gets ``Overtime`` raised into it. What sits in a C call (``time.sleep``,
    a socket) cannot be ended: its thread is left behind, ends when the call returns, and does nothing after that.

    ``ends``: it is our own code and ends by itself soon. When nobody waits for it any more it is let be: a file that
    was being read would stay open otherwise.

    Raises:
        LoadError: the time is up.
        BaseException: what ``work`` raised, as it was.
    """
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    thread = _Work(work, lambda: loop.call_soon_threadsafe(ended.set), name)
    thread.start()
    try:
        if not await _within(ended, seconds):
            stuck = await _end(thread, ended)
            left = "; it sits in a call that cannot be ended, its thread stays until that returns" if stuck else ""
            raise LoadError(f"took longer than {seconds:g} s{left}")
        if isinstance(thread.error, asyncio.CancelledError | GeneratorExit):
            raise LoadError(f"it raised {type(thread.error).__name__}")  # its own doing: nobody cancelled us
        if thread.error is not None:
            raise thread.error
        return thread.result[0]
    finally:
        if not ends:
            thread.interrupt()  # nothing when it is over; the caller was cancelled otherwise
        thread.error = None  # a kept exception keeps frames, frames keep the generation
        del thread


async def _within(event: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True


async def _end(thread: "_Work[T]", ended: asyncio.Event) -> bool:
    """Interrupt a few times; True when the thread is still running."""
    for _ in range(INTERRUPTS):
        thread.interrupt()
        if await _within(ended, INTERRUPT_PAUSE):
            return False
    return True
