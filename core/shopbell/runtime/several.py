"""Several questions in one message: where each is likely by itself, each is answered, one after the other."""

import re
from typing import NamedTuple, Protocol

from shopbell.replies import Reply
from shopbell.runtime.courtesy import begins_as_a_question, without_and
from shopbell.runtime.epochs import Epoch
from shopbell.runtime.items import Item
from shopbell.runtime.router import Candidate, claiming, route
from shopbell.runtime.turn import LiveTurn
from shopbell.runtime.understand import Understander
from shopbell.shop.asking import after_greeting
from shopbell.understanding import Understood

MOST = 3  # questions; more are a letter, and somebody should read it as a whole
SURE = 0.5  # chance of each; below it the message is understood as a whole
FEWEST_WORDS, MANY_WORDS = 2, 3  # of a question, and of one that does not begin as one
LONGEST = 300  # characters
WARES = ("product", "category", "brand")

_JOINTS = ("? ", "?\n", " and ", " und ", " et ", " y ", " e ")
_joined = re.compile(r"(?<=\?)\s+|,?\s+(?:and|und|et|y|e)\s+(?=\w)", re.IGNORECASE)


class Part(NamedTuple):
    """One question, what it means, and whom to ask about it."""

    text: str
    understood: Understood
    candidates: tuple[Candidate, ...]


class Said(NamedTuple):
    """The answer to one question, and whose it is."""

    reply: Reply
    by: Candidate


class Ask(Protocol):
    """Asks a skill; ``now`` where something was done already, so that it cannot wait its place."""

    async def __call__(self, candidate: Candidate, *, now: bool) -> tuple[Reply | None, bool]: ...


def questions_in(text: str) -> list[str]:
    """The questions that a message asks, if it asks several and says nothing else.

    "Are you open on Sunday? And do you deliver?", "when do you close and where can I park".
    """
    if len(text) > LONGEST or not any(joint in text for joint in _JOINTS):
        return []
    said = after_greeting(text)
    joints = [(one.start(), one.end()) for one in _joined.finditer(said)]
    begins = [0, *(end for start, end in joints if _begins(said[end:], said[:start].endswith("?")))]
    ends = [*(start for start, end in joints if end in begins), len(said)]
    if len(begins) == 1 or not _begins(said[: ends[0]], asked=True):  # "thank you, and where can I park"
        return []
    parts = [without_and(said[begin:end].strip()) for begin, end in zip(begins, ends, strict=True)]
    whole = all(len(part.split()) >= FEWEST_WORDS for part in parts)
    return parts if len(parts) <= MOST and whole else []


def _begins(text: str, asked: bool) -> bool:
    """Does another question begin here? "And croissants", "in red?" go on with the one before.

    ``asked``: it stands behind a question mark, so it need not begin as one.
    """
    if begins_as_a_question(text):
        return True
    first, mark, _ = text.partition("?")
    return asked and bool(mark) and (text.startswith("¿") or len(first.split()) >= MANY_WORDS)


def known_parts(turn: LiveTurn, item: Item, epoch: Epoch, understander: Understander) -> list[Part]:
    """The questions of the message, each with the skills that know it; nothing where one is not likely, or two are the
    same, or one is of a thing that is at hand, or was named before it.
    """
    if turn.understood.word_for_word:
        return []
    parts: list[Part] = []
    at_hand = turn.spoken_of is not None or turn.context.product is not None
    for text in questions_in(turn.text):
        part = part_of(turn, text, item, epoch, understander)
        if part.understood.points and at_hand:
            return []
        at_hand = at_hand or any(one.kind in WARES for one in part.understood.entities)
        parts.append(part)
    whose = {(one.candidates[0].entry.name, one.candidates[0].intent) for one in parts if one.candidates}
    return parts if len(whose) == len(parts) else []


def part_of(
    turn: LiveTurn, text: str, item: Item, epoch: Epoch, understander: Understander, least: float = SURE
) -> Part:
    """A part of the message by itself: who claims it, and who knows it by a chance of ``least``."""
    understood = understander.understand(text, turn.language, turn.now)
    with turn.reading(text, understood):
        claimed = claiming(turn, epoch, item.weary)
    decided = route(understood, epoch, understander, item.weary)
    sure = (one for one in decided.candidates if one.score >= least)
    return Part(text, understood, (*claimed, *sure))


async def answer_each(turn: LiveTurn, parts: list[Part], ask: Ask) -> list[Said]:
    """The answers to all of them; a question that is asked back comes last. Nothing where a skill declines, two ask
    back, or a person is to answer.
    """
    said, asks_back = await _in_turn(turn, parts, ask)
    if asks_back is not None:
        last = parts[asks_back]
        said, asks_back = await _in_turn(turn, [*(part for part in parts if part is not last), last], ask)
    return said


async def _in_turn(turn: LiveTurn, parts: list[Part], ask: Ask) -> tuple[list[Said], int | None]:
    """The answers, or none and the place of the question that was asked back while others are to come."""
    said: list[Said] = []
    wrote: set[str] = set()  # plugins; each expects to be asked once a turn, so its rows may have the turn's id
    for place, part in enumerate(parts):
        with turn.reading(part.text, part.understood):
            for candidate in part.candidates:
                before, plugin = turn.effects(), candidate.entry.plugin
                reply, _ = await ask(candidate, now=bool(said))
                turn.unanswered = False  # was kept, if it was so
                if reply is None:
                    turn.forget_effects(before)
                    continue
                writes = len(turn.writes) > len(before.writes)
                if not (writes and plugin in wrote):
                    said.append(Said(reply, candidate))
                wrote |= {plugin} if writes else set()
                break
        asks_back = turn.dialogues is not None and turn.dialogues.runs.changed and place < len(parts) - 1
        if len(said) <= place or asks_back or turn.handover is not None:
            turn.forget_effects()
            return [], place if asks_back else None
    return said, None
