"""``delivery.csv`` or ``delivery.toml``: where the shop delivers to, when, and for how much."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time

from shopbell.shop import DeliveryArea, Money, NoPromise, Promise, ShopInfo, promise

from .cells import Cells, Shop
from .findings import Finding
from .rows import Row

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def read_areas(path: str, rows: Iterable[Row], shop: Shop) -> Iterator[DeliveryArea | Finding]:
    """Areas in the order of the file: the first that reaches a postcode counts."""
    for row in rows:
        try:
            yield _area(Cells(row.cells, shop))
        except ValueError as exc:
            yield Finding(path, row.line, str(exc))


def _area(cells: Cells) -> DeliveryArea:
    usual = DeliveryArea(name="", fee=Money(0, cells.shop.currency))
    until, days = cells.text("order_until"), cells.count("days")
    return DeliveryArea(
        name=cells.needed("name", "area"),
        postcodes=cells.texts("postcodes", "postcode"),
        fee=cells.money("fee", "price") or usual.fee,
        free_from=cells.money("free_from"),
        order_until=_clock(until) if until else usual.order_until,
        days=usual.days if days is None else days,
        weekdays=_weekdays(cells.text("weekdays")) or usual.weekdays,
        most_per_day=cells.count("most_per_day", "capacity"),
    )


def _clock(said: str) -> time:
    found = re.fullmatch(r"(\d{1,2})[:.](\d{2})(?::00)?", said)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError(f'order_until: "{said[:20]}" is no time; write it as 14:00')
    return time(int(found[1]), int(found[2]))


def _weekdays(said: str) -> tuple[int, ...]:
    """``mon-fri``, ``tue;sat``."""
    found: set[int] = set()
    for part in re.split(r"[;,\s]+", said.lower()):
        first, _, last = (name.strip()[:3] for name in part.partition("-"))
        last = last or first
        if first and (first not in DAYS or last not in DAYS):
            raise ValueError(f'weekdays: "{part[:20]}" is not understood; write it as mon-fri')
        if first:
            found.update(range(DAYS.index(first), DAYS.index(last) + 1))
    return tuple(sorted(found))


class DeliveryRules:
    """The service ``delivery``: by the files' rules and the shop's hours."""

    def __init__(self, areas: Sequence[DeliveryArea], shop: ShopInfo) -> None:
        self._areas, self._shop = tuple(areas), shop

    async def promise(self, postcode: str, goods: Money, now: int, wanted: date | None = None) -> Promise | NoPromise:
        """See ``shopbell.shop.promise``; no day is ever full here, for files know of no orders to come."""
        return promise(self._areas, self._shop.hours, postcode, goods, self._shop.local(now), wanted=wanted)
