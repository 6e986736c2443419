"""What commands share: where the shop's folders are, reading its database, asking the running shop."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click

from shopbell.errors import ShopbellError
from shopbell.http.local import running_shop
from shopbell.stores.sqlite import connect

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


@contextmanager
def reading(data: Path) -> Iterator[sqlite3.Connection]:
    """The shop's database, read-only: needs no lock and disturbs nobody.

    Raises:
        ShopbellError: there is none, or it cannot be read.
    """
    path = data / "shopbell.db"
    if not path.is_file():
        raise ShopbellError(f"there is no shop in {data}")
    try:
        connection = connect(path, read_only=True)
        try:
            yield connection
        finally:
            connection.close()
    except sqlite3.Error as exc:
        raise ShopbellError(f"{path} cannot be read: {exc}") from exc
