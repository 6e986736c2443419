"""``shopbell check``: all mistakes of a shop's configuration at once, with file and line."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from shopbell.cli.plugin_check import content_source, plugin_source
from shopbell.cli.running import config_option, data_option, json_option, plainly
from shopbell.config.check import check as find_mistakes
from shopbell.config.check import is_warning
from shopbell.config.check import repair as repair_file
from shopbell.config.decode import SettingError
from shopbell.config.edit import live_folder
from shopbell.errors import ConfigError


@click.command("check")
@config_option
@data_option
@click.option("--fix", is_flag=True, help="Repair what leaves no doubt, in one step; comments stay.")
@json_option
@plainly
def check(config: Path, data: Path | None, fix: bool, as_json: bool) -> None:
    """Find all mistakes in shopbell.toml at once.

    Ends with exit code 1 when there are any; what still works, but not for long, is only a warning.
    """
    data = data or config / "data"
    folder = live_folder(config, data)
    sources = (plugin_source(folder, data), content_source(folder))
    if fix:
        done = repair_file(folder, sources)
        problems = done.left
        if done.diff:
            click.echo(done.diff, err=as_json)
    else:
        problems = find_mistakes(folder, sources)
    _show(problems, as_json=as_json, fix=fix)
    if not all(map(is_warning, problems)):
        sys.exit(1)


def _show(problems: Sequence[ConfigError], *, as_json: bool, fix: bool) -> None:
    if as_json:
        for problem in problems:
            click.echo(json.dumps(_row(problem)))
        return
    for problem in problems:
        click.echo(f"{problem} - only a warning" if is_warning(problem) else str(problem))
    wrong = sum(not is_warning(problem) for problem in problems)
    click.echo(f"{wrong} mistake{'' if wrong == 1 else 's'}." if wrong else "No mistakes.", err=True)
    if not fix and any(map(_repairable, problems)):
        click.echo("Some of it can be repaired: shopbell check --fix", err=True)


def _row(problem: ConfigError) -> dict[str, object]:
    return {
        "file": str(problem.file) if problem.file else None,
        "line": problem.line,
        "problem": problem.problem,
        "hint": problem.hint,
        "warning": is_warning(problem),
        "repairable": _repairable(problem),
    }


def _repairable(problem: ConfigError) -> bool:
    return isinstance(problem, SettingError) and problem.repair is not None
