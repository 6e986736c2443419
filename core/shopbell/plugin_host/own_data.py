"""A plugin's own data: its key-value store and its tables ``p_<plugin>_*``. Nothing of the core's is within reach."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol

import msgspec

from shopbell.contracts import Migration, Write
from shopbell.errors import LoadError, ShopbellError
from shopbell.stores.migrations import Migrations, of_plugin
from shopbell.stores.shelf import MediaShelf

_WRITTEN = re.compile(
    r"\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM)\s+[\"`\[]?(\w+)",
    re.IGNORECASE,
)
_SHAPED = re.compile(
    r"\b(?:CREATE|DROP|ALTER)\s+(?:TEMP\w*\s+|VIRTUAL\s+|UNIQUE\s+)?(?:TABLE|INDEX|VIEW|TRIGGER)\s+"
    r"(?:IF\s+(?:NOT\s+)?EXISTS\s+)?[\"`\[]?(\w+)",
    re.IGNORECASE,
)
_NOT_ADDITIVE = re.compile(r"\bDROP\s+(?:TABLE|COLUMN|VIEW)\b|\bRENAME\s+(?:TO|COLUMN)\b", re.IGNORECASE)


class Database(Protocol):
    """What is needed of the store."""

    @property
    def media(self) -> MediaShelf:
        """Where files lie."""
        ...

    async def fetch(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Read rows."""
        ...

    async def commit(self, writes: Sequence[Write]) -> None:
        """Commit one job."""
        ...

    async def migrate(self, migrations: Migrations) -> int:
        """Apply a plugin's pending steps."""
        ...


class NotYours(ShopbellError):
    """A plugin tried to change a table that is not its own."""


@lru_cache(maxsize=1024)  # by text: statements are few and must not vary per call
def check_own(plugin: str, sql: str) -> None:
    """Does this statement change only ``p_<plugin>_*``?

    Guards against mistakes, not malice: it reads the text, it does not parse SQL.

    Raises:
        NotYours: it names another table.
    """
    for table in (*_WRITTEN.findall(sql), *_SHAPED.findall(sql)):
        if table.lower() != "set" and not table.lower().startswith(f"p_{plugin}_"):
            raise NotYours(f"{plugin} may change tables p_{plugin}_* only, not {table}")


def plugin_migrations(plugin: str, steps: Sequence[Migration]) -> Migrations:
    """The plugin's steps for ``Store.migrate``.

    Raises:
        LoadError: a step touches another's table, or is not additive: the generation before still runs.
    """
    for step in steps:
        if _NOT_ADDITIVE.search(step.sql):
            raise LoadError(f"migration {step.number} drops or renames: steps only add, the version before still runs")
        try:
            check_own(plugin, step.sql)
        except NotYours as exc:
            raise LoadError(f"migration {step.number}: {exc}") from exc
    return of_plugin(plugin, steps)


def check_kept(plugin: str, keeps: Mapping[str, Sequence[str]], steps: Sequence[Migration]) -> None:
    """Are there the tables and columns whose rows outlive a customer? A slip of the pen would delete them.

    Raises:
        LoadError: no step makes one of them.
    """
    sql = "\n".join(step.sql for step in steps)
    for table, columns in keeps.items():
        for name in (f"p_{plugin}_{table}", *columns):
            if not re.search(rf"\b{re.escape(name)}\b", sql):
                raise LoadError(f"plugin.toml: keeps.{table}: no migration makes {name}")


class OwnTables:
    """Reads, and guarded writes outside a turn."""

    def __init__(self, plugin: str, store: Database) -> None:
        self._plugin, self._store = plugin, store

    async def fetch(self, sql: str, params: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Read rows."""
        return await self._store.fetch(sql, params)

    async def commit(self, *writes: Write) -> None:
        """Commit writes together.

        Raises:
            Conflict: a ``rows`` promise was broken; nothing was stored.
            NotYours: a table of somebody else.
            StoreUnavailable: try again later; nothing was stored.
        """
        for write in writes:
            check_own(self._plugin, write.sql)
        await self._store.commit(writes)


class OwnKeyValues:
    """Plain data under names, kept by the core; survives reloads and disabling."""

    def __init__(self, plugin: str, store: Database) -> None:
        self._plugin, self._store = plugin, store

    async def get(self, key: str, default: Any = None) -> Any:
        """The value, or ``default``."""
        rows = await self._store.fetch("SELECT value FROM kv WHERE plugin = ? AND name = ?", (self._plugin, key))
        return msgspec.msgpack.decode(rows[0][0]) if rows else default

    async def put(self, key: str, value: Any) -> None:
        """Store it durably; None deletes.

        Raises:
            TypeError: not plain data.
            StoreUnavailable: try again later.
        """
        if value is None:
            write = Write("DELETE FROM kv WHERE plugin = ? AND name = ?", (self._plugin, key))
        else:
            write = Write(
                "INSERT INTO kv VALUES (?, ?, ?) ON CONFLICT (plugin, name) DO UPDATE SET value = excluded.value",
                (self._plugin, key, msgspec.msgpack.encode(value)),
            )
        await self._store.commit([write])

    async def keys(self, prefix: str = "") -> list[str]:
        """All keys with that prefix, sorted."""
        rows = await self._store.fetch(
            "SELECT name FROM kv WHERE plugin = ? AND substr(name, 1, ?) = ? ORDER BY name",
            (self._plugin, len(prefix), prefix),
        )
        return [str(name) for (name,) in rows]
