"""What lies in a customer's cart, and what it comes to."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol, runtime_checkable

import msgspec

from shopbell.shop.money import Money, total
from shopbell.shop.orders import OrderLine
from shopbell.shop.selling import Offer


class CartLine(msgspec.Struct, frozen=True, kw_only=True):
    """So many of one thing. ``price`` is of one piece with what its wishes cost."""

    number: int  # within the cart, from 1; never given twice
    product: str
    title: str
    price: Money
    quantity: int = 1
    variant: str = ""
    wishes: dict[str, str] = {}  # the name of the wish -> what the customer wanted; a photo: its media
    promised_until: int = 0  # milliseconds UTC: until then the price does not rise

    @property
    def sum(self) -> Money:
        """Price times quantity."""
        return self.price * self.quantity

    @property
    def called(self) -> str:
        """Its title with what is made to a wish: ``Mug (text: For Ben)``."""
        return " ".join([self.title, *(f"({name}: {value})" for name, value in self.wishes.items())])

    @property
    def ordered(self) -> OrderLine:
        """As a line of an order."""
        return OrderLine(
            product=self.product,
            title=self.title,
            price=self.price,
            quantity=self.quantity,
            variant=self.variant,
            wishes=self.wishes,
        )


class Cart(msgspec.Struct, frozen=True, kw_only=True):
    """What a customer is about to buy. ``rev`` rises with each change: what was agreed to is told by it."""

    id: str  # empty: there is none yet
    currency: str
    rev: int = 0
    lines: tuple[CartLine, ...] = ()
    voucher: str = ""
    wanted_on: str = ""  # the day it was asked for ("a cake for Saturday"), ISO 8601, shop time

    @property
    def goods(self) -> Money:
        """The sum of the lines."""
        return total((line.sum for line in self.lines), self.currency)


class Reckoning(NamedTuple):
    """What it comes to: ``goods - discount + shipping = total``, all of one currency."""

    goods: Money
    discount: Money
    shipping: Money
    total: Money


def reckon(cart: Cart, offers: Sequence[Offer], shipping: Money | None, now: int) -> tuple[Reckoning, Offer | None]:
    """Add a cart up, with that offer of those which hold that takes most off.

    An offer for some products counts their sum alone. Shipping is never reduced.

    Raises:
        ValueError: lines or shipping of another currency than the cart's.
    """
    nothing = Money(0, cart.currency)
    best, off = None, nothing
    for offer in offers:
        concerned = (line for line in cart.lines if not offer.products or line.product in offer.products)
        goods = total((line.sum for line in concerned), cart.currency)
        taken = offer.taken_off(goods) if offer.holds(goods, now) else nothing
        if taken.amount > off.amount:
            best, off = offer, taken
    shipping = shipping or nothing
    return Reckoning(cart.goods, off, shipping, cart.goods - off + shipping), best


@runtime_checkable
class Carts(Protocol):
    """The service ``carts``. A cart is a customer's own: it is found by who speaks, never by its id."""

    async def cart(self, customer_id: int, now: int) -> Cart:
        """The customer's cart at the prices that hold now; an empty one without any. Raises ``NotReadyError``."""
        ...

    async def offers(self, voucher: str, now: int) -> list[Offer]:
        """What may hold for a cart with that voucher (empty: none): the voucher first, then what needs no code.

        Of two that take off as much the first counts, see ``reckon``. Raises ``NotReadyError``.
        """
        ...

    async def keep_only(self, cart: Cart, product: str, variant: str, pieces: int, now: int) -> None:
        """Leave so many of something in it, because there are no more. Raises ``NotReadyError``."""
        ...

    async def ordered(self, cart_id: str, order: str, now: int) -> None:
        """It became an order: the next cart is a new one. Again changes nothing. Raises ``NotReadyError``."""
        ...
