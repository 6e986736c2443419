"""What the shop sells, as far as customers name it: ``catalogue.csv``."""

import csv
from collections.abc import Mapping, Sequence

import msgspec

from .said import fold

MOST_PRODUCTS = 5_000  # more would take memory that the shop's own search should have
# A column may have several names; several values of one cell are parted by ";".
COLUMNS = {
    "category": ("category", "categories", "product_type"),
    "colour": ("colour", "color", "colours", "colors"),
    "size": ("size", "sizes"),
    "material": ("material", "materials"),
    "brand": ("brand", "vendor", "manufacturer"),
}


class Product(msgspec.Struct, frozen=True):
    """One row: the id, and everything the product is called (one title per language, perhaps)."""

    id: str
    titles: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]] = {}  # column of ``COLUMNS`` -> its values


class Catalogue(msgspec.Struct, frozen=True):
    """All rows that can be read."""

    products: tuple[Product, ...] = ()

    def values(self, column: str) -> tuple[str, ...]:
        """Every value of a column, as the shop writes it, once."""
        return tuple(dict.fromkeys(value for product in self.products for value in product.values.get(column, ())))

    def words(self) -> frozenset[str]:
        """All folded words of titles and values."""
        texts = [text for product in self.products for text in (*product.titles, *sum(product.values.values(), ()))]
        return frozenset(fold(word) for text in texts for word in text.replace("-", " ").split())


def read_catalogue(table: bytes) -> Catalogue:
    """Read the file; rows without id or title are left out (``shopbell check`` names them)."""
    lines = table.decode("utf-8-sig", "replace").replace("\0", "").splitlines()
    products: list[Product] = []
    for row in csv.DictReader(lines):
        cells = {
            name.strip().lower(): value.strip()
            for name, value in row.items()
            if isinstance(name, str) and isinstance(value, str) and value.strip()
        }
        titles = tuple(value for name, value in cells.items() if name == "title" or name.startswith("title_"))
        if "id" in cells and titles and len(products) < MOST_PRODUCTS:
            products.append(Product(cells["id"], titles, _values(cells)))
    return Catalogue(tuple(products))


def _values(cells: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    found = {column: _first(cells, names) for column, names in COLUMNS.items()}
    return {column: values for column, values in found.items() if values}


def _first(cells: Mapping[str, str], names: Sequence[str]) -> tuple[str, ...]:
    cell = next((cells[name] for name in names if name in cells), "")
    return tuple(value.strip() for value in cell.split(";") if value.strip())
