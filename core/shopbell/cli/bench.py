"""``shopbell bench``: what ``scripts/bench`` runs, for those who have the sources."""

import subprocess
import sys
from pathlib import Path

import click

from shopbell.errors import ShopbellError

SCRIPT = Path(__file__).parents[3] / "scripts" / "bench"


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def bench(arguments: tuple[str, ...]) -> None:
    """Measure this shop software on this machine, beside its ceiling."""
    if not SCRIPT.is_file():
        error = ShopbellError("the measurements are part of the source checkout, not of the installed package")
        raise click.ClickException(str(error))
    sys.exit(subprocess.call([sys.executable, str(SCRIPT), *arguments]))  # noqa: S603 our own script
