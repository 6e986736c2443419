"""The shelf of the PostgreSQL engine: files in the database, up to 10 MB each."""

import asyncio
import io
import time
from collections.abc import Coroutine, Iterable
from typing import Any, Protocol, TypeVar

from shopbell.contracts import Write
from shopbell.stores.shelf import GRACE_SECONDS, Media, copy_content, name_of_content

LIMIT = 10 * 1024 * 1024  # bytes; a row of a database is no place for films
PUT = (
    "INSERT INTO media (sha256, content, stored_at) VALUES (?, ?, ?)"
    " ON CONFLICT (sha256) DO UPDATE SET stored_at = excluded.stored_at"
)
GET = "SELECT content FROM media WHERE sha256 = ?"
DROP = "DELETE FROM media WHERE sha256 = $1"
SWEEP = (
    "DELETE FROM media WHERE stored_at < $1"
    " AND NOT EXISTS (SELECT 1 FROM media_ref WHERE media_ref.sha256 = media.sha256)"
)
T = TypeVar("T")


class Rows(Protocol):
    """What is needed of the store."""

    async def fetch(self, sql: str, params: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """Read rows."""
        ...

    async def commit(self, writes: list[Write]) -> None:
        """Commit one job."""
        ...

    async def errand(self, sql: str, *params: Any) -> int:
        """Run one statement between two batches."""
        ...


class PostgresShelf:
    """See ``shelf.MediaShelf``; called in worker threads, works in the loop."""

    def __init__(self, rows: Rows, loop: asyncio.AbstractEventLoop) -> None:
        self._rows, self._loop = rows, loop

    def read(self, sha256: str) -> bytes:
        """The content.

        Raises:
            KeyError: not the name of a content, not here, or here no more.
            StoreUnavailable: try again later.
        """
        found = self._wait(self._rows.fetch(GET, (name_of_content(sha256),)))
        if not found:
            raise KeyError(sha256)
        return bytes(found[0][0])

    def write(self, content: bytes | Iterable[bytes], limit: int = LIMIT) -> Media:
        """Store a content durably, once; at most ``limit`` bytes, and 10 MB.

        Raises:
            RequestError: 413, it is larger; 400, it is empty.
            StoreUnavailable: nothing was stored, try again later.
        """
        held = io.BytesIO()
        media = copy_content((content,) if isinstance(content, bytes) else content, held, min(limit, LIMIT))
        row = (media.sha256, held.getvalue(), time.time_ns() // 1_000_000)
        self._wait(self._rows.commit([Write(PUT, row, 1)]))
        return media

    def drop(self, sha256: str) -> None:
        """Delete a content at once, if it is here.

        Raises:
            StoreError: the database refuses.
        """
        self._wait(self._rows.errand(DROP, name_of_content(sha256)))

    def sweep(self, now: float | None = None) -> int:
        """Delete what no message mentions and has waited over an hour; returns how many files.

        Raises:
            StoreError: the database refuses.
        """
        oldest = (time.time() if now is None else now) - GRACE_SECONDS
        return self._wait(self._rows.errand(SWEEP, int(oldest * 1000)))

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()
