"""Which day a day, a month or a weekday means, seen from today."""

import calendar
from collections.abc import Iterator
from datetime import MAXYEAR, date, timedelta

MONTH_FIRST = frozenset(("US", "PH", "PR", "GU", "AS"))  # countries that write 12/24
LEAP = 8  # years at most to the next 29 February


def on(year: int, month: int, day: int) -> date | None:
    """That day; None when there is none (30 February). Years of two digits are of this century."""
    try:
        return date(2000 + year if year < 100 else year, month, day)
    except ValueError:
        return None


def next_on(today: date, month: int, day: int) -> date | None:
    """The next time it is that day of the year, today included."""
    return next((found for found in _years(today, month, day) if found >= today), None)


def _years(today: date, month: int, day: int) -> Iterator[date]:
    several = LEAP + 1 if (month, day) == (2, 29) else 2
    for year in range(today.year, today.year + several):
        if (found := on(year, month, day)) is not None:
            yield found


def next_day_of_month(today: date, day: int) -> date | None:
    """The next time the month has that day, today included."""
    first = today.replace(day=1)
    months = (months_later(first, ahead) for ahead in range(4))
    found = (on(month.year, month.month, day) for month in months)
    return next((one for one in found if one is not None and one >= today), None)


def next_weekday(today: date, weekday: int) -> date:
    """The next one, today included."""
    return days_later(today, (weekday - today.weekday()) % 7)


def days_later(day: date, days: int) -> date:
    """So many days later; the calendar's end when it ends before."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= MAXYEAR:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def later(day: date, amount: int, unit: str) -> date:
    """So many days, weeks, fortnights, months or years later."""
    if unit in ("month", "year"):
        return months_later(day, amount * (12 if unit == "year" else 1))
    return days_later(day, amount * {"day": 1, "week": 7, "fortnight": 14}[unit])


def week(today: date, ahead: int) -> tuple[date, date]:
    """Monday to Sunday of the week so many weeks ahead."""
    monday = days_later(today, 7 * ahead - today.weekday())
    return monday, days_later(monday, 6)


def weekend(today: date, ahead: int) -> tuple[date, date]:
    """Saturday and Sunday; on a Sunday this weekend is nearly over, and still this one."""
    saturday = days_later(week(today, ahead)[0], 5)
    return saturday, days_later(saturday, 1)


def month(today: date, ahead: int) -> tuple[date, date]:
    """First and last day of the month so many months ahead."""
    first = months_later(today.replace(day=1), ahead)
    return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])
