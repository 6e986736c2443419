"""What may come back: delivered, in time, nothing made for this customer, nothing that spoils, once."""

from collections.abc import Iterable, Mapping
from typing import Annotated

import msgspec
from msgspec import Meta

from shopbell import Settings, Text
from shopbell import Text as _
from shopbell.shop import Order, OrderLine, Product, variant_labels

DAY = 86_400_000  # milliseconds
# Columns of things that may not fit: a dress, a dock for another laptop; a book fits.
FITTING = frozenset(("size", "sizes", "fit", "compatibility", "compatible", "works_with", "dimensions"))


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
    sized: bool = True  # may it not fit? Unknown things may
    others: Mapping[str, str] = {}  # that an exchange may bring: "blue, L" and its size


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
    made_to_wish = line.wishes or (product is not None and any(wish.required for wish in product.wishes))
    if made_to_wish and not settings.made_to_wish:
        return False
    kinds: Iterable[str] = (*product.categories, *product.tags) if product is not None else ()
    return not {kind.casefold() for kind in kinds} & {kind.casefold() for kind in settings.never}


def as_offered(place: int, line: OrderLine, product: Product | None) -> Offered:
    """The line, and what another one of the same could be."""
    if product is None:
        return Offered(place, line)
    labels = variant_labels(product.variants) if len(product.variants) > 1 else {}
    bought = _parts(line.variant)
    others = {
        labels[one.id]: one.values.get("size", "")
        for one in product.variants
        if one.id in labels and _parts(labels[one.id]) != bought and (not one.stock or any(one.stock.values()))
    }
    columns = {*product.attributes, *(column for one in product.variants for column in one.values)}
    return Offered(place, line, sized=not FITTING.isdisjoint(columns), others=others)


def exchanges(one: Offered, *, misfits: bool) -> list[str]:
    """What another one may be: as near as can be to what was bought, and in another size where that does not fit."""
    bought = _parts(one.line.variant)
    fitting = [label for label, size in one.others.items() if not (misfits and size.casefold() in bought)]
    near = max((len(_parts(label) & bought) for label in fitting), default=0)
    return [label for label in fitting if len(_parts(label) & bought) == near]


def _parts(variant: str) -> frozenset[str]:
    """ "Indigo, 28" is "28, indigo"."""
    return frozenset(part.strip() for part in variant.casefold().split(","))
