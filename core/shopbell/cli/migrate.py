"""``shopbell migrate``: the shop moves to another database, and back."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import click
import msgspec

from shopbell.cli.plugin_check import migrations_of
from shopbell.cli.progress import progress_bar
from shopbell.cli.running import config_option, data_option, plainly
from shopbell.config.decode import Put
from shopbell.config.edit import edit, live_folder
from shopbell.config.storage import database_of
from shopbell.errors import ShopbellError
from shopbell.plugin_host.discovery import Installed, discover
from shopbell.stores.engine import Store
from shopbell.stores.lock import DataLock
from shopbell.stores.moving import Moved, Progress, move
from shopbell.stores.store import open_store, reading

OWNERS = "SELECT DISTINCT owner FROM migration WHERE owner NOT IN ('core', 'postgresql') ORDER BY owner"


@click.command()
@click.option("--to", "target", required=True, help="postgresql://user@host/name, or sqlite:// for the data folder.")
@config_option
@data_option
@click.option("--json", "as_json", is_flag=True, help="Print rows and checksums of each table as a JSON object.")
@plainly
def migrate(target: str, config: Path, data: Path | None, as_json: bool) -> None:
    """Move the shop to another database. It must not be running; what it leaves behind stays as it was."""
    data = data or config / "data"
    source = database_of(config, data)
    if source == target:
        raise ShopbellError("the shop is there already")
    with DataLock(data):
        with reading(data, source):
            pass  # opening it to write would make one
        with progress_bar("Moving", unit="rows") as progress:
            moved, left = asyncio.run(_move(live_folder(config, data), data, (source, target), progress))
        told = _told(live_folder(config, data), target)
    if as_json:
        click.echo(msgspec.json.encode(moved))
        return
    click.echo(f"{sum(table.rows for table in moved.values()):,} rows of {len(moved)} tables are moved and checked.")
    click.echo(f"{told} {left}")


async def _move(
    folder: Path, data: Path, places: tuple[str, str], progress: Progress
) -> tuple[Mapping[str, Moved], str]:
    here = await open_store(data, places[0])
    try:
        there = await open_store(data, places[1])
        try:
            await _make_tables(folder, here, there)
            moved = await move(here, there, progress)
        finally:
            await there.close()
    finally:
        await here.close()
    return moved, here.leave()


async def _make_tables(folder: Path, here: Store, there: Store) -> None:
    """The plugins' tables, by their own steps."""
    found = discover(Installed(), folder)
    for (owner,) in await here.fetch(OWNERS):
        if owner not in found:
            raise ShopbellError(
                f"{owner} has tables here, but is not installed: install it, or `shopbell plugins purge {owner}`"
            )
        await there.migrate(await asyncio.to_thread(migrations_of, found[owner], folder))


def _told(folder: Path, target: str) -> str:
    """Let the configuration name the new database, unless that would write a password into it."""
    if urlsplit(target).password:
        return 'Now refer to it in shopbell.toml, for it holds a password: [storage] url = {env = "NAME"}.'
    edit(folder, [Put(("storage", "url"), target)], "shopbell migrate")
    return "shopbell.toml names it now."
