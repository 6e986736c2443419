"""``incidents.toml``: what goes wrong for many orders at once, in the owner's words."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import msgspec

from shopbell import ConfigError
from shopbell.shop import Order

FILE = "incidents.toml"
_PLACE = "[[incident]] number {number}"


class Incident(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry. Each of the conditions that it has must fit; without any every open order is concerned."""

    text: str | dict[str, str]  # in the shop's language, or by language
    carrier: str = ""  # parcels of this one
    products: tuple[str, ...] = ()  # a recall: orders with one of these, delivered ones, too
    postcodes: tuple[str, ...] = ()  # beginnings
    since: date | None = None
    until: date | None = None

    def said_in(self, language: str) -> str:
        """The words, in that language where there are any."""
        if isinstance(self.text, str):
            return self.text
        return self.text.get(language) or next(iter(self.text.values()), "")

    def concerns(self, order: Order, today: date) -> bool:
        """Should its customer hear of it today?"""
        if (self.since is not None and today < self.since) or (self.until is not None and today > self.until):
            return False
        if self.products:
            return any(line.product in self.products for line in order.lines)
        carriers = {one.carrier.casefold() for one in order.tracking}
        fits_carrier = not self.carrier or self.carrier.casefold() in carriers
        fits_place = not self.postcodes or any(map(order.postcode.startswith, self.postcodes))
        return order.is_open and fits_carrier and fits_place


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    incident: tuple[dict[str, object], ...] = ()


def read_incidents(files: Mapping[str, bytes]) -> tuple[dict[int, Incident], list[str]]:
    """The entries that can be used, by their number in the file, and a sentence for each that cannot."""
    found: dict[int, Incident] = {}
    mistakes: list[str] = []
    for body in files.values():
        try:
            entries = msgspec.convert(tomllib.loads(body.decode()), _File).incident
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as exc:
            mistakes.append(f"cannot be read: {exc}; write each incident below [[incident]]")
            continue
        for number, entry in enumerate(entries, 1):
            try:
                found[number] = msgspec.convert(entry, Incident)
            except msgspec.ValidationError as exc:
                mistakes.append(f"{_PLACE.format(number=number)}: {exc}")
    return found, mistakes


def errors(files: Mapping[str, bytes], folder: Path) -> Iterator[ConfigError]:
    """For ``shopbell check``."""
    for sentence in read_incidents(files)[1]:
        yield ConfigError(sentence, file=folder / FILE)
