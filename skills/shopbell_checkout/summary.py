"""What a customer agrees to, line by line; the total is the sum of what stands above it."""

from collections.abc import Iterator
from datetime import date

from shopbell import Text
from shopbell import Text as _
from shopbell.shop import Cart, Offer, Reckoning

from .getting_there import Way


def summed_up(cart: Cart, sums: Reckoning, offer: Offer | None, way: Way, card: str) -> Iterator[Text]:
    """One sentence each."""
    for line in cart.lines:
        yield _("{quantity} x {title}: {price}", quantity=line.quantity, title=line.called, price=line.sum)
    if offer is not None:
        yield _("{offer}: -{price}", offer=offer.title, price=sums.discount)
    elif cart.voucher:
        yield _("The voucher {code} does not hold for this cart.", code=cart.voucher)
    if way.area:
        day = date.fromisoformat(way.day)
        yield _("Delivery on {day:EEEE, d MMMM}: {price}", day=day, price=sums.shipping)
        yield _("To: {address}, {postcode}", address=way.address, postcode=way.postcode)
    elif way.day:
        yield _("You pick it up on {day:EEEE, d MMMM}.", day=date.fromisoformat(way.day))
    else:
        yield _("You pick it up.")
    if card:
        yield _("On the card: “{text}”", text=card)
    yield _("In all: {price}", price=sums.total)
