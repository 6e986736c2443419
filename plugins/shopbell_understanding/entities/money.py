"""Amounts of money: "5,20 €", "$12", "20 euros", "between 10 and 20 pounds"."""

from collections.abc import Iterator

from shopbell import Entity
from shopbell.shop import Money

from .numbers import Number, Numbers, decimal
from .said import Said
from .vocabulary import CODES, Setting

DIGITS = {"JPY": 0, "KRW": 0, "HUF": 2}  # minor digits; 2 for all others (ISO 4217)
DOLLARS = frozenset(("USD", "CAD", "AUD", "NZD"))
CROWNS = frozenset(("SEK", "NOK", "DKK"))
DASHES = frozenset("-–—")


def read_money(said: Said, setting: Setting, numbers: Numbers) -> Iterator[Entity]:
    """Numbers with a currency; in "10 to 20 euros" the first has it from the second."""
    if not numbers or setting.vocabulary.money_words.isdisjoint(said.known):
        return
    later: tuple[Number, str] | None = None  # read from the right: what follows lends its currency
    found: list[Entity] = []
    for number in reversed(numbers.values()):
        currency, first, after = _currency(said, setting, number)
        if not currency and later is not None and _joins(said, setting, number.after, later[0].first):
            currency = later[1]
        if currency and said.free(first, after):
            value, after = _with_cents(said, number, after, currency)
            money = _money(value, currency, setting.currency)
            found.append(said.take("money", money, first, after))
            later = (number._replace(first=first), currency)
        else:
            later = None
    yield from reversed(found)


def _currency(said: Said, setting: Setting, number: Number) -> tuple[str, int, int]:
    """Which one, and the tokens that the amount takes up with it."""
    before, behind = said.word(number.first - 1), said.word(number.after)
    at = number.after
    if behind in (".", ",") and said.word(at + 1) in DASHES:  # "12,-"
        behind, at = said.word(at + 2), at + 2
    if currency := _named(behind, setting):
        return currency, number.first, at + 1
    if before and (before in CODES or not before.isalpha()) and (currency := _named(before, setting)):
        return currency, number.first - 1, at
    return "", number.first, number.after


def _named(word: str, setting: Setting) -> str:
    if word in CODES:
        return word.upper()
    return str(setting.vocabulary.currencies.get(word, ""))


def _joins(said: Said, setting: Setting, after: int, first: int) -> bool:
    return first - after == 1 and (said.words[after] in setting.lexicon.to_words or said.words[after] in DASHES)


def _with_cents(said: Said, number: Number, after: int, currency: str) -> tuple[int | float, int]:
    """ "20 euros 50" and "5€20"."""
    cents = said.word(after)
    close = said.joined(after) or said.word(after - 1) in ("euros", "euro", "pounds", "dollars")
    free = after < len(said.words) and not said.taken[after]
    if (
        close
        and free
        and len(cents) == 2
        and cents.isdecimal()
        and isinstance(number.value, int)
        and after == number.after + 1
    ):
        value = decimal(f"{number.value}.{cents}", ".")
        return (number.value if value is None else value), after + 1
    return number.value, after


def _money(value: int | float, currency: str, own: str) -> Money:
    if currency == "cent":
        return Money(round(value), own)
    if currency == "$":
        currency = own if own in DOLLARS else "USD"
    elif currency == "kr":
        currency = own if own in CROWNS else "SEK"
    return Money(round(value * 10 ** DIGITS.get(currency, 2)), currency)
