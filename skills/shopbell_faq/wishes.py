"""Who asks for wares is not told a rule about them: "do you have power banks" is not "may I take one on a plane?"."""

import re
from functools import lru_cache

from shopbell import NotReadyError, Turn
from shopbell.shop import Criteria, ProductSearch

from .closeness import Bag, bag_of, closeness
from .entries import Entry

CLOSE = 0.75  # from here on the entry is meant, whatever is sold
LONGEST = 120  # characters of a wish
# What begins so asks for a rule, a time, a place.
_ASKING = re.compile(
    r"\W*(?:how|why|when|where|who|is|are|was|does|did|can|could|may|will|would|should|do i"
    r"|what (?:is|are|do|does|happens)|wie|warum|wann|wo|wer|ist|sind|kann|darf|muss|was (?:ist|sind|passiert)|gilt"
    r"|comment|pourquoi|quand|où|qui|est-ce"
    r"|puis-je|c[oó]mo|por qu[eé]|cu[aá]ndo|d[oó]nde|qui[eé]n|puedo|es|son)\b",
    re.IGNORECASE,
)


async def is_for_wares(turn: Turn, entry: Entry) -> bool:
    """Is the message a wish that the shop can meet, and none of the entry's phrases near it?

    Only asked about what is not known word for word; without a catalogue nothing is sold here.
    """
    if len(turn.text) > LONGEST or _ASKING.match(turn.text) or _near(turn.text, entry):
        return False
    try:
        search: ProductSearch = turn.service("search")
        criteria: Criteria = await search.read(turn.text, turn.language, guess=False)
        return criteria.is_wish and bool((await search.find(criteria, 1)).products)
    except NotReadyError:
        return False


def _near(text: str, entry: Entry) -> bool:
    said = bag_of(text)
    phrases = (phrase for version in entry.versions for phrase in version.phrasings)
    return any(closeness(said, _bag(phrase)) >= CLOSE for phrase in phrases)


@lru_cache(maxsize=1_024)
def _bag(phrase: str) -> Bag:
    return bag_of(phrase)
