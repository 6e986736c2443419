"""What belongs to the answer before: "and on Sunday?", "how much?"."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from shopbell import Turn

from .closeness import Bag, bag_of, closeness, unknown
from .entries import Entry, normal

CLOSE_ENOUGH = 0.62
LONGEST = 200  # characters; what is longer stands for itself
SHORT, SHORTNESS = 4, 0.15  # up to so many words lean on what was said before; what that adds
POINTING = 0.4  # what "that" adds
# Words that point at what was said before.
_POINTING = frozenset(
    ("that", "it", "there", "this", "das", "es", "dort", "dafür", "davon", "ça", "cela", "eso", "allí")
)


_normal = lru_cache(maxsize=1_024)(normal)  # asked for at every turn below a subject, and questions repeat


class FollowUp(NamedTuple):
    """One of an entry's follow-ups; ``name`` is whose answer it gives."""

    name: str
    exact: frozenset[str]
    phrases: tuple[Bag, ...]
    words: Bag  # of all phrases together


class Topics:
    """The follow-ups of all entries that have any."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._of = {
            name: tuple(_follow_up(entries[below]) for below in entry.follow_ups)
            for name, entry in entries.items()
            if entry.follow_ups
        }

    def __contains__(self, name: str) -> bool:
        return name in self._of

    def follow_up(self, topic: str, turn: Turn) -> str | None:
        """Whose answer is meant after ``topic``; None when the message stands for itself.

        A phrase that some intent has word for word goes there, unless a follow-up has it word for word, too.
        """
        found = self._of.get(topic)
        if not found or len(turn.text) > LONGEST or not (said := _normal(turn.text)):
            return None
        for one in found:
            if said in one.exact:
                return one.name
        best = turn.understood.intents[0][1] if turn.understood.intents else 0.0
        if best >= 1.0:
            return None
        bag, words = bag_of(turn.text), said.split()
        leaning = POINTING if not _POINTING.isdisjoint(words) else SHORTNESS if len(words) <= SHORT else 0.0
        score, name = max((_score(bag, one, leaning), one.name) for one in found)
        return name if score >= CLOSE_ENOUGH and score > best else None


def _score(bag: Bag, follow_up: FollowUp, leaning: float) -> float:
    """Close, and without words of another subject: "how much does it cost" leans, "how much are cakes" does not."""
    strange = unknown(bag, follow_up.words)
    if strange > 1:
        return 0.0
    return max(closeness(bag, phrase) for phrase in follow_up.phrases) + (0.0 if strange else leaning)


def _follow_up(entry: Entry) -> FollowUp:
    phrases = [phrase for version in entry.versions for phrase in version.phrasings]
    exact = frozenset(map(normal, phrases))
    return FollowUp(entry.answered_by or entry.name, exact, tuple(map(bag_of, phrases)), bag_of(" ".join(phrases)))
