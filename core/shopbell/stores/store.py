"""The database as the event loop sees it: jobs in, one wake-up per batch out, reads on a connection of their own."""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import structlog

from shopbell.errors import StoreError, StoreUnavailable
from shopbell.stores.ids import Ids, last_ids
from shopbell.stores.migrations import Migrations
from shopbell.stores.prepare import prepare
from shopbell.stores.sqlite import Job, SqliteEngine, connect, readable

log = structlog.get_logger("shopbell.store")

Done = Callable[[StoreError | None], None]
IDLE_SECONDS = 5.0  # after which the write-ahead log is folded back


class Store:
    """Group commit by one writer thread, without a window: a batch is what queued up during the commit before it."""

    def __init__(self, path: Path, loop: asyncio.AbstractEventLoop) -> None:
        self.path = path
        self._loop = loop
        self._engine = SqliteEngine(connect(path))
        self._reader = connect(path)
        self._reader.execute("PRAGMA query_only = 1")
        self._pending: list[tuple[Job, Done]] = []
        self._busy = self._scheduled = False
        self._queue: queue.SimpleQueue[list[tuple[Job, Done]] | Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write, name="shopbell-writer", daemon=True)
        self._thread.start()
        self.ids = Ids(last_ids(self._reader))
        self.commits = self.jobs = 0  # for /metrics and the benchmark
        self.trouble: StoreUnavailable | None = None  # why the last batch could not be stored, None when it was

    # -- writing ---------------------------------------------------------------------------------------------

    def submit(self, writes: Job, done: Done) -> None:
        """Commit one job; ``done(error)`` is called in the loop, None when it is on disk. Loop thread only."""
        self._pending.append((writes, done))
        if not self._busy and not self._scheduled:
            self._scheduled = True
            self._loop.call_soon(self._flush)  # at the end of this iteration, so that all of it shares the batch

    async def commit(self, writes: Job) -> None:
        """Commit one job and wait.

        Raises:
            Conflict: a guarded write found something else; nothing of the job was stored.
            StoreUnavailable: try again later; nothing of the job was stored.
        """
        done: asyncio.Future[None] = self._loop.create_future()

        def finish(error: StoreError | None) -> None:
            if done.cancelled():
                return
            if error is None:
                done.set_result(None)
            else:
                done.set_exception(error)

        self.submit(writes, finish)
        await done

    def _flush(self) -> None:
        self._scheduled, self._busy = False, True
        batch, self._pending = self._pending, []
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

    def _finish(self, batch: list[tuple[Job, Done]], errors: list[StoreError | None]) -> None:
        self.commits += 1
        self.jobs += len(batch)
        self._busy = False
        self.trouble = errors[-1] if isinstance(errors[-1], StoreUnavailable) else None
        for (_, done), error in zip(batch, errors, strict=True):
            try:
                done(error)
            except Exception:  # one caller's mistake must not cost the others their answer
                log.exception("commit callback failed")
        if self._pending and not self._scheduled and not self._busy:
            self._scheduled = True
            self._loop.call_soon(self._flush)

    # -- reading ---------------------------------------------------------------------------------------------

    async def fetch(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Read rows as of now. Short reads only: this engine reads in the loop (11-40 us each).

        Raises:
            StoreError: the database refuses.
        """
        try:
            return self._reader.execute(sql, params).fetchall()
        except sqlite3.Error as exc:
            raise readable(exc) from exc

    # -- the rest --------------------------------------------------------------------------------------------

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

    def close(self) -> None:
        """Finish what was handed over, fold the log back, close. Blocks for one commit."""
        if self._pending:
            self._flush()
        self._queue.put(None)
        self._thread.join()
        self._engine.tidy()
        self._reader.close()
        self._engine.close()


async def open_store(data: Path) -> Store:
    """Open DATA/shopbell.db; make or migrate its tables first.

    Raises:
        ShopbellError: the database is newer than this code, damaged, or cannot be opened.
    """
    path = data / "shopbell.db"
    await asyncio.to_thread(prepare, path)
    return Store(path, asyncio.get_running_loop())
