"""What stands in one cell: amounts, counts, days, lists. What cannot be read is said in a sentence that helps."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from shopbell.shop import Money, ShopInfo, parse_money

from .rows import LONGEST_CELL

YES = frozenset(("yes", "y", "true", "1", "x", "ja", "oui", "si", "sí"))
NO = frozenset(("no", "n", "false", "0", "nein", "non", ""))
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_FIRST = frozenset(("US", "PH", "BZ"))  # who writes 05/31/2026
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{2}|\d{4})")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2}|\d{4})")
_WORDED = re.compile(r"(\d{1,2})\.?\s+([A-Za-z]{3})[a-z]*\.?,?\s+(\d{4})")
_CLOCK = re.compile(r"(?:T|\s|,\s?)(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s?(Z|[+-]\d{2}:?\d{2})?$")


class Shop(NamedTuple):
    """How this shop writes."""

    currency: str
    language: str
    region: str
    zone: str

    @classmethod
    def of(cls, info: ShopInfo) -> "Shop":
        """Of the ``[shop]`` table."""
        return cls(info.currency, info.languages[0], info.region, info.time_zone)


class Cells:
    """The cells of one row, taken one by one; what nobody took is ``rest``. All of it raises ``ValueError``."""

    def __init__(self, cells: Mapping[str, Any], shop: Shop) -> None:
        self._cells, self.shop = dict(cells), shop

    def rest(self) -> dict[str, tuple[str, ...]]:
        """What is left, as lists: whatever else the shop wants to tell."""
        return {name: found for name in list(self._cells) if (found := self.texts(name))}

    def names(self, prefix: str) -> list[str]:
        """Columns of that beginning which nobody took yet."""
        return [name for name in self._cells if name.startswith(prefix)]

    def take(self, *names: str) -> Any:
        """The value of the first of these columns that has one, as it is; None without one."""
        found = None
        for name in names:
            value = self._cells.pop(name, None)
            found = value if found is None else found
        return found

    def text(self, *names: str) -> str:
        """Words; empty without any."""
        value = self.take(*names)
        if value is None:
            return ""
        if isinstance(value, list | dict):
            raise ValueError(f"{names[0]} must be words, not a list")
        said = str(value).strip()
        if len(said) > LONGEST_CELL:
            raise ValueError(f"{names[0]} is longer than {LONGEST_CELL:,} characters")
        return said

    def needed(self, *names: str) -> str:
        """Words that must be there."""
        said = self.text(*names)
        if not said:
            raise ValueError(f"the column {names[0]} is empty; nothing can be found without it")
        return said

    def texts(self, *names: str) -> tuple[str, ...]:
        """Several, parted by semicolons; a list where the file knows lists."""
        value = self.take(*names)
        if isinstance(value, list):
            return tuple(said for one in value if (said := str(one).strip()))
        return tuple(said for one in str("" if value is None else value).split(";") if (said := one.strip()))

    def money(self, *names: str, currency: str = "") -> Money | None:
        """An amount; None without one."""
        said = self.text(*names)
        if not said:
            return None
        try:
            return _money(said, currency or self.shop.currency, self.shop.language)
        except ValueError as exc:
            raise ValueError(f"{names[0]}: {exc}") from exc

    def count(self, *names: str, least: int = 0) -> int | None:
        """A whole number; None without one."""
        said = self.text(*names)
        if not said:
            return None
        plain = re.sub(r"[.,]0+$", "", said.replace(" ", ""))
        if not re.fullmatch(r"-?\d{1,9}", plain, re.ASCII):
            raise ValueError(f'{names[0]}: "{said[:40]}" is no whole number')
        if int(plain) < least:
            raise ValueError(f"{names[0]}: {plain} is less than {least}")
        return int(plain)

    def flag(self, *names: str) -> bool:
        """Yes or no; no without a word."""
        said = self.text(*names).casefold()
        if said not in YES | NO:
            raise ValueError(f'{names[0]}: "{said[:40]}" is neither yes nor no')
        return said in YES

    def day(self, *names: str) -> date | None:
        """A day in one of four styles; None without one."""
        value = self.take(*names)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        return _read_day(str(value), self.shop.region, names[0])

    def moment(self, *names: str) -> int | None:
        """A day with or without a time, shop time, as milliseconds UTC."""
        value = self.take(*names)
        return None if value is None else moment_of(value, self.shop, names[0])


@lru_cache(maxsize=4096)  # prices come again and again
def _money(said: str, currency: str, language: str) -> Money:
    return parse_money(said, currency, language)


def moment_of(value: Any, shop: Shop, name: str = "date") -> int:
    """Milliseconds UTC of what a cell says. Raises ``ValueError``."""
    if not isinstance(value, date):
        said = str(value).strip()
        clock = _CLOCK.search(said)
        day = _read_day(said[: clock.start()] if clock else said, shop.region, name)
        value = datetime.combine(day, _clock(clock, name))
    elif not isinstance(value, datetime):
        value = datetime.combine(value, time(0))
    if value.tzinfo is None:
        value = value.replace(tzinfo=ZoneInfo(shop.zone))
    return int(value.astimezone(UTC).timestamp() * 1000)


def _clock(found: re.Match[str] | None, name: str) -> time:
    if found is None:
        return time(0)
    zone = (found[4] or "").replace("Z", "+00:00")
    try:
        return time.fromisoformat(f"{found[1]:0>2}:{found[2]}:{found[3] or '00'}{zone}")
    except ValueError as exc:
        raise ValueError(f'{name}: "{found[0].strip()}" is no time of a day') from exc


@lru_cache(maxsize=4096)
def _read_day(said: str, region: str, name: str) -> date:
    plain = said.strip()
    try:
        if found := _ISO.fullmatch(plain):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DOTTED.fullmatch(plain):
            return date(_year(found[3]), int(found[2]), int(found[1]))
        if found := _SLASHED.fullmatch(plain):
            day, month = (found[2], found[1]) if region in MONTH_FIRST else (found[1], found[2])
            return date(_year(found[3]), int(month), int(day))
        if (found := _WORDED.fullmatch(plain)) and found[2].lower() in MONTHS:
            return date(int(found[3]), MONTHS.index(found[2].lower()) + 1, int(found[1]))
    except ValueError as exc:
        raise ValueError(f'{name}: "{plain[:40]}" is no day of the calendar') from exc
    raise ValueError(f'{name}: "{plain[:40]}" is no date; write it as 2026-05-31')


def _year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)
