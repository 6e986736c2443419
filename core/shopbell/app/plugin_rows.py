"""A customer's rows in the plugins' tables, found by their columns: no plugin can forget to hand out or erase them.

A table of a plugin that has ``customer_id`` holds something about that customer in each row; one without may have
``identity_id`` or ``conversation_id`` instead. It counts whether the plugin is switched on, broken, or long gone: the
tables are still there. Rows that the law keeps are named in ``plugin.toml`` and lose only whose they are.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from shopbell.contracts import Write
from shopbell.stores.engine import Shape

if TYPE_CHECKING:
    from shopbell.app.erasing import Graph
    from shopbell.app.shop import RunningShop

OWNERS = "SELECT DISTINCT owner FROM migration"
_decode = msgspec.msgpack.Decoder().decode


class PersonalTable(NamedTuple):
    """A table whose rows are about customers."""

    plugin: str
    name: str  # without the plugin's part: "alert" for p_shopbell_subscriptions_alert
    shape: Shape
    whose: str  # the column that says it

    @property
    def full_name(self) -> str:
        """As the database knows it."""
        return f"p_{self.plugin}_{self.name}"


async def personal_tables(shop: "RunningShop") -> list[PersonalTable]:
    """All of them, by name. Reads the database's own account of its tables, about a millisecond."""
    owners = [str(owner) for (owner,) in await shop.store.fetch(OWNERS)]
    return [*_personal(await shop.store.shape(), owners)]


async def rows_of(shop: "RunningShop", graph: "Graph") -> dict[str, dict[str, list[dict[str, Any]]]]:
    """What plugins keep about a customer, by plugin and table; tables without a row are left out."""
    found: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for table in await personal_tables(shop):
        columns = table.shape.columns
        sql = f"SELECT {', '.join(columns)} FROM {table.full_name} WHERE {table.whose} = ?"  # noqa: S608 names of columns
        rows = [row for key in _keys(table, graph) for row in await shop.store.fetch(sql, (key,))]
        if rows:
            told = [dict(zip(columns, map(_plain, row), strict=True)) for row in rows]
            found.setdefault(table.plugin, {})[table.name] = told
    return found


def erasing(
    tables: Iterable[PersonalTable], graph: "Graph", kept: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> list[Write]:
    """Writes that erase a customer from these tables.

    Args:
        kept: by plugin, its tables whose rows stay, with the columns that are emptied besides whose they are.
    """
    return [
        Write(sql, (*blanks, key))
        for table in tables
        for sql, blanks in [_erasing(table, kept.get(table.plugin, {}))]
        for key in _keys(table, graph)
    ]


def _personal(shapes: Mapping[str, Shape], owners: Iterable[str]) -> Iterator[PersonalTable]:
    for table, shape in sorted(shapes.items()):
        theirs = [owner for owner in owners if table.startswith(f"p_{owner}_")]
        whose = next((one for one in ("customer_id", "identity_id", "conversation_id") if one in shape.columns), None)
        if theirs and whose is not None:
            plugin = max(theirs, key=len)  # "shop" has no table of "shop_window"
            yield PersonalTable(plugin, table.removeprefix(f"p_{plugin}_"), shape, whose)


def _erasing(table: PersonalTable, kept: Mapping[str, tuple[str, ...]]) -> tuple[str, list[Any]]:
    if table.name not in kept:
        return f"DELETE FROM {table.full_name} WHERE {table.whose} = ?", []  # noqa: S608 names of columns
    emptied = {table.whose, *kept[table.name]}
    blanks = {
        name: blank for name, blank in zip(table.shape.columns, table.shape.blanks, strict=True) if name in emptied
    }
    settings = ", ".join(f"{name} = ?" for name in blanks)
    return f"UPDATE {table.full_name} SET {settings} WHERE {table.whose} = ?", [*blanks.values()]  # noqa: S608 as above


def _keys(table: PersonalTable, graph: "Graph") -> tuple[int, ...]:
    if table.whose == "identity_id":
        return tuple(identity_id for identity_id, *_ in graph.identities)
    return graph.customers if table.whose == "customer_id" else graph.conversations


def _plain(value: Any) -> Any:
    """A value that can be read: structures that plugins keep packed are opened."""
    if not isinstance(value, bytes):
        return value
    try:
        opened = _decode(value)
    except msgspec.DecodeError:
        return value
    return opened if isinstance(opened, dict | list) else value
