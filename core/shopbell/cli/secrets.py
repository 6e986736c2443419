"""``shopbell secrets``: the ``{store = "name"}`` ones. They change in the running shop at once, or on disk."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from shopbell.cli.kept_secrets import forget_secret, keep_secret
from shopbell.cli.plugin_check import stored_secrets
from shopbell.cli.running import config_option, data_option, json_option, plainly
from shopbell.config.vault import NAME
from shopbell.errors import ConfigError


@click.group("secrets")
def secrets() -> None:
    """Set, list and remove the secrets that shopbell.toml refers to with {store = "name"}."""


@secrets.command("set")
@click.argument("name")
@config_option
@data_option
@plainly
def set_secret(name: str, config: Path, data: Path | None) -> None:
    """Store the secret NAME; its value is asked for, or read from standard input. Never put it on a command line."""
    if not NAME.fullmatch(name):  # before a value is asked for
        raise ConfigError(f"{name!r} is no name for a secret", hint="small letters, digits, dots and dashes")
    if sys.stdin.isatty():
        value = click.prompt(f"Value of {name}", hide_input=True, confirmation_prompt=True, err=True)
    else:
        value = sys.stdin.read()
    keep_secret(config, data or config / "data", name, value)
    click.echo(f'{name} is stored. Refer to it with {{store = "{name}"}}.')


@secrets.command("list")
@config_option
@data_option
@json_option
@plainly
def list_secrets(config: Path, data: Path | None, as_json: bool) -> None:
    """Show the names of all stored secrets and when they were changed; never their values."""
    for name, changed_at in stored_secrets(config, data or config / "data").items():
        day = datetime.fromtimestamp(changed_at / 1000, UTC)
        row = {"name": name, "changed_at": changed_at}
        click.echo(json.dumps(row) if as_json else f"{name:<30} {day:%Y-%m-%d %H:%M} UTC")


@secrets.command("remove")
@click.argument("name")
@config_option
@data_option
@plainly
def remove_secret(name: str, config: Path, data: Path | None) -> None:
    """Forget the secret NAME."""
    forget_secret(config, data or config / "data", name)
    click.echo(f"{name} is removed.")
