"""What a measurement found: figures with the bar they are held against, printed as one table or as JSON."""

import json
import os
import platform
from collections.abc import Sequence
from typing import NamedTuple

import click
from rich.console import Console
from rich.table import Table


class Figure(NamedTuple):
    """One measured value. ``bar`` says in words what it must reach; ``met`` is None where nothing is asked."""

    name: str
    value: float | str
    unit: str = ""
    bar: str = ""
    met: bool | None = None


def at_least(name: str, value: float, unit: str, bar: float) -> Figure:
    """A figure that must not fall below ``bar``."""
    return Figure(name, value, unit, f">= {bar:g}", value >= bar)


def below(name: str, value: float, unit: str, bar: float) -> Figure:
    """A figure that must stay under ``bar``."""
    return Figure(name, value, unit, f"< {bar:g}", value < bar)


def none_of(name: str, value: int) -> Figure:
    """Something that must not have happened at all."""
    return Figure(name, value, "", "0", value == 0)


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which that share of them lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def rounded(value: float | str) -> str:
    """Three significant digits, whole numbers from 1,000 on."""
    if isinstance(value, str | int):
        return f"{value:,}" if isinstance(value, int) else value
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def show(title: str, figures: Sequence[Figure], as_json: bool) -> None:
    """Print the figures to stdout."""
    if as_json:
        machine = {"python": platform.python_version(), "system": platform.system(), "cores": os.cpu_count()}
        rows = [figure._asdict() for figure in figures]
        click.echo(json.dumps({"bench": title, "machine": machine, "figures": rows}, ensure_ascii=False))
        return
    table = Table("figure", "value", "unit", "bar", "met", title=title, title_justify="left")
    for figure in figures:
        met = "" if figure.met is None else "yes" if figure.met else "NO"
        table.add_row(figure.name, rounded(figure.value), figure.unit, figure.bar, met)
    Console().print(table)
