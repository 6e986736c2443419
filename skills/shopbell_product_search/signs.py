"""Signs by which a message is about products, as far as they are read without the catalogue."""

import re

from shopbell import Turn, Wording
from shopbell.shop import Criteria, after_greeting, asks_for_a_rule

from .chances import CATEGORY, CERTAIN, DOUBT, SURE, chance_elsewhere
from .presents import says_present
from .records import PRICE, SUITS, is_asked, is_yes_or_no
from .skills import is_of_another
from .talking_of import AT_HAND
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
HAVE_IT_IN = Wording(
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


def only_points(turn: Turn) -> bool:
    """ "The second one", and no more?"""
    rest = turn.understood.without_pointing(turn.text)
    return turn.understood.points and POLITE.fullmatch(rest) is not None


def has_or_needs(turn: Turn) -> bool:
    """ "Do you have scarves", unless the shop plainly has an answer of its own; "I need" is a wish anyway."""
    if not begins_with_having_or_needing(turn.text):
        return False
    return chance_elsewhere(turn) < CERTAIN or begins_with_needing(turn.text)


def looks_for(turn: Turn) -> bool:
    """Is something wanted in so many words, and nobody else sure of it?"""
    wish = LOOKED_FOR.search(turn.text) or begins_with_needing(turn.text) or begins_as_a_wish(turn.text)
    return bool(wish) and chance_elsewhere(turn) < SURE


def wants_a_present(turn: Turn) -> bool:
    """Is a gift for somebody wanted, in so many words or by its limit?"""
    if LOOKED_FOR.search(turn.text) or begins_with_needing(turn.text) or says_a_limit(turn):
        return says_present(turn.text)
    return asks_for_a_present(turn.text) or may_be_a_present(turn)


def may_be_a_present(turn: Turn) -> bool:
    """ "New baby gift": short, and known to nobody beyond doubt?"""
    return len(turn.text.split()) <= THING and chance_elsewhere(turn) < NAMED and says_present(turn.text)


def asks_what_it_is_enough_for(turn: Turn) -> bool:
    """ "What can I get for 20 pounds?", with an amount that is understood?"""
    return turn.entity("money") is not None and asks_for_its_worth(turn.text)


def wishes_for_wares(turn: Turn) -> bool:
    """Is something looked for, or said what it may cost?"""
    if LOOKED_FOR.search(turn.text):
        return True
    return says_a_limit(turn)


def says_a_limit(turn: Turn) -> bool:
    """Is an amount named, or free shipping, and no rule asked for?"""
    limit = turn.entity("money") is not None or SHIPPING.search(turn.text) or LIMIT.search(turn.text)
    # "Is delivery free for orders over 50 euros?" names an amount, too.
    return bool(limit) and not asks_for_a_rule(turn.text)


def needs_something(turn: Turn) -> bool:
    """ "I need something for the funeral", and nobody else is sure of it?"""
    return SOMETHING_NEEDED.search(turn.text) is not None and chance_elsewhere(turn) < SURE


def asks_which(turn: Turn) -> bool:
    """ "Which power bank is best?", where the shop has written nothing about just that?"""
    return WHICH_IS_BEST.search(turn.text) is not None and chance_elsewhere(turn) < NAMED


def may_be_a_thing(turn: Turn) -> bool:
    """ "Gaming laptop": short, and known to nobody beyond doubt?"""
    return len(turn.text.split()) <= THING and turn.entity("product") is None and chance_elsewhere(turn) < NAMED


def is_unsold(turn: Turn, criteria: Criteria) -> bool:
    """Is it a thing that nobody sells here? A single word ("phone") may be asked for otherwise."""
    said = criteria.unknown.get(CATEGORY, "")
    return bool(said) and not criteria.strange and chance_elsewhere(turn) < (NAMED if " " in said else SURE)


def asks_of_one(turn: Turn) -> bool:
    """ "How much is the rye loaf", "how do I wash the Odette": a product by its name."""
    if turn.entity("product") is None:
        return False
    if PRICE.search(turn.text) or is_it_so(turn):
        return True
    return is_asked(turn) and chance_elsewhere(turn) < DOUBT


def is_it_so(turn: Turn) -> bool:
    """ "Is the rye loaf vegan"; but "do you have headphones" is a wish."""
    return is_yes_or_no(turn.text) and not begins_with_having_or_needing(turn.text)


def priced(turn: Turn) -> str | None:
    """ "How much is the rye bread": rye bread; None where the shop has written down what just that costs."""
    asked_of = _COSTS.match(after_greeting(turn.text)) if len(turn.text) <= LONGEST_QUESTION else None
    if asked_of is None or chance_elsewhere(turn) >= WRITTEN:
        return None
    return asked_of["thing"] or asked_of["of"]


def beside_a_product(turn: Turn) -> bool:
    """Is it said on a product's page, or of what was shown or named?"""
    # "This" is said of much else: a catalogue is only read where it can be of a product.
    if turn.context.product is not None:
        return True
    if not turn.understood.points and not (turn.spoken_of is not None and SUITS.search(turn.text)):
        return False
    if is_of_another(turn):
        return False
    return (turn.entity("product") or turn.recall(AT_HAND)) is not None
