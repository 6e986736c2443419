"""Who answers what: by intent, and for what is said after a search, or holds nothing but a wish for products."""

from shopbell import NotReadyError, Reply, Skill, Turn
from shopbell import Text as _
from shopbell.shop import Catalogue, Criteria, asks_for_similar, asks_for_the_sum, speaks_of_theirs, takes_it

from .asking import asked, is_ordered
from .chances import ALWAYS_SAID, DOUBT, OWN, SURE, chance_elsewhere, is_sold
from .going_on import thing_instead, wants_others
from .pairs import comparison
from .phrases import COMPARISON, PRODUCT_QUESTION, PRODUCT_SEARCH
from .records import answered, from_the_record, is_asked, names_a_column
from .searching import Searching
from .sentences import NO_CATALOGUE, NOT_SHOWN, WHICH_ONE
from .talking_of import AT_HAND, BOUGHT, BUYING, beside_it, named_in, product_at_hand
from .wishes import BY, LOOKED_FOR_OR_NEEDED, SOMETHING_WANTED, begins_with_needing, thing_in

SHORT = 5  # words of a question that needs no "it"


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
                return await comparison(turn, self._searching)
            if turn.intent == PRODUCT_QUESTION.name:
                if turn.understood.points and takes_it(turn.text):
                    return None  # "I'll take the first one in M" is no question
                return await _question(turn, self._searching)
            return await self._search(turn)
        except NotReadyError:
            return Reply(text=NO_CATALOGUE)

    async def _search(self, turn: Turn) -> Reply | None:
        last, criteria = self._searching.last(turn) or await self._searching.of_the_shown(turn), await asked(turn)
        told = nothing_by(turn, criteria) or await of_the_named(turn, criteria)
        if told is not None:
            return told
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
            if _known_elsewhere(turn) or (BUYING.search(turn.text) and turn.entity("product")):
                return None
            if await is_ordered(turn):
                return None
            if last is not None and turn.text.startswith("without "):
                fewer = await self._searching.without(turn, last)
                if fewer is not None:
                    return fewer  # else it was no button: "without nuts"
            if last is not None and wants_others(turn.text):
                return await self._searching.search(turn, last.criteria, last.shown)
            if last is not None and (other := thing_instead(turn.text)) is not None:
                instead = await self._thing(turn, other)
                if instead is not None:
                    return instead
            if asks_for_similar(turn.text) or asks_for_the_sum(turn.text):
                return None
            if (beside := beside_it(turn.text)) is not None:
                return await self._thing(turn, beside)
            one = await self._searching.picked(turn, last)
            if one is not None:
                return one
            told = await _short_question(turn)
            if told is not None:
                return told
            if turn.understood.points or turn.entity("size_change"):
                if BUYING.search(turn.text) or is_of_another(turn):
                    return None
                told = await _question(turn, self._searching)
                if told is not None or last is None or await product_at_hand(turn) is not None:
                    return told  # else "it" is one like those shown: "I'd rather have it in red"
            criteria = await asked(turn, after=last)
            told = nothing_by(turn, criteria) or await of_the_named(turn, criteria)
            if told is not None:
                return told
            if last is not None:
                product = await self._searching.one_of(turn, last, criteria)
                if product is not None:
                    turn.remember(AT_HAND, product.id)
                    return answered(product, turn, {}, only_pointed=True)
                refined = await self._searching.refine(turn, last, criteria)
                # This is asked before all others, so whatever they may know is left to them.
                known = any(score >= DOUBT for _, score in turn.understood.intents[:1])
                return refined if refined is not None or known else await self._wanted(turn, criteria)
            if _is_wish(turn, criteria):
                return await self._searching.search(turn, criteria)
            return await self._wanted(turn, criteria)
        except NotReadyError:
            return None

    async def _thing(self, turn: Turn, said: str) -> Reply | None:
        """ "A scarf to go with it", "I meant scarves" are wishes for scarves; "what goes with it" is none."""
        thing: Criteria = await turn.service("search").read(said, turn.language, guess=False)
        return await self._searching.search(turn, thing) if is_sold(thing) else None

    async def _wanted(self, turn: Turn, criteria: Criteria) -> Reply | None:
        """What nobody else knew, but begins with a thing that is sold: "a memory card for my drone"."""
        if not criteria:
            return None
        said = thing_in(turn.text)
        thing: Criteria = await turn.service("search").read(said, turn.language, guess=False)
        if said != turn.text and thing.bare and is_sold(thing):
            return await self._searching.thing(turn, criteria, thing)
        # "I need a repair for my headphones" wants no headphones.
        other = thing.strange and begins_with_needing(turn.text)
        wanted = is_wanted(turn, criteria) and not other
        return await self._searching.found(turn, criteria) if wanted else None


def _known_elsewhere(turn: Turn) -> bool:
    """Is it what somebody else knows word for word ("check out")?"""
    return turn.understood.word_for_word and turn.understood.intents[0][0] not in OWN


def _is_wish(turn: Turn, criteria: Criteria) -> bool:
    """Nothing but a wish? What is known by its name alone, or not at all, must be looked for in so many words."""
    if speaks_of_theirs(turn.text) and SOMETHING_WANTED.search(turn.text) is None:
        return False  # "my card was declined"
    if criteria.is_wish or (criteria.bare and (criteria.named or criteria.nearly)):
        return True
    told = bool(criteria.words) or "category" in criteria.unknown or bool(criteria.wanted.keys() - ALWAYS_SAID)
    return told and not criteria.strange and LOOKED_FOR_OR_NEEDED.search(turn.text) is not None


def is_wanted(turn: Turn, criteria: Criteria) -> bool:
    """ "My aunt died, I need something for the funeral": nobody else knew it, and what is known of it may be sold."""
    return criteria.tells_what and criteria.strange < 2 and SOMETHING_WANTED.search(turn.text) is not None


def nothing_by(turn: Turn, criteria: Criteria) -> Reply | None:
    """ "Something by Jane Austen", where nobody is called so: unknown words behind "by", and nowhere else."""
    found = BY.search(turn.text)
    if found is None or not (len(found["any"]) > len("by") or criteria.wanted.get("category")):
        return None
    name = found["name"].split()
    # "Cakes by post": who makes something has a capital, or two names.
    is_name = len(name) > 1 or name[0][:1].isupper()
    if not is_name or len(name) != criteria.strange or turn.entity("date") or turn.entity("time"):
        return None
    return Reply(text=_("We have nothing by {name} at the moment.", name=" ".join(name)))


async def of_the_named(turn: Turn, criteria: Criteria) -> Reply | None:
    """Whether a named product is there in the size or colour that was named: no search would tell. Who buys it does not
    ask.
    """
    named, sold = named_in(criteria), BUYING.search(turn.text) or BOUGHT.search(turn.text)
    if sold or not turn.entity("product") or not (named.get("size") or named.get("colour")):
        return None
    product = await product_at_hand(turn)
    if product is None or not product.variants:
        return None
    turn.remember(AT_HAND, product.id)
    return from_the_record(product, turn, named, sure=not criteria.strange)


def is_of_another(turn: Turn) -> bool:
    """ "Can I get it before Christmas", where there is a Christmas mug: a product is named apart from what points."""
    pointing = {one.start for one in turn.understood.entities if one.kind == "reference"}
    named = any(one.kind == "product" and one.start not in pointing for one in turn.understood.entities)
    return named and turn.understood.points and chance_elsewhere(turn) >= SURE


async def _question(turn: Turn, searching: Searching) -> Reply | None:
    """About the product that is pointed at, or at hand; a wish that only sounds like a question is searched for."""
    criteria = await asked(turn)
    if is_beyond(turn):
        return Reply(text=NOT_SHOWN)
    product = await product_at_hand(turn)
    if not turn.understood.points and not turn.entity("size_change") and criteria.wanted.get("category"):
        return await searching.search(turn, criteria)
    if product is None:
        return _which(turn) if searching.last(turn) is not None else None
    if turn.intent is None and criteria.strange and not is_asked(turn):
        return None
    turn.remember(AT_HAND, product.id)
    only_pointed = turn.understood.points and not criteria and not criteria.strange and not is_asked(turn)
    return answered(product, turn, named_in(criteria), only_pointed=only_pointed)


def is_beyond(turn: Turn) -> bool:
    """ "The second one", where none or one was shown?"""
    placed = any(entity.kind == "reference" and entity.value for entity in turn.understood.entities)
    return placed and turn.entity("product") is None


async def _short_question(turn: Turn) -> Reply | None:
    """ "How much?", "what year": behind a product that was shown alone they are about it, though nothing points."""
    if turn.understood.points or turn.spoken_of is None or len(turn.text.split()) > SHORT:
        return None
    catalogue: Catalogue = turn.service("catalogue")
    product = await catalogue.product(turn.spoken_of)
    if product is None or not names_a_column(product, turn.text) or await asked(turn, guess=False):
        return None
    return from_the_record(product, turn, {}, sure=True)


def _which(turn: Turn) -> Reply | None:
    """Several were shown, and it is not clear which one is meant."""
    return Reply(text=WHICH_ONE) if is_asked(turn) else None
