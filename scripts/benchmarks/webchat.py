"""Thousands of open web chats: how long an answer takes beside a server without work, and what an idle one weighs.

Messages go out at fixed moments whether or not the last was answered, and a delay counts from the moment the message
was due: a server that stalls cannot hide it by slowing its load down.
"""

import asyncio
import json
import os
import resource
import time
from collections.abc import AsyncIterator
from pathlib import Path
from statistics import quantiles

import aiohttp
import tomlkit

from .load import QUESTIONS
from .report import Figure, below, none_of
from .served import LOAD_CORE, Served, free_port, fsync_ms, new_shop, program, running_shop, scratch, served
from .turns import until_trained

PER_ADDRESS = 20  # sockets behind one client address: the shop's own limits stay switched on
FIRST = 100  # sockets opened before memory is read, so that what all share is not counted


class Visitor:
    """One open chat. ``waiting`` holds the moments of messages without an answer."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.waiting: list[float] = []
        self.said = 0

    async def listen(self, took: list[float]) -> None:
        """Note the delay of each answer: a message frame of the shop, or our own frame come back."""
        async for frame in self.socket:
            heard = json.loads(frame.data)
            if heard["type"] == "message" and heard.get("author") != "customer" and self.waiting:
                took.append(time.perf_counter() - self.waiting.pop(0))

    async def say(self, text: str, due: float) -> None:
        """Send one message that was due at ``due``."""
        self.said += 1
        self.waiting.append(due)
        await self.socket.send_str(json.dumps({"type": "message", "id": f"m{self.said}", "text": text}))


def measure(sockets: int = 2000, rate: int = 500, seconds: int = 10) -> list[Figure]:
    """Load the baseline, then the shop, with the same sockets and rate."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = sockets + 500
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), max(hard, wanted) if os.geteuid() == 0 else hard))
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {LOAD_CORE})
    with scratch() as folder:
        port = free_port()
        command = program("no_work", str(port))
        with served(command, port, folder / "no-work.log") as idle:
            idle.wait_ready("/readyz")
            base, _, lost = asyncio.run(chat(idle, sockets, rate, seconds))
        config = new_shop(folder)
        trust_this_machine(config / "shopbell.toml")
        with running_shop(config, folder / "data", pin=True) as shop:
            until_trained(shop)
            took, weight, unanswered = asyncio.run(chat(shop, sockets, rate, seconds))
        probe = fsync_ms(folder)
    return [
        Figure("99 % answered within", percentile(took, 99), "ms"),
        Figure("the same without work", percentile(base, 99), "ms"),
        Figure("half answered within", percentile(took, 50), "ms"),
        Figure("the same without work, half", percentile(base, 50), "ms"),
        Figure("answers", len(took)),
        none_of("without an answer", unanswered),
        none_of("without an answer, without work", lost),
        below("memory per idle socket", weight, "KB", 40),
        Figure("fsync probe", probe, "ms"),
    ]


def trust_this_machine(file: Path) -> None:
    """Let the load speak for many addresses, as a proxy before the shop does."""
    document = tomlkit.parse(file.read_text())
    document.setdefault("server", tomlkit.table())["trusted_proxies"] = ["127.0.0.1"]
    file.write_text(tomlkit.dumps(document))


def percentile(took: list[float], share: int) -> float:
    """In milliseconds."""
    return quantiles(took, n=100)[share - 1] * 1000


async def chat(server: Served, sockets: int, rate: int, seconds: int) -> tuple[list[float], float, int]:
    """Open all sockets, then talk: delays in seconds, KB per idle socket, messages nobody answered."""
    took: list[float] = []
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session, asyncio.TaskGroup() as group:
        visitors = [await enter(session, server, number) for number in range(FIRST)]
        before = server.resident_mb()
        visitors += [await enter(session, server, number) for number in range(FIRST, sockets)]
        await asyncio.sleep(1)
        weight = (server.resident_mb() - before) * 1000 / (sockets - FIRST)
        listening = [group.create_task(visitor.listen(took)) for visitor in visitors]
        await talk(visitors, rate, seconds)
        for _ in range(100):
            if not any(visitor.waiting for visitor in visitors):
                break
            await asyncio.sleep(0.05)
        for task in listening:
            task.cancel()
    return took, weight, sum(len(visitor.waiting) for visitor in visitors)


async def enter(session: aiohttp.ClientSession, server: Served, number: int) -> Visitor:
    """Open one chat and say hello; the answer (welcome, ready) is read before anything is measured."""
    address = f"10.1.{number // PER_ADDRESS // 250}.{number // PER_ADDRESS % 250 + 1}"
    socket = await session.ws_connect(f"{server.url}/chat/ws", headers={"X-Forwarded-For": address}, max_msg_size=0)
    await socket.send_str(json.dumps({"type": "hello", "v": 1, "site": "default"}))
    heard = ""
    async with asyncio.timeout(10):
        while heard not in {"ready", "hello"}:
            heard = (await socket.receive_json())["type"]
    return Visitor(socket)


async def talk(visitors: list[Visitor], rate: int, seconds: int) -> None:
    """``rate`` messages per second, one visitor after the other."""
    texts = QUESTIONS.read_text().splitlines()
    async for number, due in moments(rate, rate * seconds):
        await visitors[number * 7 % len(visitors)].say(texts[number % len(texts)], due)


async def moments(rate: int, count: int) -> AsyncIterator[tuple[int, float]]:
    """The moments messages are due, each at its time or at once when it has passed."""
    start = time.perf_counter()
    for number in range(count):
        due = start + number / rate
        wait = due - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        yield number, due
