"""Searches, and refines what was searched last: "cheaper", "in blue", "more"."""

import re
from typing import Any

import msgspec
from msgspec.structs import replace

from shopbell import Option, Reply, TextPart, Turn
from shopbell import Text as _
from shopbell.shop import Criteria, Found, Money, Product, ProductSearch

from .cards import cards
from .sentences import (
    CHEAPEST_ALREADY,
    DEAREST_ALREADY,
    NO_MORE,
    found_in_words,
    hindrances_in_words,
    relaxed_in_words,
)
from .settings import ProductSearchSettings

LAST = "search"  # what is remembered of the last one
MINUTE = 60_000  # milliseconds
CHEAPER = re.compile(
    r"\b(?:cheaper|less expensive|lower price|too (?:expensive|dear|pricey)|günstiger\w*|billiger\w*|zu teuer"
    r"|moins chere?s?|trop chere?s?|m[aá]s barat[oa]s?|demasiado car[oa]s?)\b|\bmoins ch[eè]r",
    re.IGNORECASE,
)
DEARER = re.compile(
    r"\b(?:more expensive|pricier|dearer|higher end|more luxurious|teurer\w*|hochwertiger\w*|plus ch[eè]re?s?"
    r"|m[aá]s car[oa]s?)\b",
    re.IGNORECASE,
)
MORE = re.compile(
    r"^\W*(?:please\s+)?(?:(?:show|see|give|zeig\w*|montre\w*|mu[eé]stra\w*)\W+)?(?:(?:me|moi|m'en|sie|mir|some|noch)\W+)*"
    r"(?:more|others|other ones|(?:the )?next(?: ones)?|mehr|weitere|andere|d'autres|encore|la suite|m[aá]s|otr[oa]s)"
    r"(?:\s+(?:of|davon|de)(?:\s+(?:these|them|those|est[oa]s))?)?(?:\s+(?:please|bitte))?\W*$",
    re.IGNORECASE,
)


class Last(msgspec.Struct, frozen=True):
    """The last search of a conversation, as it is remembered."""

    criteria: Criteria
    prices: tuple[int, int] | None  # the lowest and the highest shown, minor units
    shown: int  # so many of the results were shown so far


class Searching:
    """Answers with cards."""

    def __init__(self, settings: ProductSearchSettings) -> None:
        self._settings = settings

    def last(self, turn: Turn) -> Last | None:
        """What was searched a while ago at most."""
        kept: Any = turn.recall(LAST)
        return msgspec.convert(kept, Last) if kept is not None else None

    async def search(self, turn: Turn, criteria: Criteria, skipped: int = 0) -> Reply:
        """Show what fits, from the ``skipped``-th on."""
        search: ProductSearch = turn.service("search")
        count = self._settings.shown
        found = await search.find(criteria, skipped + count)
        products = await turn.service("catalogue").products(found.products[skipped:])
        if not products:
            return await self._nothing(turn, search, criteria, found) if not skipped else Reply(text=NO_MORE)
        self._remember(turn, criteria, products, skipped + len(products))
        shown = cards(products, turn.language)
        lines = [*relaxed_in_words(found, criteria)] if not skipped else []
        if not skipped:
            lines.append(found_in_words(found, len(products)))
        options = (
            (Option(_("Show more"), "more"), Option(_("Cheaper"), "cheaper")) if found.count > skipped + count else ()
        )
        return Reply(*(TextPart(text=line) for line in lines), *shown, *Reply(options=options).parts)

    async def refine(self, turn: Turn, last: Last, delta: Criteria) -> Reply | None:
        """The last search with what was said now; None when that says nothing of it."""
        if CHEAPER.search(turn.text):
            if last.prices is None:
                return None
            cheaper = replace(last.criteria, most=last.prices[0] - 1)
            return await self._unless(turn, cheaper, CHEAPEST_ALREADY)
        if DEARER.search(turn.text):
            if last.prices is None:
                return None
            return await self._unless(turn, replace(last.criteria, least=last.prices[1] + 1), DEAREST_ALREADY)
        if MORE.search(turn.text):
            return await self.search(turn, last.criteria, last.shown)
        if not delta or delta.strange:
            return None
        return await self.search(turn, joined(last.criteria, delta))

    async def _unless(self, turn: Turn, criteria: Criteria, sorry: Any) -> Reply:
        found = await turn.service("search").find(criteria, 1)
        return await self.search(turn, criteria) if found.products else Reply(text=sorry)

    def _remember(self, turn: Turn, criteria: Criteria, products: list[Product], shown: int) -> None:
        prices = [product.price.amount for product in products if product.price is not None]
        span = (min(prices), max(prices)) if prices else None
        turn.remember(LAST, msgspec.to_builtins(Last(criteria, span, shown)))
        turn.listen(turn.now + self._settings.minutes * MINUTE)

    async def _nothing(self, turn: Turn, search: ProductSearch, criteria: Criteria, found: Found) -> Reply:
        """Name what stands in the way, and offer the search without it."""
        nearest: Money | None = None
        if "most" in found.relaxed:
            cheapest = await search.find(replace(criteria, most=None, order="cheapest"), 1)
            for product in await turn.service("catalogue").products(cheapest.products):
                nearest = product.price
        turn.remember(LAST, msgspec.to_builtins(Last(criteria, None, 0)))
        turn.listen(turn.now + self._settings.minutes * MINUTE)
        lines = hindrances_in_words(found, nearest, criteria, turn.shop.currency)
        without = [Option(_("Search without it"), payload=f"without {found.relaxed[0]}")] if found.relaxed else []
        return Reply(*(TextPart(text=line) for line in lines), *Reply(options=without).parts)

    async def without(self, turn: Turn, last: Last) -> Reply | None:
        """The customer agreed to give up what stood in the way."""
        said = turn.text.removeprefix("without ")
        fewer = dropped(last.criteria, said)
        return None if fewer == last.criteria else await self.search(turn, fewer)


def joined(last: Criteria, delta: Criteria) -> Criteria:
    """What was said now goes before what was said then; of another thing nothing is left but the wallet's limits."""
    category = delta.wanted.get("category")
    if delta.unknown.get("category") or (category and set(category).isdisjoint(last.wanted.get("category", category))):
        return delta
    wanted = {**last.wanted, **delta.wanted}
    for facet, values in delta.unwanted.items():
        kept = tuple(value for value in wanted.get(facet, ()) if value not in values)
        wanted.pop(facet, None)
        if kept:
            wanted[facet] = kept
    unwanted = {facet: values for facet, values in last.unwanted.items() if facet not in delta.wanted}
    return replace(
        last,
        wanted=wanted,
        unwanted={**unwanted, **delta.unwanted},
        unknown=delta.unknown,
        least=delta.least if delta.least is not None or delta.most is not None else last.least,
        most=delta.most if delta.least is not None or delta.most is not None else last.most,
        stars=last.stars if delta.stars is None else delta.stars,
        free_shipping=last.free_shipping or delta.free_shipping,
        words=delta.words or last.words,
        order=last.order if delta.order == "best" else delta.order,
    )


def dropped(criteria: Criteria, name: str) -> Criteria:
    """Without one wish; the same when it holds none of that name."""
    plain: dict[str, dict[str, Any]] = {
        "most": {"most": None}, "least": {"least": None}, "stars": {"stars": None}, "words": {"words": ()},
        "free_shipping": {"free_shipping": False}, "unwanted": {"unwanted": {}},
    }  # fmt: skip
    if name in plain:
        return replace(criteria, **plain[name])
    return replace(criteria, wanted={facet: values for facet, values in criteria.wanted.items() if facet != name})


async def asked(turn: Turn, *, guess: bool = True) -> Criteria:
    """What the message asks for, without the words that point at something ("the second one", "smaller")."""
    text = turn.text
    for entity in sorted(turn.understood.entities, key=lambda one: -one.start):
        if entity.kind in ("reference", "size_change"):
            text = f"{text[: entity.start]} {text[entity.end :]}"
    criteria: Criteria = await turn.service("search").read(text, turn.language, guess=guess)
    return criteria
