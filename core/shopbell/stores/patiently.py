"""For work in the background, which has nobody whom it could tell that the database is away."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from shopbell.errors import StoreError

T = TypeVar("T")

log = structlog.get_logger("shopbell.store")

PAUSE_SECONDS = 1.0


async def patiently(work: Callable[[], Awaitable[T]]) -> T:
    """Await ``work()``, and once more after each pause while the database refuses.

    What was done of it before it was refused is done again: hand over one step, or what may be repeated.
    """
    while True:
        try:
            return await work()
        except StoreError as exc:
            log.warning("work in the background waits for the database", reason=str(exc))
        await asyncio.sleep(PAUSE_SECONDS)
