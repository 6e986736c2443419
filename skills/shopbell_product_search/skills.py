"""Who answers what: by intent, and for what is said after a search, or holds nothing but a wish for products."""

import re

from shopbell import NotReadyError, Reply, Skill, Turn
from shopbell import Text as _
from shopbell.shop import Catalogue, Criteria

from .comparing import compared
from .phrases import COMPARISON, PRODUCT_QUESTION, PRODUCT_SEARCH
from .records import answered, is_asked
from .searching import Searching, asked
from .sentences import NO_CATALOGUE, NOT_SHOWN, WHICH_ONE
from .talking_of import AT_HAND, BUYING, named_in, points, product_at_hand

LOOKING = re.compile(
    r"\b(?:looking for|search\w*|do you (?:have|sell|carry)|have you got|show me|i need|i want|find me|such\w*"
    r"|haben sie|habt ihr|zeig\w*|brauche|cherch\w*|avez-vous|montre\w*|busc\w*|tienen|muestra\w*|necesit\w*)\b",
    re.IGNORECASE,
)


OWN = (PRODUCT_SEARCH.name, PRODUCT_QUESTION.name, COMPARISON.name)
WORD_FOR_WORD = 1.0  # the score of a phrase that is known as it stands


class Counter:
    """Searches, questions and comparisons that the understanding has recognised."""

    name = "product_search"
    intents = (PRODUCT_SEARCH, PRODUCT_QUESTION, COMPARISON)

    def __init__(self, searching: Searching, guided: Skill) -> None:
        self._searching, self._guided = searching, guided

    async def answer(self, turn: Turn) -> Reply | None:
        """By what was asked."""
        if turn.intent is None:
            return None
        try:
            if turn.intent == COMPARISON.name:
                return await _comparison(turn, self._searching)
            if turn.intent == PRODUCT_QUESTION.name:
                return await _question(turn, self._searching)
            return await self._search(turn)
        except NotReadyError:
            return Reply(text=NO_CATALOGUE)

    async def _search(self, turn: Turn) -> Reply | None:
        last, criteria = self._searching.last(turn), await asked(turn)
        refined = await self._searching.refine(turn, last, criteria) if last is not None else None
        if refined is not None:
            return refined
        if criteria:
            return await self._searching.search(turn, criteria)
        # "I am looking for something": then it is found together. What holds unknown words is somebody else's.
        return None if criteria.strange else await self._guided.answer(turn)


class Listener:
    """What is said after a search ("cheaper", "the second one, smaller"), and messages that are a wish and no more."""

    name = "product_words"
    intents = ()

    def __init__(self, searching: Searching) -> None:
        self._searching = searching

    async def answer(self, turn: Turn) -> Reply | None:
        """Decline whatever may mean something else."""
        try:
            last = self._searching.last(turn)
            if _known_elsewhere(turn):
                return None
            if last is not None and turn.text.startswith("without "):
                fewer = await self._searching.without(turn, last)
                if fewer is not None:
                    return fewer  # else it was no button: "without nuts"
            if points(turn) or turn.entity("size_change"):
                return None if BUYING.search(turn.text) else await _question(turn, self._searching)
            criteria = await asked(turn)
            if last is not None:
                return await self._searching.refine(turn, last, criteria)
            return await self._searching.search(turn, criteria) if _is_wish(turn, criteria) else None
        except NotReadyError:
            return None


def _known_elsewhere(turn: Turn) -> bool:
    """Is it what somebody else knows word for word ("check out")?"""
    intents = turn.understood.intents
    return bool(intents) and intents[0][1] >= WORD_FOR_WORD and intents[0][0] not in OWN


def _is_wish(turn: Turn, criteria: Criteria) -> bool:
    """Nothing but a wish? What is known by its name alone, or not at all, must be looked for in so many words."""
    named = not criteria.strange and (criteria.words or "category" in criteria.unknown)
    return criteria.is_wish or (bool(named) and LOOKING.search(turn.text) is not None)


async def _question(turn: Turn, searching: Searching) -> Reply | None:
    """About the product that is pointed at, or at hand; a wish that only sounds like a question is searched for."""
    criteria = await asked(turn)
    product = await product_at_hand(turn)
    if not points(turn) and not turn.entity("size_change") and criteria.wanted.get("category"):
        return await searching.search(turn, criteria)
    if product is None:
        return _which(turn) if searching.last(turn) is not None else None
    if turn.intent is None and criteria.strange and not is_asked(turn):
        return None
    turn.remember(AT_HAND, product.id)
    only_pointed = points(turn) and not criteria and not criteria.strange and not is_asked(turn)
    return answered(product, turn, named_in(criteria), only_pointed=only_pointed)


def _which(turn: Turn) -> Reply | None:
    """Several were shown, and it is not clear which one is meant."""
    if any(entity.kind == "reference" and entity.value for entity in turn.understood.entities):
        return Reply(text=NOT_SHOWN)
    return Reply(text=WHICH_ONE) if is_asked(turn) else None


async def _comparison(turn: Turn, searching: Searching) -> Reply | None:
    """The two that are pointed at, else the first two that were shown."""
    entities = sorted(turn.understood.entities, key=lambda entity: entity.start)
    ids = [str(entity.value) for entity in entities if entity.kind == "product"]
    last = searching.last(turn)
    catalogue: Catalogue = turn.service("catalogue")
    if len(set(ids)) < 2 and last is not None:
        found = await turn.service("search").find(last.criteria, 2)
        ids = [*ids, *found.products] if len(set(ids)) == 1 else [*found.products]
    products = await catalogue.products([*dict.fromkeys(ids)][:2])
    if len(products) < 2:
        return Reply(text=_("Which two do you mean? Search for something first, then say: compare the first two."))
    return compared(products[0], products[1], turn.language)
