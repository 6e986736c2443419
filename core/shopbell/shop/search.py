"""Finding products by what a customer says of them: wishes read from a sentence, and the products that meet them."""

from collections.abc import Mapping
from typing import Literal, Protocol, runtime_checkable

import msgspec

Values = Mapping[str, tuple[str, ...]]  # facet ("colour", "material") -> values as the catalogue writes them
SearchOrder = Literal["best", "cheapest", "dearest", "rated"]
VARYING = frozenset(("size", "colour"))


class Criteria(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a customer looks for. Plain data, so a conversation can remember it."""

    wanted: Values = {}  # any of the values will do
    unwanted: Values = {}
    unknown: Mapping[str, str] = {}  # facet -> what was said of it, when the shop has nothing like that at all
    least: int | None = None  # the price, minor units of the shop's currency; both ends included
    most: int | None = None
    stars: int | None = None  # tenths: 45 is four and a half and more
    free_shipping: bool = False
    words: tuple[str, ...] = ()  # what else was said, as far as some product's name has it
    order: SearchOrder = "best"
    strange: int = 0  # how many further words are unknown here: the more, the less is this about products
    named: bool = False  # has one product all of it in its name or its values?
    bare: bool = False  # was nothing else said, but words of courtesy?
    nearly: str = ""  # what was said, where no product is called so and the ``words`` are those of one called nearly so

    def __bool__(self) -> bool:
        """Does it ask for anything?"""
        said = self.wanted or self.unwanted or self.unknown or self.words or self.free_shipping
        return bool(said) or any(bound is not None for bound in (self.least, self.most, self.stars))

    @property
    def tells_what(self) -> bool:
        """Is more said than a size or a colour? These are of nothing in particular."""
        return bool(self.words or self.wanted.keys() - VARYING)

    @property
    def evidence(self) -> int:
        """How much speaks for a wish: a thing counts two, whatever else is said of it one, an unknown word against it.

        "A dress for my sister's wedding, not white, at most 180" is one, whatever "sister's" means.
        """
        said = len(self.wanted) + bool(self.wanted.get("category")) + bool(self.unwanted) + self.free_shipping
        return said + any(bound is not None for bound in (self.least, self.most, self.stars)) - self.strange

    @property
    def is_wish(self) -> bool:
        """Is it about products: a thing, or several things said of one, and next to nothing else?"""
        return self.evidence > 1 and (bool(self.wanted.get("category")) or len(self.wanted) > 1)


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a search: ids, the best first.

    ``relaxed`` names the facets that had to be given up to find any, in that order. Price, shipping, stars and what
    is unwanted are never given up: then there are no products, and ``relaxed`` says what dropping would help.
    """

    products: tuple[str, ...] = ()
    count: int = 0  # how many there are in all
    relaxed: tuple[str, ...] = ()


@runtime_checkable
class ProductSearch(Protocol):
    """The service ``search``, derived from whatever provides ``catalogue``."""

    async def read(self, text: str, language: str = "", *, guess: bool = True) -> Criteria:
        """What a sentence asks for, in the catalogue's own words. Raises ``NotReadyError``.

        ``guess``: unknown words mean what the known ones mean that are nearest to them.
        """
        ...

    async def meets(self, text: str, language: str = "") -> bool:
        """Is the sentence a wish and nothing else, and is there a product for it? Raises ``NotReadyError``.

        Asked of nearly every message, so what names nothing that is sold has to be cheap.
        """
        ...

    async def find(self, criteria: Criteria, limit: int = 10) -> Found:
        """The products that meet all of it, at most ``limit``. Raises ``NotReadyError``."""
        ...

    async def choices(self, criteria: Criteria) -> Mapping[str, Mapping[str, int]]:
        """Facet -> value -> how many of the products that are left have it. Raises ``NotReadyError``."""
        ...

    async def prices(self, criteria: Criteria, parts: int = 3) -> tuple[int, ...]:
        """The prices that cut what is left into equal parts, rising. Raises ``NotReadyError``."""
        ...
