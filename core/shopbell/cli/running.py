"""What commands share: where the shop's folders are, reading its database, asking the running shop."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click

from shopbell.config.storage import database_of
from shopbell.errors import ShopbellError
from shopbell.http.local import running_shop
from shopbell.stores.engine import Reader, Store
from shopbell.stores.lock import DataLock
from shopbell.stores.store import open_store
from shopbell.stores.store import reading as read_database

P = ParamSpec("P")
T = TypeVar("T")

config_option = click.option(
    "--config", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="The shop's folder."
)
data_option = click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), help="The shop's data folder; its data/ by default."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")


def plainly(command: Callable[P, T]) -> Callable[P, T]:
    """Known errors of a command end with their sentence and exit code 1; only bugs show a traceback."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except ShopbellError as exc:
            raise click.ClickException(str(exc)) from exc

    return wrapped


def call(data: Path, method: str, path: str, body: object = None) -> Any:
    """Ask the shop that runs on this data folder, over loopback with its admin token.

    Returns:
        The decoded JSON of its answer.

    Raises:
        ShopbellError: none runs there, it refuses (its own sentence), or it does not answer.
    """
    shop = running_shop(data)
    if shop is None:
        raise ShopbellError(f"no shop is running on {data}; start it with `shopbell run`")
    return shop.call(method, path, body)


def reading(config: Path, data: Path) -> AbstractContextManager[Reader]:
    """The shop's database, read-only: needs no lock and disturbs nobody.

    Raises:
        ShopbellError: there is none, or it cannot be read.
    """
    return read_database(data, database_of(config, data))


@asynccontextmanager
async def changing(config: Path, data: Path) -> AsyncIterator[Store]:
    """The shop's database under the lock of the data folder, for nobody else has it.

    Raises:
        ShopbellError: a shop runs on it, or it cannot be opened.
    """
    url = database_of(config, data)
    with DataLock(data):
        store = await open_store(data, url)
        try:
            yield store
        finally:
            await store.close()
