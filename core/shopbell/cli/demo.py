"""``shopbell demo``: a shop to try, ready in a second, without any configuration."""

import os
import secrets
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import click

from shopbell.app import Opening, RunningShop
from shopbell.cli.running import plainly
from shopbell.cli.serving import serve_until_stopped
from shopbell.config.file import load_config
from shopbell.config.shops import shop_folder


@click.command()
@click.argument("shop", default="bakery")
@click.option("--port", type=click.IntRange(0, 65_535), default=8765, show_default=True, help="0 takes any free one.")
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep conversations there; without it they are gone when the demo ends.",
)
@plainly
def demo(shop: str, port: int, data: Path | None) -> None:
    """Open a demo SHOP (bakery) with a shop page and its chat. Prints the links and an API key."""
    source = shop_folder(shop)
    variable = load_config(source).server.api_keys_env
    key = os.environ.get(variable, "").split(",")[0].rpartition(":")[2].strip()
    if not key:
        key = os.environ[variable] = f"sb_{secrets.token_urlsafe(24)}"

    def say(running: RunningShop) -> None:
        click.echo(f"{running.config.shop.name} is open.\n")
        click.echo(f"  Shop page   {running.url}/shop")
        click.echo(f"  API         {running.url}/openapi.json")
        click.echo(f"  API key     {key}")
        click.echo(f"  Its folder  {running.config.folder}  (change a file there and ask again)\n")
        click.echo("Ctrl+C closes it.")

    with ExitStack() as stack:
        if data is None:
            data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="shopbell-demo-")))
        serve_until_stopped(Opening(_own_copy(source, data), data, port=port, demo=True), say)


def _own_copy(source: Path, data: Path) -> Path:
    """A copy of the shop to play with: switching a plugin edits its file, and the original is everybody's."""
    folder = data / "shop"
    if not folder.exists():
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns("__pycache__", "data"))
    return folder
