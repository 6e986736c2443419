"""``shopbell leads list`` and ``export``."""

import csv
import json
from typing import IO, Any

import anyio
import click

from shopbell import ShopAtHand

from .leads import ALL

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
@click.pass_obj
def list_leads(shop: ShopAtHand, as_json: bool) -> None:
    """Show who wants an offer, the oldest first."""
    for row in _rows(shop):
        if as_json:
            click.echo(json.dumps(row, ensure_ascii=False))
        else:
            said = ", ".join(f"{key}: {answer}" for key, answer in row["answers"].items())
            click.echo(f"{row['at']}  {row['points']:>4}  {said}")


@click.command("export")
@click.argument("file", type=click.File("w", encoding="utf-8-sig"))
@click.pass_obj
def export_leads(shop: ShopAtHand, file: IO[str]) -> None:
    """Write all leads into FILE as CSV; - is the standard output."""
    rows = _rows(shop)
    asked = list(dict.fromkeys(key for row in rows for key in row["answers"]))
    writer = csv.writer(file)
    writer.writerow(["at", "points", "page", "conversation", *asked])
    for row in rows:
        cells = [row["at"], row["points"], row["page"], row["conversation"]]
        writer.writerow([*map(_cell, cells), *(_cell(row["answers"].get(key, "")) for key in asked)])


def _cell(value: Any) -> str:
    said = str(value)
    return f"'{said}" if said.startswith(FORMULA) else said


def _rows(shop: ShopAtHand) -> list[dict[str, Any]]:
    found = anyio.run(shop.tables.fetch, ALL, ())
    return [
        {
            "lead": lead, "conversation": conversation, "page": page, "answers": json.loads(answers),
            "points": points, "at": f"{shop.shop.local(at):%Y-%m-%d %H:%M}",
        }
        for lead, conversation, page, answers, points, at in found
    ]  # fmt: skip
