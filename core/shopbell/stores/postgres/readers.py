"""A few connections for reading, opened when they are needed and again when they broke."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import asyncpg

from shopbell.errors import StoreUnavailable
from shopbell.stores.dialect import numbered
from shopbell.stores.engine import Row
from shopbell.stores.postgres.connecting import READING, Address, connect, hang_up, readable

READERS = 4
CLOSE_SECONDS = 5.0  # for those who still read
PAUSE_SECONDS = 0.25  # in which nobody else tries a server that has just been away


class Readers:
    """Reads as of now; a broken connection costs one more attempt, not an answer."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._idle: list[asyncpg.Connection] = []
        self._turns = asyncio.Semaphore(READERS)
        self._away: tuple[float, StoreUnavailable] | None = None

    async def fetch(self, sql: str, params: Sequence[Any]) -> list[Row]:
        """Read rows.

        Raises:
            StoreUnavailable: the server is away.
            StoreError: it refuses.
        """
        async with self._turns:
            while self._idle:
                connection = self._idle.pop()
                try:
                    return await self._on(connection, sql, params)
                except StoreUnavailable:
                    continue  # it broke since it was used last: so may have the others
            return await self._on(await self._open(), sql, params)

    async def _on(self, connection: asyncpg.Connection, sql: str, params: Sequence[Any]) -> list[Row]:
        try:
            rows = [tuple(row) for row in await connection.fetch(numbered(sql), *params)]
        except BaseException as exc:
            if isinstance(exc, asyncpg.PostgresError | asyncpg.InterfaceError) and not connection.is_closed():
                self._idle.append(connection)
            else:
                connection.terminate()
            if isinstance(exc, Exception):
                raise readable(exc) from exc
            raise
        self._idle.append(connection)
        return rows

    async def _open(self) -> asyncpg.Connection:
        if self._away is not None and time.monotonic() < self._away[0]:
            raise self._away[1]
        try:
            return await connect(self._address, READING)
        except StoreUnavailable as exc:
            self._away = (time.monotonic() + PAUSE_SECONDS, StoreUnavailable(str(exc)))
            raise

    async def close(self) -> None:
        """Close them all; who still reads is waited for."""
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                for _ in range(READERS):
                    await self._turns.acquire()
        while self._idle:
            await hang_up(self._idle.pop())
