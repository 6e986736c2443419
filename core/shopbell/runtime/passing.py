"""What a turn wants to say, at the gate: before its commit."""

import msgspec

from shopbell.adapt import adapt
from shopbell.replies import Reply
from shopbell.runtime.epochs import Epoch
from shopbell.runtime.gate import open_way
from shopbell.runtime.items import Control, Item
from shopbell.runtime.outcome import Outcome
from shopbell.runtime.permits import Permits


def plainly_open(item: Item, purpose: str) -> bool:
    """Is it an ordinary answer? The window is open, for the customer has just written."""
    # What an agent's own word is answered with is no talking over.
    holder = "bot" if isinstance(item.body, Control) else item.seat.lane.state.holder.kind
    return open_way(purpose, item.seat.stopped, holder, 0.0)


async def ask_gate(permits: Permits, item: Item, outcome: Outcome, epoch: Epoch) -> Outcome:
    """The outcome with the gate's verdict; in another channel's form, where it goes there.

    Raises:
        StoreError: the database refuses.
    """
    record, identity = outcome.record, item.seat.identity
    verdict, to = await permits.judge(
        item.seat, outcome.purpose, epoch, outcome.now, language=record.language, consent=outcome.consent
    )
    channel = epoch.channels.get(identity.channel)
    if verdict.kind == "delayed" and channel is not None and channel.pulls(identity.account):
        verdict = verdict._replace(kind="refused")  # what is fetched cannot lie ready and be hidden
    messages = outcome.messages
    if to is not None:
        reply = Reply(*(part for message in messages for part in message))
        capabilities = epoch.channels[to.channel].capabilities
        messages = adapt(reply, capabilities, record.language, epoch.prepared.translate).messages
    noted = msgspec.structs.replace(record, gate=(outcome.purpose, verdict.kind, verdict.reason))
    return outcome._replace(record=noted, verdict=verdict, to=to, messages=messages)
