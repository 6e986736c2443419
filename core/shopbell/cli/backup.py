"""``shopbell backup``: the whole shop in one file."""

from pathlib import Path

import click
import msgspec

from shopbell.cli.progress import progress_bar
from shopbell.cli.running import config_option, data_option, plainly
from shopbell.config.edit import live_folder
from shopbell.config.file import FILE
from shopbell.config.storage import database_of
from shopbell.errors import ShopbellError
from shopbell.stores.backup import Manifest, back_up
from shopbell.stores.store import FILE as FILE_IN_DATA


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@config_option
@data_option
@click.option("--with-secrets", is_flag=True, help="Also the stored secrets and the key that opens them.")
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
@click.option("--json", "as_json", is_flag=True, help="Print the manifest as a JSON object.")
@plainly
def backup(file: Path, config: Path, data: Path | None, with_secrets: bool, force: bool, as_json: bool) -> None:
    """Write database, media and configuration to FILE (a zip), also while the shop runs."""
    folder = data or config / "data"
    live = live_folder(config, folder)
    if database_of(config, folder) != FILE_IN_DATA:
        raise ShopbellError("this shop's database is on a server: back it up with pg_dump, see docs/scaling.md")
    configured = (live / FILE).is_file()
    with progress_bar("Backing up") as progress:
        manifest = back_up(
            folder,
            live if configured else None,
            file,
            secrets=with_secrets,
            force=force,
            progress=progress,
        )
    if as_json:
        click.echo(msgspec.json.encode(manifest))
        return
    click.echo(f"{file}: {summary(manifest)}")
    if not configured:
        click.echo(f"There is no shopbell.toml in {config.absolute()}: the configuration is not in it.", err=True)
    if not with_secrets:
        click.echo("Stored secrets are not in it; --with-secrets takes them along.", err=True)


def summary(manifest: Manifest) -> str:
    """What a backup holds, in one line: ``2 customers, 14 messages, ...``."""
    shown = ("customers", "messages", "media", "configuration")
    words = {"media": "media files", "configuration": "files of configuration"}
    return ", ".join(f"{manifest.counts.get(name, 0):,} {words.get(name, name)}" for name in shown)
