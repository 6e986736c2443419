"""The one connection that writes: many jobs as one transaction, and the truth about a commit whose answer was lost."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

import asyncpg
import structlog

from shopbell.errors import Conflict, ShopbellError, StoreError, StoreUnavailable
from shopbell.stores.engine import Job, blame
from shopbell.stores.postgres.connecting import WRITING, Address, connect, hang_up, readable
from shopbell.stores.postgres.statements import changed, statement

log = structlog.get_logger("shopbell.store")

PAUSE_SECONDS = 0.25  # between two attempts to reach a server that is away
PATIENCE_SECONDS = 2.0  # for the server to notice that the process before this one is gone
LOCK = "SELECT pg_try_advisory_lock(hashtextextended('shopbell ' || current_schema(), 0))"
MARK = "UPDATE last_batch SET mark = $1"
MARKED = "SELECT mark FROM last_batch"


class InUse(ShopbellError):
    """Another shop has this database."""

    def __init__(self, address: Address) -> None:
        super().__init__(f"another Shopbell works on the database at {address}; stop it first, or name another schema")


class Writer:
    """Commits batches, one after the other. ``waiting`` is called while a lost commit's fate is being asked for."""

    def __init__(self, address: Address, waiting: Callable[[StoreUnavailable], None]) -> None:
        self.address = address
        self.lock = asyncio.Lock()  # one batch or errand at a time
        self._waiting = waiting
        self._connection: asyncpg.Connection | None = None
        self._tried = 0.0
        self.closing = False

    async def connection(self) -> asyncpg.Connection:
        """The connection, opened again when it is gone; it holds the lock of the one worker.

        Raises:
            StoreError: the server is away (``StoreUnavailable``), or refuses.
            InUse: another shop took the database over.
        """
        if self._connection is None or self._connection.is_closed():
            if (early := self._tried + PAUSE_SECONDS - time.monotonic()) > 0:
                await asyncio.sleep(early)
            self._tried = time.monotonic()
            opened = await connect(self.address, WRITING)
            try:
                await self._take(opened)
            except BaseException:
                opened.terminate()
                raise
            self._connection = opened
        return self._connection

    async def _take(self, opened: asyncpg.Connection) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        if self.address.schema is not None:
            await opened.execute(f"CREATE SCHEMA IF NOT EXISTS {self.address.schema}")
        while not await opened.fetchval(LOCK):
            if time.monotonic() > until:
                raise InUse(self.address)
            await asyncio.sleep(0.05)  # the process before may have died a moment ago

    async def drop(self) -> None:
        """Give the connection up; the next batch opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await hang_up(connection)

    async def commit(self, jobs: Sequence[Job]) -> list[StoreError | None]:
        """Commit all jobs in one transaction; see ``SqliteEngine.commit`` for order and errors."""
        mark, marked = uuid4().hex, False
        try:
            connection = await self.connection()
            errors = await self._in_transaction(connection, jobs)
            await connection.execute(MARK, mark)
            marked = True
            await connection.execute("COMMIT")
        except Exception as exc:  # whatever it is, every caller hears of it
            await self.drop()
            refusal = readable(exc) if not isinstance(exc, InUse) else StoreUnavailable(str(exc))
            if not marked or not await self._was_committed(mark, refusal):
                return [refusal] * len(jobs)
        return errors

    async def _in_transaction(self, connection: asyncpg.Connection, jobs: Sequence[Job]) -> list[StoreError | None]:
        await connection.execute("BEGIN")
        try:
            await _grouped(connection, jobs)
        except Exception as exc:
            if isinstance(readable(exc), StoreUnavailable):
                raise
            await connection.execute("ROLLBACK")
            await connection.execute("BEGIN")
            return await _one_by_one(connection, jobs)
        return [None] * len(jobs)

    async def _was_committed(self, mark: str, refusal: StoreError) -> bool:
        """The connection broke between COMMIT and its answer: look for the batch's mark, however long that takes.

        Nobody may be told "not stored" of what is stored. Meanwhile everybody else is refused. Whoever holds the lock
        of the one worker sees how the session before ended, also when the server itself crashed in between.
        """
        log.warning("asking what became of a commit", reason=str(refusal))
        while True:
            self._waiting(StoreUnavailable(str(refusal)))
            try:
                return bool(await (await self.connection()).fetchval(MARKED) == mark)
            except Exception as exc:  # still away
                await self.drop()
                refusal = readable(exc)
            if self.closing:
                return False
            await asyncio.sleep(PAUSE_SECONDS)

    async def errand(self, sql: str, *params: Any) -> int:
        """Run one statement between two batches; how many rows it changed.

        Raises:
            StoreError: it was refused.
        """
        async with self.lock:
            try:
                return changed(await (await self.connection()).execute(sql, *params))
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as exc:
                raise readable(exc) from exc


async def _grouped(connection: asyncpg.Connection, jobs: Sequence[Job]) -> None:
    groups: dict[tuple[str, int | None], list[tuple[Any, ...]]] = {}
    for job in jobs:
        for sql, params, rows in job:
            groups.setdefault((sql, rows), []).append(params)
    for (sql, rows), params_of in groups.items():
        count = await statement(sql).run(connection, rows, params_of)
        if rows is not None and count != rows * len(params_of):
            raise Conflict("a guarded write changed another number of rows", sql)


async def _one_by_one(connection: asyncpg.Connection, jobs: Sequence[Job]) -> list[StoreError | None]:
    errors: list[StoreError | None] = []
    for job in jobs:
        await connection.execute("SAVEPOINT job")
        error: StoreError | None = None
        sql = ""
        try:
            for sql, params, rows in job:
                count = await statement(sql).run(connection, rows, [params])
                if rows is not None and count != rows:
                    raise Conflict("someone else was first", sql)
        except Exception as exc:  # the driver refuses values in its own ways, too
            error = blame(readable(exc), sql)
        if error is not None:
            await connection.execute("ROLLBACK TO SAVEPOINT job")
        await connection.execute("RELEASE SAVEPOINT job")
        errors.append(error)
    return errors
