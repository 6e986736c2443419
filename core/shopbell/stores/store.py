"""Opens a shop's database, whichever it is: the URL's first word names the engine."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from shopbell.errors import ShopbellError
from shopbell.stores.engine import Reader, Store
from shopbell.stores.sqlite_store import open_sqlite, read_sqlite

__all__ = ["FILE", "Store", "open_store", "reading"]

FILE = "sqlite://"  # the file in the data folder


class Engine(NamedTuple):
    """How a database is opened: to serve a shop, and to read for a command. Both take the data folder and the URL."""

    open: Callable[[Path, str], Awaitable[Store]]
    read: Callable[[Path, str], AbstractContextManager[Reader]]


def _postgresql() -> Engine:
    try:
        module = import_module("shopbell.stores.postgres")  # only where it is configured: its driver is an extra
    except ModuleNotFoundError as exc:
        raise ShopbellError("PostgreSQL needs its driver: pip install 'shopbell[postgres]'") from exc
    return Engine(module.open_postgres, module.read_postgres)


ENGINES: Mapping[str, Callable[[], Engine]] = {
    "sqlite": lambda: Engine(open_sqlite, read_sqlite),
    "postgresql": _postgresql,
}


def _engine(url: str) -> Engine:
    made = ENGINES.get(url.partition("://")[0])
    if made is None:
        raise ShopbellError("the URL of the database names no engine: write postgresql://user@host/name")
    return made()


async def open_store(data: Path, url: str = FILE) -> Store:
    """Open a shop's database; make or migrate its tables first.

    Args:
        data: the data folder.
        url: of the database; without one, DATA/shopbell.db.

    Raises:
        ShopbellError: the database is newer than this code, damaged, in use by another shop, or cannot be opened.
    """
    return await _engine(url).open(data, url)


def reading(data: Path, url: str = FILE) -> AbstractContextManager[Reader]:
    """A shop's database, read-only: needs no lock and disturbs nobody.

    Raises:
        ShopbellError: there is none, or it cannot be read.
    """
    return _engine(url).read(data, url)
