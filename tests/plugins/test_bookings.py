"""What can be booked, from the shop's own files; and of two who want the last place, one gets it."""

import asyncio
import itertools
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from shopbell.cli import main
from shopbell.contracts import Write
from shopbell.shop import Bookings, Money, OpeningHours, ShopInfo, read_hours
from shopbell.testing import TestShop
from shopbell_files.bookables import Rule, times_on
from shopbell_files.cells import Shop
from shopbell_files.findings import Finding
from shopbell_files.loading import read_all_bookables

pytestmark = pytest.mark.storage

SHOP = Shop("EUR", "de", "DE", "Europe/Berlin")
SALON = (
    "id,title,title_de,minutes,every,places,resources,price,people,notice,days,hours\n"
    "cut,Haircut,Haarschnitt,45,15,,Anna; chair (2),38.00,,120,30,mon-sat 9-12\n"
    "colour,Colour,,90,15,,chair,,,120,30,mon-sat 9-12\n"
    "table,Table,Tisch,120,30,3,,,4,0,,\n"
)
FROM = datetime(2030, 6, 3, 6, 0, tzinfo=UTC)  # a Monday, 8 o'clock in Berlin
NOW = int(FROM.timestamp() * 1000)
MONDAY, TUESDAY = date(2030, 6, 3), date(2030, 6, 4)


def rules_of(table: str, path: str = "bookables.csv") -> tuple[dict[str, Rule], list[Finding]]:
    return read_all_bookables({path: table.encode()}, SHOP)


async def diary_of(shop: TestShop, table: str, hours: dict[str, str] | None = None) -> Bookings:
    """The service of a shop with this table."""
    shop.write("bookables.csv", table)
    await shop.configure(time_zone="Europe/Berlin", hours=hours or {"mon-sun": "18-22"})
    status = await shop.enable("shopbell_files")
    assert status.state == "enabled", status.reason
    found: Bookings = shop.running.host.service("bookings")
    assert isinstance(found, Bookings)
    for customer in range(1, 5):
        sql = "INSERT INTO customer (id, created_at) VALUES (?, 0) ON CONFLICT (id) DO NOTHING"
        await shop.running.store.commit([Write(sql, (1000 + customer,))])
    return found


def starts(slots: Any) -> list[str]:
    return [one.starts[11:] for one in slots]


def test_a_row_says_how_long_how_many_when_and_for_how_much() -> None:
    rules, findings = rules_of(SALON)

    assert findings == []
    cut, table = rules["cut"], rules["table"]
    assert (cut.bookable.title_in("de"), cut.bookable.price, cut.every) == ("Haarschnitt", Money(3800, "EUR"), 15)
    assert cut.resources == {"anna": 1, "chair": 2}
    assert rules["colour"].resources == {"chair": 2}
    assert (table.resources, table.hours, table.bookable.most_people) == ({"bookable table": 3}, None, 4)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("a,Cut,,", "minutes: how long does it last? Write it in minutes: 30"),
        ("a,Cut,7,", "minutes: 7 is not between 5 and 1440 in steps of 5 minutes"),
        (",Cut,30,", "the column id is empty; nothing can be found without it"),
        ("a,Cut,30,some time", 'hours: "some time" is not understood; write it as mon-fri 9:00-17:00; sat 10-14'),
        ("a,Cut,30,noday 9-12", "hours: noday is no day"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(row: str, sentence: str) -> None:
    rules, [finding] = rules_of(f"id,title,minutes,hours\n{row}\nb,Shave,20,\n")

    assert [*rules] == ["b"]
    assert (finding.line, finding.sentence[: len(sentence)]) == (2, sentence)


def test_toml_may_have_its_hours_as_a_table() -> None:
    toml = '[[bookable]]\nid = "bike"\ntitle = "Repair"\nminutes = 60\nhours = {mon-fri = "9-12"}\n'

    rules, findings = rules_of(toml, "bookables.toml")

    assert findings == []
    assert rules["bike"].hours == read_hours({"mon-fri": "9-12"})[0]


async def test_free_times_keep_to_hours_notice_and_days_ahead(shop: TestShop) -> None:
    diary = await diary_of(shop, SALON)

    today, tomorrow = await diary.slots("cut", MONDAY, NOW), await diary.slots("cut", TUESDAY, NOW)

    assert starts(today) == ["10:00", "10:15", "10:30", "10:45", "11:00", "11:15"]  # two hours of notice
    assert starts(tomorrow)[0] == "09:00"
    assert await diary.slots("cut", MONDAY + timedelta(days=31), NOW) == []
    assert await diary.slots("cut", MONDAY - timedelta(days=1), NOW) == []
    assert starts(await diary.slots("table", MONDAY, NOW, people=4))[-1] == "20:00"
    assert await diary.slots("table", MONDAY, NOW, people=5) == []
    assert await diary.slots("nothing", MONDAY, NOW) == []


async def test_a_day_the_shop_is_closed_on_is_closed_for_bookings(shop: TestShop) -> None:
    diary = await diary_of(shop, SALON, {"mon-fri": "8-18", "2030-06-04": "closed", "2030-06-05": "10-11"})

    assert await diary.slots("cut", TUESDAY, NOW) == []
    assert starts(await diary.slots("cut", date(2030, 6, 5), NOW)) == ["10:00", "10:15"]


async def test_what_two_things_share_is_taken_once(shop: TestShop) -> None:
    diary = await diary_of(shop, SALON)

    first = await diary.book("cut", "2030-06-04T09:00", 1001, key="a", now=NOW, name="Ana")
    again = await diary.book("cut", "2030-06-04T09:00", 1001, key="a", now=NOW, name="Ana")
    second = await diary.book("cut", "2030-06-04T09:30", 1002, key="b", now=NOW)  # Anna is still cutting
    colour = await diary.book("colour", "2030-06-04T09:00", 1002, key="c", now=NOW)  # on the other chair
    third = await diary.book("colour", "2030-06-04T09:15", 1003, key="d", now=NOW)

    assert first is not None
    assert first == again
    assert (first.name, first.zone, first.at.isoformat()) == ("Ana", "Europe/Berlin", "2030-06-04T09:00:00+02:00")
    assert second is None
    assert third is None
    assert colour is not None
    assert starts(await diary.slots("cut", TUESDAY, NOW))[0] == "09:45"
    assert starts(await diary.slots("colour", TUESDAY, NOW))[0] == "09:45"  # on the chair of the haircut


async def test_only_whose_it_is_moves_and_cancels_and_only_in_time(shop: TestShop) -> None:
    diary = await diary_of(shop, SALON)
    booked = await diary.book("cut", "2030-06-04T09:00", 1001, key="a", now=NOW)
    assert booked is not None

    assert await diary.move(booked.id, "2030-06-04T10:00", 1002, NOW) is None
    assert not await diary.cancel(booked.id, 1002, NOW)
    moved = await diary.move(booked.id, "2030-06-04T09:15", 1001, NOW)  # overlaps with itself, which is no obstacle
    assert moved is not None
    assert moved.starts == "2030-06-04T09:15"
    assert await diary.move(booked.id, "2030-06-04T09:15", 1001, NOW) == moved
    assert await diary.move(booked.id, "2030-06-04T13:00", 1001, NOW) is None
    late = int(moved.at.timestamp() * 1000) - 119 * 60_000
    assert not await diary.cancel(booked.id, 1001, late)
    assert await diary.bookings_of(1001, NOW) == [moved]
    assert await diary.bookings_of(1002, NOW) == []

    assert await diary.cancel(booked.id, 1001, NOW)
    assert await diary.cancel(booked.id, 1001, NOW)
    assert await diary.bookings_of(1001, NOW) == []
    assert "09:00" in starts(await diary.slots("cut", TUESDAY, NOW))


async def test_of_one_customer_who_was_two_both_are_meant(shop: TestShop) -> None:
    diary = await diary_of(shop, SALON)
    booked = await diary.book("cut", "2030-06-04T09:00", 1001, key="a", now=NOW)
    assert booked is not None

    sql = "UPDATE customer SET merged_into = ? WHERE id = ?"
    await shop.running.store.commit([Write(sql, (1002, 1001)), Write(sql, (1003, 1002))])

    assert await diary.bookings_of(1003, NOW) == [booked]
    assert await diary.cancel(booked.id, 1003, NOW)


async def test_seats_are_counted_by_the_head_where_the_owner_says_so(shop: TestShop) -> None:
    table = "id,title,minutes,places,people,per_person,hours\nbake,Baking class,120,8,5,yes,tue 18-20\n"
    diary = await diary_of(shop, table)

    assert await diary.book("bake", "2030-06-04T18:00", 1001, key="a", now=NOW, people=5) is not None
    assert [one.free for one in await diary.slots("bake", TUESDAY, NOW, people=3)] == [3]
    assert await diary.slots("bake", TUESDAY, NOW, people=4) == []
    assert await diary.book("bake", "2030-06-04T18:00", 1002, key="b", now=NOW, people=4) is None
    assert await diary.book("bake", "2030-06-04T18:00", 1002, key="c", now=NOW, people=3) is not None


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        # The clocks go forward at 2: there is no 2:30, and from 1:30 an hour ends at 3:30.
        (date(2030, 3, 31), ["00:00", "00:30", "01:00", "01:30", "03:00", "03:30"]),
        # They go back at 3: what is between 2 and 3 is meant the first time.
        (date(2030, 10, 27), ["00:00", "00:30", "01:00", "01:30", "02:00", "02:30", "03:00", "03:30"]),
        (date(2030, 6, 3), ["00:00", "00:30", "01:00", "01:30", "02:00", "02:30", "03:00", "03:30"]),
    ],
)
def test_on_days_of_23_and_25_hours(day: date, expected: list[str]) -> None:
    rules, _ = rules_of("id,title,minutes,every,hours\nnight,Night shift,60,30,mon-sun 0:00-4:30\n")
    shop = ShopInfo(name="Bar", time_zone="Europe/Berlin")

    times = [*times_on(rules["night"], shop, day)]

    assert [one.starts[11:] for one in times] == expected
    assert all(one.ends - one.at == 3_600_000 for one in times)
    assert all(one.at < later.at for one, later in itertools.pairwise(times))


@given(
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia"]),
    day=st.dates(date(2025, 1, 1), date(2032, 12, 31)),
    minutes=st.integers(1, 60).map(lambda n: n * 5),
    every=st.integers(1, 24).map(lambda n: n * 5),
    hours=st.sampled_from(["0-24", "0:10-3:45", "9:02-12:30, 14-18", "22-24"]),
)
@settings(max_examples=150)
def test_no_time_lies_outside_the_hours_in_any_zone(zone: str, day: date, minutes: int, every: int, hours: str) -> None:
    table = f'id,title,minutes,every,hours\nx,X,{minutes},{every},"mon-sun {hours}"\n'
    rules, findings = rules_of(table)
    shop = ShopInfo(name="Any", time_zone=zone, hours=OpeningHours())
    assert findings == []

    for one in times_on(rules["x"], shop, day):
        local = shop.local(one.at)
        assert f"{local:%Y-%m-%dT%H:%M}" == one.starts
        assert one.at % 300_000 == 0
        assert one.ends - one.at == minutes * 60_000
        assert any(span.starts <= local.time() for span in rules["x"].hours.spans(day))  # type: ignore[union-attr]
        assert shop.local(one.ends - 1).date() == day


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["book", "move", "cancel"]),
        st.integers(1, 4),  # who
        st.sampled_from(["cut", "colour", "table"]),
        st.integers(0, 6),  # how many quarters of an hour after the first
    ),
    min_size=4,
    max_size=24,
)


def test_whoever_races_whom_nothing_is_ever_booked_twice(tmp_path: Path) -> None:
    with asyncio.Runner() as runner:  # one shop for all examples
        shop = TestShop(tmp_path / "shop")
        runner.run(shop.open())
        diary = runner.run(diary_of(shop, SALON.replace("mon-sat 9-12", "mon-sat 18-22")))
        numbers = itertools.count()

        @given(actions=ACTIONS)
        @settings(max_examples=40, deadline=None)
        def any_race(actions: list[tuple[str, int, str, int]]) -> None:
            runner.run(race(shop, diary, next(numbers), actions))

        try:
            any_race()
        finally:
            runner.run(shop.close())


async def race(shop: TestShop, diary: Bookings, number: int, actions: list[tuple[str, int, str, int]]) -> None:
    """All at once, some of them twice with the same key, as after a crash; then what is left of the last race goes."""
    acts = [act(diary, f"{number}.{place}", *one) for place, one in enumerate(actions)]
    twice = [act(diary, f"{number}.{place}", *one) for place, one in enumerate(actions) if place % 2]
    results = await asyncio.gather(*acts, *twice)
    for place, again in enumerate(results[len(acts) :]):
        first = results[2 * place + 1]
        if actions[2 * place + 1][0] == "book" and first and again:
            assert first.id == again.id
    await nothing_twice(shop)
    if number % 3 == 0:
        gone = Write("DELETE FROM p_shopbell_files_booking", ()), Write("DELETE FROM p_shopbell_files_taken", ())
        await shop.running.store.commit(gone)


async def act(diary: Bookings, key: str, what: str, who: int, thing: str, quarter: int) -> Any:
    at = f"2030-06-04T{18 + quarter // 4}:{quarter % 4 * 15:02}"
    if what == "book":
        return await diary.book(thing, at, 1000 + who, key=key, now=NOW)
    mine = await diary.bookings_of(1000 + who, NOW)
    if not mine:
        return None
    if what == "move":
        return await diary.move(mine[0].id, at, 1000 + who, NOW)
    return await diary.cancel(mine[0].id, 1000 + who, NOW)


async def nothing_twice(shop: TestShop) -> None:
    """At no moment more parties than places; and what is taken belongs to a booking that holds."""
    rows = await shop.fetch("SELECT bookable, starts_at, ends_at FROM p_shopbell_files_booking WHERE state = 'booked'")
    for moment in {starts for _, starts, _ in rows}:
        there = [bookable for bookable, starts, ends in rows if starts <= moment < ends]
        assert there.count("cut") <= 1  # one Anna
        assert there.count("cut") + there.count("colour") <= 2  # two chairs
        assert there.count("table") <= 3
    loose = (
        "SELECT count(*) FROM p_shopbell_files_taken WHERE booking NOT IN"
        " (SELECT id FROM p_shopbell_files_booking WHERE state = 'booked')"
    )
    assert await shop.fetch(loose) == [(0,)]
    pieces = await shop.fetch("SELECT count(*) FROM p_shopbell_files_taken")
    lengths = {"cut": 2 * 9, "colour": 18, "table": 24}
    assert pieces == [(sum(lengths[bookable] for bookable, _, _ in rows),)]


async def test_a_forgotten_customer_leaves_the_place_free(shop: TestShop) -> None:
    diary = await diary_of(shop, SALON)
    await shop.customer("ana").says("hello")
    customer = (await shop.seat("ana")).lane.customer.id
    await diary.book("cut", "2030-06-04T09:00", customer, key="a", now=NOW, name="Ana")

    await shop.running.customer_desk().erase(customer, "the owner")

    assert await shop.fetch("SELECT count(*) FROM p_shopbell_files_booking") == [(0,)]
    assert "09:00" in starts(await diary.slots("cut", TUESDAY, NOW))


async def test_the_owner_sees_who_comes(shop: TestShop) -> None:
    diary = await diary_of(shop, SALON)
    await diary.book("table", "2030-06-04T18:00", 1001, key="a", now=NOW, people=4, name="Ana Lee")
    await shop.close()

    shown = await asyncio.to_thread(CliRunner().invoke, main, ["files", "bookings", "--config", str(shop.folder)])
    as_json = await asyncio.to_thread(
        CliRunner().invoke, main, ["files", "bookings", "--json", "--config", str(shop.folder)]
    )
    await shop.open()

    assert shown.output.split() == ["2030-06-04", "18:00", "table", "4", "Ana", "Lee"], shown.output
    assert '"starts": "2030-06-04T18:00", "zone": "Europe/Berlin", "people": 4' in as_json.output
