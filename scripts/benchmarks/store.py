"""The store alone, without HTTP: turns' commits per second, beside a bare batched claim loop on the same server.

The claim loop is the least a worker can do: it takes 20 conversations with ``FOR UPDATE SKIP LOCKED``, one message of
each, and writes state, two events and a reply in one transaction, over three connections.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg

from shopbell.contracts import Write
from shopbell.runtime.commit import ACCEPT, FINISH, MESSAGE, TURN
from shopbell.runtime.lanes import INSERT_CONVERSATION, INSERT_CUSTOMER, UPDATE_CONVERSATION
from shopbell.stores.postgres.connecting import address_of
from shopbell.stores.store import Store, open_store
from shopbell.testing.postgres import Cluster

from .report import Figure, at_least
from .served import fsync_ms, scratch

BAR = 0.6  # of the claim loop
CONVERSATIONS, IN_FLIGHT, STATE = 1_000, 400, b"s" * 400
BARE = """
    CREATE TABLE bare_conversation (id BIGINT PRIMARY KEY, rev BIGINT NOT NULL, state BYTEA NOT NULL,
        waiting INT NOT NULL) WITH (fillfactor = 70);
    CREATE INDEX bare_ready ON bare_conversation (id) WHERE waiting > 0;
    CREATE TABLE bare_inbox (id BIGSERIAL PRIMARY KEY, conversation BIGINT NOT NULL, body BYTEA,
        done BOOL NOT NULL DEFAULT false);
    CREATE INDEX bare_todo ON bare_inbox (conversation, id) WHERE NOT done;
    CREATE TABLE bare_event (id BIGSERIAL PRIMARY KEY, conversation BIGINT, body BYTEA);
    CREATE TABLE bare_outbox (id BIGSERIAL PRIMARY KEY, key TEXT UNIQUE, body BYTEA)"""
TAKE = "SELECT id, rev FROM bare_conversation WHERE waiting > 0 LIMIT 20 FOR UPDATE SKIP LOCKED"
OLDEST = """
    SELECT i.id, i.conversation FROM unnest($1::int8[]) AS c CROSS JOIN LATERAL
    (SELECT id, conversation FROM bare_inbox WHERE conversation = c AND NOT done ORDER BY id LIMIT 1) AS i"""
SAVE = """
    UPDATE bare_conversation SET rev = u.rev, state = u.state, waiting = waiting - 1
    FROM unnest($1::int8[], $2::int8[], $3::bytea[]) AS u (id, rev, state) WHERE bare_conversation.id = u.id"""


@contextmanager
def server(url: str | None) -> Iterator[str]:
    """The server named, or one for this measurement that flushes to the disk as a real one does."""
    if url and url != "postgresql":
        yield url
        return
    with Cluster(safe=True) as cluster:
        yield cluster.url


def measure(pairs: int, seconds: float, url: str | None) -> list[Figure]:
    """Claim loop and store in turn, ``pairs`` times; and SQLite beside them."""
    with scratch() as folder, server(url) as at:
        bare, ours, file = asyncio.run(_measure(folder, at, pairs, seconds))
        ratios = [one / two for one, two in zip(ours, bare, strict=True)]
        return [
            at_least("share of the claim loop", median(ratios), f"({min(ratios):.2f}-{max(ratios):.2f})", BAR),
            Figure("claim loop: turns", median(bare), "per s"),
            Figure("PostgreSQL: turns (accept and turn committed)", median(ours), "per s"),
            Figure("SQLite: turns (accept and turn committed)", median(file), "per s"),
            Figure("fsync probe", fsync_ms(folder), "ms"),
        ]


async def _measure(folder: Path, url: str, pairs: int, seconds: float) -> tuple[list[float], list[float], list[float]]:
    schema = f"bench{time.time_ns()}"
    joined = "&" if "?" in url else "?"
    server_store = await open_store(folder / "server", f"{url}{joined}schema={schema}")
    file_store = await open_store(folder / "file")
    bare: list[float] = []
    ours: list[float] = []
    file: list[float] = []
    try:
        loads = [_Turns(server_store), _Turns(file_store)]
        for load in loads:
            await load.prepare()
        for _ in range(pairs):
            bare.append(await _claim_loop(url, schema, seconds))
            ours.append(await loads[0].rate(seconds))
            file.append(await loads[1].rate(seconds))
    finally:
        await server_store.close()
        await file_store.close()
    return bare, ours, file


class _Turns:
    """Turns as the runtime stores them: the accept commit, then the turn's own, one lane each."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._revs = dict.fromkeys(range(1, CONVERSATIONS + 1), 0)
        self._done = 0

    async def prepare(self) -> None:
        for n in self._revs:
            row = (n, n, 0, "bot", None, STATE)
            await self._store.commit([Write(INSERT_CUSTOMER, (n, 0)), Write(INSERT_CONVERSATION, row)])

    async def rate(self, seconds: float) -> float:
        """Turns per second, each two commits."""
        ends, before, began = time.perf_counter() + seconds, self._done, time.perf_counter()
        step = CONVERSATIONS // IN_FLIGHT
        lanes = (self._lane(range(1 + n * step, 1 + (n + 1) * step), ends) for n in range(IN_FLIGHT))
        await asyncio.gather(*lanes)
        return (self._done - before) / (time.perf_counter() - began)

    async def _lane(self, conversations: range, ends: float) -> None:
        while time.perf_counter() < ends:
            for n in conversations:
                turn = self._store.ids.next("turn")
                await self._store.commit([Write(ACCEPT, (turn, "message", "web", "m", str(turn), 0, b"h" * 80), 1)])
                await self._store.commit(self._turn(turn, n))
                self._revs[n] += 1
                self._done += 1

    def _turn(self, turn: int, n: int) -> list[Write]:
        return [
            Write(FINISH, (turn,), 1),
            Write(MESSAGE, (turn * 16, n, n, 0, "customer", b"e" * 80), 1),
            Write(MESSAGE, (turn * 16 + 1, n, n, 0, "bot", b"r" * 100), 1),
            Write(TURN, (turn, n, 0, 0, b"d" * 300), 1),
            Write(UPDATE_CONVERSATION, ("bot", None, STATE, n, self._revs[n]), 1),
        ]


async def _claim_loop(url: str, schema: str, seconds: float) -> float:
    """Turns per second of the bare loop."""
    address = address_of(f"{url}{'&' if '?' in url else '?'}schema={schema}")
    opened = [await asyncpg.connect(address.dsn, server_settings={"search_path": schema}) for _ in range(3)]
    first = opened[0]
    await first.execute("DROP TABLE IF EXISTS bare_conversation, bare_inbox, bare_event, bare_outbox")
    await first.execute(BARE)
    await first.execute(
        "INSERT INTO bare_inbox (conversation, body) SELECT n % $1, '' FROM generate_series(1, $2::int8) n",
        CONVERSATIONS,
        60_000,
    )
    await first.execute(
        "INSERT INTO bare_conversation SELECT conversation, 0, '', count(*) FROM bare_inbox GROUP BY conversation"
    )
    await first.execute("ANALYZE")
    began = time.perf_counter()
    done = await asyncio.gather(*(_claimer(one, began + seconds) for one in opened))
    took = time.perf_counter() - began
    for one in opened:
        await one.close()
    return sum(done) / took


async def _claimer(db: asyncpg.Connection, ends: float) -> int:
    done = 0
    while time.perf_counter() < ends:
        async with db.transaction():
            done += await _claim(db)
    return done


async def _claim(db: asyncpg.Connection) -> int:
    taken: dict[int, int] = dict(await db.fetch(TAKE))
    rows: list[Any] = await db.fetch(OLDEST, list(taken))
    if not rows:
        await asyncio.sleep(0.003)
        return 0
    ids = [row["conversation"] for row in rows]
    revs = [taken[n] + 1 for n in ids]
    await db.execute("UPDATE bare_inbox SET done = true WHERE id = ANY($1::int8[])", [row["id"] for row in rows])
    await db.execute(SAVE, ids, revs, [STATE] * len(ids))
    events = "INSERT INTO bare_event (conversation, body) SELECT * FROM unnest($1::int8[], $2::bytea[])"
    await db.execute(events, ids + ids, [b"e" * 80] * len(ids) + [b"f" * 60] * len(ids))
    replies = "INSERT INTO bare_outbox (key, body) SELECT * FROM unnest($1::text[], $2::bytea[])"
    await db.execute(replies, [f"{n}:{rev}" for n, rev in zip(ids, revs, strict=True)], [b"r" * 100] * len(ids))
    return len(rows)
