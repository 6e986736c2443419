"""How much of a customer's patience is left: angry messages in a row bring a person.

With hysteresis: a strongly negative message counts two, a calm one takes one back, a friendly one all. So two in a row,
or two with a calm one between, are enough; a single one, or two far apart, are not.
"""

from shopbell.adapt.sentences import TO_A_PERSON
from shopbell.people import ConversationState
from shopbell.replies import Options, Reply, offer_person
from shopbell.runtime.answer import Answer
from shopbell.runtime.turn import LiveTurn
from shopbell.understanding import Understood

FED_UP = 3


def note_mood(understood: Understood, state: ConversationState) -> None:
    """Count this message; ``understood`` is of the customer's own words, not of a button."""
    if understood.annoyed:
        state.upset = min(state.upset + 2, FED_UP + 1)
    elif understood.friendly:
        state.upset = 0
    elif state.upset:
        state.upset -= 1


def offer_a_person(turn: LiveTurn, answer: Answer, state: ConversationState) -> Reply:
    """The answer as it is, with a person offered to who is fed up; without an answer a person takes over."""
    if state.upset < FED_UP or turn.handover is not None:
        return answer.reply
    if answer.outcome == "fallback":
        state.upset = 0
        turn.hand_over("upset")
        return Reply()
    if answer.reply.options or not answer.reply.parts:
        return answer.reply
    return Reply(*answer.reply.parts, Options(options=(offer_person(TO_A_PERSON),)))
