"""Who answers: pending options first, then those that claim the message, then skills by score, then those without
intents; or a question back.
"""

from typing import NamedTuple

from shopbell.runtime.epochs import Epoch, SkillEntry
from shopbell.runtime.turn import LiveTurn
from shopbell.runtime.understand import Understander
from shopbell.text import Text, Words
from shopbell.understanding import WORD_FOR_WORD, Understood

ASKED_AT_MOST = 3
INTENT_PAYLOAD = "intent:"  # the payload of a "did you mean" option


class Candidate(NamedTuple):
    """A skill to ask, and why."""

    entry: SkillEntry
    intent: str | None
    score: float
    claims: bool = False  # it has said that the question is its own


class Route(NamedTuple):
    """The decision: whom to ask in order, or between which intents the customer should choose.

    ``doubtful`` intents are too weak to be answered; when nobody else answers, the customer is asked about them.
    """

    candidates: tuple[Candidate, ...]
    clarify: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()


def route(understood: Understood, epoch: Epoch, understander: Understander, weary: frozenset[str]) -> Route:
    """Decide who is asked.

    Args:
        understood: intents by falling score.
        epoch: intents that it lacks are ignored (the model may be older).
        understander: its threshold, margin and doubt hold where an intent has no threshold of its own.
        weary: plugins that failed in this turn already.
    """
    scored: list[Candidate] = []
    usual, doubt = understander.threshold, understander.doubt
    doubtful: tuple[str, ...] = ()
    for name, score in understood.intents:
        entry = epoch.skill_of.get(name)
        if entry is None:
            continue
        threshold = epoch.intents[name].threshold
        if score >= (usual if threshold is None else threshold) and entry.breaker.ok and entry.plugin not in weary:
            scored.append(Candidate(entry, name, score))
        elif threshold is None and score >= doubt:
            doubtful += (name,)
    if len(scored) > 1:
        scored.sort(key=_by_score_then_order)
        first, second = scored[0], scored[1]
        if first.score < WORD_FOR_WORD and first.score - second.score < understander.margin:
            return Route((), tuple(str(candidate.intent) for candidate in scored[:3]))
    asked = tuple(scored[:ASKED_AT_MOST])
    for entry in epoch.plain_skills:
        if entry.breaker.ok and entry.plugin not in weary:
            asked += (Candidate(entry, None, 0.0),)
    return Route(asked, doubtful=() if scored else doubtful[:ASKED_AT_MOST])


def _by_score_then_order(candidate: Candidate) -> tuple[float, int]:
    return -candidate.score, candidate.entry.order


def listening(plugin: str, epoch: Epoch, weary: frozenset[str]) -> tuple[Candidate, ...]:
    """The skills of the plugin that asked to hear the next message before all others; none when it is gone."""
    if plugin in weary:
        return ()
    return tuple([Candidate(entry, None, 0.0) for entry in epoch.listening.get(plugin, ()) if entry.breaker.ok])


def claiming(turn: LiveTurn, epoch: Epoch, weary: frozenset[str]) -> tuple[Candidate, ...]:
    """The skills that know the message for their own; nobody, when a phrase is known word for word.

    They see the question alone. While one is asked, what its plugin remembers can be recalled.
    """
    if turn.understood.word_for_word:
        return ()
    claimed: tuple[Candidate, ...] = ()
    with turn.reading_alone():
        for entry, claims in epoch.claiming:
            if entry.plugin in weary or not entry.breaker.ok:
                continue
            turn.asked_of = entry.plugin
            if claims(turn):
                claimed += (Candidate(entry, None, 0.0, claims=True),)
    return claimed


def chosen_intent(text: str, epoch: Epoch) -> Candidate | None:
    """The skill behind a chosen "did you mean" option; None when the text is something else or it is gone."""
    if not text.startswith(INTENT_PAYLOAD):
        return None
    name = text.removeprefix(INTENT_PAYLOAD)
    entry = epoch.skill_of.get(name)
    return Candidate(entry, name, 1.0) if entry is not None and entry.breaker.ok else None


def title_of(intent_name: str, epoch: Epoch, language: str) -> Words:
    """How an intent is named to the customer: its title, else its first example in their language."""
    intent = epoch.intents[intent_name]
    if isinstance(intent.title, Text):
        return intent.title.owned_by(epoch.skill_of[intent_name].plugin)
    if intent.title is not None:
        return intent.title
    phrases = intent.examples.get(language) or next(iter(intent.examples.values()), ())
    return phrases[0] if phrases else intent_name
