"""``shopbell subscriptions list`` and ``export``: who reads the newsletter, since when, and what they agreed to."""

import csv
import json
from typing import IO, Any

import anyio
import click

from shopbell import ShopAtHand

from .consents import OF_ALL, Said, readers

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run
COLUMNS = ("since", "channel", "address", "customer", "wording")


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
@click.pass_obj
def list_readers(shop: ShopAtHand, as_json: bool) -> None:
    """Show who reads the newsletter, the oldest first."""
    for row in _rows(shop):
        if as_json:
            click.echo(json.dumps(row, ensure_ascii=False))
        else:
            click.echo(f"{row['since']}  {row['channel']:<10} {row['address']}")


@click.command("export")
@click.argument("file", type=click.File("w", encoding="utf-8-sig"))
@click.pass_obj
def export_readers(shop: ShopAtHand, file: IO[str]) -> None:
    """Write who reads the newsletter into FILE as CSV, with the words they agreed to; - is the standard output."""
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for row in _rows(shop):
        writer.writerow([_cell(row[name]) for name in COLUMNS])


def _cell(value: Any) -> str:
    said = str(value)
    return f"'{said}" if said.startswith(FORMULA) else said


def _rows(shop: ShopAtHand) -> list[dict[str, Any]]:
    found = readers(Said(*row) for row in anyio.run(shop.tables.fetch, OF_ALL, ()))
    return [
        {
            "since": f"{shop.shop.local(one.at):%Y-%m-%d %H:%M}", "channel": one.channel, "address": one.address,
            "customer": one.customer_id, "wording": one.wording,
        }
        for one in found
    ]  # fmt: skip
