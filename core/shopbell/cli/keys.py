"""``shopbell keys``: API keys for apps. They change in the running shop at once, or on disk when none runs."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import click
import msgspec

from shopbell.cli.running import changing, config_option, data_option, json_option, plainly, reading
from shopbell.clock import Clock
from shopbell.errors import ShopbellError
from shopbell.http.key_routes import MadeKey, WantedKey
from shopbell.http.keys import LIST, SCOPES, KeyInfo, Keyring, StoredKeys, key_infos
from shopbell.http.local import running_shop
from shopbell.stores.engine import NoShop

DAY_MS = 86_400_000
T = TypeVar("T")


@click.group()
def keys() -> None:
    """Make, show and end the API keys of your apps."""


@keys.command("create")
@click.argument("app")
@click.option("--scope", "scopes", type=click.Choice(SCOPES), multiple=True, required=True, help="What it may do.")
@click.option("--days", type=click.IntRange(1, 36_500), help="Ends by itself after so many days.")
@click.option("--limited", is_flag=True, help="The limits of anonymous visitors hold for it, too.")
@config_option
@data_option
@json_option
@plainly
def create_key(
    app: str, scopes: tuple[str, ...], days: int | None, limited: bool, config: Path, data: Path | None, as_json: bool
) -> None:
    """Make a key for APP and print it, this once."""
    ends_at = None if days is None else int(time.time() * 1000) + days * DAY_MS
    made = _create(config, data or config / "data", app, scopes, limited, ends_at)
    if as_json:
        click.echo(msgspec.json.encode(made))
        return
    click.echo(made.key)
    click.echo(f"Key {made.info.id} of {app}: {', '.join(made.info.scopes)}. It is not shown again.", err=True)


@keys.command("list")
@config_option
@data_option
@json_option
@plainly
def list_keys(config: Path, data: Path | None, as_json: bool) -> None:
    """Show all keys, ended ones too; never the keys themselves."""
    for info in _read(config, data or config / "data"):
        if as_json:
            click.echo(msgspec.json.encode(info))
            continue
        limited = ", limited" if info.limited else ""
        click.echo(f"{info.id:>4}  {info.app:<20} {','.join(info.scopes)}{limited}  {_state(info)}")


@keys.command("revoke")
@click.argument("number", type=int)
@config_option
@data_option
@plainly
def revoke_key(number: int, config: Path, data: Path | None) -> None:
    """End key NUMBER now."""
    info = _revoke(config, data or config / "data", number)
    click.echo(f"Key {info.id} of {info.app} has ended.")


def _create(config: Path, data: Path, app: str, scopes: tuple[str, ...], limited: bool, ends_at: int | None) -> MadeKey:
    async def here(stored: StoredKeys) -> MadeKey:
        return MadeKey(*await stored.create(app, scopes, limited=limited, ends_at=ends_at))

    if (shop := running_shop(data)) is None:
        return asyncio.run(_with_store(config, data, here))
    wanted = WantedKey(app, list(scopes), limited, ends_at)
    return msgspec.convert(shop.call("POST", "/api/v1/keys", wanted), MadeKey)


def _revoke(config: Path, data: Path, number: int) -> KeyInfo:
    async def here(stored: StoredKeys) -> KeyInfo:
        info = await stored.revoke(number)
        if info is None:
            raise ShopbellError("There is no such key.")
        return info

    if (shop := running_shop(data)) is None:
        return asyncio.run(_with_store(config, data, here))
    return msgspec.convert(shop.call("DELETE", f"/api/v1/keys/{number}"), KeyInfo)


def _read(config: Path, data: Path) -> list[KeyInfo]:
    try:
        with reading(config, data) as database:
            return key_infos(database.fetch(LIST))
    except NoShop:
        return []


async def _with_store(config: Path, data: Path, work: Callable[[StoredKeys], Awaitable[T]]) -> T:
    async with changing(config, data) as store:
        clock = Clock()
        return await work(StoredKeys(store, Keyring(clock), clock))


def _state(info: KeyInfo) -> str:
    if info.ends_at is None:
        return "valid"
    day = datetime.fromtimestamp(info.ends_at / 1000, UTC).date()
    return f"until {day}" if info.ends_at > time.time() * 1000 else f"ended {day}"
