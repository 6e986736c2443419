"""What a turn says, as rows of the outbox."""

from shopbell.messages import InboundMessage
from shopbell.replies import encode_parts
from shopbell.runtime.commit import PLACES
from shopbell.runtime.epochs import ChannelEntry
from shopbell.runtime.items import Item
from shopbell.runtime.lines import Row
from shopbell.runtime.outcome import Outcome


def is_fetched(item: Item, channel: ChannelEntry | None) -> bool:
    """Does the other side take the answer itself, so that none goes out unasked?"""
    return item.inline or (channel is not None and channel.pulls(item.seat.identity.account))


def rows_of(item: Item, outcome: Outcome, channel: ChannelEntry | None) -> list[Row]:
    """The rows a turn's messages need: none when the response carries them, or the other side fetches them."""
    identity = item.seat.identity
    if not outcome.messages:
        return []
    verdict, to = outcome.verdict, outcome.to
    if is_fetched(item, channel) and verdict.kind == "sent":
        return []
    heard = item.body if isinstance(item.body, InboundMessage) else None
    first = item.turn_id * PLACES + 1
    return [
        Row(
            first + place, item.turn_id, item.seat.lane.conversation_id,
            *(to[1:4] if to else (identity.channel, identity.account, heard.sender if heard else identity.address)),
            heard.thread if heard and not to else "", heard.key if heard and not to else None, outcome.purpose,
            int(place in outcome.payments), encode_parts(parts), 0, outcome.now, verdict.until or outcome.now,
            "refused" if verdict.kind == "refused" else "due", verdict.reason, verdict.kind,
            outcome.consent,
        )
        for place, parts in enumerate(outcome.messages)
    ]  # fmt: skip
