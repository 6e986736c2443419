"""What a dialogue costs: a turn at its twentieth step, a hundred thousand that wait, ten thousand that fall due."""

import asyncio
import gc
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any, cast

import msgspec
import psutil

from shopbell.app import Opening, RunningShop, running_shop
from shopbell.chat import Dialogue, dialogue
from shopbell.clock import Clock
from shopbell.config.edit import write_text
from shopbell.config.file import FILE
from shopbell.contracts import Write
from shopbell.dialogues import journal
from shopbell.dialogues.journal import Entry, Pending, Run, decode_run, encode_run
from shopbell.dialogues.live_chat import Turning
from shopbell.dialogues.playing import Playing
from shopbell.dialogues.waiting import Wait
from shopbell.people import ConversationState, Customer
from shopbell.shop import ShopInfo

from .report import Figure, below, none_of
from .served import scratch

ENTRIES = (6, 20, 100, 200)
DAY_MS = 86_400_000
IDENTITY = (
    "INSERT INTO identity (id, customer_id, channel, account, address, created_at)"
    " VALUES (?, ?, 'bench', 'default', ?, ?)"
)
PLUGIN = '''"""Sleeps."""

from shopbell import Intent, dialogue, hookimpl


@dialogue("nap", Intent("nap", {"en": ["take a nap"]}))
async def nap(chat):
    await chat.sleep(86_400, key="nap")


@hookimpl
def shopbell_skills(scope):
    return [nap]
'''


class _Turn:
    """As much of a turn as a replay looks at."""

    id, now, conversation_id, language = 1, 0, 1, "en"
    shop, customer = ShopInfo(name="Bench"), Customer(id=1)


class _Turning:
    turn = _Turn()

    async def accept(self) -> None:
        return None

    def carried(self, *_: object) -> None:
        return None


def stepped(entries: int) -> tuple[Dialogue, bytes]:
    """A dialogue of steps and answers in turn, and its run that waits for the answer after so many entries."""

    def price(number: int) -> dict[str, Any]:
        return {"price": number, "name": "some product"}

    @dialogue("long")
    async def long(chat: Any) -> None:
        for number in range(entries):
            await chat.step(price, number, key="price")
            await chat.ask("Which one do you want?", key="which")

    run = Run("bench/long", long.code, "token")
    for number in range(entries // 2):
        again = f"#{number + 1}" if number else ""
        run.journal.append(Entry(journal.DONE, f"price{again}", price(number)))
        run.journal.append(Entry(journal.ANSWERED, f"which{again}", "the answer of the customer"))
    run.pending = Pending("ask", run.journal.pop().key, 1)
    return long, encode_run(run)


async def turn(long: Dialogue, body: bytes) -> bytes:
    """All that the engine does in a turn: decode, replay, take the answer, do the next step, ask, encode."""
    run = decode_run(body)
    playing = Playing(long, run, cast("Turning", _Turning()))
    wait = await playing.start()
    assert isinstance(wait, Wait)
    after = await playing.go_on(Entry(journal.ANSWERED, wait.key, "the answer of the customer"))
    assert isinstance(after, Wait)
    run.pending = Pending(after.kind, after.key, 1)
    playing.close()
    return encode_run(run)


def cost(entries: int) -> tuple[float, int]:
    """Microseconds per turn (median of 9 rounds of 300), and bytes of the row."""
    long, body = stepped(entries)

    async def rounds() -> list[float]:
        found = []
        for _ in range(9):
            began = time.perf_counter()
            for _ in range(300):
                await turn(long, body)
            found.append((time.perf_counter() - began) / 300 * 1e6)
        return found

    return median(asyncio.run(rounds())), len(body)


def sleepers(first: int, count: int, due: int, now: int, body: bytes) -> Iterator[list[Write]]:
    """Customers whose dialogue sleeps until ``due`` and a millisecond more each, in jobs of 1,000."""
    state = msgspec.msgpack.encode(ConversationState(told_automatic=True))
    for start in range(first, first + count, 1_000):
        writes: list[Write] = []
        for one in range(start, min(start + 1_000, first + count)):
            writes += [
                Write("INSERT INTO customer (id, created_at) VALUES (?, ?)", (one, now)),
                Write(IDENTITY, (one, one, f"c{one}", now)),
                Write("INSERT INTO conversation VALUES (?, ?, 1, 'bot', NULL, ?)", (one, one, state)),
                Write("INSERT INTO message VALUES (?, ?, ?, ?, 'customer', x'80')", (one * 16, one, one, now)),
                Write("INSERT INTO run VALUES (?, ?, 'naps/nap', 'waiting', ?, ?, 1, ?)", (one, one, now, now, body)),
                Write("INSERT INTO timer VALUES (?, 1, ?, 'sleep', ?)", (one, one, due + one)),
            ]
        yield writes


def new_shop(folder: Path) -> None:
    """A shop with a dialogue that sleeps for a day."""
    plugin = folder / "plugins" / "naps"
    plugin.mkdir(parents=True)
    write_text(folder / FILE, '[shop]\nname = "Naps"\n')
    write_text(plugin / "plugin.toml", 'name = "naps"\nversion = "1"\napi = 1\nsummary = "Naps."\n')
    write_text(plugin / "__init__.py", PLUGIN)


async def fill(shop: RunningShop, runs: int, due: int) -> None:
    """``due`` runs that sleep for a day, the rest of ``runs`` for a year."""
    now = shop.clock.now()
    code = cast("Dialogue", shop.host.epoch.dialogues["naps/nap"].skill).code
    run = Run("naps/nap", code, "token", pending=Pending("sleep", "nap", now + DAY_MS), seq=1)
    body = encode_run(run)
    for writes in sleepers(1, due, now + DAY_MS, now, body):
        await shop.store.commit(writes)
    for writes in sleepers(due + 1, runs - due, now + 365 * DAY_MS, now, body):
        await shop.store.commit(writes)


def opening(folder: Path, data: str, clock: Clock) -> Opening:
    """How the shop is opened; the shop's folder is the same for all data."""
    return Opening(folder / "shop", folder / data, port=0, clock=clock, watchdog=False)


async def standing(folder: Path, data: str) -> tuple[float, float]:
    """Start, and wait until everything is learned: seconds to be open, and megabytes resident then."""
    began = time.perf_counter()
    async with running_shop(opening(folder, data, Clock())) as shop:
        started = time.perf_counter() - began
        await shop.trainer.settled.wait()
        gc.collect()
        return started, psutil.Process(os.getpid()).memory_info().rss / 1e6


def stand(folder: Path, data: str) -> tuple[float, float]:
    """The same in a process of its own, for what the first shop has left in memory is the second one's."""
    with ProcessPoolExecutor(1, get_context("spawn")) as processes:
        return processes.submit(_stand, folder, data).result()


def _stand(folder: Path, data: str) -> tuple[float, float]:
    return asyncio.run(standing(folder, data))


async def filled(folder: Path, data: str, runs: int, due: int) -> None:
    """Data in which so many wait; none: data of a new shop."""
    async with running_shop(opening(folder, data, Clock())) as shop:
        await shop.trainer.settled.wait()
        if runs:
            await fill(shop, runs, due)


async def fired(folder: Path, data: str, runs: int, due: int) -> list[Figure]:
    """Let some of those that wait fall due at once."""
    clock = Clock()
    async with running_shop(opening(folder, data, clock)) as shop:
        clock.advance(DAY_MS + due + 1)
        shop.dialogues.look()
        began = time.perf_counter()
        while shop.dialogues.ended["finished"] < due:
            await asyncio.sleep(0.005)
        seconds = time.perf_counter() - began
        order = await shop.store.fetch("SELECT conversation_id FROM turn ORDER BY id")
        left = shop.dialogues.waiting - (runs - due)
    return [
        below(f"{due:,} that fall due at once", seconds, "s", 5),
        none_of("of these out of order", sum(earlier > later for earlier, later in pairwise(order))),
        none_of("of these left behind", left),
    ]


def waiting(folder: Path, runs: int, due: int) -> list[Figure]:
    """Start with none and with all that wait, then let some of them fall due."""
    new_shop(folder / "shop")
    asyncio.run(filled(folder, "none", 0, 0))
    asyncio.run(filled(folder, "many", runs, due))
    _, without = stand(folder, "none")
    started, grown = stand(folder, "many")
    return [
        below(f"start with {runs:,} that wait", started, "s", 1.5),
        below(f"memory for {runs:,} that wait", max(0.0, grown - without), "MB", 20),
        *asyncio.run(fired(folder, "many", runs, due)),
    ]


def measure(runs: int = 100_000, due: int = 10_000) -> Sequence[Figure]:
    """Cost per turn by length of the journal, then ``runs`` that wait, of which ``due`` fall due at once."""
    figures: list[Figure] = []
    for entries in ENTRIES:
        microseconds, size = cost(entries)
        name = f"turn at entry {entries} beyond the steps' own work"
        figures.append(below(name, microseconds, "us", 100) if entries == 20 else Figure(name, microseconds, "us"))
        figures.append(Figure(f"row at entry {entries}", size, "bytes"))
    with scratch() as folder:
        figures += waiting(folder, runs, due)
    return figures
