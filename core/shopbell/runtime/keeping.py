"""Copies of what customers send: fetched in the message's own turn, kept with its commit.

The turn is what survives a crash, so that no file is forgotten; and only this customer waits for it.
"""

import structlog
from msgspec import structs

from shopbell.contracts import Write
from shopbell.errors import ShopbellError, whereabouts
from shopbell.messages import Attachment, InboundMessage
from shopbell.runtime.commit import PLACES
from shopbell.runtime.epochs import ChannelEntry, Epoch
from shopbell.runtime.items import Item
from shopbell.runtime.stepping import within
from shopbell.stores.shelf import Media, mention

log = structlog.get_logger("shopbell.media")

KEEP_SECONDS = 15.0  # for one file; after it the message goes on without a copy


async def keep_attachments(item: Item, epoch: Epoch) -> None:
    """Let the channel fetch what the message only names; what is not to be had stays a name."""
    message = item.body
    entry = epoch.channels.get(item.seat.identity.channel)
    if not isinstance(message, InboundMessage) or message.audience != "direct" or entry is None:
        return
    if entry.fetch is not None and any(one.media is None for one in message.attachments):
        kept = [one if one.media is not None else await _fetched(entry, message, one) for one in message.attachments]
        item.body = structs.replace(message, attachments=tuple(kept))


async def _fetched(entry: ChannelEntry, message: InboundMessage, attachment: Attachment) -> Attachment:
    assert entry.fetch is not None  # noqa: S101 its caller looked
    try:
        stored = await within(entry.fetch(message.account, attachment), KEEP_SECONDS, stuck=_leave)
    except (ShopbellError, TimeoutError) as exc:
        log.info("attachment not kept", channel=message.channel, error=type(exc).__name__)
        return attachment
    except Exception as exc:  # the channel's own mistake
        entry.breaker.failed(whereabouts(exc))
        return attachment
    if stored.media is None:
        return attachment
    known = attachment.media_type if stored.media_type == "application/octet-stream" else stored.media_type
    return structs.replace(attachment, media=stored.media, media_type=known or stored.media_type, size=stored.size)


def _leave() -> None:
    """A fetch that ignores its end is left behind; its file, if it comes, is swept."""


def mentions(item: Item, message: InboundMessage, at: int) -> list[Write]:
    """Keep the copies as long as the message."""
    return [
        mention(
            Media(one.media, one.media_type or "application/octet-stream", one.size or 0), item.turn_id * PLACES, at
        )
        for one in message.attachments
        if one.media is not None
    ]
