"""The ceiling: the least that one durable turn can cost here. JSON in, two rows in one group commit, JSON out.

    python -m benchmarks.ceiling PORT DATABASE

The same HTTP library, event loop and database settings as the shop, and none of its work: what a shop reaches of
this rate is what its turns cost.
"""

import asyncio
import queue
import sqlite3
import sys
import threading
import time

import msgspec
import uvloop
from aiohttp import web


class Message(msgspec.Struct):
    """What is posted."""

    sender: str
    id: str
    text: str


Waiting = tuple[Message, asyncio.Future[None]]


class Committer(threading.Thread):
    """Owns the database; commits whatever has come in meanwhile as one transaction, then wakes all who wait."""

    def __init__(self, path: str, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(daemon=True)
        self.incoming: queue.SimpleQueue[Waiting] = queue.SimpleQueue()
        self._path, self._loop = path, loop

    def run(self) -> None:
        """Commit for ever."""
        db = sqlite3.connect(self._path, isolation_level=None)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        db.execute("CREATE TABLE received (id TEXT PRIMARY KEY, sender TEXT, body TEXT, at INTEGER)")
        db.execute("CREATE TABLE answered (id INTEGER PRIMARY KEY, sender TEXT, body TEXT, at INTEGER)")
        while True:
            batch = self._batch()
            at = time.time_ns() // 1_000_000
            db.execute("BEGIN IMMEDIATE")
            db.executemany("INSERT INTO received VALUES (?, ?, ?, ?)", [(m.id, m.sender, m.text, at) for m, _ in batch])
            db.executemany(
                "INSERT INTO answered (sender, body, at) VALUES (?, ?, ?)", [(m.sender, m.text, at) for m, _ in batch]
            )
            db.execute("COMMIT")
            self._loop.call_soon_threadsafe(wake, batch)

    def _batch(self) -> list[Waiting]:
        batch = [self.incoming.get()]
        try:
            while True:
                batch.append(self.incoming.get_nowait())
        except queue.Empty:
            return batch


def wake(batch: list[Waiting]) -> None:
    """Let the requests of one commit answer; one that hung up has cancelled its future."""
    for _, committed in batch:
        if not committed.done():
            committed.set_result(None)


async def serve(port: int, path: str) -> None:
    """Answer on ``port`` until killed."""
    loop = asyncio.get_running_loop()
    committer = Committer(path, loop)
    committer.start()
    decode, encode = msgspec.json.Decoder(Message).decode, msgspec.json.Encoder().encode

    async def turn(request: web.Request) -> web.Response:
        message = decode(await request.read())
        committed: asyncio.Future[None] = loop.create_future()
        committer.incoming.put((message, committed))
        await committed
        return web.Response(body=encode([{"text": message.text}]), content_type="application/json")

    async def ready(request: web.Request) -> web.Response:
        return web.Response(text="ok")

    app = web.Application()
    app.router.add_post("/", turn)
    app.router.add_get("/readyz", ready)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), sys.argv[2]))
