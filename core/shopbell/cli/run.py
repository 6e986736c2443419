"""``shopbell run``: serve a shop."""

from pathlib import Path

import click

from shopbell.app import Opening, RunningShop
from shopbell.cli.running import config_option, data_option, plainly
from shopbell.cli.serving import serve_until_stopped


@click.command()
@config_option
@data_option
@click.option("--port", type=click.IntRange(0, 65_535), help="Instead of [server] port; 0 takes any free one.")
@click.option("--host", help="Instead of [server] host.")
@click.option("--safe", is_flag=True, help="Bundled plugins only: to find out whether one of yours is the trouble.")
@plainly
def run(config: Path, data: Path | None, port: int | None, host: str | None, safe: bool) -> None:
    """Serve the shop in this folder until Ctrl+C; messages that are open then are finished."""

    def say(shop: RunningShop) -> None:
        click.echo(f"{shop.config.shop.name} is open: {shop.url}")

    serve_until_stopped(Opening(config, data or config / "data", host, port, safe=safe), say)
