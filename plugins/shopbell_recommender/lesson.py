"""What a model is fitted from: products as they stand in the catalogue, and what was bought together, without names."""

from array import array

import msgspec

from shopbell.shop import Product

DAY_MS = 86_400_000


class Ware(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One product. ``price`` counts the smallest coin; 0: it has none that could be compared."""

    id: str
    words: str  # title, categories, brand, tags
    category: str
    currency: str
    price: int


def ware_of(product: Product) -> Ware:
    """What a model is fitted from of a product."""
    words = (product.title, *product.categories, product.brand, *product.tags)
    price = product.price
    return Ware(
        product.id,
        " ".join(filter(None, words)),
        product.categories[0] if product.categories else "",
        price.currency if price is not None else "",
        price.amount if price is not None else 0,
    )


class Sales(msgspec.Struct):
    """All purchases as columns of 32-bit numbers: ``ends[i]`` is where the products of purchase i end."""

    buyers: bytes = b""  # numbered from 1; 0: nobody knows
    days: bytes = b""  # since 1970
    ends: bytes = b""
    products: bytes = b""  # places in the lesson's wares


class Lesson(msgspec.Struct):
    """What the child fits from."""

    wares: list[Ware]
    sales: Sales
    today: int  # days since 1970
    orders: int = 0  # in the book, with those that name no product of the catalogue
    catalogue: int = 0  # the catalogue's version


class Ledger:
    """Gathers purchases, 4 bytes each number."""

    def __init__(self, wares: list[Ware]) -> None:
        """Know the products: what was sold and is in the catalogue no more, nobody can be shown."""
        self._place = {ware.id: place for place, ware in enumerate(wares)}
        self._buyers: dict[str, int] = {}
        self._columns = array("i"), array("i"), array("i"), array("i")

    def note(self, buyer: str, day: int, products: tuple[str, ...]) -> None:
        """One purchase."""
        buyers, days, ends, bought = self._columns
        known = {self._place[one] for one in products if one in self._place}
        if known:
            bought.extend(sorted(known))
            ends.append(len(bought))
            days.append(day)
            buyers.append(self._buyers.setdefault(buyer, len(self._buyers) + 1) if buyer else 0)

    def sales(self) -> Sales:
        """All that was noted."""
        return Sales(*(column.tobytes() for column in self._columns))
