"""``shopbell import``: takes a file from anywhere into the shop's tables, all its good rows."""

import json
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import anyio
import click
import msgspec

from shopbell import ShopAtHand, ShopbellError

from .cells import Shop
from .findings import Finding
from .loading import read_records
from .records import writes_of
from .shelf import Record

ASIDE = 5_000  # records of one commit, when no shop runs that would have to wait
SENT_ROWS, SENT_BYTES = 1_000, 400_000  # of one request to the running shop
SHOWN = 50  # bad rows; all of them with --json


class Result(NamedTuple):
    """What became of a file."""

    kept: int
    findings: list[Finding]


@click.command("import")
@click.argument("kind", type=click.Choice(["products", "catalogue", "orders", "customers"]))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line: the bad rows, then the sum.")
@click.pass_obj
def import_file(shop: ShopAtHand, kind: str, file: Path, as_json: bool) -> None:
    """Take KIND from FILE (CSV, JSON or TOML) into the shop; rows of the same id are replaced.

    Rows that cannot be read are listed with their line; all others are kept.
    """
    kind = "products" if kind == "catalogue" else kind
    records = read_records(kind, file.name, file.read_bytes(), Shop.of(shop.shop))
    result = _take(shop, kind, records, file.read_bytes().count(b"\n"))
    bad = sum(not one.kept for one in result.findings)
    if as_json:
        for one in result.findings:
            row = {"file": one.file, "line": one.line, "problem": one.sentence, "kept": one.kept}
            click.echo(json.dumps(row, ensure_ascii=False))
        click.echo(json.dumps({"kind": kind, "kept": result.kept, "bad": bad}))
    else:
        for one in result.findings[:SHOWN]:
            click.echo(f"{one.file}:{one.line}: {one.sentence}", err=True)
        if len(result.findings) > SHOWN:
            click.echo(f"... and {len(result.findings) - SHOWN:,} more; --json lists all", err=True)
        click.echo(f"{result.kept:,} {kind} kept, {bad:,} {'row' if bad == 1 else 'rows'} not used.")
    if bad and not result.kept:
        raise ShopbellError(f"nothing of {file} could be used")


def _take(shop: ShopAtHand, kind: str, records: Iterator[Record | Finding], lines: int) -> Result:
    from rich.console import Console  # lazy: a tenth of a second, and only this command shows a bar
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn  # lazy: as above

    batch, kept = time.time_ns() // 1_000_000, 0
    findings: list[Finding] = []
    console = Console(stderr=True)
    columns = BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(kind, total=lines)
        while piece := list(islice(records, SENT_ROWS if shop.running else ASIDE)):
            good = [one for one in piece if not isinstance(one, Finding)]
            findings += [one for one in piece if isinstance(one, Finding)]
            if shop.running:
                _send(shop, kind, good, batch)
            else:
                anyio.run(shop.tables.commit, *writes_of(good, batch))
            kept += len(good)
            bar.advance(task, len(piece))
    return Result(kept, findings)


def _send(shop: ShopAtHand, kind: str, records: list[Record], batch: int) -> None:
    """In requests that the shop takes: halved until they are small enough."""
    body = {"batch": batch, kind: records}
    if len(records) > 1 and len(msgspec.json.encode(body)) > SENT_BYTES:
        half = len(records) // 2
        _send(shop, kind, records[:half], batch)
        _send(shop, kind, records[half:], batch)
        return
    if records:
        shop.call("POST", "/records", body)
