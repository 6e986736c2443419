"""What one turn decided: messages, writes, and the record of why."""

from collections.abc import Callable
from typing import NamedTuple

from shopbell.contracts import Write
from shopbell.messages import Purpose
from shopbell.replies import ReplyPart
from shopbell.runtime.epochs import Epoch
from shopbell.runtime.gate import PASSED, Verdict
from shopbell.runtime.items import Item
from shopbell.runtime.lines import Row
from shopbell.runtime.permits import Known
from shopbell.runtime.record import TurnRecord

Messages = tuple[tuple[ReplyPart, ...], ...]  # one inner tuple is one message of the platform


class Outcome(NamedTuple):
    """The result of a turn before it is committed."""

    messages: Messages
    writes: list[Write]
    record: TurnRecord
    now: int
    plugin: str = ""  # whose skill answered
    author: str = "bot"
    purpose: Purpose = "conversational"
    consent: str = ""  # what an offer needs, beside that to offers as such
    verdict: Verdict = PASSED  # of the gate
    post: Row | None = None  # a letter to another address than the answer's
    to: Known | None = None  # another address of the customer, when it is rerouted
    payments: tuple[int, ...] = ()  # places in ``messages`` that ask for money
    then: Callable[[], None] | None = None  # called when it is on disk

    @classmethod
    def said(cls, epoch: Epoch, item: Item, outcome: str, messages: Messages, now: int) -> "Outcome":
        """The core itself says something."""
        state = item.seat.lane.state
        record = TurnRecord(
            epoch=epoch.id,
            outcome=outcome,
            channel=item.seat.identity.channel,
            language=state.language or epoch.prepared.shop.languages[0],
            stages=(),
            holder=state.holder.kind,
            replies=len(messages),
        )
        return cls(messages, [], record, now)

    @classmethod
    def silent(cls, epoch: Epoch, item: Item, outcome: str, now: int) -> "Outcome":
        """Nothing is said."""
        return cls.said(epoch, item, outcome, (), now)
