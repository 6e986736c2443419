"""Ends plugin code that keeps the event loop waiting: a thread notices, a signal handler raises in its frame."""

import asyncio
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

import structlog

from shopbell.plugin_host.finder import plugin_of

log = structlog.get_logger("shopbell.watchdog")

SILENCE = 1.0  # seconds without a beat
LOOK_EVERY = 0.25  # seconds; also how often the loop beats
SIGNAL = signal.SIGVTALRM  # nobody else's: test runners use SIGALRM, process managers SIGUSR1 and SIGUSR2


class LoopBlocked(BaseException):
    """Raised in a plugin's frame that keeps the whole shop waiting. Not an ``Exception``: plugins must not catch it."""


class Watchdog:
    """``start`` in the main thread; then ``beat`` in the loop, several times a second.

    A blocked C call that Python's signals do not interrupt cannot be ended; ``time.sleep``, sockets and every loop in
    Python can.
    """

    def __init__(self, on_block: Callable[[str, float], None], silence: float = SILENCE) -> None:
        self._on_block = on_block
        self._silence = silence
        self._beat = time.monotonic()
        self._main = threading.main_thread().ident
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._before: Any = None
        self._blocked: list[tuple[str, float]] = []

    def start(self) -> bool:
        """Begin to watch; False when this is not the main thread, which signals cannot reach then."""
        if threading.current_thread() is not threading.main_thread():
            log.warning("not in the main thread: blocking plugins cannot be interrupted")
            return False
        self._beat = time.monotonic()
        self._before = signal.signal(SIGNAL, self._interrupt)
        self._thread = threading.Thread(target=self._watch, name="shopbell-watchdog", daemon=True)
        self._thread.start()
        return True

    def stop(self) -> None:
        """Stop watching. The thread ends first: a late signal without a handler would end the process."""
        if self._thread is not None:
            self._stop.set()
            self._thread.join()
            signal.signal(SIGNAL, self._before)
            self._thread = None

    def beat(self) -> None:
        """The loop is alive; reports who had blocked it."""
        self._beat = time.monotonic()
        while self._blocked:
            plugin, seconds = self._blocked.pop()
            log.error("plugin blocked the shop", plugin=plugin, seconds=round(seconds, 1))
            self._on_block(plugin, seconds)

    async def run(self) -> None:
        """Beat until cancelled."""
        while True:
            self.beat()
            await asyncio.sleep(LOOK_EVERY)

    def _watch(self) -> None:
        while not self._stop.wait(LOOK_EVERY):
            if time.monotonic() - self._beat > self._silence and self._main is not None:
                signal.pthread_kill(self._main, SIGNAL)

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        silent = time.monotonic() - self._beat
        plugin = _running_plugin(frame)
        if plugin is None or silent < self._silence:
            return  # the core's own doing, or over already: raising there would break it
        self._blocked.append((plugin, silent))
        raise LoopBlocked(f"{plugin} kept the shop waiting for {silent:.1f} s")


def _running_plugin(frame: FrameType | None) -> str | None:
    while frame is not None:
        plugin = plugin_of(str(frame.f_globals.get("__name__", "")))
        if plugin is not None:
            return plugin
        frame = frame.f_back
    return None
