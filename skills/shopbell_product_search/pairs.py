"""Which two products are to be compared."""

import re

from shopbell import Reply, Turn, Wording
from shopbell.shop import Catalogue, Criteria

from .chances import SURE, chance_elsewhere, is_sold
from .comparing import compared
from .searching import COMPARED, Searching
from .sentences import WHICH_TWO
from .talking_of import BUYING

# Said of two products that are named: "compare the Marisol and the Odette", "the Marisol or the Odette, which ...?"
_COMPARES = Wording(
    r"\b(?:compare|difference|versus|vs|or|vergleich\w*|unterschied\w*|oder|compar\w+|différence|ou|diferencia|o)\b"
)
_TO_COMPARE = Wording(
    r"\b(?:compare|difference|versus|vs|vergleich\w*|unterschied\w*|compar\w+|différence|diferencia)\b"
)
_TWO_OF = re.compile(r"\b(?:two|2|beiden|zwei|deux|dos)\s+(?P<things>[^?!.,;]{3,60})", re.IGNORECASE)
# Said of two things, whichever they are.
_COMPARING = Wording(
    r"\b(?:compar\w*|differen\w+|versus|vs|better|between|which|vergleich\w*|unterschied\w*|besser|zwischen|welche\w*"
    r"|différen\w+|mieux|entre|quel\w*|lequel|laquelle|lesquel\w*|diferen\w+|mejor|cu[aá]l\w*)\b"
)


def asks_to_compare(turn: Turn) -> bool:
    """Two that are named, or pointed at, or the first two of a kind?"""
    if two_of(turn) is not None:
        return True
    # "Compare the first two" points at the first, and asks for no size 2 of it.
    if chance_elsewhere(turn) < SURE and turn.understood.points and _TO_COMPARE.search(turn.text):
        return True
    named = {entity.value for entity in turn.understood.entities if entity.kind == "product"}
    return len(named) == 2 and _COMPARES.search(turn.text) is not None and not BUYING.search(turn.text)


def two_of(turn: Turn) -> str | None:
    """ "Compare the two cheapest headphones": the cheapest headphones."""
    if all(entity.value != 2 for entity in turn.understood.entities if entity.kind in ("quantity", "number")):
        return None
    said = _TWO_OF.search(turn.text) if _TO_COMPARE.search(turn.text) else None
    return said["things"] if said is not None else None


async def comparison(turn: Turn, searching: Searching, things: str | None = None) -> Reply | None:
    """The two that are pointed at, else the first two of the ``things``, else the first two that were shown."""
    entities = sorted(turn.understood.entities, key=lambda entity: entity.start)
    ids = [str(entity.value) for entity in entities if entity.kind == "product"]
    last = searching.last(turn)
    catalogue: Catalogue = turn.service("catalogue")
    criteria = last.criteria if last is not None else None
    if things is not None:
        wanted: Criteria = await turn.service("search").read(things, turn.language, guess=False)
        if is_sold(wanted):
            ids, criteria = [], wanted
    if len(set(ids)) < 2 and criteria is not None:
        found = await turn.service("search").find(criteria, 2)
        ids = [*ids, *found.products] if len(set(ids)) == 1 else [*found.products]
    products = await catalogue.products([*dict.fromkeys(ids)][:2])
    if len(products) < 2:  # "two copies of Frankenstein" sounds like it
        return Reply(text=WHICH_TWO) if _COMPARING.search(turn.text) else None
    turn.remember(COMPARED, [one.id for one in products])  # "and which one is cheaper?"
    searching.listen(turn)
    return compared(products[0], products[1], turn.language)
