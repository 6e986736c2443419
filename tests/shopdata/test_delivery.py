"""When can it be there? Only on a day that the shop can keep."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.shop import DeliveryArea, Money, NoPromise, OpeningHours, Product, Promise, Span, promise

OPEN = (Span(time(9), time(18)),)
HOURS = OpeningHours(week=(OPEN,) * 5 + ((), ()), exceptions={date(2026, 12, 25): ()})
BIKE = DeliveryArea(
    name="bike", postcodes=("10", "12043-12059"), fee=Money(450, "EUR"), free_from=Money(4000, "EUR"),
    order_until=time(11), days=0, weekdays=(0, 1, 2, 3, 4), most_per_day=2,
)  # fmt: skip
PARCEL = DeliveryArea(name="parcel", fee=Money(590, "EUR"), order_until=time(14), days=2)
TUESDAY = datetime(2026, 12, 1, 10, 30)
GOODS = Money(2000, "EUR")


def ask(postcode: str = "10115", now: datetime = TUESDAY, wanted: date | None = None, **more: object) -> object:
    return promise((BIKE, PARCEL), HOURS, postcode, GOODS, now, wanted=wanted, **more)  # type: ignore[arg-type]


def test_before_the_deadline_it_comes_today_and_after_it_tomorrow() -> None:
    today = ask()
    later = ask(now=TUESDAY.replace(hour=11, minute=1))

    assert isinstance(today, Promise)
    assert (today.area, today.day, today.order_until) == ("bike", date(2026, 12, 1), datetime(2026, 12, 1, 11))
    assert isinstance(later, Promise)
    assert later.day == date(2026, 12, 2)


@pytest.mark.parametrize(
    ("postcode", "area"), [("10 115", "bike"), ("12050", "bike"), ("12060", "parcel"), ("SW1A 1AA", "parcel")]
)
def test_the_postcode_decides_who_drives(postcode: str, area: str) -> None:
    found = ask(postcode)

    assert isinstance(found, Promise)
    assert found.area == area


def test_a_parcel_counts_working_days_and_skips_the_weekend() -> None:
    friday_evening = datetime(2026, 12, 4, 20)

    found = ask("80331", now=friday_evening)

    assert isinstance(found, Promise)
    assert found.day == date(2026, 12, 9)  # Monday, Tuesday: sent; Wednesday: there


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        (date(2026, 11, 30), "past"),
        (date(2026, 12, 5), "closed"),
        (date(2026, 12, 25), "closed"),
        (date(2026, 12, 2), "full"),
        (date(2027, 6, 1), "too_far"),
    ],
)
def test_a_day_that_cannot_be_kept_is_refused_with_the_reason_and_the_earliest(wanted: date, reason: str) -> None:
    found = ask(wanted=wanted, taken={date(2026, 12, 2): 2})

    assert found == NoPromise(reason=reason, earliest=date(2026, 12, 1))  # type: ignore[arg-type]


def test_outside_every_area_nothing_is_promised() -> None:
    assert promise((BIKE,), HOURS, "80331", GOODS, TUESDAY) == NoPromise(reason="area")


def test_much_is_brought_for_nothing() -> None:
    found = promise((BIKE,), HOURS, "10115", Money(4000, "EUR"), TUESDAY)

    assert isinstance(found, Promise)
    assert found.fee == Money(0, "EUR")


@given(
    st.datetimes(datetime(2026, 11, 1), datetime(2026, 12, 31)),
    st.integers(0, 4),
    st.sets(st.integers(0, 6), min_size=1),
    st.dictionaries(st.integers(0, 20), st.integers(0, 3)),
)
def test_a_promise_can_be_kept(now: datetime, days: int, weekdays: set[int], taken: dict[int, int]) -> None:
    area = DeliveryArea(name="a", fee=Money(1, "EUR"), days=days, weekdays=tuple(weekdays), most_per_day=2)
    full = {now.date() + timedelta(days=n): count for n, count in taken.items()}

    found = promise((area,), HOURS, "1", GOODS, now, taken=full)

    assert isinstance(found, Promise)
    assert found.day >= now.date() + timedelta(days=days)
    assert found.day.weekday() in weekdays
    assert full.get(found.day, 0) < 2
    assert HOURS.exceptions.get(found.day) != ()
    assert found.order_until >= now or found.order_until.date() == now.date()
    again = promise((area,), HOURS, "1", GOODS, max(now, found.order_until), taken=full, wanted=found.day)
    assert isinstance(again, Promise), "ordered at the last moment it still comes"


def test_what_does_not_travel_stays() -> None:
    parcel = DeliveryArea(name="parcel", fee=Money(590, "EUR"), only=("keeps", "gifts"))
    bread = Product(id="B1", title="Bread", categories=("bread",))
    jam = Product(id="J1", title="Jam", categories=("pantry",), tags=("keeps",))

    near = promise((BIKE, parcel), HOURS, "10115", GOODS, TUESDAY, products=(bread, jam))
    far = promise((BIKE, parcel), HOURS, "80331", GOODS, TUESDAY, products=(bread, jam))
    sweet = promise((BIKE, parcel), HOURS, "80331", GOODS, TUESDAY, products=(jam,))

    assert isinstance(near, Promise)
    assert near.area == BIKE.name
    assert far == NoPromise(reason="goods", products=("B1",))
    assert isinstance(sweet, Promise)
    assert sweet.area == "parcel"
