"""What goes with what: the service that knows it from the shop's orders, and from what its products are called."""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, Protocol, runtime_checkable

import msgspec

from shopbell.shop.catalogue import Product

Relation = Literal["similar", "together", "complementary", "upsell"]
Reason = Literal["similar", "together", "better", "bought", "popular"]


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """A product worth showing, and why: ``because`` is the id of the product that spoke most for it, if one did."""

    product: Product
    why: Reason
    because: str = ""


@runtime_checkable
class Recommender(Protocol):
    """The service ``recommender``. It suggests what is in stock, never what was asked about, and not all of one kind.

    A shop without orders has suggestions, too: by the words of its products. All of these raise ``NotReadyError``
    when the catalogue cannot be read now.
    """

    async def related(
        self, products: Sequence[str], relation: Relation, *, limit: int = 4, without: Collection[str] = ()
    ) -> list[Suggestion]:
        """What belongs to these products (ids), the best first.

        Args:
            relation: similar: instead of them; together: bought with them; complementary: bought with them, of another
                category; upsell: instead of them, of their category, for 1.1 to 1.8 times the price.
            without: ids that are not suggested.
        """
        ...

    async def for_customer(
        self, bought: Mapping[str, int], *, limit: int = 4, without: Collection[str] = ()
    ) -> list[Suggestion]:
        """What somebody may like who bought these: ids, and when (milliseconds UTC); the last counts most.

        What they bought already is not suggested; with nothing that is known, what sells best is.
        """
        ...

    async def bestsellers(
        self, category: str = "", *, limit: int = 4, without: Collection[str] = ()
    ) -> list[Suggestion]:
        """What sold best in the last thirty days, then ever; in one category, or in all (empty)."""
        ...
