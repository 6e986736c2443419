"""Searches, and refines what was searched last: "cheaper", "in blue", "more"."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from shopbell import Option, Reply, TextPart, Turn
from shopbell import Text as _
from shopbell.shop import (
    Criteria,
    Found,
    Money,
    Product,
    ProductSearch,
    takes_it,
)

from .cards import cards
from .going_on import CHEAPER, DEARER, wants_others
from .narrowing import dropped, is_limited, joined, span_of
from .records import price_told
from .sentences import (
    CHEAPEST_ALREADY,
    DEAREST_ALREADY,
    NEARLY,
    NO_MORE,
    WHICH_ONE,
    found_in_words,
    hindrances_in_words,
    relaxed_in_words,
)
from .settings import ProductSearchSettings
from .superlatives import asks_for_a_price, measures, of_this_measure, of_this_price, picks_by_price
from .talking_of import AT_HAND, BUYING
from .wishes import begins_as_a_wish

LAST = "search"  # what is remembered of the last one
COMPARED = "compared"  # the two that were compared since
MINUTE = 60_000  # milliseconds
ONE_OF = re.compile(
    r"^\W*(?:(?:and|what about|how about|und|et|y)\W+)?(?:the|der|die|das|den|le|la|celui|celle|el)\b"
    r"(?:\W+[\w-]+){1,4}\W*$",
    re.IGNORECASE,
)


class Last(msgspec.Struct, frozen=True):
    """The last search of a conversation, as it is remembered."""

    criteria: Criteria
    prices: tuple[int, int] | None  # the lowest and the highest shown, minor units
    shown: int  # so many of the results were shown so far
    vain: Criteria | None = None  # what was asked since, and led to nothing


class Searching:
    """Answers with cards."""

    def __init__(self, settings: ProductSearchSettings) -> None:
        self._settings = settings
        self.shown = settings.shown  # products of one answer

    def last(self, turn: Turn) -> Last | None:
        """What was searched a while ago at most."""
        kept: Any = turn.recall(LAST)
        return msgspec.convert(kept, Last) if kept is not None else None

    async def of_the_shown(self, turn: Turn) -> Last | None:
        """ "Something cheaper", where products were shown, but not by a search: others of their kinds are meant."""
        if not turn.shown or not (CHEAPER.search(turn.text) or DEARER.search(turn.text)):
            return None
        products: list[Product] = await turn.service("catalogue").products(turn.shown)
        kinds = tuple(dict.fromkeys(kind for product in products for kind in product.categories))
        return Last(Criteria(wanted={"category": kinds}), span_of(products), len(products)) if kinds else None

    async def search(self, turn: Turn, criteria: Criteria, skipped: int = 0, before: Last | None = None) -> Reply:
        """Show what fits, from the ``skipped``-th on.

        Args:
            before: the search that this one narrows: where nothing fits, it is still the last one.
        """
        search: ProductSearch = turn.service("search")
        count = self._settings.shown
        found = await search.find(criteria, skipped + count)
        products = await turn.service("catalogue").products(found.products[skipped:])
        called = not is_limited(criteria) and "category" not in criteria.unknown
        if not products and not skipped and turn.entity("product") and called:
            # Called by its whole name, whatever the words of that name mean elsewhere in the catalogue.
            products = await turn.service("catalogue").products([turn.entity("product")])
            found = Found(products=(turn.entity("product"),), count=len(products))
        if not products:
            return await self._nothing(turn, criteria, found, before) if not skipped else Reply(text=NO_MORE)
        self.remember(turn, criteria, products, skipped + len(products))
        shown = cards(products, turn.language)
        lines = [*relaxed_in_words(found, criteria)] if not skipped else []
        if not skipped:
            lines.append(NEARLY if criteria.nearly else found_in_words(found, len(products)))
        options = [Option(_("Show more"), "more")] if found.count > skipped + count else []
        if options and await self._has_cheaper(search, criteria, products):
            options.append(Option(_("Cheaper"), "cheaper"))
        return Reply(*(TextPart(text=line) for line in lines), *shown, *Reply(options=options).parts)

    async def picked(self, turn: Turn, last: Last | None) -> Reply | None:
        """ "The cheaper one", "which is the biggest": that one of the two that were compared, or of those that were
        shown; None where nobody says so.
        """
        cheapest, taking = picks_by_price(turn.text), takes_it(turn.text)
        if (cheapest is None and not measures(turn.text)) or (BUYING.search(turn.text) and not taking):
            return None
        ids: Sequence[str] = turn.recall(COMPARED, ())
        if not ids and last is not None:
            ids = (await turn.service("search").find(last.criteria, last.shown)).products
        known: list[Product] = await turn.service("catalogue").products(ids)
        priced = of_this_price(known, cheapest=cheapest) if cheapest is not None else None
        product = priced or of_this_measure(known, turn.text)
        if product is None:
            several = len(known) > 1 and cheapest is None and not turn.entity("size_change")
            return Reply(text=WHICH_ONE) if several else None
        turn.remember(AT_HAND, product.id)
        if taking:  # it is shown before it is bought, for the one or the other may have been meant
            return Reply(*cards([product], turn.language), options=[Option(_("I'll take it"))])
        # Who asks which one it is wants to know what it costs; of one alone it is all that can be said.
        asked_for = asks_for_a_price(turn.text) is not None
        return Reply(*(price_told(product, turn.language) if asked_for else ()), *cards([product], turn.language))

    async def one_of(self, turn: Turn, last: Last, said: Criteria) -> Product | None:
        """ "The 4 TB one": that one of those that were shown."""
        if last.shown < 2 or ONE_OF.search(turn.text) is None or BUYING.search(turn.text) or said.strange:
            return None
        narrowed = replace(last.criteria, wanted={**last.criteria.wanted, **said.wanted})
        found = await turn.service("search").find(narrowed, last.shown)
        known: list[Product] = await turn.service("catalogue").products(() if found.relaxed else found.products)
        meant = [product for product in known if all(word in _words_of(product) for word in said.words)]
        return meant[0] if len(meant) == 1 else None

    async def found(self, turn: Turn, criteria: Criteria) -> Reply | None:
        """The same, where it leads to anything."""
        found = await turn.service("search").find(criteria, 1)
        return await self.search(turn, criteria) if found.products or found.relaxed else None

    async def thing(self, turn: Turn, criteria: Criteria, thing: Criteria) -> Reply:
        """All that was said of a thing that is sold; where that leads to nothing, the thing alone."""
        found = await turn.service("search").find(criteria, 1)
        return await self.search(turn, criteria if found.products or found.relaxed else thing)

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
        if wants_others(turn.text):
            return await self.search(turn, last.criteria, last.shown)
        if not (delta or delta.order != "best") or delta.strange:
            return None
        if turn.entity("product") and delta.named and delta.words:
            return await self.search(turn, delta)  # "the Odette midi dress", behind red dresses, need not be red
        both = joined(last.criteria, delta)
        anew = await self._anew(turn, last.criteria, delta, both)
        return await self.search(turn, anew or both, before=None if anew else last)

    async def _anew(self, turn: Turn, last: Criteria, delta: Criteria, both: Criteria) -> Criteria | None:
        """ "Something for a newborn", after a mug for a nurse: nothing is both, and it is said as a wish of its own.

        What may be spent still counts.
        """
        if not delta.wanted.get("category") and not begins_as_a_wish(turn.text):
            return None
        alone = replace(
            delta,
            least=delta.least if delta.least is not None or delta.most is not None else last.least,
            most=delta.most if delta.least is not None or delta.most is not None else last.most,
            free_shipping=last.free_shipping or delta.free_shipping,
        )
        find = turn.service("search").find
        together = await find(both, 1)
        if not together.relaxed:
            return None
        found = await find(alone, 1)
        return alone if found.products and not found.relaxed else None

    async def _has_cheaper(self, search: ProductSearch, criteria: Criteria, shown: list[Product]) -> bool:
        prices = [product.price.amount for product in shown if product.price is not None]
        return bool(prices) and bool((await search.find(replace(criteria, most=min(prices) - 1), 1)).products)

    async def _unless(self, turn: Turn, criteria: Criteria, sorry: Any) -> Reply:
        found = await turn.service("search").find(criteria, 1)
        return await self.search(turn, criteria) if found.products else Reply(text=sorry)

    def remember(self, turn: Turn, criteria: Criteria, products: list[Product], shown: int) -> None:
        """What was searched, for "cheaper" and "the second one"."""
        turn.remember(LAST, msgspec.to_builtins(Last(criteria, span_of(products), shown)))
        turn.remember(COMPARED, None)
        self.listen(turn)

    def listen(self, turn: Turn) -> None:
        """For what is said of what was shown."""
        turn.listen(turn.now + self._settings.minutes * MINUTE)

    async def _nothing(self, turn: Turn, criteria: Criteria, found: Found, before: Last | None) -> Reply:
        """Name what stands in the way, and offer the search without it."""
        search: ProductSearch = turn.service("search")
        nearest: Money | None = None
        if "most" in found.relaxed:
            cheapest = await search.find(replace(criteria, most=None, order="cheapest"), 1)
            for product in await turn.service("catalogue").products(cheapest.products):
                nearest = product.price
        kept = before if before is not None and before.prices is not None else Last(criteria, None, 0)
        turn.remember(LAST, msgspec.to_builtins(replace(kept, vain=criteria)))
        self.listen(turn)
        if "category" in criteria.unknown:
            turn.leave_unanswered()  # what is asked for and not sold, the owner wants to know
        lines = hindrances_in_words(found, nearest, criteria, turn.shop.currency)
        without = [Option(_("Search without it"), payload=f"without {found.relaxed[0]}")] if found.relaxed else []
        return Reply(*(TextPart(text=line) for line in lines), *Reply(options=without).parts)

    async def without(self, turn: Turn, last: Last) -> Reply | None:
        """The customer agreed to give up what stood in the way."""
        said = turn.text.removeprefix("without ")
        asked_for = last.vain or last.criteria
        fewer = dropped(asked_for, said)
        return None if fewer == asked_for else await self.search(turn, fewer)


def _words_of(product: Product) -> set[str]:
    told = [
        product.title,
        *product.titles.values(),
        *(one for several in product.attributes.values() for one in several),
    ]
    return {word for one in told for word in re.findall(r"\w+", one.casefold())}
