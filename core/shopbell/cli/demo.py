"""``shopbell demo``: a shop to try, ready in a second, without any configuration."""

import os
import secrets
import tempfile
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import click

from shopbell.app import Opening, RunningShop
from shopbell.cli.running import plainly
from shopbell.cli.serving import serve_until_stopped
from shopbell.config.file import load_config
from shopbell.config.shops import copy_shop, shop_folder, shop_names


@click.command(epilog=f"SHOP is one of: {', '.join(shop_names())}.")
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
        serve_until_stopped(Opening(own_copy(source, data, port), data, port=port, demo=True), say)


def own_copy(source: Path, data: Path, port: int) -> Path:
    """A copy of the shop to play with: switching a plugin edits its file, and the original is everybody's.

    What its files say of products' pages and pictures leads to the demo's own page, where there are some.
    """
    folder = data / "shop"
    if not folder.exists():
        copy_shop(source, folder, date.today())
        website = load_config(source).shop.website
        for path in (*folder.glob("*.csv"), *folder.glob("faq/**/*.md")) if website and port else ():
            text = path.read_text("utf-8").replace(f"{website}/shop/", f"http://127.0.0.1:{port}/shop/")
            path.write_text(text, "utf-8")
    return folder
