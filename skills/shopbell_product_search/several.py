"""Several wishes in one sentence: "a red scarf and a blue hat" are two searches."""

import re
from bisect import bisect

from msgspec.structs import replace

from shopbell import Reply, ReplyPart, TextPart, Turn
from shopbell.shop import Criteria, asks_for_a_rule, asks_for_one, goes_on_ordering

from .cards import cards
from .chances import CATEGORY, CERTAIN, chance_elsewhere
from .searching import Searching
from .sentences import found_in_words, hindrances_in_words, relaxed_in_words
from .talking_of import BUYING

OF_WARES = ("category", "product", "brand", "colour", "material", "size")
SHORT, LONGEST = 10, 16  # words
MOST = 3  # wishes that are answered at once
_joint = re.compile(r"[,;&+]|\b(?:and|plus|und|sowie|et|y|e)\b", re.IGNORECASE)


def may_be_several(turn: Turn) -> bool:
    """Is something joined that is neither ordered nor asked about?

    Many a message has a comma, and to read the catalogue costs ten times what all claims do: so two of its parts must
    speak of wares, or the message be short and nobody else certain of it.
    """
    words = len(turn.text.split())
    joints = [joint.start() for joint in _joint.finditer(turn.text)] if words <= LONGEST else []
    if not joints:
        return False
    told = {bisect(joints, one.start) for one in turn.understood.entities if one.kind in OF_WARES}
    if len(told) < 2 and (words > SHORT or chance_elsewhere(turn) >= CERTAIN):
        return False
    if BUYING.search(turn.text):
        return False
    ordered = asks_for_one(turn.text) or goes_on_ordering(turn.text)
    counted = any(one.kind == "quantity" and one.value != 1 for one in turn.understood.entities)
    return not (ordered or counted or asks_for_a_rule(turn.text))


async def wishes_in(turn: Turn) -> list[Criteria]:
    """One for each thing; none where only one is spoken of, or a part of the sentence is about something else."""
    parts = [part for part in _joint.split(turn.text) if part.strip(" .!?")]
    if not 1 < len(parts) <= MOST:
        return []
    search = turn.service("search")
    wishes: list[Criteria] = []
    things: set[str] = set()
    for part in parts:  # most messages with a comma are told by their first part: to read one costs 0.1 ms
        one: Criteria = await search.read(part, turn.language, guess=False)
        named = one.wanted.get(CATEGORY, ())
        if not named or one.strange or one.unknown or not things.isdisjoint(named):
            return []
        wishes.append(one)
        things.update(named)
    # "A scarf and a hat under 50": what is said of money at the end is said of all.
    last = wishes[-1]
    open_ended = [one for one in wishes if one.least is None and one.most is None]
    return [replace(one, least=last.least, most=last.most) if one in open_ended else one for one in wishes]


async def answer_several(turn: Turn, searching: Searching, wishes: list[Criteria]) -> Reply:
    """One after the other; "cheaper" and "more" go on with the first."""
    search, catalogue = turn.service("search"), turn.service("catalogue")
    each = max(1, (searching.shown + 1) // len(wishes))
    parts: list[ReplyPart] = []
    for place, one in enumerate(wishes):
        found = await search.find(one, each)
        products = await catalogue.products(found.products)
        if not place:
            searching.remember(turn, one, products, len(products))
        if products:
            lines = [*relaxed_in_words(found, one), found_in_words(found, len(products))]
        else:
            lines = [*hindrances_in_words(found, None, one, turn.shop.currency)]
        parts += [*(TextPart(text=line) for line in lines), *cards(products, turn.language)]
    return Reply(*parts)
