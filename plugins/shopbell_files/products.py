"""Rows of ``products.csv`` as products: one row each, or one row for each size and colour of a product."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from shopbell.shop import Money, Picture, Product, Rating, Variant, Wish

from .cells import Cells, Shop
from .findings import Finding
from .rows import Row

# What parts one variant from another, where rows share an id.
PARTING = ("size", "colour", "color", "material", "scent", "flavour", "edition", "format", "volume", "weight")
_WISH = re.compile(r"([^(:]+?)\s*(?:\(([^)]*)\))?$")
_ADDRESS = re.compile(r"(https?://|/)\S+", re.IGNORECASE)


def read_products(path: str, rows: Iterable[Row], shop: Shop) -> Iterator[Product | Finding]:
    """Products and what is wrong, in the file's order; a product with several rows comes where its last one is."""
    families: dict[str, list[tuple[Row, Product]]] = {}
    for row in rows:
        try:
            product, doubts = _read(row.cells, shop)
        except ValueError as exc:
            yield Finding(path, row.line, str(exc))
            continue
        yield from (Finding(path, row.line, doubt, kept=True) for doubt in doubts)
        families.setdefault(product.id, []).append((row, product))
    for family in families.values():
        yield from _joined(path, family)


def _joined(path: str, family: list[tuple[Row, Product]]) -> Iterator[Product | Finding]:
    """Rows of one id are its variants, if they tell them apart."""
    (first_row, first), *others = family
    if not others:
        yield first
        return
    variants: dict[str, Variant] = {}
    for row, product in family:
        variant = _variant(row, product)
        if variant is not None and variant.id not in variants:
            variants[variant.id] = variant
        elif row is not first_row:
            what = f"the id {product.id} stands in line {first_row.line}, too"
            yield Finding(path, row.line, f"{what}; give each size or colour a sku of its own")
    if len(variants) < 2:
        yield first
        return
    common = _common([variant.values for variant in variants.values()])
    variants = {
        name: replace(one, values={column: value for column, value in one.values.items() if column not in common})
        for name, one in variants.items()
    }
    apart = {name for variant in variants.values() for name in variant.values}
    attributes = {name: values for name, values in first.attributes.items() if name not in apart}
    yield replace(first, variants=tuple(variants.values()), attributes=attributes, stock={})


def _common(values: Sequence[Mapping[str, str]]) -> set[str]:
    """Columns that only some rows fill, and always with the same: said once for all of them."""
    columns = {column for one in values for column in one}
    return {
        column
        for column in columns
        if len({one[column] for one in values if column in one}) == 1 and any(column not in one for one in values)
    }


def _variant(row: Row, product: Product) -> Variant | None:
    sku = str(row.cells.get("sku") or row.cells.get("variant") or "").strip()
    values = {
        name.replace("color", "colour"): "; ".join(product.attributes[name.replace("color", "colour")])
        for name in PARTING
        if product.attributes.get(name.replace("color", "colour"))
    }
    if not sku and not values:
        return None
    name = sku or "-".join((product.id, *values.values()))
    return Variant(id=name, values=values, price=product.price, stock=product.stock)


def _read(row: Mapping[str, Any], shop: Shop) -> tuple[Product, list[str]]:
    """One row; and what of it was left out, a sentence each."""
    doubts: list[str] = []
    cells = Cells(row, shop)
    currency = cells.text("currency").upper() or shop.currency
    colour = {"colour": found} if (found := cells.texts("colour", "color", "colours", "colors")) else {}
    product = Product(
        id=cells.needed("id", "handle", "product_id"),
        title=cells.needed("title", "name"),
        titles=_languages(cells, "title_"),
        description=cells.text("description"),
        descriptions=_languages(cells, "description_"),
        price=cells.money("price", currency=currency),
        was_price=cells.money("was_price", "compare_at_price", currency=currency),
        categories=cells.texts("category", "categories", "product_type"),
        brand=cells.text("brand", "vendor", "manufacturer"),
        tags=cells.texts("tags", "tag"),
        stock=_stock(cells),
        pictures=_pictures(cells, doubts),
        rating=_rating(cells, doubts),
        bundle=cells.texts("bundle"),
        wishes=tuple(_wishes(cells, currency)),
        url=cells.text("url", "link"),
        free_shipping=cells.flag("free_shipping"),
    )
    cells.take("sku", "variant")
    return replace(product, attributes={**colour, **cells.rest()}), doubts


def _languages(cells: Cells, prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): cells.text(name) for name in cells.names(prefix)}


def _stock(cells: Cells) -> dict[str, int]:
    """``stock``, or ``stock_<branch>`` for each branch."""
    branches = {name.removeprefix("stock_"): cells.count(name) for name in cells.names("stock_")}
    everywhere = cells.count("stock", "quantity", "inventory")
    counted = {branch: pieces for branch, pieces in branches.items() if pieces is not None}
    return counted or ({} if everywhere is None else {"": everywhere})


def _pictures(cells: Cells, doubts: list[str]) -> tuple[Picture, ...]:
    alt = cells.text("image_alt", "alt")
    found = []
    for url in cells.texts("image", "images", "picture", "pictures"):
        if _ADDRESS.fullmatch(url):
            found.append(Picture(url=url, alt=alt))
        else:
            doubts.append(f'image: "{url[:60]}" is no address of a picture; it is left out, the product is not')
    return tuple(found)


def _rating(cells: Cells, doubts: list[str]) -> Rating | None:
    stars, count = cells.text("rating"), cells.count("rating_count", "reviews")
    source = cells.text("rating_source")
    if not stars:
        return None
    if not re.fullmatch(r"[0-5]([.,]\d)?\d?", stars):
        raise ValueError(f'rating: "{stars[:20]}" is not between 0 and 5')
    if not source:
        doubts.append("rating: nobody says who gave it (column rating_source); it is not shown")
        return None
    tenths = round(float(stars.replace(",", ".")) * 10)
    return Rating(tenths=min(50, tenths), count=count or 0, source=source)


def _wishes(cells: Cells, currency: str) -> Iterator[Wish]:
    """``engraving (text, 20, +5.00); ribbon (red | white | gold); photo (photo, required)``."""
    for said in cells.texts("wishes", "wish"):
        found = _WISH.fullmatch(said)
        if found is None:
            raise ValueError(f'wishes: "{said[:60]}" is not understood; write it as engraving (text, 20, +5.00)')
        yield _wish(found[1].strip(), [part.strip() for part in (found[2] or "").split(",")], cells, currency)


def _wish(name: str, words: list[str], cells: Cells, currency: str) -> Wish:
    wish = Wish(name=name)
    for word in filter(None, words):
        if word in ("text", "photo", "colour", "size"):
            wish = replace(wish, kind=word)
        elif "|" in word:
            wish = replace(wish, kind="choice", choices=tuple(part.strip() for part in word.split("|")))
        elif _ADDRESS.fullmatch(word) and "{value}" in word:
            wish = replace(wish, preview=word)
        elif word == "required":
            wish = replace(wish, required=True)
        elif word.isdecimal():
            wish = replace(wish, most=int(word))
        elif word.startswith("+"):
            extra = Cells({"extra": word[1:]}, cells.shop).money("extra", currency=currency)
            wish = replace(wish, extra=extra or Money(0, currency))
        else:
            raise ValueError(f'wishes: "{word[:40]}" of {name} is not understood')
    return wish
