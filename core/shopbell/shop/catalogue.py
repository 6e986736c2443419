"""What the shop sells: products with variants, wishes, stock per branch, and where to ask for them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Literal, Protocol, runtime_checkable

import msgspec

from shopbell.shop.money import Money

Words = Mapping[str, str]  # language -> what it is called there; "" is the shop's own


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """An image of a product; ``alt`` is for those who do not see it."""

    url: str
    alt: str = ""


class Rating(msgspec.Struct, frozen=True, kw_only=True):
    """What customers thought, and where they said so: a rating without a source is not shown."""

    tenths: int  # 0 to 50: 4.7 of 5 stars is 47
    count: int
    source: str


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """Something made to the customer's wish: an engraving, a photo on a mug, the colour of the ribbon."""

    name: str
    kind: Literal["text", "photo", "colour", "size", "choice"] = "text"
    choices: tuple[str, ...] = ()
    most: int = 0  # characters of a text; 0: as many as the product's maker can read
    extra: Money | None = None  # on top of the price
    required: bool = False
    preview: str = ""  # address of a picture with ``{value}`` in it; empty: there is none


class Variant(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that lies on a shelf. A product without sizes or colours has a single one."""

    id: str  # unique in the catalogue (SKU)
    values: Mapping[str, str] = {}  # "size" -> "M"
    price: Money | None = None  # where it is not the product's
    stock: Mapping[str, int] = {}  # branch -> pieces; empty: not counted, always there


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """What a customer knows by one name. ``price`` is None when it is only told on request."""

    id: str
    title: str
    titles: Words = {}  # in further languages
    description: str = ""
    descriptions: Words = {}
    price: Money | None = None
    was_price: Money | None = None
    categories: tuple[str, ...] = ()
    brand: str = ""
    tags: tuple[str, ...] = ()
    attributes: Mapping[str, tuple[str, ...]] = {}  # "allergens" -> ("wheat", "rye"): whatever can be asked about
    variants: tuple[Variant, ...] = ()
    wishes: tuple[Wish, ...] = ()
    stock: Mapping[str, int] = {}  # branch -> pieces, of a product without variants; empty: not counted
    pictures: tuple[Picture, ...] = ()
    rating: Rating | None = None
    bundle: tuple[str, ...] = ()  # ids of the products that it is made of
    url: str = ""
    free_shipping: bool = False

    def title_in(self, language: str) -> str:
        """What it is called there; the shop's own title where it has no other."""
        return self.titles.get(language, self.title)

    def description_in(self, language: str) -> str:
        """What is said of it there."""
        return self.descriptions.get(language, self.description)

    def price_of(self, variant: Variant | None = None) -> Money | None:
        """What it costs now."""
        return self.price if variant is None or variant.price is None else variant.price

    def in_stock(self, branch: str | None = None) -> bool:
        """Is there one, in that branch (None: anywhere)? What is not counted is always there."""
        shelves = [variant.stock for variant in self.variants] or [self.stock]
        return any(pieces_on(shelf, branch) != 0 for shelf in shelves)


def pieces_on(shelf: Mapping[str, int], branch: str | None = None) -> int | None:
    """How many, in that branch (None: in all together); None: they are not counted."""
    if not shelf:
        return None
    return max(0, sum(shelf.values()) if branch is None else shelf.get(branch, 0))


@runtime_checkable
class Catalogue(Protocol):
    """The service ``catalogue``: what the shop sells, as of now.

    All of it may have to ask a shop system over the network, hence ``NotReadyError``: say honestly that it cannot be
    looked up now.
    """

    @property
    def version(self) -> int:
        """Changes with every change of a product: what was derived from the catalogue is out of date then."""
        ...

    async def product(self, product_id: str) -> Product | None:
        """One product; None when there is none of that id. Raises ``NotReadyError``."""
        ...

    async def products(self, ids: Sequence[str]) -> list[Product]:
        """Those that there are, in the order asked for. Raises ``NotReadyError``."""
        ...

    async def page(self, after: str = "", limit: int = 500) -> list[Product]:
        """All products piece by piece, by id; an empty list is the end. Raises ``NotReadyError``."""
        ...


async def pages(catalogue: Catalogue, size: int = 500, most: int | None = None) -> AsyncIterator[list[Product]]:
    """All that the shop sells, by id, so many products at a time; after ``most`` of them no further page.

    Raises ``NotReadyError``.
    """
    last, read = "", 0
    while (most is None or read < most) and (page := await catalogue.page(last, size)):
        yield page
        last, read = page[-1].id, read + len(page)
