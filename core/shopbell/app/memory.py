"""The soft limit on memory: above it suspects are named, and when nothing else helps the shop starts itself again.

Memory belongs to the process, so nobody can be held to a share of it: what can be told is who was active since it
grew. A restart loses nothing, for everything accepted is on disk.
"""

import asyncio
import ctypes
import gc
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import structlog

from shopbell.errors import StoreError
from shopbell.plugin_host.marker import Marker
from shopbell.runtime.record import decode_record

if TYPE_CHECKING:
    from shopbell.app.shop import RunningShop

log = structlog.get_logger("shopbell.memory")

LOOK_EVERY = 5.0  # seconds
LOOKS_ABOVE = 6  # in a row, then it restarts
COLLECT_EVERY = 12  # looks above; a collection keeps everybody waiting for up to 0.1 s
SETTLED_SECONDS = 600.0  # a shop younger than this does not restart itself: never in a loop
EASE = 0.75  # of the limit: below it nothing has grown yet
SUSPECTS_MOST = 3
TURNS_READ = 2_000
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # of malloc.h
_LARGE = 128 * 1024  # bytes, where both thresholds start
RECENT = "SELECT at, record FROM turn ORDER BY id DESC LIMIT ?"


class Activity(NamedTuple):
    """One plugin's part in what happened."""

    plugin: str
    bundled: bool
    generation: int | None
    answers: int = 0  # since the memory grew, failed ones too


class Memory:
    """Looks at the resident size every few seconds.

    Args:
        limit_mb: the limit now, in MB of 2^20 bytes.
        activity: plugins and their answers since that many seconds ago.
        restart: drains the shop and starts it again; None where nobody can.
        resident: the resident size in bytes.
        now: monotonic seconds.
    """

    def __init__(
        self,
        limit_mb: Callable[[], int],
        activity: Callable[[float], Awaitable[list[Activity]]],
        restart: Callable[[], None] | None,
        *,
        resident: Callable[[], int] | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit_mb, self._activity, self._restart = limit_mb, activity, restart
        self._resident, self._now = resident or resident_bytes, now
        self._started = self._small_at = now()
        self._generations: Mapping[str, int | None] = {}  # when it was small
        self._above = 0  # looks in a row
        self._named: list[str] = []  # the suspects of the last look
        self.reason = ""  # a sentence for the owner while it is above its limit

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> None:
        """One look, and what follows from it."""
        limit, size = self._limit_mb() << 20, self._resident()
        if size > limit and self._above % COLLECT_EVERY == 0:
            give_back()
            size = self._resident()
        if size <= limit:
            if size <= limit * EASE:
                await self._remember_small()
            if self._above:
                log.info("memory is below its limit again", resident_mb=size >> 20)
            self._above, self.reason = 0, ""
            return
        self._above += 1
        await self._tell(size)
        if self._above >= LOOKS_ABOVE and self._may_restart() and self._restart is not None:
            log.error("the shop restarts: its memory stays above the limit", resident_mb=size >> 20)
            self._above = 0
            self._restart()

    async def _remember_small(self) -> None:
        self._small_at = self._now()
        self._generations = {one.plugin: one.generation for one in await self._activity(0.0)}

    def _may_restart(self) -> bool:
        return self._restart is not None and self._now() - self._started >= SETTLED_SECONDS

    async def _tell(self, size: int) -> None:
        active = await self._activity(self._now() - self._small_at)
        suspects = name_suspects(active, self._generations)
        named = [name for name, _ in suspects]
        if self._above == 1 or named != self._named:  # who answered may become known with the turn's commit only
            log.warning("memory above its limit", resident_mb=size >> 20, suspects=named)
        self._named = named
        self.reason = (
            f"{size >> 20} MB of memory are in use, [server] memory_limit_mb is {self._limit_mb()}"
            + (f"; since it grew: {', '.join(f'{name} {did}' for name, did in suspects)}" if suspects else "")
            + ("; the shop restarts soon" if self._may_restart() else "")
        )


def name_suspects(active: Iterable[Activity], before: Mapping[str, int | None]) -> list[tuple[str, str]]:
    """Who may be it, likeliest first, with what it did: the shop's own plugins before bundled ones."""
    found = []
    for one in active:
        loaded = bool(before) and one.generation is not None and before.get(one.plugin) != one.generation
        if loaded or one.answers:
            did = [f"answered {one.answers} times" if one.answers != 1 else "answered once"] if one.answers else []
            did += ["was loaded"] if loaded else []
            found.append(((one.bundled, -one.answers, one.plugin), (one.plugin, " and ".join(did))))
    return [named for _, named in sorted(found)[:SUSPECTS_MOST]]


async def activity_of(shop: "RunningShop", marker: Marker, seconds: float) -> list[Activity]:
    """What plugins did in the last seconds, read from the record of turns and the marks of those that go on."""
    answers: Counter[str] = Counter()
    rows: list[tuple[Any, ...]] = []
    if seconds:
        answers.update(mark.plugin for mark in marker.under_way() if mark.turn_id)
        since = shop.clock.now() - int(seconds * 1000)
        with suppress(StoreError):  # it is away: the marks alone tell then
            rows = await shop.store.fetch(RECENT, (TURNS_READ,))
        for at, record in rows:
            if at < since:
                break
            decided = decode_record(record)
            answers.update(skill.partition("/")[0] for skill in (*decided.failed, decided.skill or ""))
    return [Activity(one.name, one.kind == "bundled", one.generation, answers[one.name]) for one in shop.host.plugins()]


def resident_bytes() -> int:
    """The memory this process has now; the most it ever had where the system tells no more (macOS)."""
    try:
        pages = Path("/proc/self/statm").read_bytes().split()[1]
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def one_heap() -> None:
    """Let all threads share the C library's first heap; before threads are started.

    With a heap for each, what one thread has freed is of no use to the next: a process that opened shop after shop grew
    by 10 MB each (glibc, ``mallopt(3)``). Python's own lock keeps threads from meeting there.

    Its thresholds are held where they start. Left alone they rise with the first large block that is freed, to twice
    32 MB: from then on a model or a file of some MB that was read once stays with the process.
    """
    with suppress(OSError, AttributeError):  # not glibc
        settings = ctypes.CDLL(None)
        settings.mallopt(_ARENA_MAX, 1)
        settings.mallopt(_TRIM_THRESHOLD, _LARGE)
        settings.mallopt(_MMAP_THRESHOLD, _LARGE)


def give_back() -> None:
    """Collect garbage, and let the C library return what is free to the system."""
    gc.collect()
    with suppress(OSError, AttributeError):  # not glibc: it returns memory by itself, or never
        ctypes.CDLL(None).malloc_trim(0)
