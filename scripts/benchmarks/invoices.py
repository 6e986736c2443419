"""Invoice lines of a web shop, as the Online Retail set of the UCI repository has them."""

import csv
import gzip
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

EPOCH = date(1970, 1, 1)
TRANSACTIONS = "*transactions*.csv*"
PRODUCTS = "*products*.csv"


class Invoice(NamedTuple):
    """What was bought at once. ``buyer`` is empty for a guest, ``day`` counts from 1970."""

    number: str
    buyer: str
    day: int
    products: tuple[str, ...]


class Invoices(NamedTuple):
    """All of them in the order of time, and what the products are called."""

    all: Sequence[Invoice]
    titles: dict[str, str]

    def between(self, first: int, end: int) -> list[Invoice]:
        """From that day until before the other."""
        return [one for one in self.all if first <= one.day < end]

    @property
    def end(self) -> int:
        """The day after the last one."""
        return max(one.day for one in self.all) + 1


def read_invoices(paths: Iterable[Path]) -> Invoices:
    """Read files and folders (all that is called transactions and products there); the same invoice is read once.

    Cancellations, returns, and codes of postage and fees are left out.
    """
    found: dict[str, Invoice] = {}
    titles: dict[str, str] = {}
    for path in paths:
        sources = sorted(path.glob(TRANSACTIONS)) if path.is_dir() else [path]
        for source in sources:
            for one in _invoices(source):
                found[one.number] = one
        for source in path.glob(PRODUCTS) if path.is_dir() else ():
            with source.open(encoding="utf-8", newline="") as file:
                titles |= {row["StockCode"]: row["Description"] for row in csv.DictReader(file)}
    return Invoices(sorted(found.values(), key=lambda one: (one.day, one.number)), titles)


def day_of(moment: str) -> int:
    """ISO 8601, with a time or without."""
    return (datetime.fromisoformat(moment).date() - EPOCH).days


def _invoices(path: Path) -> Iterator[Invoice]:
    lines: dict[str, tuple[str, str, dict[str, None]]] = {}
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            number, code = row["InvoiceNo"], row["StockCode"]
            if code[:5].isdigit() and not number.startswith("C") and float(row["Quantity"]) > 0:
                buyer = row["CustomerID"].removesuffix(".0")
                lines.setdefault(number, (buyer, row["InvoiceDate"], {}))[2].setdefault(code)
    for number, (buyer, moment, products) in lines.items():
        yield Invoice(number, buyer, day_of(moment), tuple(products))
