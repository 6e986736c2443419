"""The shop's ``catalogue.csv``, as far as the demo page shows it."""

import csv
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

import msgspec


class Product(msgspec.Struct, frozen=True):
    """One row. ``price`` is None when the row has none that can be read."""

    id: str
    title: str
    description: str = ""
    price: Decimal | None = None
    currency: str = "EUR"
    category: str = ""
    allergens: str = ""
    in_stock: bool = True


def read_catalogue(table: bytes) -> Iterator[Product]:
    """Products in the file's order; rows without id or title are left out (``shopbell import`` names them)."""
    lines = table.decode("utf-8-sig", "replace").splitlines()
    for row in csv.DictReader(lines):
        cells = {name: value.strip() for name, value in row.items() if isinstance(name, str) and isinstance(value, str)}
        if cells.get("id") and cells.get("title"):
            yield Product(
                id=cells["id"],
                title=cells["title"],
                description=cells.get("description", ""),
                price=_price(cells.get("price", "")),
                currency=cells.get("currency") or "EUR",
                category=cells.get("category", ""),
                allergens=cells.get("allergens", "").replace(";", ", "),
                in_stock=cells.get("stock") != "0",
            )


def _price(text: str) -> Decimal | None:
    try:
        price = Decimal(text)
    except InvalidOperation:
        return None
    return price if price.is_finite() else None
