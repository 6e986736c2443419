"""The database of a shop on PostgreSQL, read-only, for commands."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg

from shopbell.stores.dialect import numbered
from shopbell.stores.engine import NoShop, Row
from shopbell.stores.postgres.connecting import OLDEST, READING, address_of, connect, hang_up, readable

IS_SHOP = "SELECT to_regclass('migration') IS NOT NULL AND to_regclass('inbox') IS NOT NULL"
SETTINGS = "SELECT name FROM pg_settings WHERE name = ANY(?) AND setting = 'off'"
DURABLE = ["fsync", "full_page_writes", "synchronous_commit"]
SLOW_MS = 5.0


class PostgresReader:
    """See ``engine.Reader``."""

    def __init__(self, runner: asyncio.Runner, connection: asyncpg.Connection) -> None:
        self._runner, self._connection = runner, connection

    def fetch(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        """Read rows.

        Raises:
            StoreError: the server refuses, or has no such table.
        """
        try:
            found = self._runner.run(self._connection.fetch(numbered(sql), *params))
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as exc:
            raise readable(exc) from exc
        return [tuple(row) for row in found]

    def examine(self) -> tuple[list[str], str]:
        """Is it sound? What is wrong, a sentence each; and a word on it for when nothing is.

        Raises:
            StoreError: it cannot even be asked.
        """
        began = time.perf_counter()
        [(number, version, encoding)] = self.fetch(
            "SELECT current_setting('server_version_num')::bigint, current_setting('server_version'),"
            " current_setting('server_encoding')"
        )
        took = (time.perf_counter() - began) * 1000
        wrong = []
        if number < OLDEST:
            wrong.append(f"PostgreSQL {version} is too old; 13 or newer is needed")
        if encoding != "UTF8":
            wrong.append(f"its encoding is {encoding}; make it with: createdb --encoding=UTF8 --template=template0")
        wrong += [
            f"{name} is off: a power cut loses messages that were acknowledged; switch it on"
            for (name,) in self.fetch(SETTINGS, (DURABLE,))
        ]
        [(size,)] = self.fetch("SELECT pg_database_size(current_database())")
        far = "; every turn waits for it: put it nearer" if took > SLOW_MS else ""
        return wrong, f"sound, {size // 2**20:,} MB (PostgreSQL {version}), answers in {took:.1f} ms{far}"


@contextmanager
def read_postgres(data: Path, url: str) -> Iterator[PostgresReader]:
    """The shop's database, read-only.

    Raises:
        NoShop: it holds no shop yet.
        ShopbellError: it cannot be read.
    """
    address = address_of(url)
    with asyncio.Runner() as runner:
        connection = runner.run(connect(address, READING))
        try:
            reader = PostgresReader(runner, connection)
            if not reader.fetch(IS_SHOP)[0][0]:
                raise NoShop(str(address))
            yield reader
        finally:
            runner.run(hang_up(connection))
