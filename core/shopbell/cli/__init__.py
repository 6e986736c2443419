"""``shopbell``: one command line. Each command is a file of this folder, loaded when it is asked for."""

from importlib import import_module

import click

import shopbell.cli.quick_start  # noqa: F401 before any command's own imports

COMMANDS = {
    "backup": "backup",
    "bench": "bench",
    "chat": "chat",
    "check": "check",
    "connect": "connect",
    "customer": "customer",
    "demo": "demo",
    "doctor": "doctor",
    "erase": "customer",
    "export": "customer",
    "handoff": "handoff",
    "init": "init",
    "keys": "keys",
    "migrate": "migrate",
    "new": "new",
    "outbox": "outbox",
    "plugins": "plugins",
    "restore": "restore",
    "run": "run",
    "secrets": "secrets",
    "why": "why",
}
# Commands that stand at the top although a plugin that comes with the shop has them: name -> the plugin's group.
LIFTED = {"import": "files", "orders": "files"}


class Commands(click.Group):
    """Loads a command's file when it is named: a start should not pay for the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        from shopbell.cli.plugin_commands import named_by_plugins  # lazy: looks for plugins on disk

        return sorted({*COMMANDS, *LIFTED, *named_by_plugins()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in LIFTED:
            group = of_plugin(LIFTED[cmd_name])
            return group.get_command(ctx, cmd_name) if isinstance(group, click.Group) else None
        if cmd_name not in COMMANDS:
            return of_plugin(cmd_name)
        command: click.Command = getattr(import_module(f"shopbell.cli.{COMMANDS[cmd_name]}"), cmd_name)
        return command


def of_plugin(name: str) -> click.Command | None:
    """A plugin's own commands, below its name without the prefix: ``shopbell faq gaps``."""
    from shopbell.cli.plugin_commands import group_of  # lazy: looks for plugins on disk

    return group_of(name)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="shopbell")
def main() -> None:
    """Shopbell, the chat counter of a small shop.

    Try it with ``shopbell demo``; make your own shop with ``shopbell init``.
    """
