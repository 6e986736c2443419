"""Messages that are about products whatever they score: a wish with its price, a question that a record answers.

A shop's own questions are full of the names of what it sells, so "a power bank under $50" sounds like "may I take a
power bank on a plane?". What stands in the catalogue tells them apart.
"""

import re

from shopbell import NotReadyError, Reply, Turn
from shopbell.shop import Criteria, asks_for_a_rule

from .records import from_the_record
from .searching import Searching, asked
from .talking_of import AT_HAND, BUYING, named_in, points, product_at_hand

LOOKING = re.compile(
    r"\b(?:looking for|search(?:ing)? for|show me|find me|suche|zeig\w*|cherche|montre\w*|busco|mu[eé]stra\w*)\b",
    re.IGNORECASE,
)
SHIPPING = re.compile(
    r"\b(?:free (?:shipping|delivery|postage)|versandkostenfrei|ohne versandkosten|livraison gratuite"
    r"|env[ií]o gratis)\b",
    re.IGNORECASE,
)


class Claimant:
    """Asked before all that only scores."""

    name = "product_claims"
    intents = ()

    def __init__(self, searching: Searching) -> None:
        self._searching = searching

    def claims(self, turn: Turn) -> bool:
        """A wish in so many words or with its limit, or something said beside a product; which it is, is read later."""
        return _wishes(turn) or (_beside_a_product(turn) and not BUYING.search(turn.text))

    async def answer(self, turn: Turn) -> Reply | None:
        """What the catalogue says; nothing where it says nothing."""
        try:
            criteria = await asked(turn, guess=False)
            if _beside_a_product(turn) and not BUYING.search(turn.text):
                told = await self._told(turn, criteria)
                if told is not None:
                    return told
            limited = bool(criteria.wanted) and not criteria.strange and not LOOKING.search(turn.text)
            return await self._found(turn, criteria) if _wishes(turn) and (criteria.is_wish or limited) else None
        except NotReadyError:
            return None

    async def _told(self, turn: Turn, criteria: Criteria) -> Reply | None:
        if not points(turn) and criteria.strange:
            return None  # on its page, and about something else
        product = await product_at_hand(turn)
        return from_the_record(product, turn, named_in(criteria), sure=not criteria.strange) if product else None

    async def _found(self, turn: Turn, criteria: Criteria) -> Reply | None:
        found = await turn.service("search").find(criteria, 1)
        return await self._searching.search(turn, criteria) if found.products or found.relaxed else None


def _wishes(turn: Turn) -> bool:
    if LOOKING.search(turn.text):
        return True
    limit = turn.entity("money") is not None or SHIPPING.search(turn.text) is not None
    # "Is delivery free for orders over 50 euros?" names an amount, too.
    return limit and not asks_for_a_rule(turn.text)


def _beside_a_product(turn: Turn) -> bool:
    # "This" is said of much else: a catalogue is only read where it can be of a product.
    if turn.context.product is not None:
        return True
    return points(turn) and (turn.entity("product") or turn.recall(AT_HAND)) is not None
