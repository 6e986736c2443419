"""The tables of this plugin, and the services that read them. What was read from files can be read again, any time."""

import hashlib
import secrets
from collections.abc import Sequence
from typing import Any

import msgspec

from shopbell import Migration, PluginScope, Write
from shopbell.shop import KnownCustomer, Order, Product, Purchase, same_number

from .shelves import SOLD_BETWEEN, Shelf, counted, counts, less, sold_off

MIGRATION = Migration(1, """
    CREATE TABLE p_shopbell_files_product (
        id     TEXT PRIMARY KEY,
        source TEXT NOT NULL,         -- the file in the shop's folder, or "import"
        batch  {INT} NOT NULL,        -- milliseconds UTC: when it was read; what a newer batch has not is gone
        body   {BLOB} NOT NULL        -- Product, msgpack
    ) {STRICT};
    CREATE INDEX p_shopbell_files_product_source ON p_shopbell_files_product (source, batch);
    CREATE TABLE p_shopbell_files_order (
        id     TEXT PRIMARY KEY,      -- the number's letters and digits
        source TEXT NOT NULL, batch {INT} NOT NULL,
        email  TEXT NOT NULL, phone TEXT NOT NULL, placed_at {INT} NOT NULL,
        body   {BLOB} NOT NULL        -- Order, msgpack
    ) {STRICT};
    CREATE INDEX p_shopbell_files_order_source ON p_shopbell_files_order (source, batch);
    CREATE INDEX p_shopbell_files_order_email ON p_shopbell_files_order (email);
    CREATE INDEX p_shopbell_files_order_phone ON p_shopbell_files_order (phone);
    CREATE TABLE p_shopbell_files_customer (
        id     TEXT PRIMARY KEY,
        source TEXT NOT NULL, batch {INT} NOT NULL,
        email  TEXT NOT NULL, phone TEXT NOT NULL,
        body   {BLOB} NOT NULL        -- KnownCustomer, msgpack
    ) {STRICT};
    CREATE INDEX p_shopbell_files_customer_source ON p_shopbell_files_customer (source, batch);
    CREATE INDEX p_shopbell_files_customer_email ON p_shopbell_files_customer (email);
    CREATE INDEX p_shopbell_files_customer_phone ON p_shopbell_files_customer (phone);
    CREATE TABLE p_shopbell_files_file (
        source TEXT PRIMARY KEY,
        digest TEXT NOT NULL,         -- of the file and of all that its reading depends on
        batch  {INT} NOT NULL
    ) {STRICT}
""")  # fmt: skip

BACK = ("returned", "refunded", "cancelled")  # came to nothing
Record = Product | Order | KnownCustomer
PUT_PRODUCT = (
    "INSERT INTO p_shopbell_files_product (id, source, batch, body) VALUES (?, ?, ?, ?) ON CONFLICT (id)"
    " DO UPDATE SET source = excluded.source, batch = excluded.batch, body = excluded.body"
)
PUT_ORDER = (
    "INSERT INTO p_shopbell_files_order (id, source, batch, email, phone, placed_at, body) VALUES (?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (id) DO UPDATE SET source = excluded.source, batch = excluded.batch, email = excluded.email,"
    " phone = excluded.phone, placed_at = excluded.placed_at, body = excluded.body"
)
PUT_CUSTOMER = (
    "INSERT INTO p_shopbell_files_customer (id, source, batch, email, phone, body) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (id) DO UPDATE SET source = excluded.source, batch = excluded.batch, email = excluded.email,"
    " phone = excluded.phone, body = excluded.body"
)
GONE = {
    "products": "DELETE FROM p_shopbell_files_product WHERE source = ? AND batch <> ?",
    "orders": "DELETE FROM p_shopbell_files_order WHERE source = ? AND batch <> ?",
    "customers": "DELETE FROM p_shopbell_files_customer WHERE source = ? AND batch <> ?",
}
FILE_READ = (
    "INSERT INTO p_shopbell_files_file (source, digest, batch) VALUES (?, ?, ?) ON CONFLICT (source)"
    " DO UPDATE SET digest = excluded.digest, batch = excluded.batch"
)
FILE_GONE = "DELETE FROM p_shopbell_files_file WHERE source = ?"
PRODUCT_NOW = (
    "SELECT product.body, shelf.variant, shelf.sold FROM p_shopbell_files_product AS product"
    " LEFT JOIN p_shopbell_files_shelf AS shelf ON shelf.product = product.id AND shelf.sold > 0 WHERE product.id = ?"
)
# Of an order that was placed here, whose it is lies beside it: it goes when the customer is erased.
ORDERS = (
    "SELECT COALESCE(placed.body, whole.body) FROM p_shopbell_files_order AS whole"
    " LEFT JOIN p_shopbell_files_placed AS placed ON placed.id = whole.id AND whole.source = 'shop'"
)
ORDER_NOW = f"{ORDERS} WHERE whole.id = ?"
BOOK = f"{ORDERS} ORDER BY whole.placed_at DESC, whole.id DESC LIMIT ?"
ORDERS_OF = f"{ORDERS} WHERE whole.email = ? OR whole.phone = ? ORDER BY whole.placed_at DESC, whole.id DESC LIMIT ?"
FILES = "SELECT source, digest, batch FROM p_shopbell_files_file"

_encode = msgspec.msgpack.Encoder().encode
_product = msgspec.msgpack.Decoder(Product).decode
order_in = msgspec.msgpack.Decoder(Order).decode
_customer = msgspec.msgpack.Decoder(KnownCustomer).decode


def put(record: Record, source: str, batch: int) -> list[Write]:
    """Keep a record; one of the same id is replaced, wherever it came from."""
    body = _encode(record)
    if isinstance(record, Product):
        return [Write(PUT_PRODUCT, (record.id, source, batch, body)), *counted(record)]
    if isinstance(record, Order):
        key = same_number(record.number)
        row = (key, source, batch, record.email, record.phone, record.placed_at, body)
        return [Write(PUT_ORDER, row)]
    return [Write(PUT_CUSTOMER, (record.id, source, batch, record.email, record.phone, body))]


class StoredCatalogue:
    """The service ``catalogue``: what the files say, less what was sold here since."""

    def __init__(self, scope: PluginScope) -> None:
        self._tables = scope.tables
        self.version = 0

    async def product(self, product_id: str) -> Product | None:
        """One product."""
        rows = await self._tables.fetch(PRODUCT_NOW, (product_id,))
        if not rows:
            return None
        return less(_product(rows[0][0]), {variant: sold for _, variant, sold in rows if sold})

    async def counted(self, product_id: str) -> dict[Shelf, tuple[int, int]]:
        """Its shelves that are counted: what the files say, and what is left."""
        rows = await self._tables.fetch(PRODUCT_NOW, (product_id,))
        if not rows:
            return {}
        sold = {variant: pieces for _, variant, pieces in rows if pieces}
        shelves = counts(_product(rows[0][0]))
        return {shelf: (pieces, max(0, pieces - sold.get(shelf[1], 0))) for shelf, pieces in shelves}

    async def products(self, ids: Sequence[str]) -> list[Product]:
        """Those that there are, in the order asked for."""
        found = [await self.product(one) for one in ids]
        return [product for product in found if product is not None]

    async def page(self, after: str = "", limit: int = 500) -> list[Product]:
        """All products piece by piece, by id."""
        sql = "SELECT body FROM p_shopbell_files_product WHERE id > ? ORDER BY id LIMIT ?"
        found = [_product(body) for (body,) in await self._tables.fetch(sql, (after, limit))]
        between = (found[0].id, found[-1].id) if found else ("", "")
        return sold_off(found, await self._tables.fetch(SOLD_BETWEEN, between))


class StoredOrders:
    """The service ``orders``."""

    def __init__(self, scope: PluginScope) -> None:
        self._tables = scope.tables
        self._salt = secrets.token_bytes(16)  # of this book: a buyer's name in it leads back to nobody

    async def order(self, number: str) -> Order | None:
        """By number, however it is written."""
        rows = await self._tables.fetch(ORDER_NOW, (same_number(number),))
        return order_in(rows[0][0]) if rows else None

    async def orders_of(self, addresses: Sequence[str], limit: int = 20) -> list[Order]:
        """Orders of these addresses, the newest first."""
        found: dict[str, Order] = {}
        for address in {address.strip().lower() for address in addresses} - {""}:
            rows = await self._tables.fetch(ORDERS_OF, (address, address, limit))
            orders = [order_in(body) for (body,) in rows]
            found.update((order.number, order) for order in orders)
        return sorted(found.values(), key=lambda order: order.placed_at, reverse=True)[:limit]

    async def count(self) -> int:
        """How many orders there are."""
        return int((await self._tables.fetch("SELECT count(*) FROM p_shopbell_files_order"))[0][0])

    async def purchases(self, after: str = "", limit: int = 500) -> list[Purchase]:
        """What was bought and kept, without the orders that came to nothing."""
        sql = "SELECT id, email, phone, body FROM p_shopbell_files_order WHERE id > ? ORDER BY id LIMIT ?"
        rows = await self._tables.fetch(sql, (after, limit))
        return [self._purchase(place, email or phone, order_in(body)) for place, email, phone, body in rows]

    def _purchase(self, place: str, address: str, order: Order) -> Purchase:
        who = order.customer or address
        buyer = hashlib.blake2b(who.encode(), key=self._salt, digest_size=12).hexdigest() if who else ""
        kept = () if order.state in BACK else tuple(line.product for line in order.lines if line.product)
        return Purchase(place, buyer, order.placed_at, kept)


class StoredCustomers:
    """The service ``customers``."""

    def __init__(self, scope: PluginScope) -> None:
        self._tables = scope.tables

    async def by_address(self, address: str) -> KnownCustomer | None:
        """By e-mail address or telephone number."""
        wanted: Any = address.strip().lower()
        sql = "SELECT body FROM p_shopbell_files_customer WHERE email = ? OR phone = ? ORDER BY id LIMIT 1"
        rows = await self._tables.fetch(sql, (wanted, wanted)) if wanted else []
        return _customer(rows[0][0]) if rows else None
