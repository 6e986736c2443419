"""What a message asks of the search, and whether it orders instead."""

from shopbell import NotReadyError, Turn
from shopbell.shop import (
    Carts,
    Criteria,
    after_greeting,
    asks_for_one,
    asks_for_some,
    asks_for_the,
    goes_on_ordering,
    thinks_again,
)

from .going_on import joined_on, of_those, price_in
from .records import is_asked
from .searching import Last
from .talking_of import beside_it


async def asked(turn: Turn, *, guess: bool = True, after: Last | None = None) -> Criteria:
    """What the message asks for, without the words that point at something ("the second one", "smaller").

    Args:
        turn: the message.
        guess: may words that the catalogue lacks stand for others?
        after: the search before, whose prices tell whether a number is one.
    """
    text = joined_on(after_greeting(turn.understood.without_pointing(turn.text)))
    if after is not None:
        text = price_in(turn.text, after.prices, turn.shop.currency) or of_those(text)
    criteria: Criteria = await turn.service("search").read(text, turn.language, guess=guess)
    return criteria


def _only_counts(turn: Turn) -> bool:
    """ "12 pieces": how many, and nothing else."""
    counts = [one for one in turn.understood.entities if one.kind == "quantity"]
    return len(counts) == 1 and counts[0].end - counts[0].start == len(turn.text.strip(" .!"))


async def is_ordered(turn: Turn) -> bool:
    """ "And a rye loaf", with something in the cart; "a rye loaf, please": it is ordered, not looked for."""
    if beside_it(turn.text) is not None:
        return False  # "and a scarf to go with it"
    named = turn.entity("product") is not None
    if asks_for_some(turn.text) or (named and asks_for_one(turn.text)):
        return True
    if named and asks_for_the(turn.text) and not turn.understood.points and not is_asked(turn):
        return True
    if turn.spoken_of is not None and _only_counts(turn):
        return True
    if turn.spoken_of is not None and thinks_again(turn.text):
        return turn.spoken_of in await _in_the_cart(turn)  # "no, make it M" asks for nothing else
    if not goes_on_ordering(turn.text) or not (named or (await asked(turn, guess=False)).words):
        return False
    return bool(await _in_the_cart(turn))


async def _in_the_cart(turn: Turn) -> set[str]:
    try:
        carts: Carts = turn.service("carts")
        return {line.product for line in (await carts.cart(turn.customer.id, turn.now)).lines}
    except NotReadyError:
        return set()
