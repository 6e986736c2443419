"""The service ``recommender``: what the model says, put right by what the catalogue says now."""

from collections.abc import Collection, Mapping, Sequence
from math import ceil
from typing import TYPE_CHECKING

from shopbell import NotReadyError, PluginScope
from shopbell.shop import Catalogue, Criteria, Product, ProductSearch, Reason, Relation, Suggestion

from .lesson import DAY_MS

if TYPE_CHECKING:
    from .scoring import Model, Scores, Table

    Speakers = tuple[Table, Sequence[int]]

LOOKED_AT = 8  # products for each that is shown: some are sold out, some of one kind
LEAST_DEARER, MOST_DEARER = 110, 180  # per cent of the price that an upsell costs
TABLES: "dict[Relation, Table]" = {
    "similar": "words", "together": "basket", "complementary": "basket", "upsell": "words",
}  # fmt: skip
REASONS: dict[Relation, Reason] = {
    "similar": "similar", "together": "together", "complementary": "together", "upsell": "better",
}  # fmt: skip


class ShopRecommender:
    """See ``shopbell.shop.Recommender``. Until a first model is fitted: the same kind, and what is rated best."""

    def __init__(self, scope: PluginScope) -> None:
        self._scope = scope
        self.model: Model | None = None

    async def related(
        self, products: Sequence[str], relation: Relation, *, limit: int = 4, without: Collection[str] = ()
    ) -> list[Suggestion]:
        """What belongs to these products."""
        model = self.model
        if model is None or not (places := [model.place[one] for one in products if one in model.place]):
            return await self._of_its_kind(products, relation, limit, without)
        table = TABLES[relation]
        scores = model.related(table, places)
        if relation == "complementary":
            model.drop_kin(scores, places)
        elif relation in ("similar", "upsell"):
            scores += model.kin(places[0])  # all of its category, those that are called alike first
        if relation == "upsell":
            model.keep_dearer(scores, places[0], LEAST_DEARER, MOST_DEARER)
        mixed = relation in ("together", "complementary")
        left_out = {*without, *products}
        return await self._suggest(model, scores, limit, left_out, REASONS[relation], (table, places), mixed=mixed)

    async def _of_its_kind(
        self, products: Sequence[str], relation: Relation, limit: int, without: Collection[str]
    ) -> list[Suggestion]:
        """Of the same category, those that are called alike first: until the model knows the product."""
        catalogue: Catalogue = self._scope.service("catalogue")
        known = await catalogue.products(products[:1]) if relation in ("similar", "upsell") else []
        if not known or not known[0].categories:
            return []
        try:
            search: ProductSearch = self._scope.service("search")
        except NotReadyError:  # a shop without one
            return []
        [one] = known
        kin = await search.find(Criteria(wanted={"category": one.categories[:1]}), limit * LOOKED_AT)
        found = [
            other
            for other in await catalogue.products([*kin.products])
            if other.in_stock() and other.id not in (*products, *without)
            and (relation == "similar" or _is_step_up(one, other))
        ]  # fmt: skip
        words = {*one.title.casefold().split()}
        found.sort(key=lambda other: -len(words.intersection(other.title.casefold().split())))
        return [Suggestion(product=other, why=REASONS[relation], because=one.id) for other in found[:limit]]

    async def for_customer(
        self, bought: Mapping[str, int], *, limit: int = 4, without: Collection[str] = ()
    ) -> list[Suggestion]:
        """What somebody may like who bought these."""
        model, left_out = self.model, {*without, *bought}
        known = {model.place[one]: at // DAY_MS for one, at in bought.items() if one in model.place} if model else {}
        if model is None or not known:
            return await self.bestsellers(limit=limit, without=left_out)
        scores = model.for_customer(known, max(known.values()))  # from the last day on: only the order counts
        last = sorted(known, key=known.__getitem__, reverse=True)
        return await self._suggest(model, scores, limit, left_out, "bought", ("taste", last))

    async def bestsellers(
        self, category: str = "", *, limit: int = 4, without: Collection[str] = ()
    ) -> list[Suggestion]:
        """What sold best; in a shop that has sold nothing yet, what is rated best."""
        model = self.model
        if model is None or not model.sold_anything:
            return await self._best_rated(category, limit, without)
        scores = model.popular()
        if category:
            model.keep_category(scores, category)
        return await self._suggest(model, scores, limit, without, "popular", mixed=not category)

    async def _suggest(
        self,
        model: "Model",
        scores: "Scores",
        limit: int,
        without: Collection[str],
        why: Reason,
        speakers: "Speakers | None" = None,
        *,
        mixed: bool = True,
    ) -> list[Suggestion]:
        scores[[model.place[one] for one in without if one in model.place]] = 0
        ids = [model.header.ids[at] for at in model.best(scores, limit * LOOKED_AT)]
        catalogue: Catalogue = self._scope.service("catalogue")
        found = [one for one in await catalogue.products(ids) if one.in_stock()]
        suggestions = []
        for product in chosen(found, limit, model, mixed=mixed):
            speaker = model.spoke_most(*speakers, model.place[product.id]) if speakers else None
            because = "" if speaker is None else model.header.ids[speaker]
            said: Reason = "popular" if why == "bought" and not because else why  # the season spoke alone
            suggestions.append(Suggestion(product=product, why=said, because=because))
        return suggestions

    async def _best_rated(self, category: str, limit: int, without: Collection[str]) -> list[Suggestion]:
        """Of the catalogue's first page."""
        catalogue: Catalogue = self._scope.service("catalogue")
        found = [one for one in await catalogue.page() if one.in_stock() and one.id not in without]
        found = [one for one in found if not category or category in one.categories]
        found.sort(key=lambda one: one.rating.tenths * min(one.rating.count, 20) if one.rating else 0, reverse=True)
        return [Suggestion(product=one, why="popular") for one in chosen(found, limit, self.model, mixed=not category)]


def _is_step_up(one: Product, other: Product) -> bool:
    if one.price is None or other.price is None:
        return False
    return one.price.amount * LEAST_DEARER <= other.price.amount * 100 <= one.price.amount * MOST_DEARER


def chosen(found: Sequence[Product], limit: int, model: "Model | None", *, mixed: bool) -> list[Product]:
    """The best of them (``found`` has the best first): no two that are called alike and, if ``mixed``, at most half of
    one category, as long as there are others."""
    shown: list[Product] = []
    put_off: list[Product] = []
    for product in found:
        if len(shown) == limit:
            break
        twin = model is not None and any(model.twins(one.id, product.id) for one in shown)
        many = mixed and sum(one.categories[:1] == product.categories[:1] for one in shown) >= ceil(limit / 2)
        (put_off if twin or many else shown).append(product)
    return [*shown, *put_off][:limit]
