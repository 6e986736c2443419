"""``shopbell connect``: guides the owner through what a channel needs outside; each plugin knows its own way."""

import importlib
from pathlib import Path
from typing import Any

import click
import msgspec

from shopbell.cli.plugin_commands import connectable, with_shop
from shopbell.cli.running import config_option, data_option, json_option, plainly
from shopbell.config.edit import live_folder
from shopbell.config.file import load_config
from shopbell.plugin_host.wishes import Wishes


class Connections(click.Group):
    """One command per plugin that can be connected."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(name.removeprefix("shopbell_") for name in connectable())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        found = connectable()
        plugin = found.get(f"shopbell_{cmd_name}") or found.get(cmd_name)
        if plugin is None or plugin.manifest is None:
            return None
        command: click.Command = importlib.import_module(plugin.name).shopbell_connect()
        shop: dict[str, Any] = {name: ctx.params[name] for name in ("config", "data") if ctx.params.get(name)}
        return with_shop(command, plugin.name, plugin.manifest, **shop)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # From the manifests: help should not run the plugins.
        rows = [(name.removeprefix("shopbell_"), one.manifest) for name, one in sorted(connectable().items())]
        with formatter.section("Channels"):
            formatter.write_dl([(name, manifest.connects) for name, manifest in rows if manifest is not None])


@click.group(cls=Connections, invoke_without_command=True, subcommand_metavar="[CHANNEL]")
@config_option
@data_option
@json_option
@click.pass_context
@plainly
def connect(ctx: click.Context, config: Path, data: Path | None, as_json: bool) -> None:
    """Connect a channel, step by step; without CHANNEL: show what can be connected."""
    if ctx.invoked_subcommand is not None:
        return
    wishes = Wishes.of(load_config(live_folder(config, data or config / "data")))
    for name, plugin in sorted(connectable().items()):
        on, _ = wishes.wants(plugin, safe=False)
        row = {
            "channel": name.removeprefix("shopbell_"),
            "enabled": on,
            "connects": plugin.manifest.connects if plugin.manifest else "",
        }
        text = f"{'on' if on else 'off':<4} {row['channel']:<12} {row['connects']}"
        click.echo(msgspec.json.encode(row) if as_json else text)
    if not as_json:
        click.echo("Connect one with `shopbell connect CHANNEL`; `shopbell doctor` tells what is wrong with one.")
