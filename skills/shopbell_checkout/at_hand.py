"""Who checks out an empty cart has mostly just been shown what they want."""

from shopbell import NotReadyError, Option, Reply, Turn
from shopbell import Text as _


async def nothing_to_order(turn: Turn) -> Reply | None:
    """Offers the product last spoken of; None where there is something in the cart, or nothing to offer."""
    if turn.spoken_of is None:
        return None
    try:
        if (await turn.service("carts").cart(turn.customer.id, turn.now)).lines:
            return None
        product = await turn.service("catalogue").product(turn.spoken_of)
    except NotReadyError:
        return None
    if product is None:
        return None
    title = product.title_in(turn.language)
    # Said as customers say it: the cart understands it.
    return Reply(
        text=_("Your cart is empty. Would you like {title}?", title=title), options=[Option(_("I'll take it"))]
    )
