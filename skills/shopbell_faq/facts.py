"""What answers say in braces: ``{shop.phone}``, ``{hours.today}``, ``{facts.bike_fee}``; one fact in one place."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from difflib import get_close_matches
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from shopbell.shop import OpeningHours, ShopInfo

if TYPE_CHECKING:
    from babel import Locale

VARIABLE = re.compile(r"\{([a-z]\w*(?:\.[\w-]+)+)\}")
TIMED = frozenset(("date.today", "hours.today", "hours.tomorrow"))  # say something else every day
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CLOSED = {"en": "closed", "de": "geschlossen", "fr": "fermé", "es": "cerrado", "it": "chiuso", "nl": "gesloten"}
OF_THE_SHOP = {"name": "name", "phone": "phone", "address": "address", "website": "website", "email": "handoff_email"}
_MONEY = re.compile(r"(\d+(?:\.\d{1,3})?) ([A-Z]{3})")


class MissingFact(Exception):
    """Nothing stands behind a name; the text is the sentence for the owner."""

    def __init__(self, name: str, problem: str, hint: str = "") -> None:
        super().__init__(problem)
        self.name, self.problem, self.hint = name, problem, hint


class Facts(NamedTuple):
    """The shop's data and the owner's facts, said in any language."""

    shop: ShopInfo
    own: Mapping[str, Any]

    def of_file(self, facts: Mapping[str, Any]) -> "Facts":
        """With the facts of one file before those of the shop."""
        return self._replace(own={**self.own, **facts}) if facts else self

    def fill(self, text: str, language: str, day: date) -> str:
        """Put what they stand for in place of all variables; lines stay lines.

        Raises:
            MissingFact: the first that stands for nothing.
        """
        return VARIABLE.sub(lambda found: _one_line(self.say(found[1], language, day)), text)

    def say(self, name: str, language: str, day: date) -> str:
        """One variable's value.

        Args:
            day: today in the shop's zone.

        Raises:
            MissingFact: it stands for nothing.
        """
        kind, _, key = name.partition(".")
        if kind == "shop" and key in OF_THE_SHOP:
            value = getattr(self.shop, OF_THE_SHOP[key])
            if value is None:
                raise MissingFact(name, f"the shop has no {key}", f"set {OF_THE_SHOP[key]} in [shop] of shopbell.toml")
            return str(value)
        if kind == "facts" and key in self.own:
            return _fact(name, self.own[key], language, self.shop.languages)
        if name == "date.today":
            return _date(day, language)
        if kind == "hours" and key in ("today", "tomorrow", "week", *DAYS):
            if self.shop.hours == OpeningHours():
                raise MissingFact(name, "the shop has no opening hours", "set [shop.hours] in shopbell.toml")
            return _hours(self.shop.hours, key, language, day)
        known = self._names()
        near = get_close_matches(name, known, 1)
        listed = ", ".join(one for one in known if one.startswith(f"{kind}.")) or ", ".join(known)
        hint = f"did you mean {{{near[0]}}}?" if near else f"there is: {listed}"
        raise MissingFact(name, f"{{{name}}} stands for nothing", hint)

    def _names(self) -> list[str]:
        shop = [f"shop.{key}" for key in OF_THE_SHOP]
        hours = [f"hours.{key}" for key in ("today", "tomorrow", "week", *DAYS)]
        return [*shop, *hours, "date.today", *(f"facts.{key}" for key in self.own)]


def variables_of(text: str) -> set[str]:
    """The names of the variables in a text."""
    return {found[1] for found in VARIABLE.finditer(text)}


def _one_line(value: str) -> str:
    return ", ".join(line.strip() for line in value.splitlines() if line.strip())


def _fact(name: str, value: Any, language: str, languages: tuple[str, ...]) -> str:
    """Words as they are, money and numbers as the language writes them, of several languages the fitting one."""
    if isinstance(value, dict):
        for wanted in (language, language.partition("-")[0], *languages):
            if wanted in value:
                return str(value[wanted])
        raise MissingFact(name, f"{{{name}}} is not told in {language}", f"it is in {', '.join(value)}")
    if isinstance(value, int | float) and not isinstance(value, bool):
        from babel.numbers import format_decimal  # lazy: only shops with numbers among their facts need it

        return format_decimal(value, locale=_locale(language))
    if money := _MONEY.fullmatch(str(value)):
        return _money(money[1], money[2], language)
    return str(value)


def _money(amount: str, currency: str, language: str) -> str:
    """``4.50`` and ``EUR`` as the language writes it; a whole amount stays one."""
    from babel.numbers import format_currency, get_decimal_symbol  # lazy: only shops with prices among facts need it

    locale = _locale(language)
    said = format_currency(amount, currency, locale=locale)
    return said if "." in amount else said.replace(f"{get_decimal_symbol(locale)}00", "", 1)


def _hours(hours: OpeningHours, key: str, language: str, day: date) -> str:
    closed = CLOSED.get(language.partition("-")[0], "-")
    if key == "week":
        return ", ".join(_week(hours, closed, _locale(language).days["format"]["abbreviated"]))
    if key in DAYS:
        return ", ".join(map(str, hours.week[DAYS.index(key)])) or closed
    return hours.on(day + timedelta(days=key == "tomorrow")) or closed


def _week(hours: OpeningHours, closed: str, names: Mapping[int, str]) -> list[str]:
    """Days with the same hours together: ``Tue-Fri 07:00-18:00``."""
    stretches = []
    for spans, days in groupby(range(7), key=lambda each: hours.week[each]):
        first, *_, last = [*days] * 2
        named = names[first] if first == last else f"{names[first]}-{names[last]}"
        stretches.append(f"{named} {', '.join(map(str, spans)) or closed}")
    return stretches


def _date(day: date, language: str) -> str:
    from babel.dates import format_date  # lazy: only answers that name the date need it

    return format_date(day, "long", _locale(language))


def _locale(language: str) -> "Locale":
    from babel import Locale, UnknownLocaleError  # lazy: 35 ms, and most answers are words alone

    for name in (language.replace("-", "_"), language.partition("-")[0]):
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")


def language_name(language: str, spoken: str) -> str:
    """What a language is called in another: ``de``, ``en`` -> ``German``."""
    return _locale(language).get_language_name(_locale(spoken).language) or language
