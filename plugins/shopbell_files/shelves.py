"""Pieces on the shelf: what the files count, less what was sold here since.

A number that the owner changes in the file was counted anew: what was sold before is in it. As long as the file says
the same, sales are taken off it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from shopbell import Migration, Write
from shopbell.shop import Product, Variant, pieces_on

MIGRATION = Migration(3, """
    CREATE TABLE p_shopbell_files_shelf (
        product TEXT NOT NULL,
        variant TEXT NOT NULL,        -- empty: of a product without variants
        counted {INT} NOT NULL,       -- what the file says, all branches together
        sold    {INT} NOT NULL,       -- here, since it says so
        PRIMARY KEY (product, variant)
    ) {STRICT};
    CREATE TABLE p_shopbell_files_placed (
        key         TEXT PRIMARY KEY, -- the order form's own: the same again is no second order
        id          TEXT NOT NULL UNIQUE,
        customer_id {INT} NOT NULL, conversation_id {INT} NOT NULL,  -- 0: erased
        state       TEXT NOT NULL,    -- open, paid, released
        area        TEXT NOT NULL, day TEXT NOT NULL, voucher TEXT NOT NULL,
        rev         {INT} NOT NULL,
        body        {BLOB}            -- Order with whose it is, msgpack; goes when the customer is erased
    ) {STRICT};
    CREATE INDEX p_shopbell_files_placed_customer ON p_shopbell_files_placed (customer_id);
    CREATE TABLE p_shopbell_files_day (
        area TEXT NOT NULL, day TEXT NOT NULL,
        taken {INT} NOT NULL,         -- deliveries
        PRIMARY KEY (area, day)
    ) {STRICT};
    CREATE TABLE p_shopbell_files_voucher (
        code TEXT PRIMARY KEY,        -- in capitals
        uses {INT} NOT NULL
    ) {STRICT}
""")  # fmt: skip

COUNTED = (
    "INSERT INTO p_shopbell_files_shelf (product, variant, counted, sold) VALUES (?, ?, ?, 0)"
    " ON CONFLICT (product, variant) DO UPDATE SET counted = excluded.counted, sold = 0"
    " WHERE p_shopbell_files_shelf.counted <> excluded.counted"
)
FIRST_COUNT = (
    "INSERT INTO p_shopbell_files_shelf (product, variant, counted, sold) VALUES (?, ?, ?, 0)"
    " ON CONFLICT (product, variant) DO NOTHING"
)
TAKE = "UPDATE p_shopbell_files_shelf SET sold = sold + ? WHERE product = ? AND variant = ? AND sold + ? <= counted"
GIVE_BACK = (
    "UPDATE p_shopbell_files_shelf SET sold = CASE WHEN sold > ? THEN sold - ? ELSE 0 END"
    " WHERE product = ? AND variant = ?"
)
SOLD_BETWEEN = (
    "SELECT product, variant, sold FROM p_shopbell_files_shelf WHERE product >= ? AND product <= ? AND sold > 0"
)

Shelf = tuple[str, str]  # product, variant


def counts(product: Product) -> Iterator[tuple[Shelf, int]]:
    """The shelves of a product that are counted, and what the file says lies there."""
    for variant in product.variants or (Variant(id="", stock=product.stock),):
        pieces = pieces_on(variant.stock)
        if pieces is not None:
            yield (product.id, variant.id), pieces


def counted(product: Product) -> list[Write]:
    """Note what the file says, with the product's own row."""
    return [Write(COUNTED, (*shelf, pieces)) for shelf, pieces in counts(product)]


def taken(shelves: Mapping[Shelf, int], known: Mapping[Shelf, int]) -> list[Write]:
    """Take pieces; the commit fails as a whole where there are not enough. ``known``: what the files count."""
    first = [Write(FIRST_COUNT, (*shelf, known[shelf])) for shelf in shelves]
    return first + [Write(TAKE, (pieces, *shelf, pieces), 1) for shelf, pieces in sorted(shelves.items())]


def given_back(shelves: Mapping[Shelf, int]) -> list[Write]:
    """Put pieces back."""
    return [Write(GIVE_BACK, (pieces, pieces, *shelf)) for shelf, pieces in sorted(shelves.items())]


def less(product: Product, sold: Mapping[str, int]) -> Product:
    """The product as it is now; ``sold`` by variant. Which branch a piece went from nobody knows: the fullest one."""
    if not sold:
        return product
    variants = tuple(replace(one, stock=_less(one.stock, sold.get(one.id, 0))) for one in product.variants)
    return replace(product, variants=variants, stock=_less(product.stock, sold.get("", 0)))


def _less(stock: Mapping[str, int], sold: int) -> Mapping[str, int]:
    left = dict(stock)
    for branch in sorted(left, key=lambda name: -left[name]):
        gone = min(sold, max(0, left[branch]))
        left[branch], sold = left[branch] - gone, sold - gone
    return left


def sold_off(products: Sequence[Product], rows: Iterable[tuple[str, str, int]]) -> list[Product]:
    """These products as they are now; ``rows``: product, variant, sold."""
    sold: dict[str, dict[str, int]] = {}
    for product, variant, pieces in rows:
        sold.setdefault(product, {})[variant] = pieces
    return [less(one, sold.get(one.id, {})) for one in products]
