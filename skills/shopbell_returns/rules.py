"""What may come back: delivered, in time, nothing made for this customer, nothing that spoils, once."""

from collections.abc import Iterable
from typing import Annotated

import msgspec
from msgspec import Meta

from shopbell import Settings, Text
from shopbell import Text as _
from shopbell.shop import Order, OrderLine, Product

DAY = 86_400_000  # milliseconds


class ReturnsSettings(Settings, frozen=True, kw_only=True):
    """The ``[plugins.shopbell_returns]`` table."""

    days: Annotated[int, Meta(ge=0, le=400)] = 14  # after it was delivered
    never: tuple[str, ...] = ("food", "bread", "cake", "flowers", "perishable")  # categories and tags
    made_to_wish: bool = False  # may an engraved ring come back
    address: str = ""  # where parcels go; the shop's own when empty


class Offered(msgspec.Struct, frozen=True):
    """A line that may come back, by its place in the order from 0."""

    place: int
    line: OrderLine


def refusal(order: Order, settings: ReturnsSettings, now: int) -> Text | None:
    """Why nothing of the order may come back; None: something may."""
    if order.state in ("cancelled", "returned", "refunded"):
        return _("Order {number} is closed already.", number=order.number)
    arrived = [change.at for change in order.history if change.state in ("delivered", "picked_up")]
    if not arrived:
        return _("Order {number} has not arrived yet. You can return it when you have it.", number=order.number)
    if now > arrived[-1] + settings.days * DAY:
        return _("Returns are possible for {days} days after delivery. That time is over.", days=settings.days)
    return None


def may_come_back(line: OrderLine, product: Product | None, settings: ReturnsSettings) -> bool:
    """By the shop's rules for this kind of thing."""
    if line.wishes and not settings.made_to_wish:
        return False
    kinds: Iterable[str] = (*product.categories, *product.tags) if product is not None else ()
    return not {kind.casefold() for kind in kinds} & {kind.casefold() for kind in settings.never}
