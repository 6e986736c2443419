"""Opening hours are read as owners write them."""

from datetime import date, time

import pytest

from shopbell.shop import Span
from shopbell.shop.hours import read_hours, read_spans

MONDAY = date(2026, 12, 21)


def test_days_ranges_and_dates_are_understood() -> None:
    hours, mistakes = read_hours(
        {"mon-fri": "9:00-12:00, 14.30-18", "Saturday": "9 - 13", "sun": "closed", "2026-12-24": "9 to 12"}
    )

    assert mistakes == {}
    assert hours.on(MONDAY) == "09:00-12:00, 14:30-18:00"
    assert hours.on(date(2026, 12, 24)) == "09:00-12:00"  # a Thursday, but the date goes first
    assert hours.on(date(2026, 12, 26)) == "09:00-13:00"
    assert hours.on(date(2026, 12, 27)) is None


def test_a_range_may_run_over_the_weekend() -> None:
    hours, _ = read_hours({"sat-mon": "10-16", "tue, thu": "8-9"})

    assert [bool(spans) for spans in hours.week] == [True, True, False, True, False, True, True]


@pytest.mark.parametrize("text", ["18-24", "18:00-24:00", "18-0"])
def test_midnight_ends_a_day(text: str) -> None:
    assert read_spans(text) == (Span(time(18), time(0)),)


@pytest.mark.parametrize(
    "text", ["9", "9-", "nine to five", "25-26", "9:75-10", "18-2", "9-9", "9-12, 11-14", "14-16, 9-12", "18-24, 1-2"]
)
def test_hours_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_spans(text)


@pytest.mark.parametrize("key", ["funday", "m", "mon-", "2026-02-30", "24.12.2026", "", "mon-fri-sat"])
def test_days_that_do_not_exist_are_refused(key: str) -> None:
    hours, mistakes = read_hours({key: "9-12", "tue": "9-12"})

    assert list(mistakes) == [key]
    assert hours.week[1]
