"""Requests that wait for their answer, each with a time after which it waits no longer: one timer for many.

A timer per request, set and cancelled, is about 2 % of a turn's processor time; nearly none ever fires.
"""

import asyncio

GRAIN = 0.1  # seconds; nobody waits shorter than asked, and at most this much longer


class Patient:
    """Ends futures whose time is up."""

    def __init__(self) -> None:
        self._waiting: dict[int, set[asyncio.Future[None]]] = {}  # by the time, in grains, when they end

    async def wait(self, future: "asyncio.Future[None]", seconds: float) -> None:
        """Return when the future is done, by itself or because the time is up."""
        loop = asyncio.get_running_loop()
        ends = int((loop.time() + seconds) / GRAIN) + 1
        together = self._waiting.get(ends)
        if together is None:
            together = self._waiting[ends] = set()
            loop.call_at(ends * GRAIN, self._end, ends)
        together.add(future)
        try:
            await future
        finally:
            together.discard(future)

    def _end(self, ends: int) -> None:
        for future in self._waiting.pop(ends):
            if not future.done():
                future.set_result(None)
