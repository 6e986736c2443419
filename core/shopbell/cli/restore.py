"""``shopbell restore``: a backup put back in place."""

import os
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from shopbell.cli.backup import summary
from shopbell.cli.progress import progress_bar
from shopbell.cli.running import config_option, data_option, plainly
from shopbell.stores.restore import Restored
from shopbell.stores.restore import restore as put_back


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@config_option
@data_option
@click.option("--no-config", is_flag=True, help="Leave the configuration as it is.")
@click.option("--force", is_flag=True, help="Move aside what is there already; nothing is ever deleted.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
@plainly
def restore(file: Path, config: Path, data: Path | None, no_config: bool, force: bool, as_json: bool) -> None:
    """Check FILE and put back the shop it holds. The shop must not be running."""
    with progress_bar("Restoring") as progress:
        folder = data or config / "data"
        target = None if no_config else _configuration_folder(config, folder)
        done = put_back(file, folder, target, force=force, progress=progress)
    if as_json:
        click.echo(msgspec.json.encode(_as_json(done)))
        return
    made = datetime.fromtimestamp(done.manifest.created / 1000, UTC)
    held = summary(done.manifest) if done.manifest.counts else "its database"
    click.echo(f"Restored the shop as of {made:%Y-%m-%d %H:%M} UTC: {held}.")
    for folder in done.aside:
        click.echo(f"What was there before is in {folder}.")
    if done.parked:
        click.echo(
            f"{done.parked} unsent messages wait, for they may have been sent since the backup: "
            "`shopbell outbox list --state parked` shows them, `shopbell outbox redrive --all` sends them."
        )
    if not done.manifest.secrets:
        click.echo("Stored secrets are not in this backup: set them again with `shopbell secrets set`.", err=True)


def _configuration_folder(config: Path, data: Path) -> Path:
    """The shop's folder, or the place in DATA where an edited copy of a read-only one lies."""
    there = next(path for path in (config.absolute(), *config.absolute().parents) if path.exists())
    return config if os.access(there, os.W_OK) else data / "config"


def _as_json(done: Restored) -> dict[str, object]:
    manifest = done.manifest
    return {
        "version": manifest.version,
        "created": manifest.created,
        "secrets": manifest.secrets,
        "counts": manifest.counts,
        "aside": [str(folder) for folder in done.aside],
        "parked": done.parked,
    }
