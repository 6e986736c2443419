"""What customers ordered: lines, what happened to them, where the parcel is, what was given back."""

import re
from collections.abc import Sequence
from typing import Literal, Protocol, runtime_checkable

import msgspec

from shopbell.shop.money import Money, total

OrderState = Literal[
    "placed", "paid", "making", "packed", "shipped", "out_for_delivery", "ready_for_pickup", "delivered", "picked_up",
    "delayed", "returned", "refunded", "cancelled",
]  # fmt: skip
OVER: frozenset[OrderState] = frozenset(("delivered", "picked_up", "returned", "refunded", "cancelled"))
# "CR-1001", "#100234", "JV20402-2"; and "JV-20402": no postcode, no measure and no year is written like this one.
_NUMBER = re.compile(r"#?\b([A-Za-z]{0,5}[-/]?\d{3,}(?:[-/]?\w+)?)\b")
_LETTERED = re.compile(r"#?\b([A-Za-z]{1,5}[-/]\d{3,}(?:[-/]\w+)?)\b")
PaymentState = Literal["open", "authorised", "paid", "refunded", "partly_refunded", "failed"]


class OrderLine(msgspec.Struct, frozen=True, kw_only=True):
    """So many of one thing. ``price`` is of one piece, as it was promised."""

    product: str  # the catalogue's id
    title: str
    price: Money
    quantity: int = 1
    variant: str = ""
    wishes: dict[str, str] = {}  # the name of the wish -> what the customer wanted

    @property
    def sum(self) -> Money:
        """Price times quantity."""
        return self.price * self.quantity


class StatusChange(msgspec.Struct, frozen=True, kw_only=True):
    """What happened to an order, and when (milliseconds UTC). ``note`` is meant for the customer."""

    state: OrderState
    at: int
    note: str = ""


class Tracking(msgspec.Struct, frozen=True, kw_only=True):
    """Where a parcel can be followed. ``url`` may be empty: then the number is all there is."""

    carrier: str = ""
    number: str = ""
    url: str = ""


class Compensation(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the ledger of an order: what the shop gave for its mistake."""

    amount: Money
    reason: str
    at: int  # milliseconds UTC
    voucher: str = ""


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """One order. ``history`` is in the order of time; its last entry is the state now."""

    number: str
    lines: tuple[OrderLine, ...] = ()
    history: tuple[StatusChange, ...] = ()
    currency: str
    shipping: Money | None = None
    discount: Money | None = None  # a positive amount that is taken off
    payment: PaymentState = "open"
    tracking: tuple[Tracking, ...] = ()
    promised_on: str = ""  # the day it was promised for, ISO 8601, shop time; empty: none was named
    compensations: tuple[Compensation, ...] = ()
    email: str = ""
    phone: str = ""  # E.164
    name: str = ""
    postcode: str = ""
    address: str = ""
    customer: str = ""  # the shop system's own number of the customer
    placed_at: int = 0  # milliseconds UTC
    card: str = ""  # what is written on the card that goes with it
    voucher: str = ""  # the code that was used

    @property
    def state(self) -> OrderState:
        """What happened last."""
        return self.history[-1].state if self.history else "placed"

    @property
    def is_open(self) -> bool:
        """Is something still to happen?"""
        return self.state not in OVER

    @property
    def goods(self) -> Money:
        """The sum of the lines."""
        return total((line.sum for line in self.lines), self.currency)

    @property
    def total(self) -> Money:
        """Lines and shipping, less the discount."""
        nothing = Money(0, self.currency)
        return self.goods + (self.shipping or nothing) - (self.discount or nothing)


class Purchase(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What was bought at once, and nobody to recognise by it: for counting what goes with what."""

    place: str  # in the book, for the next page
    buyer: str  # the same for the same customer until the book is opened anew; empty: nobody knows
    at: int  # milliseconds UTC
    products: tuple[str, ...]  # the catalogue's ids


@runtime_checkable
class OrderBook(Protocol):
    """The service ``orders``. It shows what it is asked for: who may see an order is decided before."""

    async def order(self, number: str) -> Order | None:
        """By number, however it is written (case, spaces, ``#``); None when there is none. Raises ``NotReadyError``."""
        ...

    async def orders_of(self, addresses: Sequence[str], limit: int = 20) -> list[Order]:
        """Orders placed with one of these e-mail addresses or telephone numbers (E.164), the newest first.

        Raises ``NotReadyError``.
        """
        ...

    async def count(self) -> int:
        """How many orders there are. Raises ``NotReadyError``."""
        ...

    async def purchases(self, after: str = "", limit: int = 500) -> list[Purchase]:
        """What was bought and kept, order by order behind that place; an empty list is the end.

        Raises ``NotReadyError``.
        """
        ...


def same_number(number: str) -> str:
    """An order number as it is compared: letters and digits alone, in capitals."""
    return "".join(sign for sign in number.upper() if sign.isalnum())


def order_number_in(text: str, *, lettered: bool = False) -> str | None:
    """The first that looks like an order number in words that nobody read for the shop's own pattern.

    Args:
        lettered: only letters, a sign and digits, which say by themselves what they are.
    """
    found = (_LETTERED if lettered else _NUMBER).search(text)
    return found[1] if found else None


def same_postcode(postcode: str) -> str:
    """A postcode as it is compared: ``sw1a 1aa`` and ``SW1A1AA`` are one."""
    return same_number(postcode)
