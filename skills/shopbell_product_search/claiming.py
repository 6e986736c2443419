"""Messages that are about products whatever they score: a wish with its price, a question that a record answers.

A shop's own questions are full of the names of what it sells, so "a power bank under $50" sounds like "may I take a
power bank on a plane?". What stands in the catalogue tells them apart.
"""

from msgspec.structs import replace

from shopbell import NotReadyError, Reply, Skill, Turn
from shopbell.shop import Criteria, asks_for_the_sum

from .asking import asked, is_ordered
from .cards import cards
from .chances import ALWAYS_SAID, CATEGORY, CERTAIN, DOUBT, SURE, chance_elsewhere, is_sold
from .narrowing import is_limited
from .pairs import asks_to_compare, comparison, two_of
from .presents import besides_presents, says_present
from .records import SUITS, answered, from_the_record, is_yes_or_no, price_told, without_topics
from .searching import Searching
from .sentences import NAME_IT, NOT_SHOWN, WHICH_TWO
from .several import answer_several, may_be_several, wishes_in
from .signs import (
    HAVE_IT_IN,
    HOW_FAST,
    asks_of_one,
    asks_what_it_is_enough_for,
    asks_which,
    beside_a_product,
    has_or_needs,
    is_it_so,
    is_unsold,
    looks_for,
    may_be_a_present,
    may_be_a_thing,
    needs_something,
    only_points,
    priced,
    says_a_limit,
    wants_a_present,
    wishes_for_wares,
)
from .skills import is_beyond, is_wanted, of_the_named
from .superlatives import SUPERLATIVE, asks_for_a_price
from .talking_of import AT_HAND, BOUGHT, BUYING, named_in, product_at_hand
from .wishes import (
    LOOKED_FOR,
    asks_for_a_present,
    begins_with_having_or_needing,
    begins_with_needing,
    thing_in,
)


class Claimant:
    """Asked before all that only scores."""

    name = "product_claims"
    intents = ()

    def __init__(self, searching: Searching, guided: Skill) -> None:
        self._searching, self._guided = searching, guided

    def claims(self, turn: Turn) -> bool:
        """A wish in so many words or with its limit, or something said beside a product; which it is, is read later."""
        if BOUGHT.search(turn.text) or asks_for_the_sum(turn.text):
            return False
        if (only_points(turn) and is_beyond(turn)) or self._points_at_nothing(turn):
            return True
        if asks_to_compare(turn) or asks_for_a_price(turn.text) is not None:
            return True
        of_one = beside_a_product(turn) or asks_of_one(turn)
        return (
            wishes_for_wares(turn)
            or has_or_needs(turn)
            or (of_one and not BUYING.search(turn.text))
            or needs_something(turn)
            or asks_which(turn)
            or asks_for_a_present(turn.text)
            or may_be_a_present(turn)
            or may_be_a_thing(turn)
            or may_be_several(turn)
            or (SUPERLATIVE.search(turn.text) is not None and not BUYING.search(turn.text))
            or priced(turn) is not None
        )

    async def answer(self, turn: Turn) -> Reply | None:
        """What the catalogue says; nothing where it says nothing."""
        if only_points(turn) and is_beyond(turn):
            return Reply(text=NOT_SHOWN)
        if self._points_at_nothing(turn):
            return Reply(text=NAME_IT)
        if asks_for_the_sum(turn.text):  # it is asked of all that is said behind a search, too
            return None
        try:
            if asks_to_compare(turn):
                return await comparison(turn, self._searching, two_of(turn))
            if asks_for_a_price(turn.text) is not None:
                picked = await self._searching.picked(turn, self._searching.last(turn))
                return picked or await _price_of_one(turn)
            if await is_ordered(turn):
                return None
            criteria = await asked(turn, guess=False)
            wishes = await wishes_in(turn) if criteria.wanted.get(CATEGORY) and may_be_several(turn) else []
            if wishes and (chance_elsewhere(turn) < CERTAIN or all(one.bare for one in wishes)):
                return await answer_several(turn, self._searching, wishes)
            if (beside_a_product(turn) or asks_of_one(turn)) and not BUYING.search(turn.text):
                told = await self._told(turn, criteria)
                if told is not None:
                    return told
            fitting = await self._present(turn, criteria)
            if fitting is not None:
                return fitting
            if begins_with_having_or_needing(turn.text):
                found = await self._had_or_needed(turn, criteria)
                if found is not None:
                    return found
            if criteria.order != "best" and criteria.is_wish and not criteria.strange:
                return await self._searching.found(turn, criteria)  # "what is your cheapest charger"
            if ware := priced(turn):
                thing: Criteria = await turn.service("search").read(ware, turn.language, guess=False)
                if is_sold(thing):
                    return await self._searching.found(turn, thing)
            if asks_what_it_is_enough_for(turn):
                return await self._searching.search(
                    turn, replace(criteria, most=turn.entity("money").amount, least=None)
                )
            if needs_something(turn) and is_wanted(turn, criteria):
                return await self._searching.found(turn, criteria)
            if asks_which(turn):
                asked_of: Criteria = await turn.service("search").read(thing_in(turn.text), turn.language, guess=False)
                if is_sold(asked_of):
                    return await self._searching.thing(turn, criteria, asked_of)
            limited = bool(criteria.wanted) and not criteria.strange and not LOOKED_FOR.search(turn.text)
            if wishes_for_wares(turn) and (criteria.is_wish or limited):
                return await self._searching.found(turn, criteria)
            if (says_a_limit(turn) or may_be_a_thing(turn)) and criteria.bare and is_unsold(turn, criteria):
                return await self._searching.search(turn, criteria)  # "a wireless mouse under 30": there is none
            if not criteria.tells_what and says_present(turn.text) and looks_for(turn):
                return await self._guided.answer(turn)  # "I'm looking for a present for my dad, he likes music"
            return None
        except NotReadyError:
            return None

    def _points_at_nothing(self, turn: Turn) -> bool:
        """ "Do you have this dress in M?", and none was shown."""
        if turn.entity("product") or turn.context.product or turn.recall(AT_HAND) or self._searching.last(turn):
            return False
        if HAVE_IT_IN.search(turn.text) and turn.spoken_of is None:
            return True
        if not turn.understood.points or not (turn.entity("size") or turn.entity("colour")):
            return False
        return begins_with_having_or_needing(turn.text) or is_yes_or_no(turn.text)

    async def _present(self, turn: Turn, criteria: Criteria) -> Reply | None:
        """A gift for somebody who wears M: where all that is called one is a card, or nothing fits, all else may be."""
        if not wants_a_present(turn):
            return None
        rest = await besides_presents(turn.service("search"), turn.text, turn.language, criteria)
        if rest is None:
            return None
        told = await self._searching.found(turn, rest) if rest.wanted or is_limited(rest) else None
        return told or await self._guided.answer(turn)

    async def _had_or_needed(self, turn: Turn, criteria: Criteria) -> Reply | None:
        """A shop's questions speak of all it sells; only the catalogue knows whether a thing is what is wanted."""
        thing: Criteria = await turn.service("search").read(thing_in(turn.text), turn.language, guess=False)
        needed = begins_with_needing(turn.text)
        chance = chance_elsewhere(turn)
        if is_sold(thing) and (needed or chance < (SURE if criteria.strange else CERTAIN)):
            return await of_the_named(turn, criteria) or await self._searching.thing(turn, criteria, thing)
        named = criteria.named and (criteria.words or criteria.wanted.keys() - ALWAYS_SAID)
        # "What do you have without nuts"; in "is there walnut bread today" the day alone is strange to the catalogue.
        sifted = not criteria.strange and bool(criteria.unwanted or criteria.most or criteria.least)
        called = turn.entity("product") is not None and turn.entity("date") is not None and criteria.strange < 2
        if chance < SURE and (sifted or called or (not thing.strange and (criteria.is_wish or named))):
            return await of_the_named(turn, criteria) or await self._searching.found(turn, criteria)
        return await self._searching.search(turn, criteria) if is_unsold(turn, thing) else None

    async def _told(self, turn: Turn, criteria: Criteria) -> Reply | None:
        strange = criteria.strange
        if strange and turn.entity("product") is not None:  # "how do I wash the Odette": what is asked is not strange
            rest = turn.understood.without_pointing(without_topics(turn.text))
            strange = (await turn.service("search").read(rest, turn.language, guess=False)).strange
        if SUITS.search(turn.text):
            strange = 0  # "tragen" is what is asked
        named = turn.entity("product") is not None and is_it_so(turn)
        if not turn.understood.points and not named and strange:
            return None  # on its page, and about something else
        product = await product_at_hand(turn)
        if product is None:
            return None
        told = from_the_record(product, turn, named_in(criteria), sure=not strange)
        # No column tells it, but what is written of the product may, where nobody else is likely to know.
        # "How fast is it" is not left to the shop's own answers: they speak of parcels.
        is_theirs = chance_elsewhere(turn) >= DOUBT or turn.entity("date") is not None
        described = HOW_FAST.search(turn.text) or (named and not is_theirs)
        return told or (answered(product, turn, {}) if described else None)


async def _price_of_one(turn: Turn) -> Reply:
    """ "Which is cheaper?", where at most one product is at hand."""
    product = await product_at_hand(turn)
    if product is None or product.price is None:
        return Reply(text=WHICH_TWO)
    return Reply(*price_told(product, turn.language), *cards((product,), turn.language))
