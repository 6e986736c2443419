"""What the shop sells, when just that is asked: its groups of products, the largest first."""

from collections.abc import Sequence

from shopbell import NotReadyError, Option, Reply, ReplyPart, TextPart, Turn, Wording
from shopbell import Text as _
from shopbell.shop import Criteria, ProductSearch

from .asking import asked
from .phrases import PRODUCT_RANGE
from .searching import Searching
from .sentences import NO_CATALOGUE

CATEGORY = "category"
MOST = 9  # groups with a button
# What may be strange to the catalogue: "do you deliver on Sunday" sounds like "what do you sell", too.
_SELLING = Wording(
    r"\b(?:sell\w*|buy|range|catalogue?|products?|offer\w*|everything|in your shop"
    r"|verkauf\w*|kaufen|sortiment|angebot|produkte?|führ(?:en|t)|alles"
    r"|vend(?:ez|e[zs]|ent|en)?|achet\w*|propos\w*|produits?|articles?|tout"
    r"|compr\w*|productos?|ofrec\w*|todo)\b"
)


class Assortment:
    """Leads from "what do you sell?" to a search."""

    name = "product_range"
    intents = (PRODUCT_RANGE,)

    def __init__(self, searching: Searching) -> None:
        self._searching = searching

    async def answer(self, turn: Turn) -> Reply | None:
        """A button per group; the products themselves, where there is but one group."""
        if turn.intent is None:
            return None  # said after a search, which knows more of it
        try:
            search: ProductSearch = turn.service("search")
            named = await asked(turn)
            if named.nearly or (named and not named.strange):
                return await self._searching.search(turn, named)  # "do you have a smoke detector"
            if named.strange > (turn.entity("date") is not None) and not _SELLING.search(turn.text):
                return None
            groups = await offered_groups(search)
        except NotReadyError:
            return Reply(text=NO_CATALOGUE)
        return Reply(*groups) if groups else await self._searching.search(turn, Criteria())


async def offered_groups(search: ProductSearch) -> Sequence[ReplyPart]:
    """The question what a customer would like to see, with a button per group; nothing where there is but one group.

    Raises:
        NotReadyError: the catalogue is being read.
    """
    groups = (await search.choices(Criteria())).get(CATEGORY, {})
    if len(groups) < 2:
        return ()
    names = sorted(groups, key=lambda name: (-groups[name], name))
    several = [TextPart(text=_("We have {things}.", things=", ".join(names)))] if len(names) > MOST else []
    chosen = [Option(name) for name in names[:MOST]]
    return Reply(*several, TextPart(text=_("What would you like to see?")), options=chosen).parts
