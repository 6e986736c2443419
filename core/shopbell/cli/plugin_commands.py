"""Commands that plugins add, below their own name: ``shopbell faq gaps``.

A plugin's code is imported when one of its commands is named, not for a line of ``--help``.
"""

import importlib
from collections.abc import Mapping
from copy import copy
from pathlib import Path
from typing import Any

import click

from shopbell.cli.at_hand import AtHand
from shopbell.cli.running import plainly
from shopbell.plugin_host.discovery import Found, Installed, discover
from shopbell.plugin_host.manifest import Manifest


class PluginCommands(click.Group):
    """The commands of one plugin; each is told by ``--config`` and ``--data`` which shop it is about."""

    def __init__(self, name: str, plugin: str, manifest: Manifest) -> None:
        super().__init__(name, help=manifest.commands)
        self._plugin, self._manifest = plugin, manifest

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self._loaded())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return self._loaded().get(cmd_name)

    def _loaded(self) -> Mapping[str, click.Command]:
        if not self.commands:
            module = importlib.import_module(self._plugin)
            for command in module.shopbell_commands():
                self.add_command(with_shop(command, self._plugin, self._manifest))
        return self.commands


def with_shop(
    command: click.Command, plugin: str, manifest: Manifest, config: Path = Path(), data: Path | None = None
) -> click.Command:
    """The command, told by ``--config`` and ``--data`` (else ``config``, ``data``) which shop it is about.

    Of a group each command is told.
    """
    if isinstance(command, click.Group):
        group = copy(command)
        group.commands = {
            name: with_shop(one, plugin, manifest, config, data) for name, one in command.commands.items()
        }
        return group

    def note(ctx: click.Context, param: click.Parameter, value: Any) -> None:
        ctx.obj = ctx.obj or AtHand(plugin, manifest)
        setattr(ctx.obj, str(param.name), value)

    command = copy(command)  # the plugin's own stays as it is
    folder = click.Path(path_type=Path, file_okay=False)
    command.params = [
        *command.params,
        click.Option(
            ["--config"], type=folder, default=config, help="The shop's folder.", expose_value=False, callback=note
        ),
        click.Option(
            ["--data"],
            type=folder,
            default=data,
            help="The shop's data folder; its data/ by default.",
            expose_value=False,
            callback=note,
        ),
    ]
    if command.callback is not None:
        command.callback = plainly(command.callback)
    return command


def group_of(name: str) -> click.Group | None:
    """The commands of the plugin ``shopbell_<name>`` or ``<name>``; None when it has none."""
    found = _with_commands()
    plugin = found.get(f"shopbell_{name}") or found.get(name)
    if plugin is None or plugin.manifest is None:
        return None
    return PluginCommands(name, plugin.name, plugin.manifest)


def named_by_plugins() -> list[str]:
    """The names below which plugins have commands."""
    return [name.removeprefix("shopbell_") for name in _with_commands()]


def _with_commands() -> dict[str, Found]:
    # A folder plugin's code is only run by the shop itself.
    found = discover(Installed(), None)
    return {name: one for name, one in found.items() if one.manifest is not None and one.manifest.commands}


def connectable() -> dict[str, Found]:
    """Plugins that ``shopbell connect`` sets up, by name."""
    found = discover(Installed(), None)
    return {name: one for name, one in found.items() if one.manifest is not None and one.manifest.connects}
