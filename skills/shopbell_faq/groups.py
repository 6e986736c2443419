"""Questions that mean the same, in one group; and those whose labelling would teach the most."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import msgspec

from .closeness import bag_of, closeness
from .entries import normal
from .gaps import Asked

MOST = 500  # distinct phrases that are compared, the most frequent first
SAME_WORDS = 0.6  # closeness by words from which two questions are one
SAME_MEANING = 0.75  # cosine of an encoder from which they are; paraphrases of the shop's own vectors have 0.77 to 0.9
LABELS = 10

Alike = Callable[[int, int], float]  # two places -> 0 to 1


class Encoder(Protocol):
    """The service ``encoder``: what a text means as a vector."""

    def encode(self, texts: list[str]) -> Any:
        """A float32 matrix [n, d], one row per text."""
        ...


class Phrase(NamedTuple):
    """One way of asking, however often it was asked that way."""

    words: str
    language: str
    asked: tuple[Asked, ...]  # oldest first


class Group(msgspec.Struct, frozen=True):
    """Phrases that mean the same. ``gap`` names it: the turn that first asked its most frequent phrase."""

    gap: int
    phrases: tuple[str, ...]
    language: str
    count: int  # times it was asked
    customers: int
    closest: str  # the intent that came nearest most often; empty: none
    score: float  # the best that it had
    latest: int  # milliseconds UTC
    turns: tuple[int, ...]


class Label(msgspec.Struct, frozen=True):
    """A phrase whose right answer the owner should say."""

    turn: int
    words: str
    language: str
    count: int
    closest: str
    score: float
    why: str


def phrases_of(asked: Iterable[Asked], known: Iterable[str]) -> list[Phrase]:
    """Put the same words together, the most frequent first; what is an example by now is left out."""
    answered = set(map(normal, known))
    same: dict[tuple[str, str], list[Asked]] = defaultdict(list)
    for one in sorted(asked):
        if (said := normal(one.words)) not in answered:
            same[one.language, said].append(one)
    found = [Phrase(rows[0].words, language, tuple(rows)) for (language, _), rows in same.items()]
    found.sort(key=lambda phrase: (-len(phrase.asked), phrase.asked[0].id))
    return found[:MOST]


def alike_by_words(phrases: Sequence[Phrase]) -> tuple[Alike, float]:
    """Compare by shared words, within a language; and from where on two are one."""
    bags = [bag_of(phrase.words) for phrase in phrases]

    def alike(one: int, other: int) -> float:
        same = phrases[one].language == phrases[other].language
        return closeness(bags[one], bags[other]) if same else 0.0

    return alike, SAME_WORDS


def alike_by_meaning(phrases: Sequence[Phrase], encoder: Encoder) -> tuple[Alike, float]:
    """Compare by an encoder's cosine, or by shared words where these tell more; and from where on two are one.

    Blocking: 500 phrases may take a second.
    """
    by_words, enough = alike_by_words(phrases)
    matrix = encoder.encode([phrase.words for phrase in phrases])
    lengths = [math.sqrt(square) or 1.0 for square in (matrix * matrix).sum(axis=1).tolist()]
    rows = (matrix @ matrix.T).tolist()  # numpy's own work; nothing of it is imported here

    def alike(one: int, other: int) -> float:
        meaning: float = rows[one][other] / (lengths[one] * lengths[other])
        return max(meaning, by_words(one, other) * SAME_MEANING / enough)

    return alike, SAME_MEANING


def grouped(phrases: Sequence[Phrase], alike: Alike, enough: float) -> list[Group]:
    """Join each phrase with the closest that came before it; the groups asked most often come first.

    Greedy, so that the same rows always give the same groups and a further row changes few of them.
    """
    members: dict[int, list[int]] = {}
    for place in range(len(phrases)):
        score, leader = max(((alike(place, one), -one) for one in members), default=(0.0, 0))
        if score >= enough:
            members[-leader].append(place)
        else:
            members[place] = [place]
    groups = [_group([phrases[one] for one in places]) for places in members.values()]
    return sorted(groups, key=lambda group: (-group.count, group.gap))


def _group(phrases: Sequence[Phrase]) -> Group:
    asked = [one for phrase in phrases for one in phrase.asked]
    nearest = Counter(one.closest for one in asked if one.closest).most_common(1)
    closest = nearest[0][0] if nearest else ""
    return Group(
        gap=phrases[0].asked[0].id,
        phrases=tuple(phrase.words for phrase in phrases),
        language=phrases[0].language,
        count=len(asked),
        customers=len({one.customer_id for one in asked}),
        closest=closest,
        score=max((one.score for one in asked if one.closest == closest), default=0.0),
        latest=max(one.at for one in asked),
        turns=tuple(sorted(one.id for one in asked)),
    )


def labels(phrases: Sequence[Phrase], alike: Alike) -> list[Label]:
    """The ten phrases whose right answer would help most: uncertain, frequent, unlike each other.

    Each next one is the best by worth * (1 - likeness to the nearest that is chosen already): maximal marginal
    relevance (Carbonell and Goldstein, 1998).
    """
    worth = {place: _doubt(phrase) * math.log2(1 + len(phrase.asked)) for place, phrase in enumerate(phrases)}
    chosen: list[int] = []
    while worth and len(chosen) < LABELS:
        best = max(worth, key=lambda place: worth[place] * (1 - max((alike(place, c) for c in chosen), default=0.0)))
        del worth[best]
        chosen.append(best)
    return [_label(phrases[place]) for place in chosen]


_REASONS: Mapping[str, str] = {
    "unhelpful": "the answer did not help",
    "unclear": "the customer was asked which of two was meant",
    "unsure": "it was answered, but not surely",
    "unanswered": "nothing was near enough",
}


def _doubt(phrase: Phrase) -> float:
    """From 0 to 1: an answer near, or two equally near, says more than nothing near at all."""
    latest = phrase.asked[-1]
    if latest.kind == "unhelpful":
        return 1.0
    near = min(1.0, latest.score)
    return 0.3 + 0.4 * near + 0.3 * (1.0 - min(1.0, latest.margin / near)) if near > 0 else 0.3


def _label(phrase: Phrase) -> Label:
    latest = phrase.asked[-1]
    return Label(
        turn=latest.id,
        words=phrase.words,
        language=phrase.language,
        count=len(phrase.asked),
        closest=latest.closest,
        score=latest.score,
        why=_REASONS[latest.kind],
    )
