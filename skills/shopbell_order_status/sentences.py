"""What is said of an order."""

from collections.abc import Iterator
from datetime import date

from shopbell import Text
from shopbell import Text as _
from shopbell.shop import Order, ShopInfo

STATES = {
    "placed": _("We have your order and will begin soon."),
    "paid": _("It is paid, and we will begin soon."),
    "making": _("We are working on it."),
    "packed": _("It is packed and about to leave."),
    "shipped": _("It is on its way to you."),
    "out_for_delivery": _("It is out for delivery today."),
    "ready_for_pickup": _("It is ready, you can pick it up."),
    "delivered": _("It was delivered."),
    "picked_up": _("It was picked up."),
    "delayed": _("It is delayed. We are sorry for that."),
    "returned": _("It came back to us."),
    "refunded": _("It was refunded."),
    "cancelled": _("It was cancelled."),
}


def about(order: Order, shop: ShopInfo, now: int) -> Iterator[Text]:
    """One sentence each: what it is, how it stands, for when it was promised, where the parcel is."""
    if order.placed_at:
        day = shop.local(order.placed_at).date()
        yield _("Order {number} of {day:d MMMM y}:", number=order.number, day=day)
    else:
        yield _("Order {number}:", number=order.number)
    yield STATES[order.state]
    if order.history and order.history[-1].note:
        yield _("{note}", note=order.history[-1].note)
    if order.is_open and order.promised_on:
        day = date.fromisoformat(order.promised_on)
        if day >= shop.local(now).date():
            yield _("It should be there on {day:EEEE, d MMMM}.", day=day)
        elif order.state != "delayed":
            yield _("It was promised for {day:EEEE, d MMMM}. We are sorry that it is late.", day=day)
    for parcel in order.tracking:
        if parcel.url:
            yield _("Follow the parcel: {url}", url=parcel.url)
        elif parcel.number:
            yield _("The parcel's number is {parcel}.", parcel=f"{parcel.carrier} {parcel.number}".strip())
