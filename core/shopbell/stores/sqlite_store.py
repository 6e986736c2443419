"""The SQLite engine as the event loop sees it: jobs in, one wake-up per batch out, reads on their own connection."""

import asyncio
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from shopbell.contracts import Write
from shopbell.errors import ShopbellError
from shopbell.stores.engine import COUNT_ATTEMPT, UNDONE, Done, Job, NoShop, Row, Shape, Store
from shopbell.stores.ids import Ids
from shopbell.stores.media import MediaStore
from shopbell.stores.migrations import Migrations
from shopbell.stores.prepare import prepare
from shopbell.stores.sqlite import SqliteEngine, connect, ids_in, readable

OLDEST = (3, 37, 0)  # STRICT tables
SHAPE = (
    'SELECT m.name, p.name, p.pk, p.type, p."notnull" FROM sqlite_schema AS m, pragma_table_info(m.name) AS p'
    " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, p.cid"
)
BLANKS = {"INTEGER": 0, "INT": 0, "REAL": 0.0, "TEXT": "", "BLOB": b""}
IDLE_SECONDS = 5.0  # after which the write-ahead log is folded back


class SqliteStore(Store):
    """One writer thread; a batch is what queued up during the commit before it."""

    def __init__(self, path: Path, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self.path = path
        self.media = MediaStore(path.parent)
        self._engine = SqliteEngine(connect(path))
        self._reader = connect(path)
        self._reader.execute("PRAGMA query_only = 1")
        self._reader.execute("PRAGMA cache_size = -2000")  # single rows are looked up; the system caches too
        self._queue: queue.SimpleQueue[list[tuple[Job, Done]] | Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write, name="shopbell-writer", daemon=True)
        self._thread.start()
        self.ids = Ids(ids_in(self._reader))

    def _hand_over(self, batch: list[tuple[Job, Done]]) -> None:
        self._queue.put(batch)

    def _write(self) -> None:
        """The writer thread: batches in order, and errands of the connection's own (migrations)."""
        used = False
        while True:
            try:
                batch = self._queue.get(timeout=IDLE_SECONDS if used else None)
            except queue.Empty:
                self._engine.tidy()
                used = False
                continue
            if batch is None:
                return
            if callable(batch):
                batch()
                continue
            used = True
            errors = self._engine.commit([job for job, _ in batch])
            try:
                self._loop.call_soon_threadsafe(self._finish, batch, errors)
            except RuntimeError:
                return  # the loop is gone: nobody waits for the answer, the next start reads the disk

    async def fetch(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        """Read rows as of now. Short reads only: this engine reads in the loop (11-40 us each).

        Raises:
            StoreError: the database refuses.
        """
        try:
            return self._reader.execute(sql, params).fetchall()
        except sqlite3.Error as exc:
            raise readable(exc) from exc

    async def take_undone(self) -> list[Row]:
        rows = await self.fetch(UNDONE)
        if rows:
            await self.commit([Write(COUNT_ATTEMPT, ())])
        return rows

    async def migrate(self, migrations: Migrations) -> int:
        """Apply a plugin's pending steps between two batches; returns how many.

        Raises:
            ShopbellError: a step failed or was changed; nothing was applied.
        """
        done: asyncio.Future[int] = self._loop.create_future()

        def finish(count: int, error: Exception | None) -> None:
            if not done.cancelled():
                done.set_result(count) if error is None else done.set_exception(error)

        def work() -> None:
            try:
                count, error = self._engine.migrate(migrations), None
            except Exception as exc:  # carried over to the caller in the loop
                count, error = 0, exc
            self._loop.call_soon_threadsafe(finish, count, error)

        self._queue.put(work)
        return await done

    async def purge(self, plugin: str) -> tuple[int, int]:
        from shopbell.stores.purge import purge_plugin  # lazy: sqlite_utils is heavy

        return await asyncio.to_thread(purge_plugin, self.path, plugin)

    async def shape(self) -> dict[str, Shape]:
        shapes: dict[str, Shape] = {}
        for table, column, key, kind, needed in await self.fetch(SHAPE):
            shape = shapes.setdefault(table, Shape([], [], []))
            shape.columns.append(column)
            shape.blanks.append(BLANKS.get(kind, "") if needed else None)
            if key:
                shape.key.append(column)
        return {table: shape._replace(key=shape.key or shape.columns) for table, shape in shapes.items()}

    async def settle(self) -> None:
        await self.commit([Write("ANALYZE", ())])

    def leave(self) -> str:
        aside = self.path.with_name(f"moved-{time.strftime('%Y%m%d-%H%M%S')}.db")
        self.path.rename(aside)
        return f"What was there before is in {aside}."

    async def close(self) -> None:
        """Finish what was handed over, fold the log back, close. Blocks for one commit."""
        if self._pending:
            self._flush()
        self._queue.put(None)
        self._thread.join()
        self._engine.tidy()
        self._reader.close()
        self._engine.close()


class SqliteReader:
    """See ``engine.Reader``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def fetch(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        """Read rows.

        Raises:
            StoreError: the database refuses, or has no such table.
        """
        try:
            return self._connection.execute(sql, params).fetchall()
        except sqlite3.Error as exc:
            raise readable(exc) from exc

    def examine(self) -> tuple[list[str], str]:
        """Is it sound? What is wrong, a sentence each; and a word on it for when nothing is.

        Raises:
            StoreError: it cannot even be asked.
        """
        wrong = []
        if sqlite3.sqlite_version_info < OLDEST:
            wrong.append(f"SQLite {sqlite3.sqlite_version} is too old; 3.37 or newer is needed")
        found = [str(row[0]) for row in self.fetch("PRAGMA quick_check(3)")]
        if found != ["ok"]:
            wrong.append(f"damaged ({'; '.join(found)}); `shopbell restore` puts a backup back")
        [(size,)] = self.fetch("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        return wrong, f"sound, {size // 2**20:,} MB (SQLite {sqlite3.sqlite_version})"


@contextmanager
def read_sqlite(data: Path, url: str) -> Iterator[SqliteReader]:
    """DATA/shopbell.db, read-only.

    Raises:
        ShopbellError: there is none, or it cannot be opened.
    """
    path = data / "shopbell.db"
    if not path.is_file():
        raise NoShop(data)
    try:
        connection = connect(path, read_only=True)
    except sqlite3.Error as exc:
        raise ShopbellError(f"{path} cannot be read: {exc}") from exc
    with closing(connection):
        yield SqliteReader(connection)


async def open_sqlite(data: Path, url: str) -> SqliteStore:
    """Open DATA/shopbell.db; make or migrate its tables first.

    Raises:
        ShopbellError: the database is newer than this code, damaged, or cannot be opened.
    """
    path = data / "shopbell.db"
    await asyncio.to_thread(prepare, path)
    return SqliteStore(path, asyncio.get_running_loop())
