"""``shopbell plugins``: what runs, why, and switching it."""

import asyncio
import shutil
from pathlib import Path
from typing import Any

import click
import msgspec

from shopbell.cli.running import call, changing, config_option, data_option, json_option, plainly
from shopbell.config.decode import Put
from shopbell.config.edit import edit, live_folder, writable_folder
from shopbell.config.file import load_config
from shopbell.errors import ShopbellError
from shopbell.http.local import running_shop
from shopbell.plugin_host.discovery import Found, Installed, discover
from shopbell.plugin_host.wishes import Wishes
from shopbell.stores.lock import DataLock


@click.group()
def plugins() -> None:
    """Show plugins, switch them on and off, load them again."""


@plugins.command("list")
@config_option
@data_option
@json_option
@plainly
def list_plugins(config: Path, data: Path | None, as_json: bool) -> None:
    """Show each plugin, its state, and why it is in that state."""
    data = data or config / "data"
    found = call(data, "GET", "/api/v1/plugins") if running_shop(data) is not None else _offline(config, data)
    for plugin in found:
        if as_json:
            click.echo(msgspec.json.encode(plugin))
        else:
            click.echo(f"{plugin['state']:<11} {plugin['name']:<26} {plugin['reason']}".rstrip())


def _offline(config: Path, data: Path) -> list[dict[str, Any]]:
    """What would be wanted if the shop ran."""
    folder = live_folder(config, data)
    wishes = Wishes.of(load_config(folder))
    return [_as_wanted(one, wishes) for _, one in sorted(discover(Installed(), folder).items())]


def _as_wanted(found: Found, wishes: Wishes) -> dict[str, Any]:
    wanted, reason = wishes.wants(found, safe=False)
    if found.problem is not None:
        return {"name": found.name, "version": "", "state": "failed", "reason": str(found.problem)}
    version = found.manifest.version if found.manifest else ""
    state = "enabled" if wanted else "disabled"
    return {"name": found.name, "version": version, "state": state, "reason": reason or "the shop is not running"}


@plugins.command()
@click.argument("name")
@config_option
@data_option
@plainly
def enable(name: str, config: Path, data: Path | None) -> None:
    """Switch NAME on in shopbell.toml; a running shop follows at once."""
    _switch(name, True, config, data or config / "data")


@plugins.command()
@click.argument("name")
@config_option
@data_option
@plainly
def disable(name: str, config: Path, data: Path | None) -> None:
    """Switch NAME off in shopbell.toml; its data stays."""
    _switch(name, False, config, data or config / "data")


def _switch(name: str, on: bool, config: Path, data: Path) -> None:
    if running_shop(data) is not None:
        plugin = call(data, "PATCH", f"/api/v1/plugins/{name}", {"enabled": on})
        click.echo(f"{name} is {plugin['state']}" + (f": {plugin['reason']}" if plugin["reason"] else ""))
        return
    with DataLock(data):
        folder = live_folder(config, data)
        if name not in discover(Installed(), folder):
            raise ShopbellError(f"there is no plugin {name}; see `shopbell plugins list`")
        folder, _ = writable_folder(folder, data)
        edited = edit(folder, [Put(("plugins", name, "enabled"), on)], "shopbell plugins")
    click.echo(f"{name} is switched {'on' if on else 'off'}" if edited.diff else "it was so already")


@plugins.command()
@click.argument("name")
@config_option
@data_option
@plainly
def reload(name: str, config: Path, data: Path | None) -> None:
    """Read NAME's files again in the running shop, also a pip package's."""
    plugin = call(data or config / "data", "POST", f"/api/v1/plugins/{name}/reload")
    click.echo(f"{name} is {plugin['state']}" + (f": {plugin['reason']}" if plugin["reason"] else ""))


@plugins.command()
@click.argument("name")
@config_option
@data_option
@plainly
def why(name: str, config: Path, data: Path | None) -> None:
    """Tell all that is known about NAME's state."""
    data = data or config / "data"
    found = call(data, "GET", "/api/v1/plugins") if running_shop(data) is not None else _offline(config, data)
    plugin = next((one for one in found if one["name"] == name), None)
    if plugin is None:
        raise ShopbellError(f"there is no plugin {name}; see `shopbell plugins list`")
    click.echo(f"{name} {plugin['version']} is {plugin['state']}.")
    if plugin["reason"]:
        click.echo(plugin["reason"])


@plugins.command()
@click.argument("name")
@config_option
@data_option
@click.option("--yes", is_flag=True, help="Do not ask.")
@plainly
def purge(name: str, config: Path, data: Path | None, yes: bool) -> None:
    """Delete the tables and values NAME has kept. The shop must not run."""
    data = data or config / "data"
    if not yes:
        click.confirm(f"Delete everything that {name} has stored? There is no way back", abort=True)
    tables, values = asyncio.run(_purge(config, data, name))
    shutil.rmtree(data / "derived" / name, ignore_errors=True)
    click.echo(f"Deleted {tables} table(s) and {values} value(s) of {name}.")


async def _purge(config: Path, data: Path, name: str) -> tuple[int, int]:
    async with changing(config, data) as store:
        return await store.purge(name)
