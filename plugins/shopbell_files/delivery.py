"""``delivery.csv`` or ``delivery.toml``: where the shop delivers to, when, and for how much."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time

from shopbell import PluginScope, Write
from shopbell.shop import DeliveryArea, Money, NoPromise, Product, Promise, area_for, promise

from .cells import Cells, Shop
from .findings import Finding
from .offers import NO_LIMIT
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
        only=cells.texts("only"),
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


TAKEN = "SELECT day, taken FROM p_shopbell_files_day WHERE area = ? AND day >= ?"
TAKE_DAY = (
    "INSERT INTO p_shopbell_files_day (area, day, taken) VALUES (?, ?, 1) ON CONFLICT (area, day) DO UPDATE SET"
    " taken = p_shopbell_files_day.taken + 1 WHERE p_shopbell_files_day.taken < ?"
)
GIVE_DAY = "UPDATE p_shopbell_files_day SET taken = taken - 1 WHERE area = ? AND day = ? AND taken > 0"


class DeliveryRules:
    """The service ``delivery``: by the files' rules, the shop's hours, and what is to be delivered already."""

    def __init__(self, scope: PluginScope, areas: Sequence[DeliveryArea]) -> None:
        self._areas, self._shop, self._tables = tuple(areas), scope.shop, scope.tables

    async def promise(
        self, postcode: str, goods: Money, now: int, wanted: date | None = None, products: Sequence[Product] = ()
    ) -> Promise | NoPromise:
        """See ``shopbell.shop.promise``."""
        moment = self._shop.local(now)
        area = area_for(self._areas, postcode, products)
        if isinstance(area, NoPromise):
            return area
        taken = {}
        if area.most_per_day is not None:
            rows = await self._tables.fetch(TAKEN, (area.name, moment.date().isoformat()))
            taken = {date.fromisoformat(day): deliveries for day, deliveries in rows}
        return promise((area,), self._shop.hours, postcode, goods, moment, taken=taken, wanted=wanted)

    def most_on_a_day(self, name: str) -> int | None:
        """Deliveries of one day in the area of that name; None: as many as you like."""
        return next((one.most_per_day for one in self._areas if one.name == name), None)

    async def is_full(self, name: str, day: str) -> bool:
        """Is nothing more delivered there on that day?"""
        most = self.most_on_a_day(name)
        rows = await self._tables.fetch(TAKEN, (name, day)) if most is not None else []
        return most is not None and dict(rows).get(day, 0) >= most

    def take(self, name: str, day: str) -> Write:
        """One delivery more; the commit fails where the day is full."""
        most = self.most_on_a_day(name)
        return Write(TAKE_DAY, (name, day, NO_LIMIT if most is None else most), 1)


def day_given_back(name: str, day: str) -> Write:
    """One delivery less."""
    return Write(GIVE_DAY, (name, day))
