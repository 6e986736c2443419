"""Kill -9 under load: what is lost, done twice or out of order, and how many replies a customer hears twice.

Both commit rules: ``wait`` (the response is the reply: one commit) and ``accept`` (202 after the accept commit, the
reply goes to the app's callback). One message in ten is sent again; one delivery in twenty fails.
"""

import asyncio
import base64
import os
import random
import secrets
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import aiohttp
import tomlkit
from aiohttp import web

from .load import QUESTIONS, TURNS
from .report import Figure, none_of
from .served import HEADERS, Served, free_port, new_shop, running_shop, scratch

CONVERSATIONS = 60
SECRET_VARIABLE = "SHOPBELL_BENCH_CALLBACK_SECRET"
RESENT = 0.10
REFUSED = 0.05


class Receiver:
    """The app's side of the callback: counts what it hears, refuses one delivery in twenty."""

    def __init__(self, rng: random.Random) -> None:
        self.heard: Counter[str] = Counter()
        self._rng = rng

    async def receive(self, request: web.Request) -> web.Response:
        """One delivery."""
        if self._rng.random() < REFUSED:
            return web.Response(status=503)
        self.heard[request.headers["webhook-id"]] += 1
        return web.Response()

    @asynccontextmanager
    async def listening(self, port: int) -> AsyncIterator[None]:
        """Serve on ``port``."""
        app = web.Application()
        app.router.add_post("/callback", self.receive)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        try:
            yield
        finally:
            await runner.cleanup()


class Shop:
    """The shop under fire: killed, and started again on the same data."""

    def __init__(self, config: Path, data: Path) -> None:
        self.config, self.data, self.port = config, data, free_port()
        self.up = asyncio.Event()
        self.in_flight = 0  # sends that were under way at the kills
        self.process: Served | None = None

    @property
    def url(self) -> str:
        """Where messages go."""
        return f"http://127.0.0.1:{self.port}{TURNS}"

    async def live(self, stop: asyncio.Event) -> None:
        """Run until ``stop``; a killed process is replaced."""
        while not stop.is_set():
            running = running_shop(self.config, self.data, self.port)
            self.process = await asyncio.to_thread(running.__enter__)
            self.up.set()
            while self.process.process.poll() is None and not stop.is_set():
                await asyncio.sleep(0.01)
            self.up.clear()
            self.in_flight += (
                self.count("SELECT count(*) FROM outbox WHERE state = 'sending'") if not stop.is_set() else 0
            )
            await asyncio.to_thread(running.__exit__, None, None, None)

    def kill(self) -> None:
        """As ``kill -9``."""
        assert self.process is not None
        self.up.clear()
        self.process.process.kill()

    def count(self, sql: str) -> int:
        """One number from the database."""
        with closing(sqlite3.connect(f"file:{self.data / 'shopbell.db'}?mode=ro", uri=True)) as db:
            return int(db.execute(sql).fetchone()[0] or 0)


def measure(kills: int = 30, messages: int = 9000) -> list[Figure]:
    """Measure both rules."""
    os.environ[SECRET_VARIABLE] = "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()
    figures = []
    for rule in ("wait", "accept"):
        with scratch() as folder:
            figures += asyncio.run(survive(rule, folder, kills, messages))
    return figures


def add_callback(file: Path, port: int) -> None:
    """Tell the API's default app where replies go."""
    document = tomlkit.parse(file.read_text())
    plugins = document.setdefault("plugins", tomlkit.table())
    table = plugins.setdefault("shopbell_api", tomlkit.table())
    secret = {"env": SECRET_VARIABLE}
    table["apps"] = {"default": {"callback": f"http://127.0.0.1:{port}/callback", "secret": secret}}
    file.write_text(tomlkit.dumps(document))


async def survive(rule: str, folder: Path, kills: int, messages: int) -> list[Figure]:
    """One rule, from the first message to the count."""
    rng = random.Random(7)  # the same story each time
    receiver, port = Receiver(rng), free_port()
    config = new_shop(folder)
    if rule == "accept":
        add_callback(config / "shopbell.toml", port)
    shop, stop, done = Shop(config, folder / "data"), asyncio.Event(), Counter[str]()
    async with receiver.listening(port), asyncio.TaskGroup() as group:
        group.create_task(shop.live(stop))
        killing = group.create_task(kill_often(shop, done, kills, messages))
        async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as customers:
            for number in range(CONVERSATIONS):
                story = converse(session, shop, rule, f"c{number}", messages // CONVERSATIONS, done, rng)
                customers.create_task(story)
        await killing
        await settled(shop)
        stop.set()
    return count_up(rule, shop, receiver, messages, kills)


async def converse(
    session: aiohttp.ClientSession,
    shop: Shop,
    rule: str,
    sender: str,
    count: int,
    done: Counter[str],
    rng: random.Random,
) -> None:
    """One customer: each message is sent until it is acknowledged, as a platform does; some once more."""
    texts = QUESTIONS.read_text().splitlines()
    for number in range(count):
        message = {"sender": sender, "id": f"{number:06d}", "text": texts[number % len(texts)]}
        times = 2 if rng.random() < RESENT else 1
        while times:
            await shop.up.wait()
            try:
                wait = {"wait": "15" if rule == "wait" else "0"}
                async with session.post(shop.url, params=wait, json=message, headers=HEADERS) as answer:
                    await answer.read()
                    times -= answer.status in {200, 202}
            except (aiohttp.ClientError, OSError):
                await asyncio.sleep(0.01)
        done["messages"] += 1


async def kill_often(shop: Shop, done: Counter[str], kills: int, messages: int) -> None:
    """Kill evenly over the messages, never a process that is still starting."""
    for number in range(kills):
        while done["messages"] < messages * (number + 1) // (kills + 1):
            await asyncio.sleep(0.002)
        await shop.up.wait()
        shop.kill()


async def settled(shop: Shop, seconds: float = 120) -> None:
    """Return when nothing is left to do or to send."""
    await shop.up.wait()
    left = "SELECT (SELECT count(*) FROM inbox WHERE done = 0) + " \
           "(SELECT count(*) FROM outbox WHERE state IN ('due', 'sending', 'unknown'))"  # fmt: skip
    async with asyncio.timeout(seconds):
        while shop.count(left):
            await asyncio.sleep(0.2)


def count_up(rule: str, shop: Shop, receiver: Receiver, messages: int, kills: int) -> list[Figure]:
    """Compare what was sent with what the database holds."""
    expected = messages // CONVERSATIONS * CONVERSATIONS
    stored = shop.count("SELECT count(*) FROM inbox WHERE kind = 'message' AND done = 1")
    heard = shop.count("SELECT count(*) FROM message WHERE author = 'customer'")
    revisions = shop.count("SELECT sum(rev) FROM conversation")
    disorder = shop.count(
        "SELECT count(*) FROM (SELECT dedupe, lag(dedupe) OVER (PARTITION BY conversation_id ORDER BY turn.id) AS "
        "before FROM turn JOIN inbox ON inbox.id = turn.id) WHERE before >= dedupe"
    )
    with closing(sqlite3.connect(shop.data / "shopbell.db")) as db:
        sound = db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    copies = sum(times - 1 for times in receiver.heard.values())
    figures = [
        Figure(f"{rule}: messages / kills", f"{expected} / {kills}"),
        none_of(f"{rule}: lost", expected - min(stored, heard)),
        none_of(f"{rule}: turns twice", max(heard, revisions) - expected),
        none_of(f"{rule}: out of order", disorder),
        Figure(f"{rule}: database", "sound" if sound else "BROKEN", "", "sound", sound),
    ]
    if rule == "accept":
        bar = f"<= {shop.in_flight} in flight"
        figures.append(Figure(f"{rule}: replies heard twice", copies, "", bar, copies <= shop.in_flight))
        figures.append(Figure(f"{rule}: replies heard", len(receiver.heard)))
    return figures
