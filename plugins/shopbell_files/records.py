"""Records that come from a command and not from the shop's folder."""

from typing import Annotated

import msgspec
from msgspec import Meta

from shopbell import PluginScope, RequestError, Write
from shopbell.shop import KnownCustomer, Order, Product

from .shelf import FILE_READ, Record, StoredCatalogue, put

SOURCE = "import"


class Batch(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What the command sends to the shop that runs; the same again changes nothing."""

    batch: Annotated[int, Meta(ge=0)]  # milliseconds UTC
    products: list[Product] = []
    orders: list[Order] = []
    customers: list[KnownCustomer] = []

    @property
    def records(self) -> list[Record]:
        """All of them."""
        return [*self.products, *self.orders, *self.customers]


class Kept(msgspec.Struct):
    """How many were kept."""

    rows: int


def writes_of(records: list[Record], batch: int) -> list[Write]:
    """Keep them beside what the folder's files hold."""
    kept = [write for one in records for write in put(one, SOURCE, batch)]
    return [*kept, Write(FILE_READ, (SOURCE, "", batch))]


async def keep(scope: PluginScope, catalogue: StoredCatalogue, body: bytes) -> Kept:
    """One request of the command.

    Raises:
        RequestError: it does not fit.
    """
    try:
        found = msgspec.json.decode(body, type=Batch)
    except msgspec.ValidationError as exc:
        raise RequestError(422, "The body does not fit", str(exc)) from exc
    await scope.tables.commit(*writes_of(found.records, found.batch))
    catalogue.version = max(catalogue.version + 1, found.batch)
    return Kept(len(found.records))
