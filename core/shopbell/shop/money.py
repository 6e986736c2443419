"""Amounts of money: counted in the smallest coin, never in fractions; read as shops and customers write them."""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

import msgspec

from shopbell.languages import locale_of

LARGEST = 10**15  # minor units; more is a mistake, and would not be exact everywhere
LONGEST = 40  # characters of an amount that is read

_AMOUNT = re.compile(r"[-+]?\d(?:[\d.,'’\s]*\d)?")
# "12,-" and "12.–" are 12.
_DASHES = re.compile(r"[.,][-–—]+")
_SIGNS = {"€": "EUR", "£": "GBP", "₹": "INR", "zł": "PLN", "₩": "KRW", "₺": "TRY", "kč": "CZK"}
# Signs that several currencies share: the shop's own is meant, where it is one of them.
_SHARED = {
    "$": ("USD", "CAD", "AUD", "NZD", "MXN", "SGD", "HKD"),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "¥": ("JPY", "CNY"),
    "fr": ("CHF",),
    "sfr": ("CHF",),
    "ft": ("HUF",),
}


class Money(msgspec.Struct, frozen=True, gc=False):
    """An amount in minor units (cents) of a currency (ISO 4217)."""

    amount: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        """Raises ``ValueError`` for another currency: nothing is converted here."""
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        """Raises ``ValueError`` for another currency."""
        return Money(self.amount - self._same(other), self.currency)

    def __mul__(self, count: int) -> "Money":
        """So many of them; a share of an amount is ``share``."""
        return Money(self.amount * count, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def share(self, percent: int) -> "Money":
        """So many per cent of it, rounded half up: 10 % of 2.55 is 0.26."""
        part = (abs(self.amount) * percent + 50) // 100
        return Money(part if self.amount >= 0 else -part, self.currency)

    def __str__(self) -> str:
        """``12.50 EUR``: for what is read without a language; texts say it in the customer's."""
        digits = minor_digits(self.currency)
        return f"{Decimal(self.amount).scaleb(-digits):.{digits}f} {self.currency}"

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added")
        return other.amount


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum; nothing at all is zero of ``currency``.

    Raises:
        ValueError: one is of another currency.
    """
    return sum(amounts, Money(0, currency))


@lru_cache(maxsize=256)
def minor_digits(currency: str) -> int:
    """Digits after the point: EUR 2, JPY 0 (CLDR, by Babel)."""
    from babel.numbers import get_currency_precision  # lazy: Babel is 35 ms and 5 MB

    return int(get_currency_precision(currency))


def say_money(money: Money, language: str) -> str:
    """The amount as a language writes it: 1250 EUR, de -> ``12,50 €``; 1250 JPY, en -> ``¥1,250``.

    A ``Text`` does so by itself with ``Money`` among its arguments; this is for pages.

    Args:
        language: BCP 47 or gettext form (``de-AT``, ``de_AT``); an unknown one is taken for English.
    """
    from babel.numbers import format_currency  # lazy: Babel is 35 ms and 5 MB

    exact = Decimal(money.amount).scaleb(-minor_digits(money.currency))
    return format_currency(exact, money.currency, locale=locale_of(language))


def parse_money(text: str, currency: str, language: str = "en") -> Money:
    """Read an amount: ``12,50 €``, ``1.299,00``, ``$12``, ``CHF 1'299.50``, ``12,-``.

    Args:
        currency: the shop's; meant where the text names none, and by a sign that several share.
        language: decides where the text leaves it open, ``1.299`` of a currency with three decimals, and ``0.500``.

    Raises:
        ValueError: it is no amount, has more decimals than the currency, or names two currencies; says which in
            words for the shop's owner.
    """
    plain = _DASHES.sub("", " ".join(text[: LONGEST + 1].split()))
    found = _AMOUNT.findall(plain)
    if len(found) != 1 or len(text.strip()) > LONGEST:
        raise ValueError(f'"{text.strip()[:LONGEST]}" is no amount of money; write it as 12.50')
    number = found[0]
    before, _, after = plain.partition(number)
    meant = _currency(f"{before} {after}", currency, text)
    exact = _exact(number, minor_digits(meant), language)
    minor = exact.scaleb(minor_digits(meant))
    if minor != minor.to_integral_value():
        raise ValueError(f'"{text.strip()}" has more decimals than {meant} knows ({minor_digits(meant)})')
    if abs(minor) > LARGEST:
        raise ValueError(f'"{text.strip()}" is too large an amount')
    return Money(int(minor), meant)


def _currency(words: str, own: str, text: str) -> str:
    said = words.strip().casefold().rstrip(".")
    if not said:
        return own
    if said in _SHARED:
        return own if own in _SHARED[said] else _SHARED[said][0]
    code = _SIGNS.get(said) or _by_code(said)
    if not code:
        raise ValueError(f'"{text.strip()}": "{words.strip()}" is no currency; write a code such as {own}')
    return code


@lru_cache(maxsize=256)
def _by_code(said: str) -> str:
    if len(said) != 3 or not said.isascii():
        return {"euro": "EUR", "euros": "EUR", "dollars": "USD", "dollar": "USD", "pounds": "GBP"}.get(said, "")
    from babel.core import get_global  # lazy: Babel is 35 ms and 5 MB

    code = said.upper()
    return code if code in get_global("all_currencies") else ""


def _exact(number: str, digits: int, language: str) -> Decimal:
    """The number as Python writes it; see ``parse_money`` for what decides."""
    tight = re.sub(r"[\s'’]", "", number)
    points, commas = tight.count("."), tight.count(",")
    decimal = ""
    if points and commas:
        decimal = "." if tight.rindex(".") > tight.rindex(",") else ","
    elif points + commas == 1:
        sign = "." if points else ","
        behind = len(tight) - tight.index(sign) - 1
        small = digits == 3 or tight.lstrip("+-").startswith("0")
        # Three digits behind a lonely sign are thousands: 1.299 euros cannot be one euro and a bit.
        decimal = sign if behind != 3 or (small and sign == _decimal_sign(language)) else ""
    whole, _, part = tight.partition(decimal) if decimal else (tight, "", "")
    if (decimal and decimal in part) or not _grouped(whole):
        raise ValueError(f'"{number}" is no amount of money; write it as 12.50')
    return Decimal(re.sub(r"[.,]", "", whole) + ("." + part if part else ""))


def _grouped(whole: str) -> bool:
    """Are the signs between thousands all of one kind, and where thousands end?"""
    return re.fullmatch(r"[-+]?(\d+|\d{1,3}(\.\d{3})+|\d{1,3}(,\d{2,3})*,\d{3})", whole) is not None


@lru_cache(maxsize=64)
def _decimal_sign(language: str) -> str:
    from babel.numbers import get_decimal_symbol  # lazy: Babel is 35 ms and 5 MB

    return str(get_decimal_symbol(locale_of(language)))
