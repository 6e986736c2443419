"""Values in what customers write: numbers, money, days, hours, addresses, and what the shop sells.

Every kind has a file of its own. ``read_entities`` runs all readers over one cut text; the strong ones come first and
take their words, so that a phone number is not read again as a quantity. ``docs/entities.md`` lists kinds and values.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from shopbell import Entity
from shopbell.shop import ShopInfo

from .addresses import read_addresses
from .answers import read_yes_no
from .attributes import Attributes
from .catalogue import Catalogue, read_catalogue
from .contacts import phone_number, read_emails, read_phones
from .dates import read_dates
from .durations import read_durations
from .money import read_money
from .numbers import find_numbers, read_numbers
from .orders import OrderNumbers
from .products import Wares
from .quantities import read_quantities
from .references import read_references
from .said import Said
from .times import read_times
from .vocabulary import Setting, vocabulary_for

__all__ = ["Catalogue", "ShopEntities", "phone_number", "read_catalogue", "read_kind", "warm_up"]

# The typed answers of a dialogue: each kind by itself, for a text that is expected to hold it.
READERS: dict[str, Callable[[Said, Setting], Iterable[Entity]]] = {
    "number": lambda said, setting: read_numbers(said, find_numbers(said, setting)),
    "days": lambda said, setting: read_durations(said, setting, find_numbers(said, setting)),
    "money": lambda said, setting: read_money(said, setting, find_numbers(said, setting)),
    "date": lambda said, setting: read_dates(said, setting, find_numbers(said, setting)),
    "time": lambda said, setting: read_times(said, setting, find_numbers(said, setting)),
    "email": lambda said, setting: read_emails(said),
    "phone": read_phones,
    "address": read_addresses,
    "order_number": OrderNumbers().read,
    "yes_no": read_yes_no,
}


def read_kind(
    kind: str, text: str, languages: Sequence[str], now: datetime, region: str = "", currency: str = "EUR"
) -> tuple[Entity, ...]:
    """What is of one kind in a text; ``kind`` is a key of ``READERS``, ``languages`` begins with the text's."""
    setting = Setting(vocabulary_for(languages[0], tuple(languages[1:])), now, region, currency)
    return tuple(READERS[kind](Said(text, setting.vocabulary.telling), setting))


def warm_up(languages: Sequence[str]) -> None:
    """Make what the first texts would have to wait for: 20 ms, and 5 ms for each language of the shop."""
    for language in languages:
        vocabulary_for(language, tuple(other for other in languages if other != language))
    phone_number("0000000", "")


class ShopEntities:
    """Reads all kinds, for one shop. Measured: 26 microseconds for a message of fifteen words; docs/entities.md."""

    name = "values"

    def __init__(self, shop: ShopInfo, catalogue: Catalogue, order_numbers: Sequence[str] = ()) -> None:
        self._languages, self._region, self._currency = shop.languages, shop.region, shop.currency
        self._others = {own: tuple(other for other in shop.languages if other != own) for own in shop.languages}
        self._orders = OrderNumbers(order_numbers)
        self.version = 0
        self.know(catalogue)

    def know(self, catalogue: Catalogue) -> None:
        """Read for what this catalogue names from now on. May be called while texts are read in another thread."""
        self._wares, self._attributes = Wares(catalogue), Attributes(catalogue)
        self.version += 1

    def read(self, text: str, language: str, now: datetime) -> list[Entity]:
        """Everything in the text, in the order in which the readers come."""
        setting = self._setting(language, now)
        return [*self._read(Said(text, setting.vocabulary.telling), setting)]

    def read_as(self, kind: str, text: str, language: str, now: datetime) -> list[Entity]:
        """What is of one kind in an answer to a question that expects it."""
        if kind == "product":
            return [one for one in self._wares.read(Said(text)) if one.kind == kind]
        read = self._orders.read if kind == "order_number" else READERS.get(kind)
        if read is None:
            return []
        setting = self._setting(language, now)
        return [one for one in read(Said(text, setting.vocabulary.telling), setting) if one.kind == kind]

    def _setting(self, language: str, now: datetime) -> Setting:
        others = self._others.get(language, self._languages)
        return Setting(vocabulary_for(language, others), now, self._region, self._currency)

    def _read(self, said: Said, setting: Setting) -> Iterator[Entity]:
        yield from read_emails(said)
        yield from self._orders.read(said, setting)
        wares = self._wares.read(said)
        yield from wares
        numbers = find_numbers(said, setting)
        yield from read_dates(said, setting, numbers)
        yield from read_times(said, setting, numbers)
        yield from read_phones(said, setting)
        yield from read_money(said, setting, numbers)
        yield from read_addresses(said, setting)
        yield from self._attributes.read(said, setting)
        if numbers or wares:
            starts = frozenset(said.tokens(one.start, one.end)[0] for one in wares)
            yield from read_quantities(said, setting, numbers, starts)
            yield from read_numbers(said, numbers)
        yield from read_references(said, setting)
        yield from read_yes_no(said, setting)
