"""Who answers a conversation: the bot, the queue, a person. Changes take their turn in the lane."""

from shopbell.adapt.sentences import BACK_TO_BOT, NOBODY_CAME, WAITING, WAITING_CLOSED, WRITE_DIRECTLY
from shopbell.contracts import Write
from shopbell.people import BOT, ConversationState, Holder, LeftWord
from shopbell.replies import TextPart
from shopbell.runtime.epochs import Epoch
from shopbell.runtime.items import Control, Item
from shopbell.runtime.loops import start_counting_anew
from shopbell.runtime.outcome import Outcome
from shopbell.runtime.turn import Handover
from shopbell.shop import ShopInfo
from shopbell.text import Text

# A reply not yet sent must not talk over the person who took the conversation.
CANCEL_UNSENT = (
    "UPDATE outbox SET state = 'cancelled', reason = 'a person took over'"
    " WHERE state IN ('due', 'sending', 'unknown') AND conversation_id = ?"  # as the index of unfinished rows says it
    " AND state = 'due' AND purpose = 'conversational'"
)
# Held by a person or the queue, or with word left for a person ('left', see ``Lane.save``).
HELD = """
    SELECT conversation.id, conversation.customer_id, conversation.state FROM conversation
    WHERE conversation.holder <> 'bot' ORDER BY conversation.id"""


def end_expired(state: ConversationState, now: int) -> None:
    """A queue or a lease whose time is over falls back to the bot; the customer hears of it with what is said next."""
    if state.holder.until is not None and now >= state.holder.until:
        state.given_back, state.holder = state.holder.kind, BOT


def hand_to_queue(state: ConversationState, now: int, handover: Handover, minutes: int | None) -> None:
    """From now on the bot is silent, until a person releases the conversation or the time is over.

    Where it is not to fall silent, or a message is left, that waits beside the conversation until it is released.

    Args:
        state: of the conversation; changed.
        now: milliseconds UTC.
        handover: as the skill asked; without an end of its own
        minutes: the shop's own setting; None: no end.
    """
    if handover.message or not handover.silent:
        left = state.left or LeftWord(now, handover.reason)
        state.left = left.with_more(handover.message)
    if not handover.silent:
        return
    until = handover.until
    if until is None and minutes is not None:
        until = now + minutes * 60_000
    state.holder = Holder("queue", since=now, until=until, reason=handover.reason)


def given_back_words(state: ConversationState) -> Text:
    """What a customer is told, once, whose conversation came back by itself."""
    held, state.given_back = state.given_back, ""
    return NOBODY_CAME if held == "queue" else BACK_TO_BOT


def waiting_words(shop: ShopInfo, now: int) -> Text:
    """What a customer is told whose conversation went to a person, when the skill itself said nothing."""
    moment = shop.local(now)
    closed = any(shop.hours.week) and not shop.hours.is_open(moment)
    return WAITING_CLOSED if closed else WAITING


def take_control(item: Item, control: Control, epoch: Epoch, now: int) -> Outcome:
    """Release to the bot, or let an agent hold."""
    state = item.seat.lane.state
    before = state.holder.kind
    if control.action == "release":
        state.holder, state.left, state.fallbacks = BOT, None, 0
        start_counting_anew(state)
        language = state.language or epoch.prepared.shop.languages[0]
        words = epoch.prepared.translate(BACK_TO_BOT, language)
        messages = ((TextPart(text=words),),) if before != "bot" else ()
        return Outcome.said(epoch, item, "control", messages, now)
    state.holder = Holder("agent", agent=control.agent, since=now, until=control.until, reason=control.reason)
    state.given_back = ""  # somebody came after all
    outcome = Outcome.silent(epoch, item, "control", now)
    outcome.writes.append(Write(CANCEL_UNSENT, (item.seat.lane.conversation_id,)))
    return outcome


def group_turn(item: Item, state: ConversationState, epoch: Epoch, now: int) -> Outcome:
    """Group and public messages are not answered; the thread is told once where to write."""
    if state.told_waiting:
        return Outcome.silent(epoch, item, "silent", now)
    state.told_waiting = True
    words = epoch.prepared.translate(WRITE_DIRECTLY, epoch.prepared.shop.languages[0])
    return Outcome.said(epoch, item, "silent", ((TextPart(text=words),),), now)
