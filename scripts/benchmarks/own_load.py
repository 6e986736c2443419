"""Our own load generator, for a given count of messages and for machines without wrk: the requests of ``turns.lua``.

    python -m benchmarks.own_load URL

The same environment as there, and LIMIT (stop after so many messages; 0: never) and SECONDS. Plain sockets and the
smallest HTTP that will do, since the generator must not be what is measured.
"""

import asyncio
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import uvloop

LENGTH = re.compile(rb"content-length:\s*(\d+)", re.IGNORECASE)
WORDS = re.compile(rb'"text"\s*:\s*"[^"]')


def requests(host: str) -> Iterator[bytes]:
    """Endless requests as bytes, or ``LIMIT`` of them."""
    texts = Path(os.environ["QUESTIONS"]).read_text().splitlines()
    senders, limit, run = int(os.environ["SENDERS"]), int(os.environ["LIMIT"]), os.environ["RUN"]
    fresh = os.environ["FRESH"] == "1"
    head = (
        f"POST {os.environ['TURN_PATH']} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
        f"Authorization: {os.environ['AUTHORIZATION']}\r\nContent-Length: "
    )
    asked = 0
    while not limit or asked < limit:
        asked += 1
        sender, text = f"u{asked % senders}", texts[asked % len(texts)]
        if fresh:
            text = f"hello this is {sender}, {text} please, number {asked}"
        body = f'{{"sender":"{sender}","id":"{run}-{asked}","text":"{text}"}}'
        yield f"{head}{len(body)}\r\n\r\n{body}".encode()


class Tally:
    """What the connections found together."""

    def __init__(self) -> None:
        self.took: list[float] = []  # seconds
        self.failed = self.wordless = 0

    def count(self, head: bytes, body: bytes, took: float) -> None:
        """Add one answer."""
        self.took.append(took)
        self.failed += not head.startswith(b"HTTP/1.1 2")
        self.wordless += not WORDS.search(body)

    def percentile(self, share: float) -> float:
        """In milliseconds."""
        ordered = sorted(self.took) or [0.0]
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


async def converse(host: str, port: int, source: Iterator[bytes], tally: Tally, end: float) -> None:
    """One connection: ask, read the answer, ask again; a lost connection counts as failed and is made anew."""
    while time.perf_counter() < end:
        try:
            reader, writer = await asyncio.open_connection(host, port)
            for request in source:
                start = time.perf_counter()
                writer.write(request)
                head = await reader.readuntil(b"\r\n\r\n")
                length = LENGTH.search(head)
                body = await reader.readexactly(int(length[1]) if length else 0)
                tally.count(head, body, time.perf_counter() - start)
                if time.perf_counter() >= end:
                    break
            writer.close()
            return
        except (OSError, EOFError):
            tally.failed += 1


async def main(url: str) -> None:
    """Load ``url`` as the environment says, and print one JSON object."""
    host, port = urlsplit(url).hostname or "127.0.0.1", urlsplit(url).port or 80
    tally, source = Tally(), requests(host)
    start = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(32):
            group.create_task(converse(host, port, source, tally, start + float(os.environ["SECONDS"])))
    answer = {
        "requests": len(tally.took),
        "seconds": time.perf_counter() - start,
        "p50_ms": tally.percentile(0.5),
        "p99_ms": tally.percentile(0.99),
        "failed": tally.failed,
        "wordless": tally.wordless if os.environ["CHECK"] == "1" else 0,
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1]))
