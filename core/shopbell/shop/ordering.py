"""Taking orders: what a customer has agreed to becomes an order exactly once, or the reason is told why not."""

from typing import Literal, Protocol, runtime_checkable

import msgspec

from shopbell.shop.money import Money
from shopbell.shop.orders import Order, OrderLine


class NewOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What a customer has agreed to. Prices are those that were promised; who takes the order gives it a number."""

    lines: tuple[OrderLine, ...]
    currency: str
    shipping: Money | None = None
    discount: Money | None = None  # a positive amount that is taken off
    voucher: str = ""  # the code that takes it off
    email: str = ""
    phone: str = ""  # E.164
    name: str = ""
    postcode: str = ""
    address: str = ""
    promised_on: str = ""  # the day it was promised for, ISO 8601, shop time; empty: none was named
    area: str = ""  # of the delivery's promise; empty: it is picked up
    card: str = ""
    customer_id: int = 0  # the shop's own, of whoever orders
    conversation_id: int = 0  # in which it is talked about


class NotPlaced(msgspec.Struct, frozen=True, kw_only=True):
    """Why nothing was ordered: the last piece was sold, the voucher holds no longer, that day is full."""

    reason: Literal["sold_out", "voucher", "full"]
    product: str = ""  # what is sold out
    variant: str = ""
    left: int = 0  # pieces of it that could be had


@runtime_checkable
class Ordering(Protocol):
    """The service ``ordering``. A shop whose orders are taken elsewhere has none."""

    async def place(self, new: NewOrder, *, key: str) -> Order | NotPlaced:
        """Take the pieces from the shelf, use the voucher up, and write the order down: all of it, or nothing.

        The same ``key`` again is the same order. Of two customers who want the last piece one gets it.
        Raises ``NotReadyError``.
        """
        ...

    async def paid(self, number: str, amount: Money, at: int) -> Order | None:
        """The money is there; again changes nothing. None when there is no such order. Raises ``NotReadyError``.

        An order that was cancelled stays so, with its payment noted: the customer is owed the money.
        """
        ...

    async def release(self, number: str, at: int) -> bool:
        """Cancel an order that nobody paid: pieces go back to the shelf, its voucher may be used again.

        False when it is paid, gone on, cancelled before, or none of those placed here. Raises ``NotReadyError``.
        """
        ...

    async def placed_by(self, customer_id: int) -> list[Order]:
        """What a customer ordered here, the newest first. Raises ``NotReadyError``."""
        ...
