"""Who asks for wares is not told a rule about them: "do you have power banks" is not "may I take one on a plane?"."""

from functools import lru_cache

from shopbell import NotReadyError, Turn
from shopbell.shop import ProductSearch, after_greeting, asks_for_a_rule, speaks_of_theirs

from .closeness import Bag, bag_of, closeness
from .entries import Entry

CLOSE = 0.75  # from here on the entry is meant, whatever is sold
LONGEST = 120  # characters of a wish


async def is_for_wares(turn: Turn, entry: Entry) -> bool:
    """Is the message a wish that the shop can meet, and none of the entry's phrases near it?

    Only asked about what is not known word for word; without a catalogue nothing is sold here.
    """
    if len(turn.text) > LONGEST or asks_for_a_rule(turn.text) or speaks_of_theirs(turn.text):
        return False
    try:
        search: ProductSearch = turn.service("search")
        text = after_greeting(turn.understood.without_pointing(turn.text))
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
