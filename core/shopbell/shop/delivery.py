"""When it can be there, and what that costs: by postcode, the clock, the days the shop drives, how full they are."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Literal, Protocol, runtime_checkable

import msgspec

from shopbell.shop.catalogue import Product
from shopbell.shop.info import OpeningHours
from shopbell.shop.money import Money
from shopbell.shop.orders import same_postcode

DAYS_LOOKED = 60  # a day further away is not promised


class DeliveryArea(msgspec.Struct, frozen=True, kw_only=True):
    """Where one way of delivering goes, and its rules.

    ``postcodes`` are beginnings (``10``, ``SW1``) or ranges of one length (``10115-10439``); none: everywhere.
    """

    name: str
    postcodes: tuple[str, ...] = ()
    fee: Money
    free_from: Money | None = None  # goods from which nothing is charged
    order_until: time = time(12)  # an order until then, shop time, counts as this day's
    days: int = 1  # working days from the order to the door; 0: the same day
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4, 5)  # on which it arrives, Monday is 0
    most_per_day: int | None = None
    only: tuple[str, ...] = ()  # categories and tags of what travels so; none: all does

    def carries(self, product: Product) -> bool:
        """Does it travel so?"""
        return not self.only or any(one in self.only for one in (*product.categories, *product.tags))

    def reaches(self, postcode: str) -> bool:
        """Does it go there?"""
        wanted = same_postcode(postcode)
        return not self.postcodes or any(_covers(rule, wanted) for rule in self.postcodes)

    def fee_for(self, goods: Money) -> Money:
        """What it costs for goods of that sum."""
        least = self.free_from
        free = least is not None and least.currency == goods.currency and least.amount <= goods.amount
        return Money(0, self.fee.currency) if free else self.fee


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """A day on which it will be there, and until when (shop time) it has to be ordered for that."""

    area: str
    day: date
    order_until: datetime
    fee: Money


class NoPromise(msgspec.Struct, frozen=True, kw_only=True):
    """Why it cannot be promised; ``earliest`` is the day that can be, where there is one.

    ``area``: the shop does not go there. ``too_soon``, ``closed`` (nothing arrives on that day), ``full``,
    ``too_far`` (later than is planned), ``past``: about the day that was wanted. ``goods``: ``products`` do not travel
    as far as that.
    """

    reason: Literal["area", "goods", "past", "too_soon", "closed", "full", "too_far"]
    earliest: date | None = None
    products: tuple[str, ...] = ()  # ids


def area_for(
    areas: Iterable[DeliveryArea], postcode: str, products: Sequence[Product] = ()
) -> DeliveryArea | NoPromise:
    """The first that reaches the postcode with all of the products."""
    reaching = [one for one in areas if one.reaches(postcode)]
    if not reaching:
        return NoPromise(reason="area")
    found = next((one for one in reaching if all(map(one.carries, products))), None)
    staying = (product.id for product in products if not reaching[0].carries(product))
    return found or NoPromise(reason="goods", products=tuple(staying))


def promise(
    areas: tuple[DeliveryArea, ...],
    hours: OpeningHours,
    postcode: str,
    goods: Money,
    now: datetime,
    *,
    taken: Mapping[date, int] | None = None,
    wanted: date | None = None,
    products: Sequence[Product] = (),
) -> Promise | NoPromise:
    """Say when it can be there.

    The first area that reaches the postcode with all that is ordered counts. Working days are those on which the shop
    is open; a day of ``hours.exceptions`` without hours is none, and nothing arrives then.

    Args:
        now: shop time.
        taken: deliveries that a day has already.
        wanted: the customer's day; None: the earliest.
        products: what is to be delivered, as far as areas carry ``only`` some things.
    """
    area = area_for(areas, postcode, products)
    if isinstance(area, NoPromise):
        return area
    ready = _ready_on(area, hours, now)
    last = now.date() + timedelta(days=DAYS_LOOKED)
    if ready is None:
        return NoPromise(reason="too_far")
    days = (ready + timedelta(days=n) for n in range((last - ready).days + 1))
    earliest = next((day for day in days if _arrives(area, hours, day) and not _full(area, day, taken)), None)
    if wanted is not None and (refused := _refusal(area, hours, wanted, now.date(), ready, last, taken)):
        return NoPromise(reason=refused, earliest=earliest)
    day = wanted or earliest
    if day is None:
        return NoPromise(reason="full")
    return Promise(area=area.name, day=day, order_until=_order_until(area, hours, day, now), fee=area.fee_for(goods))


Refusal = Literal["past", "too_soon", "closed", "full", "too_far"]


def _refusal(
    area: DeliveryArea,
    hours: OpeningHours,
    wanted: date,
    today: date,
    ready: date,
    last: date,
    taken: Mapping[date, int] | None,
) -> Refusal | None:
    if wanted < today:
        return "past"
    if wanted > last:
        return "too_far"
    if not _arrives(area, hours, wanted):
        return "closed"
    if wanted < ready:
        return "too_soon"
    return "full" if _full(area, wanted, taken) else None


def _covers(rule: str, wanted: str) -> bool:
    first, ranged, last = (same_postcode(part) if part != "-" else part for part in rule.partition("-"))
    if not ranged:
        return wanted.startswith(first)
    return len(wanted) == len(first) == len(last) and first <= wanted <= last


def _works(hours: OpeningHours, day: date) -> bool:
    """A shop that names no hours at all works on every day that is no exception."""
    if not any(hours.week) and day not in hours.exceptions:
        return True
    return bool(hours.spans(day))


def _arrives(area: DeliveryArea, hours: OpeningHours, day: date) -> bool:
    closed = day in hours.exceptions and not hours.exceptions[day]
    return day.weekday() in area.weekdays and not closed


def _full(area: DeliveryArea, day: date, taken: Mapping[date, int] | None) -> bool:
    return area.most_per_day is not None and (taken or {}).get(day, 0) >= area.most_per_day


def _ready_on(area: DeliveryArea, hours: OpeningHours, now: datetime) -> date | None:
    """The first day on which what is ordered now could arrive; None within no time that is planned."""
    begun = now.date() if now.time() <= area.order_until else now.date() + timedelta(days=1)
    left = area.days
    for n in range(DAYS_LOOKED):
        day = begun + timedelta(days=n)
        if left == 0:
            return day
        if _works(hours, day):
            left -= 1
            if left == 0:
                return day + timedelta(days=1)
    return None


def _order_until(area: DeliveryArea, hours: OpeningHours, day: date, now: datetime) -> datetime:
    """The last moment at which an order still arrives on ``day``."""
    last = now.date()
    for n in range((day - now.date()).days + 1):
        candidate = now.date() + timedelta(days=n)
        ready = _ready_on(area, hours, datetime.combine(candidate, area.order_until, tzinfo=now.tzinfo))
        if ready is None or ready > day:
            break
        last = candidate
    return datetime.combine(last, area.order_until, tzinfo=now.tzinfo)


@runtime_checkable
class Delivery(Protocol):
    """The service ``delivery``."""

    async def promise(
        self, postcode: str, goods: Money, now: int, wanted: date | None = None, products: Sequence[Product] = ()
    ) -> Promise | NoPromise:
        """When it can be there; see ``promise``. ``now``: milliseconds UTC. Raises ``NotReadyError``."""
        ...
