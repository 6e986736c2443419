"""Suggests what goes with a product, what is like it, what sells best and what the customer may like, and says why."""

from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta

from shopbell import NotReadyError, PluginScope, Reply, Settings, Skill, TextPart, Turn, hookimpl
from shopbell.shop import Catalogue, Product, Recommender, Suggestion, asks_for_similar, product_card

from .phrases import BESTSELLERS, BETTER, FOR_ME, GOES_WITH, SIMILAR, TOGETHER, WHY
from .purchases import bought_by
from .sentences import BEST, NOT_NOW, NOTHING, NOTHING_SHOWN, SWITCHED_OFF, WHICH, because_of, heading, reason

LISTENS_MS = 5 * 60_000  # for the name of the product that is meant
JUST_MS = 60 * 86_400_000  # what was bought since is not suggested again


class RecommendationSettings(Settings, frozen=True, kw_only=True):
    """The ``[plugins.shopbell_recommendations]`` table."""

    shown: Annotated[int, Meta(ge=1, le=10)] = 4  # products of one answer


class Recommendations:
    """One skill for all ways to ask."""

    name = "recommendations"
    intents = (SIMILAR, GOES_WITH, TOGETHER, BETTER, BESTSELLERS, FOR_ME, WHY)

    def __init__(self, scope: PluginScope, settings: RecommendationSettings) -> None:
        self._scope, self._most = scope, settings.shown

    def claims(self, turn: Turn) -> bool:
        """ "Something similar to Kidnapped": with its name it sounds like a wish for that one."""
        return bool(turn.entity("product")) and asks_for_similar(turn.text)

    async def answer(self, turn: Turn) -> Reply | None:
        """Suggest, explain, or ask which product is meant."""
        if turn.intent is None and self.claims(turn):
            return await self._claimed(turn)
        intent = turn.intent or turn.recall("wants")
        if intent is None:
            return None
        try:
            if intent == WHY.name:
                return self._why(turn)
            if intent in (BESTSELLERS.name, FOR_ME.name):
                return await self._for_customer(turn, intent)
            return await self._about_product(turn, intent)
        except NotReadyError:
            return Reply(text=NOT_NOW)

    async def _claimed(self, turn: Turn) -> Reply | None:
        try:
            catalogue: Catalogue = turn.service("catalogue")
            product = await catalogue.product(str(turn.entity("product")))
            return await self._belonging_to(turn, SIMILAR.name, product) if product is not None else None
        except NotReadyError:
            return None

    async def _about_product(self, turn: Turn, intent: str) -> Reply | None:
        product_id = turn.entity("product") or turn.context.product or turn.recall("product")
        if turn.intent is None:  # the answer to "which product?"
            product_id = turn.entity("product")
            turn.remember("wants", None)
            turn.listen(0)
            if product_id is None:
                return None
        catalogue: Catalogue = turn.service("catalogue")
        product = await catalogue.product(product_id) if product_id else None
        if product is None:
            turn.remember("wants", intent)
            turn.listen(turn.now + LISTENS_MS)
            return Reply(text=WHICH)
        return await self._belonging_to(turn, intent, product)

    async def _belonging_to(self, turn: Turn, intent: str, product: Product) -> Reply:
        turn.remember("product", product.id)
        found = await self._belonging(turn, intent, product.id)
        if not found:
            return Reply(text=NOTHING)
        return await self._shown(turn, found, TextPart(text=heading(intent, product.title_in(turn.language))))

    async def _belonging(self, turn: Turn, intent: str, product_id: str) -> list[Suggestion]:
        recommender: Recommender = turn.service("recommender")
        without = {one for one, at in (await self._bought(turn)).items() if at > turn.now - JUST_MS}
        ask, most = recommender.related, self._most
        if intent == SIMILAR.name:
            return await ask([product_id], "similar", limit=most, without=without)
        if intent == BETTER.name:
            return await ask([product_id], "upsell", limit=most, without=without)
        if intent == TOGETHER.name:
            return await ask([product_id], "together", limit=most, without=without)
        found = await ask([product_id], "complementary", limit=most, without=without)
        known = {one.product.id for one in found}
        more = await ask([product_id], "together", limit=most, without=without | known) if len(found) < most else []
        return (found + more)[:most]

    async def _for_customer(self, turn: Turn, intent: str) -> Reply:
        recommender: Recommender = turn.service("recommender")
        bought = await self._bought(turn)
        if intent == BESTSELLERS.name or not turn.customer.personalised:
            found = await recommender.bestsellers(limit=self._most, without=bought)
            head = BEST if intent == BESTSELLERS.name else SWITCHED_OFF
        else:
            found = await recommender.for_customer(bought, limit=self._most)
            catalogue: Catalogue = turn.service("catalogue")
            speakers = list(dict.fromkeys(one.because for one in found if one.because))
            head = because_of([one.title_in(turn.language) for one in await catalogue.products(speakers[:2])])
        return await self._shown(turn, found, TextPart(text=head)) if found else Reply(text=NOTHING)

    async def _bought(self, turn: Turn) -> dict[str, int]:
        """Nothing, when the customer wants no personal suggestions: it is not even looked up."""
        return await bought_by(self._scope, turn.customer.id) if turn.customer.personalised else {}

    async def _shown(self, turn: Turn, found: list[Suggestion], head: TextPart) -> Reply:
        catalogue: Catalogue = turn.service("catalogue")
        speakers = {one.id: one for one in await catalogue.products([*{one.because for one in found}])}
        told = []
        for one in found:
            speaker = speakers.get(one.because)
            because = speaker.title_in(turn.language) if speaker else ""
            told.append([one.product.id, one.product.title_in(turn.language), one.why, because])
        turn.remember("shown", told)
        shown = [product_card(one.product, turn.language) for one in found]
        named = [TextPart(text=one.product.title_in(turn.language)) for one in found if one.product.price is None]
        return Reply(head, *(card for card in shown if card is not None), *named)

    def _why(self, turn: Turn) -> Reply:
        told = turn.recall("shown", [])
        named = turn.entity("product")
        meant = [one for one in told if one[0] == named] or told
        if not meant:
            return Reply(text=NOTHING_SHOWN)
        return Reply(*(TextPart(text=reason(title, why, because)) for _id, title, why, because in meant))


@hookimpl
def shopbell_skills(scope: PluginScope) -> Iterable[Skill]:
    return [Recommendations(scope, scope.settings(RecommendationSettings))]
