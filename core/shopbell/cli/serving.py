"""Runs a shop in the foreground until it is told to stop; shared by ``run`` and ``demo``."""

import asyncio
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlsplit

import structlog

from shopbell.app import Opening, RunningShop, running_shop
from shopbell.errors import ShopbellError

log = structlog.get_logger("shopbell")

LATE_SECONDS = 20.0  # beyond the grace for open turns; a shop that is not closed then ends anyway


def serve_until_stopped(how: Opening, say: Callable[[RunningShop], None]) -> None:
    """Open the shop, say where it is, serve until SIGINT or SIGTERM, close it gracefully.

    When its memory runs out it closes by itself, and this process runs the same command once more. A shop that does
    not manage to close is ended: everything accepted is on disk, and goes on at the next start.

    Raises:
        ShopbellError: it could not be opened; the sentence says why.
    """
    set_up_logging()
    serving = _Serving(how)
    try:
        run_loop(serving.run(say))
    finally:
        serving.closed()
    if serving.again:
        serving.start_again()


def run_loop(main: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine on the fast loop; a known error inside a task group comes out as itself."""
    try:
        if sys.platform == "win32":
            asyncio.run(main)
        else:
            import uvloop  # lazy: not on Windows

            uvloop.run(main)
    except BaseExceptionGroup as group:  # task groups wrap what ended them
        known = group.subgroup(ShopbellError)
        if known is None or len(known.exceptions) != len(group.exceptions):
            raise
        raise _first(known) from group


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    first = group.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first


class _Serving:
    """One run of the shop in this process."""

    def __init__(self, how: Opening) -> None:
        self._how = how._replace(restart=self._restart)
        self._stop = asyncio.Event()
        self._port = 0
        self._late: threading.Timer | None = None
        self.again = False  # the shop wants to be started anew

    async def run(self, say: Callable[[RunningShop], None]) -> None:
        """Open, serve, close."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop.set)
        async with running_shop(self._how) as shop:
            self._port = urlsplit(shop.url).port or 0
            say(shop)
            await self._stop.wait()
            # A thread, because what keeps the shop from closing may keep its event loop, too.
            self._late = threading.Timer(shop.config.server.shutdown_grace + LATE_SECONDS, self._end_anyway)
            self._late.daemon = True
            self._late.start()

    def closed(self) -> None:
        """It did close."""
        if self._late is not None:
            self._late.cancel()

    def _restart(self) -> None:
        self.again = True
        self._stop.set()

    def _end_anyway(self) -> None:
        log.error("the shop does not close in time and is ended; what is open goes on at the next start")
        if self.again:
            self.start_again()
        os._exit(1)

    def start_again(self) -> None:
        """Run the same command in this process's place, on the port and the data folder it had."""
        command = [*sys.orig_argv, "--port", str(self._port), "--data", str(self._how.data)]
        log.info("starting again")
        sys.stdout.flush()
        os.execv(sys.executable, command)  # noqa: S606 our own command line


def set_up_logging(level: str = "INFO") -> None:
    """One line per fact on stderr: words for people at a terminal, JSON for machines."""
    terminal = sys.stderr.isatty()
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer() if terminal else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
