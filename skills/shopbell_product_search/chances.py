"""Whose a message is: how likely somebody else's, and whether what it names is sold here."""

from shopbell import Turn
from shopbell.shop import Criteria

from .phrases import COMPARISON, PRODUCT_QUESTION, PRODUCT_RANGE, PRODUCT_SEARCH

CATEGORY = "category"
# Where nobody says that they want something, these alone are no wish: "do you have a job for me".
ALWAYS_SAID = frozenset(("size", "colour", "occasion", "season", "style", "gender"))
DOUBT = 0.4  # chance below which nobody else is thought to know a message
SURE = 0.6  # chance from which a question is somebody else's, whatever the catalogue has; half of those below are none
CERTAIN = 0.7  # the same, where nothing is said but what is sold: "do you sell used phones"
OWN = (PRODUCT_SEARCH.name, PRODUCT_QUESTION.name, COMPARISON.name, PRODUCT_RANGE.name)


def chance_elsewhere(turn: Turn) -> float:
    """The chance of the likeliest intent, where it is somebody else's."""
    return max((score for name, score in turn.understood.intents[:1] if name not in OWN), default=0.0)


def is_sold(thing: Criteria) -> bool:
    """Is it a thing of this shop, and nothing strange? See ``thing_in``."""
    told = thing.wanted.get(CATEGORY) or (thing.named and (thing.words or thing.wanted.keys() - ALWAYS_SAID))
    return bool(told) and not thing.strange and not thing.unknown
