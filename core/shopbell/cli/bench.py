"""``shopbell bench``: the measurements that ``scripts/bench`` runs, on this installation."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import click

SOURCES = Path(__file__).parents[3] / "scripts"


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def bench(arguments: tuple[str, ...]) -> None:
    """Measure this shop software on this machine, beside its ceiling."""
    if find_spec("psutil") is None:
        raise click.ClickException("the measurements need one more package: pip install psutil")
    # The wheel has them below ``shopbell``, the source checkout among its scripts. A process of their own: they
    # start and load others, and must not carry this one's weight.
    package = "shopbell.benchmarks" if find_spec("shopbell.benchmarks") else "benchmarks"
    path = os.pathsep.join(filter(None, [str(SOURCES), os.environ.get("PYTHONPATH")]))
    command = [sys.executable, "-m", package, *arguments]
    sys.exit(subprocess.call(command, env={**os.environ, "PYTHONPATH": path}))  # noqa: S603 our own program
