"""Messages that are about products whatever they score: a wish with its price, a question that a record answers.

A shop's own questions are full of the names of what it sells, so "a power bank under $50" sounds like "may I take a
power bank on a plane?". What stands in the catalogue tells them apart.
"""

import re

from msgspec.structs import replace

from shopbell import NotReadyError, Reply, Skill, Turn, Wording
from shopbell.shop import Criteria, after_greeting, asks_for_a_rule, asks_for_the_sum

from .cards import cards
from .chances import ALWAYS_SAID, CATEGORY, CERTAIN, DOUBT, SURE, chance_elsewhere, is_sold
from .pairs import asks_to_compare, comparison, two_of
from .presents import besides_presents, says_present
from .records import PRICE, SUITS, answered, from_the_record, is_asked, is_yes_or_no, price_told, without_topics
from .searching import Searching, asked, is_limited, is_ordered
from .sentences import NAME_IT, NOT_SHOWN, WHICH_TWO
from .several import answer_several, may_be_several, wishes_in
from .skills import is_beyond, is_of_another, is_wanted, of_the_named
from .superlatives import SUPERLATIVE, asks_for_a_price
from .talking_of import AT_HAND, BOUGHT, BUYING, named_in, product_at_hand
from .wishes import (
    LONGEST_QUESTION,
    LOOKED_FOR,
    SOMETHING_NEEDED,
    WHICH_IS_BEST,
    asks_for_a_present,
    asks_for_its_worth,
    begins_as_a_wish,
    begins_with_having_or_needing,
    begins_with_needing,
    thing_in,
)

LIMIT = Wording(
    r"\b(?:max(?:imum|imal)?\.?|under|below|up to|less than|no more than|at most|unter|bis(?: zu)?|höchstens|maximal"
    r"|moins de|jusqu['’]à|menos de|hasta|máximo) ?[$€£]?\d"
)
NAMED = 0.9  # the same, where nothing is said but the whole name of a thing: "gaming laptop"
THING = 4  # words that may be no more than the name of a thing
POLITE = re.compile(
    r"(?:\W|\b(?:please|pls|and|what about|how about|the|bitte|und|das|die|der|den|s'il vous plaît|svp|et|le|la"
    r"|por favor|y|el|i['’]d like|i would like|i['’]ll (?:have|take)|i want|(?:can|could) i have|give me|show me"
    r"|ich (?:hätte gerne?|möchte|nehme|will)|zeig(?:en sie)? mir|je (?:voudrais|prends|veux)|montrez[- ]moi"
    r"|quiero|quisiera|me llevo|mu[eé]streme)\b)*",
    re.IGNORECASE,
)
# "How fast is it?", of a thing; "how fast is it here" is about its way.
HOW_FAST = Wording(
    r"^\W*(?:and |und |et |y )?(?:how fast (?:is|are|does|do) (?:it|this|that|they|this one)"
    r"|wie schnell (?:ist|sind|läuft|lädt|überträgt) (?:es|er|sie|das|die|der|dieser?|dieses)"
    r"|(?:à quelle|quelle est (?:sa|la)) vitesse|(?:il|elle|c['’])\W?est rapide"
    r"|(?:qué tan rápid[oa] es|(?:qué|cuál es su) velocidad(?: tiene)?))"
    r"(?: (?:go|run|charge|work|transfer|copy|read|write|va-t-il|va-t-elle))?\W*$"
)
# "How much is the rye bread", "what does a baguette cost", "was kostet das Roggenbrot".
_COSTS = re.compile(
    r"\W*(?:and |und |et |y )?(?:"
    r"(?:how much (?:is|are|for|do|does)|what(?:['’]s| is| are)? the (?:price|cost)s? (?:of|for)"
    r"|(?:was|wie ?viel) kosten?|(?:was|wie hoch) ist der preis (?:von|für)"
    r"|combien (?:coûten?t|valent|vaut|pour)|quel est le prix (?:de|des|du)"
    r"|cu[aá]nto (?:cuestan?|valen?|es|son)|(?:qué|cuál) es el precio (?:de|del)"
    r")\W+(?P<thing>[^?!.,;]+?)(?: costs?)?|what do(?:es)? (?P<of>[^?!.,;]+?) cost)\W*$",
    re.IGNORECASE,
)
# "Do you have it in blue", "l'avez-vous en bleu": points at something.
_HAVE_IT_IN = Wording(
    r"^\W*(?:and |und |et |y )?(?:(?:do|have|would) you (?:also )?(?:have|got|sell|stock|do|make|get)"
    r" (?:this|it|that|these|those|them)(?: one)?(?: also)? in"
    r"|(?:haben sie|habt ihr|gibt es) (?:das|die|den|diese[nsm]?|es)(?: auch)? in"
    r"|(?:l(?:es |['’])avez[- ]vous|vous l(?:es |['’])avez|avez[- ]vous ce(?:lui|lle|s|ux)(?:[- ](?:ci|là))?)"
    r"(?: aussi)? en"
    r"|(?:l[oa]s? tienen?|tienen? (?:est|es)[eoa]s?)(?: también)? en) "
)
WRITTEN = 0.8  # chance from which the shop's own answer tells a price
SHIPPING = Wording(
    r"\b(?:free (?:shipping|delivery|postage)|versandkostenfrei|ohne versandkosten|livraison gratuite"
    r"|env[ií]o gratis)\b"
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
        of_one = _beside_a_product(turn) or _asks_of_one(turn)
        return (
            _wishes(turn)
            or _has_or_needs(turn)
            or (of_one and not BUYING.search(turn.text))
            or _needs_something(turn)
            or _asks_which(turn)
            or asks_for_a_present(turn.text)
            or _may_be_a_present(turn)
            or _may_be_a_thing(turn)
            or may_be_several(turn)
            or (SUPERLATIVE.search(turn.text) is not None and not BUYING.search(turn.text))
            or _priced(turn) is not None
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
            if (_beside_a_product(turn) or _asks_of_one(turn)) and not BUYING.search(turn.text):
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
            if priced := _priced(turn):
                thing: Criteria = await turn.service("search").read(priced, turn.language, guess=False)
                if is_sold(thing):
                    return await self._searching.found(turn, thing)
            if _asks_for_its_worth(turn):
                return await self._searching.search(
                    turn, replace(criteria, most=turn.entity("money").amount, least=None)
                )
            if _needs_something(turn) and is_wanted(turn, criteria):
                return await self._searching.found(turn, criteria)
            if _asks_which(turn):
                asked_of: Criteria = await turn.service("search").read(thing_in(turn.text), turn.language, guess=False)
                if is_sold(asked_of):
                    return await self._searching.thing(turn, criteria, asked_of)
            limited = bool(criteria.wanted) and not criteria.strange and not LOOKED_FOR.search(turn.text)
            if _wishes(turn) and (criteria.is_wish or limited):
                return await self._searching.found(turn, criteria)
            if (_is_limited(turn) or _may_be_a_thing(turn)) and criteria.bare and _is_unsold(turn, criteria):
                return await self._searching.search(turn, criteria)  # "a wireless mouse under 30": there is none
            if not criteria.tells_what and says_present(turn.text) and _looks_for(turn):
                return await self._guided.answer(turn)  # "I'm looking for a present for my dad, he likes music"
            return None
        except NotReadyError:
            return None

    def _points_at_nothing(self, turn: Turn) -> bool:
        """ "Do you have this dress in M?", and none was shown."""
        if turn.entity("product") or turn.context.product or turn.recall(AT_HAND) or self._searching.last(turn):
            return False
        if _HAVE_IT_IN.search(turn.text) and turn.spoken_of is None:
            return True
        if not turn.understood.points or not (turn.entity("size") or turn.entity("colour")):
            return False
        return begins_with_having_or_needing(turn.text) or is_yes_or_no(turn.text)

    async def _present(self, turn: Turn, criteria: Criteria) -> Reply | None:
        """A gift for somebody who wears M: where all that is called one is a card, or nothing fits, all else may be."""
        if not _wants_a_present(turn):
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
        return await self._searching.search(turn, criteria) if _is_unsold(turn, thing) else None

    async def _told(self, turn: Turn, criteria: Criteria) -> Reply | None:
        strange = criteria.strange
        if strange and turn.entity("product") is not None:  # "how do I wash the Odette": what is asked is not strange
            rest = turn.understood.without_pointing(without_topics(turn.text))
            strange = (await turn.service("search").read(rest, turn.language, guess=False)).strange
        if SUITS.search(turn.text):
            strange = 0  # "tragen" is what is asked
        named = turn.entity("product") is not None and _is_it_so(turn)
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


def only_points(turn: Turn) -> bool:
    """ "The second one", and no more?"""
    rest = turn.understood.without_pointing(turn.text)
    return turn.understood.points and POLITE.fullmatch(rest) is not None


def _has_or_needs(turn: Turn) -> bool:
    """ "Do you have scarves", unless the shop plainly has an answer of its own; "I need" is a wish anyway."""
    if not begins_with_having_or_needing(turn.text):
        return False
    return chance_elsewhere(turn) < CERTAIN or begins_with_needing(turn.text)


def _looks_for(turn: Turn) -> bool:
    wish = LOOKED_FOR.search(turn.text) or begins_with_needing(turn.text) or begins_as_a_wish(turn.text)
    return bool(wish) and chance_elsewhere(turn) < SURE


def _wants_a_present(turn: Turn) -> bool:
    if LOOKED_FOR.search(turn.text) or begins_with_needing(turn.text) or _is_limited(turn):
        return says_present(turn.text)
    return asks_for_a_present(turn.text) or _may_be_a_present(turn)


def _may_be_a_present(turn: Turn) -> bool:
    """ "New baby gift": short, and known to nobody beyond doubt?"""
    return len(turn.text.split()) <= THING and chance_elsewhere(turn) < NAMED and says_present(turn.text)


def _asks_for_its_worth(turn: Turn) -> bool:
    return turn.entity("money") is not None and asks_for_its_worth(turn.text)


def _wishes(turn: Turn) -> bool:
    if LOOKED_FOR.search(turn.text):
        return True
    return _is_limited(turn)


def _is_limited(turn: Turn) -> bool:
    limit = turn.entity("money") is not None or SHIPPING.search(turn.text) or LIMIT.search(turn.text)
    # "Is delivery free for orders over 50 euros?" names an amount, too.
    return bool(limit) and not asks_for_a_rule(turn.text)


def _needs_something(turn: Turn) -> bool:
    return SOMETHING_NEEDED.search(turn.text) is not None and chance_elsewhere(turn) < SURE


def _asks_which(turn: Turn) -> bool:
    return WHICH_IS_BEST.search(turn.text) is not None and chance_elsewhere(turn) < NAMED


def _may_be_a_thing(turn: Turn) -> bool:
    """ "Gaming laptop": short, and known to nobody beyond doubt?"""
    return len(turn.text.split()) <= THING and turn.entity("product") is None and chance_elsewhere(turn) < NAMED


def _is_unsold(turn: Turn, criteria: Criteria) -> bool:
    """Is it a thing that nobody sells here? A single word ("phone") may be asked for otherwise."""
    said = criteria.unknown.get(CATEGORY, "")
    return bool(said) and not criteria.strange and chance_elsewhere(turn) < (NAMED if " " in said else SURE)


def _asks_of_one(turn: Turn) -> bool:
    """ "How much is the rye loaf", "how do I wash the Odette": a product by its name."""
    if turn.entity("product") is None:
        return False
    if PRICE.search(turn.text) or _is_it_so(turn):
        return True
    return is_asked(turn) and chance_elsewhere(turn) < DOUBT


def _is_it_so(turn: Turn) -> bool:
    """ "Is the rye loaf vegan"; but "do you have headphones" is a wish."""
    return is_yes_or_no(turn.text) and not begins_with_having_or_needing(turn.text)


def _priced(turn: Turn) -> str | None:
    """ "How much is the rye bread": rye bread; None where the shop has written down what just that costs."""
    asked_of = _COSTS.match(after_greeting(turn.text)) if len(turn.text) <= LONGEST_QUESTION else None
    if asked_of is None or chance_elsewhere(turn) >= WRITTEN:
        return None
    return asked_of["thing"] or asked_of["of"]


def _beside_a_product(turn: Turn) -> bool:
    # "This" is said of much else: a catalogue is only read where it can be of a product.
    if turn.context.product is not None:
        return True
    if not turn.understood.points and not (turn.spoken_of is not None and SUITS.search(turn.text)):
        return False
    if is_of_another(turn):
        return False
    return (turn.entity("product") or turn.recall(AT_HAND)) is not None
