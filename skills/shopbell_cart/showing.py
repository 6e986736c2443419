"""A cart in words: its lines, what it comes to."""

from collections.abc import Iterator, Sequence

from shopbell import Text
from shopbell import Text as _
from shopbell.shop import Cart, CartLine, Offer, reckon

EMPTY = _("Your cart is empty.")


def line_in_words(line: CartLine) -> Text:
    """One line."""
    return _("{quantity} x {title}: {price}", quantity=line.quantity, title=line.called, price=line.sum)


def in_words(cart: Cart, offers: Sequence[Offer], now: int) -> Iterator[Text]:
    """One sentence each; the total is the sum of what stands above it."""
    yield from map(line_in_words, cart.lines)
    sums, offer = reckon(cart, offers, None, now)
    if offer is not None:
        yield _("{offer}: -{price}", offer=offer.title, price=sums.discount)
    elif cart.voucher:
        yield _("The voucher {code} does not hold for this cart.", code=cart.voucher)
    yield _("In all: {price}, without delivery", price=sums.total)
