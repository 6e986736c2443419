"""Which product a message speaks of, and what it names of it."""

from shopbell import Turn, Wording
from shopbell.shop import Catalogue, Criteria, Product

AT_HAND = "product"  # what is remembered of the product last spoken of
BUYING = Wording(
    r"\b(?:order|buy|take|add|cart|basket|purchase|kauf\w*|nehm\w*|bestell\w*|warenkorb|ach[eè]t\w*|prends|panier|compr\w*"
    r"|llevo|carrito)\b"
)

# It is theirs already: what they say of its size is no question before the sale.
BOUGHT = Wording(
    r"\b(?:bought|ordered|received|exchange\w*|return(?:ed|ing)?|refund\w*|swap\w*"
    r"|chang(?:e|ing) (?:it|them|this|these)"
    r"|gekauft|bestellt|bekommen|umtausch\w*|umzutauschen|tauschen|zurück\w*|acheté\w*|commandé\w*|reçu\w*|échang\w*"
    r"|rembours\w*|retourn\w*|compr(?:é|ado)\w*|ped(?:í|ido)|recib(?:í|ido)|cambiar\w*|devol\w*)\b"
)


def named_in(criteria: Criteria) -> dict[str, tuple[str, ...]]:
    """What the question names; of a colour that nothing has, its own word."""
    return {**{facet: (said,) for facet, said in criteria.unknown.items()}, **dict(criteria.wanted)}


async def product_at_hand(turn: Turn) -> Product | None:
    """The one that is named or pointed at, else the page's, else the one last spoken of."""
    product_id = turn.entity("product") or turn.context.product or turn.recall(AT_HAND)
    catalogue: Catalogue = turn.service("catalogue")
    return await catalogue.product(str(product_id)) if product_id else None
