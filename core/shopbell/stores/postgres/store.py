"""The PostgreSQL engine as the event loop sees it; see ``engine.Store``."""

import asyncio
import os
import socket
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import asyncpg

from shopbell.errors import ShopbellError, StoreError, StoreUnavailable
from shopbell.stores.engine import Done, Job, Row, Shape, Store
from shopbell.stores.ids import HIGHEST, REMEMBERED, Ids, last_ids
from shopbell.stores.migrations import Migrations
from shopbell.stores.postgres import tables
from shopbell.stores.postgres.connecting import address_of, readable
from shopbell.stores.postgres.readers import Readers
from shopbell.stores.postgres.shelf import PostgresShelf
from shopbell.stores.postgres.writer import Writer
from shopbell.stores.schema import core

LEASE_MS = 60_000
CLAIMED_AT_ONCE = 500
FREE = "UPDATE inbox SET worker = NULL, lease_until = NULL WHERE done = 0 AND lease_until IS NOT NULL"
CLAIM = """
    WITH next AS (
        SELECT id FROM inbox WHERE done = 0 AND (lease_until IS NULL OR lease_until < $2)
        ORDER BY id LIMIT $4 FOR UPDATE SKIP LOCKED
    )
    UPDATE inbox SET worker = $1, lease_until = $3, attempts = attempts + 1 FROM next WHERE inbox.id = next.id
    RETURNING inbox.id, kind, channel, account, dedupe, received_at, attempts - 1, body"""


class PostgresStore(Store):
    """Batches go out on one connection, in their order; reads have connections of their own."""

    def __init__(self, url: str, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self.address = address_of(url)
        self._writer = Writer(self.address, self._refuse_waiting)
        self._readers = Readers(self.address)
        self._tasks = asyncio.TaskGroup()
        self.media = PostgresShelf(self, loop)
        self.worker = f"{socket.gethostname()}:{os.getpid()}"

    async def open(self) -> None:
        """Connect, take the database, make or migrate its tables.

        Raises:
            ShopbellError: it is away, in use, newer than this code, or refuses.
        """
        await self._tasks.__aenter__()
        try:
            connection = await self._writer.connection()
            await tables.migrate(connection, core)
            await tables.migrate(connection, tables.own)
            await connection.execute(FREE)  # whoever held them is gone: the lock of the one worker is ours
            remembered = await connection.fetch(REMEMBERED)
            highest = {sql: await connection.fetchval(sql) for sql in HIGHEST}
            self.ids = Ids(last_ids([tuple(row) for row in remembered], highest))
        except BaseException as exc:
            await self.close()
            if isinstance(exc, asyncpg.PostgresError | asyncpg.InterfaceError | OSError | StoreError):
                raise ShopbellError(f"the database at {self.address} cannot be opened: {readable(exc)}") from exc
            raise

    # -- writing ---------------------------------------------------------------------------------------------

    def _hand_over(self, batch: list[tuple[Job, Done]]) -> None:
        self._tasks.create_task(self._commit_batch(batch))

    async def _commit_batch(self, batch: list[tuple[Job, Done]]) -> None:
        async with self._writer.lock:
            errors = await self._writer.commit([job for job, _ in batch])
        self._finish(batch, errors)

    def _refuse_waiting(self, why: StoreUnavailable) -> None:
        """A commit's fate is unknown until the server is back: those who come after it are not kept waiting."""
        self.trouble = why
        waiting, self._pending = self._pending, []
        for _, done in waiting:
            done(why)

    async def errand(self, sql: str, *params: Any) -> int:
        """Run one statement between two batches; how many rows it changed.

        Raises:
            StoreError: it was refused.
        """
        return await self._writer.errand(sql, *params)

    # -- reading ---------------------------------------------------------------------------------------------

    async def fetch(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        """Read rows as of now.

        Raises:
            StoreUnavailable: the server is away.
            StoreError: it refuses.
        """
        try:
            return await self._readers.fetch(sql, params)
        except StoreUnavailable as exc:
            self.trouble = exc  # who is refused for this must find it on /readyz, too
            raise

    async def take_undone(self) -> list[Row]:
        found: list[Row] = []
        while batch := await self.claim(CLAIMED_AT_ONCE):
            found += batch
        return found

    async def claim(self, limit: int) -> list[Row]:
        """Take at most so many undone rows that nobody holds; they are this worker's for a minute.

        Returns:
            Rows as ``engine.UNDONE`` has them, oldest first.

        Raises:
            StoreError: the server refuses.
        """
        now = time.time_ns() // 1_000_000
        async with self._writer.lock:
            try:
                connection = await self._writer.connection()
                rows = await connection.fetch(CLAIM, self.worker, now, now + LEASE_MS, limit)
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as exc:
                raise readable(exc) from exc
        return sorted(tuple(row) for row in rows)

    # -- the rest --------------------------------------------------------------------------------------------

    async def migrate(self, migrations: Migrations) -> int:
        async with self._writer.lock:
            return await tables.migrate(await self._writer.connection(), migrations)

    async def purge(self, plugin: str) -> tuple[int, int]:
        async with self._writer.lock:
            return await tables.purge(await self._writer.connection(), plugin)

    async def shape(self) -> dict[str, Shape]:
        return {
            table: Shape(columns, keys or columns, [tables.BLANKS.get(kind) for kind in kinds])
            for table, columns, keys, kinds in await self.fetch(tables.SHAPE)
        }

    async def settle(self) -> None:
        async with self._writer.lock:
            await tables.settle(await self._writer.connection())

    def leave(self) -> str:
        return f"What was there before is still at {self.address}."

    async def close(self) -> None:
        """Finish what was handed over, then hang up."""
        if self._pending:
            self._flush()
        self._writer.closing = True
        await self._tasks.__aexit__(None, None, None)
        await self._readers.close()
        await self._writer.drop()


async def open_postgres(data: Path, url: str) -> PostgresStore:
    """Open the shop's database; the data folder keeps only the lock, keys and tokens.

    Raises:
        ShopbellError: see ``PostgresStore.open``.
    """
    await asyncio.to_thread(data.mkdir, 0o700, parents=True, exist_ok=True)
    store = PostgresStore(url, asyncio.get_running_loop())
    await store.open()
    return store
