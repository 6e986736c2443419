"""Long messages: what they ask stands among what they tell, and is understood better without it.

"Dear team, last week ... Could you tell me whether you are open on Saturday? Kind regards". Who greets, thanks and
tells of the family says much that sounds like something else. Of 108 first questions of three demo shops, each between
such sentences, 58 were answered as they are alone when read as a whole, 22 otherwise; 105 and none by what they ask.
"""

import re
from functools import partial

from shopbell.runtime.courtesy import asks_or_wishes
from shopbell.runtime.epochs import Epoch
from shopbell.runtime.items import Item
from shopbell.runtime.several import MOST, SURE, Part, part_of, questions_in
from shopbell.runtime.turn import LiveTurn
from shopbell.runtime.understand import Understander
from shopbell.shop.asking import after_greeting

LONG, FEWEST_WORDS, SENTENCES = 20, 12, 3  # words of a letter; of one that has several sentences, and how many
SHORTEST = 3  # words of a sentence that asks: "dear team", "many thanks" do not
MOST_SENTENCES = 12  # more of a very long one are not read
# What other sentences may tell, and the question needs: then the message is read as a whole.
TOLD_ELSEWHERE = frozenset(("order_number", "email", "phone"))

_ends = re.compile(r"(?<=[.!?])\s|\n")


def asked_in_letter(turn: LiveTurn, item: Item, epoch: Epoch, understander: Understander) -> list[Part]:
    """What a long message asks or wishes, or a short one before it thanks; each with the skills that know it.

    The same question twice is one, and what one skill claims is read together. Nothing where it asks nothing, something
    that is not likely known, or what another sentence tells of.
    """
    asked = sentences_that_ask(turn.text)
    # The only one is asked of whomever it would be asked alone.
    least = SURE if len(asked) > 1 else 0.0
    if not asked and turn.alone is not None and turn.alone[0] != after_greeting(turn.text):  # then thanks were cut
        asked, least = [turn.alone[0]], SURE
    read = partial(part_of, turn, item=item, epoch=epoch, understander=understander, least=least)
    parts = [read(text) for text in asked]
    if not all(part.candidates and not part.understood.points for part in parts):
        return []
    told = {(one.kind, str(one.value)) for one in turn.understood.entities if one.kind in TOLD_ELSEWHERE}
    asks_of = {(one.kind, str(one.value)) for part in parts for one in part.understood.entities}
    if told - asks_of:
        return []
    by_whom: dict[tuple[str, str | None], list[Part]] = {}
    for part in parts:
        by_whom.setdefault((part.candidates[0].entry.name, part.candidates[0].intent), []).append(part)
    if len(by_whom) > MOST:
        return []
    # "I'd like three rolls. Please add two pretzels" is one order; who knows it by its intent is asked once.
    return [
        same[0] if intent is not None or len(same) == 1 else read(" ".join(part.text for part in same))
        for (_, intent), same in by_whom.items()
    ]


def sentences_that_ask(text: str) -> list[str]:
    """The questions and wishes of a letter, in their order; nothing where it is none."""
    words = _words(text)
    if words < FEWEST_WORDS:
        return []
    sentences = [one.strip() for one in _ends.split(text) if one.strip()]
    if len(sentences) < 2 or (words < LONG and len(sentences) < SENTENCES):
        return []
    asking = [one for one in sentences[:MOST_SENTENCES] if len(one.split()) >= SHORTEST and asks_or_wishes(one)]
    return [question for one in asking for question in questions_in(one) or [one]]


def is_long(text: str) -> bool:
    """Is it as long as a letter? Who has written so much does not like to write it again."""
    return _words(text) >= LONG


def _words(text: str) -> int:
    return text.count(" ") + text.count("\n") + 1
