"""Commands that plugins add, below their own name."""

import importlib
from pathlib import Path

import click

from shopbell.plugin_host.discovery import Installed, discover


def group_of(name: str) -> click.Group | None:
    """The commands of the plugin ``shopbell_<name>`` or ``<name>``; None when it has none."""
    found = discover(Installed(), Path())
    plugin = found.get(f"shopbell_{name}") or found.get(name)
    if plugin is None or plugin.kind == "folder":
        return None  # a folder plugin's code is only run by the shop itself
    module = importlib.import_module(plugin.name)
    hook = getattr(module, "shopbell_commands", None)
    if hook is None:
        return None
    return click.Group(name, commands=list(hook()), help=plugin.manifest.summary if plugin.manifest else "")
