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
# "A scarf to go with it", "was passt dazu": "it" is no longer what is wanted.
_GOES_WITH = Wording(
    r"\b(?:(?:to|that|which) )?(?:(?:go(?:es)?|wear|pairs?|combines?)(?: (?:well|nicely|best))? with|match(?:es)?)"
    r" (?:it|this|that|them|these|those)\b"
    r"|\b(?:die |das |der )?(?:gut )?dazu (?:gut )?pass\w*|\bpass\w* (?:gut )?dazu\b|\bpassend dazu\b"
    r"|\b(?:pour |qui )?(?:aller|va|vont|irait)(?: bien)? avec(?: ça| cela)?(?=\W*$)"
    r"|\b(?:que )?(?:combin\w+|va|van|vaya)(?: bien)? con (?:él|ella|ello|esto|eso|este|esta|ellos)\b"
)


def beside_it(text: str) -> str | None:
    """What is wanted to go with the product at hand, in the customer's words; None when nothing is said of that."""
    said = _GOES_WITH.search(text)
    return text[: said.start()] if said is not None else None


def named_in(criteria: Criteria) -> dict[str, tuple[str, ...]]:
    """What the question names; of a colour that nothing has, its own word."""
    return {**{facet: (said,) for facet, said in criteria.unknown.items()}, **dict(criteria.wanted)}


async def product_at_hand(turn: Turn) -> Product | None:
    """The one that is named or pointed at, else the page's, else the one last spoken of."""
    product_id = turn.entity("product") or turn.context.product or turn.recall(AT_HAND)
    catalogue: Catalogue = turn.service("catalogue")
    return await catalogue.product(str(product_id)) if product_id else None
