"""A shop of many messages moves to PostgreSQL and back: time, memory, and whether every row is the same."""

import asyncio
import time
from pathlib import Path
from typing import NamedTuple

import psutil

from shopbell.contracts import Write
from shopbell.runtime.commit import MESSAGE
from shopbell.stores.moving import Moved, move
from shopbell.stores.store import Store, open_store

from .report import Figure
from .served import scratch
from .store import server

AT_ONCE = 1_000


class Trip(NamedTuple):
    """One way. ``memory``: the most that the process had in use at any page, MB (10^6 bytes)."""

    seconds: float
    memory: float
    moved: dict[str, Moved]


def measure(messages: int, url: str) -> list[Figure]:
    """Move there and back; rows and checksums of both sides are compared."""
    with scratch() as folder, server(url) as at:
        there, back = asyncio.run(_measure(folder, at, messages))
        same = there.moved == back.moved and there.moved["message"].rows == messages
        return [
            Figure("messages", messages),
            Figure("there", there.seconds, "s"),
            Figure("back", back.seconds, "s"),
            Figure("memory at most", max(there.memory, back.memory), "MB"),
            Figure("rows and contents", "the same" if same else "differ", "", "the same", same),
        ]


async def _measure(folder: Path, url: str, messages: int) -> tuple[Trip, Trip]:
    joined = "&" if "?" in url else "?"
    stores = [
        await open_store(folder / "here"),
        await open_store(folder / "server", f"{url}{joined}schema=moving{time.time_ns()}"),
        await open_store(folder / "back"),
    ]
    try:
        await _fill(stores[0], messages)
        return await _timed(stores[0], stores[1]), await _timed(stores[1], stores[2])
    finally:
        for store in stores:
            await store.close()


async def _fill(store: Store, messages: int) -> None:
    body = bytes(range(256))
    for first in range(0, messages, AT_ONCE):
        numbers = range(first, min(messages, first + AT_ONCE))
        rows = [(16 * n, n % 997 + 1, n % 997 + 1, n, "customer", body[n % 200 :] + b"%d" % n) for n in numbers]
        await store.commit([Write(MESSAGE, row) for row in rows])


async def _timed(here: Store, there: Store) -> Trip:
    this = psutil.Process()
    most = 0

    def look(done: int, total: int) -> None:
        nonlocal most
        most = max(most, this.memory_info().rss)

    began = time.perf_counter()
    moved = await move(here, there, look)
    return Trip(time.perf_counter() - began, most / 1e6, dict(moved))
