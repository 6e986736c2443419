"""Brings the tables up to what lies in the shop's folder: a changed file is read anew, in pieces between the turns."""

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import TypeVar

from anyio import to_thread

from shopbell import PluginScope, Write
from shopbell.shop import DeliveryArea, Offer

from .bookables import Rule, agreed, read_bookables
from .cells import Shop
from .delivery import read_areas
from .findings import Finding
from .offers import read_offers
from .orders import read_customers, read_orders
from .products import read_products
from .rows import Row, Unreadable, read_rows
from .shelf import FILE_GONE, FILE_READ, FILES, GONE, Record, StoredCatalogue, put

READER = "2"  # goes up when the same file would be read otherwise
PIECE = 1_000  # rows of one commit: turns wait for no more
PATTERNS = (
    "catalogue.csv", "products.*", "orders.*", "customers.*", "delivery.*", "bookables.*", "offers.*", "vouchers.*",
)  # fmt: skip
KINDS = {
    "catalogue": "products", "products": "products", "orders": "orders", "customers": "customers",
    "bookables": "bookables", "offers": "offers", "vouchers": "offers",
}  # fmt: skip
RECORDS = frozenset(GONE)  # kinds that are kept in tables; the others are rules, and small
Found = TypeVar("Found")


def kind_of(path: str) -> str:
    """What a file of the shop's folder holds: products, orders, customers, bookables, offers, or delivery."""
    return KINDS.get(path.partition(".")[0], "delivery")


def read_records(kind: str, path: str, body: bytes, shop: Shop) -> Iterator[Record | Finding]:
    """The records of a file and what is wrong with it; a file that is no table is one finding."""
    reader = {"products": read_products, "orders": read_orders, "customers": read_customers}[kind]
    try:
        yield from reader(path, read_rows(path, body), shop)
    except Unreadable as exc:
        yield Finding(path, exc.line, str(exc))


def read_rules(files: Mapping[str, bytes], shop: Shop) -> tuple[list[DeliveryArea], list[Finding]]:
    """The rules of delivery, and what is wrong with them."""
    return _read_all(files, "delivery", read_areas, shop)


def read_offered(files: Mapping[str, bytes], shop: Shop) -> tuple[list[Offer], list[Finding]]:
    """Offers and vouchers, and what is wrong with them."""
    return _read_all(files, "offers", read_offers, shop)


def read_all_bookables(files: Mapping[str, bytes], shop: Shop) -> tuple[dict[str, Rule], list[Finding]]:
    """What can be booked, by id, and what is wrong with it."""
    rules, findings = _read_all(files, "bookables", read_bookables, shop)
    return agreed(rules), findings


def _read_all(
    files: Mapping[str, bytes],
    kind: str,
    read: Callable[[str, Iterator[Row], Shop], Iterator[Found | Finding]],
    shop: Shop,
) -> tuple[list[Found], list[Finding]]:
    found: list[Found] = []
    findings: list[Finding] = []
    for path, body in files.items():
        if kind_of(path) != kind:
            continue
        try:
            for one in read(path, read_rows(path, body), shop):
                findings.append(one) if isinstance(one, Finding) else found.append(one)
        except Unreadable as exc:
            findings.append(Finding(path, exc.line, str(exc)))
    return found, findings


def content(scope_content: Mapping[str, bytes]) -> dict[str, bytes]:
    """Files with records, without the rules."""
    return {path: body for path, body in scope_content.items() if kind_of(path) in RECORDS}


class Loading:
    """Loads the files of one generation."""

    def __init__(self, scope: PluginScope, files: Mapping[str, bytes], catalogue: StoredCatalogue) -> None:
        self._scope, self._files, self._catalogue = scope, files, catalogue
        self._shop = Shop.of(scope.shop)
        self.findings: list[Finding] = []

    async def run(self) -> None:
        """Read what has changed since it was read last, and forget files that are gone.

        Raises:
            StoreUnavailable: the database is away.
        """
        known = {source: (digest, batch) for source, digest, batch in await self._scope.tables.fetch(FILES)}
        for path in known.keys() - self._files.keys() - {"import"}:
            await self._scope.tables.commit(Write(GONE[kind_of(path)], (path, -1)), Write(FILE_GONE, (path,)))
        batch = max([time.time_ns() // 1_000_000, *(last + 1 for _, last in known.values())])
        for path, body in self._files.items():
            digest = self._digest(body)
            if known.get(path, ("", 0))[0] != digest:
                await self._load(path, body, digest, batch)
        batches = await self._scope.tables.fetch(FILES)
        self._catalogue.version = max((last for _, _, last in batches), default=0)

    def _digest(self, body: bytes) -> str:
        return hashlib.blake2b(repr((READER, self._shop)).encode() + body, digest_size=12).hexdigest()

    async def _load(self, path: str, body: bytes, digest: str, batch: int) -> None:
        kind, count, bad = kind_of(path), 0, 0
        records = read_records(kind, path, body, self._shop)
        while piece := await to_thread.run_sync(lambda: list(islice(records, PIECE))):
            good = [one for one in piece if not isinstance(one, Finding)]
            writes = [write for one in good for write in put(one, path, batch)]
            wrong = [one for one in piece if isinstance(one, Finding)]
            self.findings += wrong
            count, bad = count + len(good), bad + sum(not one.kept for one in wrong)
            await self._scope.tables.commit(*writes)
        done = Write(FILE_READ, (path, "" if bad else digest, batch))  # with mistakes: told again at each start
        await self._scope.tables.commit(Write(GONE[kind], (path, batch)), done)
        self._scope.log.info("file read", file=path, rows=count, bad=bad)


def told(findings: Iterable[Finding]) -> list[str]:
    """For ``/readyz``: a sentence for each file with rows that are not used."""
    counts: dict[str, int] = {}
    for one in findings:
        if not one.kept:
            counts[one.file] = counts.get(one.file, 0) + 1
    return [
        f"{file}: {count} {'row is' if count == 1 else 'rows are'} not used, see `shopbell check`"
        for file, count in counts.items()
    ]
