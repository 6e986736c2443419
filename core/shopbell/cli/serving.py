"""Runs a shop in the foreground until it is told to stop; shared by ``run`` and ``demo``."""

import asyncio
import logging
import signal
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from shopbell.app import Opening, RunningShop, running_shop
from shopbell.errors import ShopbellError


def serve_until_stopped(how: Opening, say: Callable[[RunningShop], None]) -> None:
    """Open the shop, say where it is, serve until SIGINT or SIGTERM, close it gracefully.

    Raises:
        ShopbellError: it could not be opened; the sentence says why.
    """
    set_up_logging()
    run_loop(_serve(how, say))


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


async def _serve(how: Opening, say: Callable[[RunningShop], None]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with running_shop(how) as shop:
        say(shop)
        await stop.wait()


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
