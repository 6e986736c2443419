"""The seam between the shop and its database: what an engine does. Nothing outside ``stores`` knows which one it is.

An engine commits jobs (lists of ``Write``) in groups, reads rows, makes tables, keeps media. It is chosen once, by
the URL in ``[storage]``; see ``store.open_store``.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import structlog

from shopbell.contracts import Write
from shopbell.errors import Conflict, ShopbellError, StoreError, StoreUnavailable
from shopbell.stores.ids import Ids
from shopbell.stores.migrations import Migrations
from shopbell.stores.shelf import MediaShelf

log = structlog.get_logger("shopbell.store")

Job = Sequence[Write]
Done = Callable[[StoreError | None], None]
Row = tuple[Any, ...]

UNDONE = "SELECT id, kind, channel, account, dedupe, received_at, attempts, body FROM inbox WHERE done = 0 ORDER BY id"
COUNT_ATTEMPT = "UPDATE inbox SET attempts = attempts + 1 WHERE done = 0"


class Shape(NamedTuple):
    """How a table is built."""

    columns: list[str]
    key: list[str]  # all columns where there is none
    blanks: list[Any]  # by column, what stands for nothing: NULL where it may be, else 0 or empty


class NoShop(ShopbellError):
    """There is no database here yet: the first start makes it."""

    def __init__(self, place: Path | str) -> None:
        super().__init__(f"there is no shop in {place}")


class Reader(Protocol):
    """The database of a shop, read-only, for commands: needs no lock and disturbs nobody. Blocks."""

    def fetch(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        """Read rows.

        Raises:
            StoreError: the database refuses, or has no such table.
        """
        ...

    def examine(self) -> tuple[list[str], str]:
        """Is it sound? What is wrong, a sentence each; and a word on it for when nothing is.

        Raises:
            StoreError: it cannot even be asked.
        """
        ...


def blame(error: StoreError, sql: str) -> StoreError:
    """The refusal of one job of a batch, with the statement that broke a promise (a broken UNIQUE is one, too).

    Raises:
        StoreUnavailable: it is the database's, not the job's: the whole batch waits.
    """
    if isinstance(error, StoreUnavailable):
        raise error
    return Conflict(str(error), sql) if isinstance(error, Conflict) and not error.sql else error


class Store(ABC):
    """Group commit without a window: a batch is what queued up during the commit before it.

    An engine gives ``_hand_over`` (a batch on its way, answered by ``_finish`` in the loop) and the rest below it.
    Batches are committed one after the other, in their order.
    """

    media: MediaShelf
    ids: Ids

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._pending: list[tuple[Job, Done]] = []
        self._busy = self._scheduled = False
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
        self._scheduled = False
        if not self._pending:
            return  # ``close`` was quicker
        self._busy = True
        batch, self._pending = self._pending, []
        self._hand_over(batch)

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

    @abstractmethod
    def _hand_over(self, batch: list[tuple[Job, Done]]) -> None:
        """Begin to commit a batch in one transaction; ``_finish`` is called in the loop when it is over."""

    # -- the rest --------------------------------------------------------------------------------------------

    @abstractmethod
    async def fetch(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        """Read rows as of now, with all that was committed.

        Raises:
            StoreUnavailable: the database is away; try again later.
            StoreError: the database refuses.
        """

    @abstractmethod
    async def take_undone(self) -> list[Row]:
        """Claim what was accepted and not done, oldest first, and count the attempt.

        Returns:
            Rows of id, kind, channel, account, dedupe, received_at, attempts (before this one), body.

        Raises:
            StoreError: the database refuses.
        """

    @abstractmethod
    async def migrate(self, migrations: Migrations) -> int:
        """Apply a plugin's pending steps between two batches; returns how many.

        Raises:
            ShopbellError: a step failed or was changed; nothing was applied.
        """

    @abstractmethod
    async def purge(self, plugin: str) -> tuple[int, int]:
        """Drop the tables ``p_<plugin>_*`` and the values of a plugin; returns how many of each there were.

        Raises:
            ShopbellError: the database refuses.
        """

    @abstractmethod
    async def shape(self) -> dict[str, Shape]:
        """All tables, by name."""

    @abstractmethod
    async def settle(self) -> None:
        """Rows came from elsewhere, with ids of their own: go on after them, and know their numbers."""

    @abstractmethod
    def leave(self) -> str:
        """The shop has moved away, and this is closed: keep what is here out of the way; a sentence where it is."""

    @abstractmethod
    async def close(self) -> None:
        """Finish what was handed over, then let go of the database."""
