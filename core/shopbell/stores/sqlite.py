"""The SQLite engine: one write connection that commits many jobs as one transaction.

Jobs are data. A batch is grouped by statement and sent with ``executemany``; that costs about 19 us per turn where a
savepoint per job costs 30 (measured, 5 rows a turn). If a promise breaks, the batch is rolled back and replayed
job by job to find the culprit.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shopbell.contracts import Write
from shopbell.errors import Conflict, StoreError, StoreUnavailable
from shopbell.stores.engine import blame
from shopbell.stores.ids import HIGHEST, REMEMBERED, last_ids
from shopbell.stores.migrations import Migrations, apply

Job = Sequence[Write]

BUSY_MS = 2000  # how long another process's lock is waited for

_UNAVAILABLE = frozenset(
    (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY,
     sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
)  # fmt: skip


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open the database with the settings every connection needs (WAL, FULL, 12 MB of cache)."""
    uri = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, cached_statements=256)
    try:
        if not read_only:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA wal_autocheckpoint = 5000")
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        connection.execute("PRAGMA temp_store = MEMORY")
        # The index of a million messages has room in it: with half of this the rate was 0.85 of a new shop's, now 0.97.
        connection.execute("PRAGMA cache_size = -12000")
        connection.execute("PRAGMA secure_delete = ON")  # what is erased is overwritten, not only forgotten
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def readable(error: Exception) -> StoreError:
    """The database's refusal as one of ours: worth another try, or not."""
    if isinstance(error, StoreError):
        return error
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None and code & 0xFF in _UNAVAILABLE:  # extended codes carry the primary one in the low byte
        return StoreUnavailable(f"the database cannot write now: {error}")
    if isinstance(error, sqlite3.IntegrityError):
        return Conflict(str(error))
    return StoreError(str(error))


def ids_in(connection: sqlite3.Connection) -> dict[str, int]:
    """The highest ids ever given out, by table."""
    remembered = connection.execute(REMEMBERED).fetchall()
    return last_ids(remembered, {sql: connection.execute(sql).fetchone()[0] for sql in HIGHEST})


class SqliteEngine:
    """Commits jobs on one connection; used by one thread at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def commit(self, jobs: Sequence[Job]) -> list[StoreError | None]:
        """Commit all jobs in one transaction.

        Writes with the same statement keep their order; different statements run in the order of their first
        appearance. So a job that builds on another one must be handed over after that one's answer, or carry a guard.

        Returns:
            One entry per job, None where it was committed. A job with an error had no effect; its neighbours did.
        """
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                self._grouped(jobs)
                errors: list[StoreError | None] = [None] * len(jobs)
            except Exception as exc:
                # Not only the database's errors: a number over 64 bits or half a surrogate pair is refused by the
                # driver (OverflowError, UnicodeEncodeError), and its neighbours must not pay for it.
                if isinstance(readable(exc), StoreUnavailable):
                    raise
                self._roll_back()
                self._db.execute("BEGIN IMMEDIATE")
                errors = self._one_by_one(jobs)
            self._db.execute("COMMIT")
        except Exception as exc:  # whatever it is, the writer thread goes on and every caller hears of it
            self._roll_back()
            return [readable(exc)] * len(jobs)
        return errors

    def _grouped(self, jobs: Sequence[Job]) -> None:
        groups: dict[tuple[str, int | None], list[tuple[Any, ...]]] = {}
        for job in jobs:
            for sql, params, rows in job:
                group = groups.get((sql, rows))
                if group is None:
                    groups[sql, rows] = [params]
                else:
                    group.append(params)
        for (sql, rows), params_of in groups.items():
            changed = self._db.executemany(sql, params_of).rowcount
            if rows is not None and changed != rows * len(params_of):
                raise Conflict("a guarded write changed another number of rows", sql)

    def _one_by_one(self, jobs: Sequence[Job]) -> list[StoreError | None]:
        errors: list[StoreError | None] = []
        for job in jobs:
            self._db.execute("SAVEPOINT job")
            error: StoreError | None = None
            sql = ""
            try:
                for sql, params, rows in job:
                    changed = self._db.execute(sql, params).rowcount
                    if rows is not None and changed != rows:
                        raise Conflict("someone else was first", sql)
            except Exception as exc:  # see ``commit``: the driver raises more than sqlite3.Error
                error = blame(readable(exc), sql)
            if error is not None:
                self._db.execute("ROLLBACK TO job")
            self._db.execute("RELEASE job")
            errors.append(error)
        return errors

    def _roll_back(self) -> None:
        if self._db.in_transaction:
            try:
                self._db.execute("ROLLBACK")
            except sqlite3.Error:
                return  # SQLite rolled back by itself (disk full)

    def migrate(self, migrations: Migrations) -> int:
        """Apply pending steps; see ``migrations.apply``."""
        return apply(self._db, migrations)

    def tidy(self) -> None:
        """Fold the write-ahead log back into the file; only when nobody waits."""
        self._db.execute("PRAGMA busy_timeout = 0")  # TRUNCATE would wait for readers, and the turns for it
        try:
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlite3.Error:
            return  # the disk is full or somebody reads: the next idle moment will do
        finally:
            self._db.execute(f"PRAGMA busy_timeout = {BUSY_MS}")

    def close(self) -> None:
        """Close the connection."""
        self._db.close()
