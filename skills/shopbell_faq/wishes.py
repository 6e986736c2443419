"""Who asks for wares is not told a rule about them: "do you have power banks" is not "may I take one on a plane?"."""

import re
from functools import lru_cache

from shopbell import NotReadyError, Turn
from shopbell.shop import ProductSearch, asks_for_a_rule

from .closeness import Bag, bag_of, closeness
from .entries import Entry

CLOSE = 0.75  # from here on the entry is meant, whatever is sold
LONGEST = 120  # characters of a wish
# "My bouquet has withered": it is sold already.
_theirs = re.compile(r"\W*(?:my|our|mein|meine|unsere?|mon|ma|mes|nos|notre|mis?|nuestr[oa]s?)\b", re.IGNORECASE).match


async def is_for_wares(turn: Turn, entry: Entry) -> bool:
    """Is the message a wish that the shop can meet, and none of the entry's phrases near it?

    Only asked about what is not known word for word; without a catalogue nothing is sold here.
    """
    if len(turn.text) > LONGEST or asks_for_a_rule(turn.text) or _theirs(turn.text):
        return False
    try:
        search: ProductSearch = turn.service("search")
        text = turn.understood.without_pointing(turn.text)
        return await search.meets(text, turn.language) and not _near(turn.text, entry)
    except NotReadyError:
        return False


def _near(text: str, entry: Entry) -> bool:
    said = bag_of(text)
    phrases = (phrase for version in entry.versions for phrase in version.phrasings)
    return any(closeness(said, _bag(phrase)) >= CLOSE for phrase in phrases)


@lru_cache(maxsize=1_024)
def _bag(phrase: str) -> Bag:
    return bag_of(phrase)
