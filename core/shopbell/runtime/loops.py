"""Two machines that write to each other: noticed by what they send, so that the bot stops and a person reads why.

What says itself that nobody wrote it (``InboundMessage.automatic``) is never answered. The rest does not say so: it
comes too often, where the channel names a number, or is sent the same answer again and again. Who fetches answers (the
API's waiting caller, the web chat) asked for each of them, and is no such machine.
"""

from zlib import crc32

from shopbell.people import ConversationState
from shopbell.replies import encode_parts
from shopbell.runtime.outcome import Messages

HOUR = 3_600_000  # milliseconds
SAME_MOST, SAME_MS = 30, 10 * 60_000  # the same answer so often within that time
AUTOMATIC_MOST = 3  # within an hour; a note about a holiday comes once


def why_automatic_only(state: ConversationState, now: int) -> str:
    """Count one more automatic message.

    Returns:
        Why a person should look at it, in words for the owner; empty: there is no need, for it is the odd note about
        a holiday, or a newsletter from where nobody was ever answered.
    """
    if not state.told_automatic:
        return ""
    state.automatic = [*(at for at in state.automatic if now - at < HOUR), now]
    if len(state.automatic) <= AUTOMATIC_MOST:
        return ""
    return "one automatic answer after the other comes from this address"


def why_too_often(state: ConversationState, per_hour: int, now: int) -> str:
    """Count one more message that would be answered.

    Args:
        state: of the conversation; changed.
        per_hour: answered messages of one address that its channel allows; 0: any number.
        now: milliseconds UTC.

    Returns:
        Why it looks like a machine, in words for the owner; empty: it does not.
    """
    if not per_hour:
        return ""
    state.hourly = [*(at for at in state.hourly if now - at < HOUR), now]
    if len(state.hourly) <= per_hour:
        return ""
    return f"more than {per_hour} messages within an hour: two machines may be writing to each other"


def why_repeating(messages: Messages, state: ConversationState, now: int) -> str:
    """Count one more answer; whoever needs the same one so often is no person, or is not helped by it."""
    try:
        words = crc32(b"".join(map(encode_parts, messages)))
    except UnicodeEncodeError:
        return ""  # it cannot be kept either: the commit will blame whose it is
    last, times, since = state.same
    if words == last and now - since < SAME_MS:
        state.same = words, times + 1, since
    else:
        state.same = words, 1, now
    if state.same[1] <= SAME_MOST:
        return ""
    return f"the same answer {SAME_MOST} times in a row: two machines may be writing to each other"


def start_counting_anew(state: ConversationState) -> None:
    """A person has looked at it."""
    state.automatic, state.hourly, state.same = [], [], (0, 0, 0)
