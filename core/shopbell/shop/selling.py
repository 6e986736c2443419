"""What is offered and paid: vouchers, payment links, and whom the shop knows already."""

from typing import Literal, Protocol, runtime_checkable

import msgspec

from shopbell.shop.money import Money


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A voucher or a promotion. Exactly one of ``percent`` and ``amount`` says what is taken off."""

    code: str  # empty: it needs none
    title: str
    percent: int = 0  # 1 to 100
    amount: Money | None = None
    least: Money | None = None  # goods from which it holds
    products: tuple[str, ...] = ()  # of these only; empty: of all
    starts_at: int = 0  # milliseconds UTC
    ends_at: int | None = None
    uses_left: int | None = None  # None: as often as you like

    def holds(self, goods: Money, now: int) -> bool:
        """May it be used now, for goods of that sum?"""
        in_time = self.starts_at <= now and (self.ends_at is None or now < self.ends_at)
        enough = self.least is None or (self.least.currency == goods.currency and self.least.amount <= goods.amount)
        return in_time and enough and self.uses_left != 0

    def taken_off(self, goods: Money) -> Money:
        """What it takes off goods of that sum: never more than they cost."""
        off = goods.share(self.percent) if self.amount is None else self.amount
        if off.currency != goods.currency:
            return Money(0, goods.currency)
        return off if off.amount <= goods.amount else goods


@runtime_checkable
class Offers(Protocol):
    """The service ``offers``."""

    async def by_code(self, code: str) -> Offer | None:
        """The voucher of that code, in capitals or not; None when there is none. Raises ``NotReadyError``."""
        ...

    async def running(self, now: int) -> list[Offer]:
        """What holds now without a code. Raises ``NotReadyError``."""
        ...


class PaymentLink(msgspec.Struct, frozen=True, kw_only=True):
    """Where the customer pays. ``reference`` is the provider's, ``ends_at`` milliseconds UTC."""

    reference: str
    url: str
    amount: Money
    ends_at: int | None = None


@runtime_checkable
class Payments(Protocol):
    """The service ``payments``. Whoever pays is told to the shop as the event ``payment.succeeded``."""

    async def link(self, order: str, amount: Money, *, conversation_id: int, key: str) -> PaymentLink:
        """Make a link for an order; the same ``key`` again is the same link. Raises ``NotReadyError``.

        Who pays is told as the event in the conversation; its body holds ``order``, ``reference``, ``amount``
        (minor units) and ``currency``.
        """
        ...

    async def state(self, reference: str) -> Literal["open", "paid", "failed"]:
        """Was it paid? Raises ``NotReadyError``."""
        ...


class KnownCustomer(msgspec.Struct, frozen=True, kw_only=True):
    """A customer as the shop's own books have them."""

    id: str  # the shop's customer number
    name: str = ""
    email: str = ""
    phone: str = ""  # E.164
    language: str = ""
    since: str = ""  # ISO 8601 date
    tags: tuple[str, ...] = ()


@runtime_checkable
class CustomerDirectory(Protocol):
    """The service ``customers``. It knows nobody by a name alone."""

    async def by_address(self, address: str) -> KnownCustomer | None:
        """By e-mail address or telephone number (E.164). Raises ``NotReadyError``."""
        ...
