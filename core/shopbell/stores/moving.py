"""Moves a shop from one database to another: every row, every file, counted and checked by content."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from shopbell.contracts import Write
from shopbell.errors import RequestError, ShopbellError
from shopbell.stores.engine import Row, Shape, Store

AT_ONCE = 1_000  # rows of one page and one commit
EMPTY = ("customer", "conversation", "inbox", "message")  # a shop that was never used has no row in these
OWN = "migration"  # each engine keeps its own account of its tables

Progress = Callable[[int, int], None]  # rows done, rows in all (each is written once and read back once)


class Moved(NamedTuple):
    """What a table holds on both sides. ``checksum``: of all rows' contents, in any order; hex."""

    rows: int
    checksum: str


async def move(source: Store, target: Store, progress: Progress) -> Mapping[str, Moved]:
    """Copy all rows and files, then read the target again and compare.

    Args:
        source: nobody may write to it meanwhile (hold the lock).
        target: with the same tables, and no shop in it.

    Raises:
        ShopbellError: the target holds a shop, lacks a table, or differs afterwards. The source is as it was.
    """
    for table in EMPTY:
        if (await target.fetch(f"SELECT count(*) FROM {table}"))[0][0]:  # noqa: S608 our own words
            raise ShopbellError("the other database holds a shop already; name an empty one")
    shapes = _common(await source.shape(), await target.shape())
    total = 0
    for table in shapes:
        total += (await source.fetch(f"SELECT count(*) FROM {table}"))[0][0]  # noqa: S608 names of tables
    moved: dict[str, Moved] = {}
    done = 0
    for table, (columns, key) in shapes.items():
        tally = _Tally()
        marks = ", ".join("?" * len(columns))
        insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 names of columns
        await target.commit([Write(f"DELETE FROM {table}", ())])  # noqa: S608 what an empty shop writes by itself
        async for page in _pages(source, table, columns, key):
            await target.commit([Write(insert, row) for row in page])
            tally.add(page)
            done += len(page)
            progress(done, 2 * total)
        moved[table] = tally.result()
    await _files(source, target)
    await target.settle()
    for table, (columns, key) in shapes.items():
        tally = _Tally()
        async for page in _pages(target, table, columns, key):
            tally.add(page)
            done += len(page)
            progress(done, 2 * total)
        if tally.result() != moved[table]:
            raise ShopbellError(f"the table {table} differs after the move; the shop stays where it was")
    return moved


def _common(here: Mapping[str, Shape], there: Mapping[str, Shape]) -> dict[str, tuple[list[str], list[str]]]:
    """The tables of the source and their keys, with the columns that both engines have."""
    shapes: dict[str, tuple[list[str], list[str]]] = {}
    for table, shape in sorted(here.items()):
        if table == OWN:
            continue
        if table not in there:
            if table.startswith("p_"):
                raise ShopbellError(f"the other database has no table {table}: install its plugin, or purge it")
            continue  # an engine's own
        shapes[table] = ([name for name in shape.columns if name in there[table].columns], shape.key)
    return shapes


async def _pages(store: Store, table: str, columns: Sequence[str], key: Sequence[str]) -> AsyncIterator[list[Row]]:
    """All rows in the order of the key, a page at a time."""
    names, keys = ", ".join(columns), ", ".join(key)
    first = f"SELECT {names} FROM {table} ORDER BY {keys} LIMIT {AT_ONCE}"  # noqa: S608 names of columns
    after = (
        f"SELECT {names} FROM {table} WHERE ({keys}) > ({', '.join('?' * len(key))})"  # noqa: S608 as above
        f" ORDER BY {keys} LIMIT {AT_ONCE}"
    )
    places = [list(columns).index(name) for name in key]
    page = await store.fetch(first)
    while page:
        yield page
        if len(page) < AT_ONCE:
            return
        page = await store.fetch(after, tuple(page[-1][place] for place in places))


async def _files(source: Store, target: Store) -> None:
    found = await source.fetch("SELECT DISTINCT sha256 FROM media_ref")
    for (sha256,) in found:
        try:
            content = await asyncio.to_thread(source.media.read, sha256)
        except KeyError:
            continue  # forgotten, or lost long ago: the mention alone is moved
        try:
            media = await asyncio.to_thread(target.media.write, content)
        except RequestError as exc:
            raise ShopbellError(f"the file {sha256} does not fit into the other database: {exc}") from exc
        if media.sha256 != sha256:
            raise ShopbellError(f"the file {sha256} differs from its name: it was damaged before the move")


class _Tally:
    """Counts rows and adds up their hashes."""

    def __init__(self) -> None:
        self._rows = self._sum = 0
        self._encode = msgspec.msgpack.Encoder().encode

    def add(self, page: Sequence[Row]) -> None:
        """Rows as they were read."""
        self._rows += len(page)
        for row in page:
            self._sum += int.from_bytes(hashlib.blake2b(self._encode(row), digest_size=16).digest(), "big")

    def result(self) -> Moved:
        """So far."""
        return Moved(self._rows, f"{self._sum % 2**128:032x}")
