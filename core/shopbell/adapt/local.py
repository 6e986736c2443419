"""Numbers, dates, times and money as a language writes them (CLDR, by Babel)."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from shopbell.languages import locale_of
from shopbell.shop import Money, say_money


def say_value(value: Any, language: str, pattern: str = "") -> str:
    """One argument of a text.

    Args:
        value: date, time, datetime (said in its own zone), timedelta, number, ``Money``, a list of these; anything
            else is said as ``str`` has it.
        language: BCP 47 or gettext form (``de-AT``, ``de_AT``); an unknown one is taken for English.
        pattern: a CLDR pattern (``EEEE``, ``0.00``) or style (short, medium, long, full); by default dates are
            said in full, times short, numbers grouped.

    Raises:
        ValueError, LookupError, AttributeError: Babel does not know the pattern.
    """
    match value:
        case str() | bool() | None:
            return str(value)
        case Money():
            return say_money(value, language)
        case {"amount": int() as amount, "currency": str() as currency}:  # one that lay on disk with its text
            return say_money(Money(amount, currency), language)
        case datetime():
            return _datetime(value, pattern, language)
        case date():
            return _date(value, pattern or "full", language)
        case time():
            return _time(value, pattern or "short", language)
        case timedelta():
            from babel.dates import format_timedelta  # lazy: Babel is 35 ms and 5 MB

            return format_timedelta(value, locale=locale_of(language))
        case int() | float() | Decimal():
            from babel.numbers import format_decimal  # lazy: Babel is 35 ms and 5 MB

            return format_decimal(value, pattern or None, locale_of(language))
        case list() | tuple():
            from babel.lists import format_list  # lazy: Babel is 35 ms and 5 MB

            return format_list([say_value(one, language, pattern) for one in value], locale=locale_of(language))
    return str(value)


@lru_cache(maxsize=512)  # Babel takes 20 us; a shop says the same few days all day long
def _date(value: date, pattern: str, language: str) -> str:
    from babel.dates import format_date  # lazy: Babel is 35 ms and 5 MB

    return format_date(value, pattern, locale_of(language))


@lru_cache(maxsize=512)
def _time(value: time, pattern: str, language: str) -> str:
    from babel.dates import format_time  # lazy: Babel is 35 ms and 5 MB

    return format_time(value, pattern, locale=locale_of(language))


def _datetime(moment: datetime, pattern: str, language: str) -> str:
    from babel.dates import (  # lazy: Babel is 35 ms and 5 MB
        format_date,
        format_datetime,
        format_time,
        get_datetime_format,
    )

    locale = locale_of(language)
    if pattern:
        return format_datetime(moment, pattern, tzinfo=moment.tzinfo, locale=locale)
    joined = str(get_datetime_format("medium", locale=locale)).replace("'", "")  # no style has a date without seconds
    at = format_time(moment, "short", tzinfo=moment.tzinfo, locale=locale)
    return joined.replace("{0}", at).replace("{1}", format_date(moment, "full", locale))
