"""What platforms report beside messages: edits, deletions, receipts, echoes; and facts about customers."""

import asyncio
from collections.abc import Callable

import msgspec
import structlog

from shopbell.contracts import Write
from shopbell.errors import whereabouts
from shopbell.messages import ChannelEvent, InboundMessage, ShopEvent
from shopbell.people import Holder
from shopbell.runtime.answer import really_cancelled
from shopbell.runtime.commit import FIND_TURN, PLACES, decode_message, encode_body
from shopbell.runtime.epochs import Epoch
from shopbell.runtime.holding import CANCEL_UNSENT
from shopbell.runtime.items import Item
from shopbell.runtime.opting import opt_by_event
from shopbell.runtime.outcome import Outcome
from shopbell.runtime.retries import REASONS, STOPS
from shopbell.stores.store import Store

log = structlog.get_logger("shopbell.events")

SUBSCRIBER_SECONDS = 10.0
ECHO_HOLDS_MS = 60 * 60_000  # a message from the platform's own app takes the conversation for an hour
REPLACE_BODY = "UPDATE message SET body = ? WHERE id = ?"
RECEIPT = """
    UPDATE outbox SET state = ? WHERE id = ? AND channel = ? AND account = ? AND address = ?
    AND state IN ('sending', 'sent', 'unknown', 'delivered') AND state <> ?"""
BOUNCED = """
    UPDATE outbox SET state = 'refused', reason = ? WHERE id = ? AND channel = ? AND account = ? AND address = ?
    AND state IN ('sending', 'sent', 'unknown')"""
LINKED_BY_LOGIN = (
    "SELECT id FROM link_proof WHERE identity_id = ? AND state = 'linked' AND how IN ('login', 'platform') ORDER BY id"
)
FIND_SENT = "SELECT id FROM outbox WHERE channel = ? AND account = ? AND platform_id = ?"


class Events:
    """Handles events in their lane, then offers them to those who subscribed."""

    def __init__(self, store: Store, undo_link: Callable[[int, str], None]) -> None:
        """``undo_link`` takes a link apart (its number, who wants it), once the event is on disk."""
        self._store, self._undo_link = store, undo_link

    async def handle(self, item: Item, event: ChannelEvent | ShopEvent, epoch: Epoch, now: int) -> Outcome:
        """One event's turn."""
        outcome = Outcome.silent(epoch, item, "event", now)
        if isinstance(event, ChannelEvent):
            outcome.writes.extend(await self._by_core(item, event, now))
            if event.kind == "account_link" and event.details.get("state") == "unlinked":
                outcome = outcome._replace(then=await self._unlinking(item))
        for plugin, subscriber in epoch.subscribers.get(event.kind, ()):
            try:
                async with asyncio.timeout(SUBSCRIBER_SECONDS):
                    await subscriber(event, item.seat.lane.conversation_id)
            except BaseException as exc:
                if isinstance(exc, asyncio.CancelledError | GeneratorExit) and really_cancelled():
                    raise
                log.warning("subscriber failed", plugin=plugin, kind=event.kind, error=whereabouts(exc))
        return outcome

    async def _by_core(self, item: Item, event: ChannelEvent, now: int) -> list[Write]:
        if event.kind in ("edit", "delete"):
            return await self._change_message(item, event)
        if event.kind == "receipt":
            return await self._receipt(item, event)
        if event.kind in ("opt_out", "opt_in"):
            return opt_by_event(self._store, item.seat, event, now)
        if event.kind == "echo":
            item.seat.lane.state.holder = Holder(
                "agent", agent="platform", since=now, until=now + ECHO_HOLDS_MS, reason="answered in the platform's app"
            )
            return [Write(CANCEL_UNSENT, (item.seat.lane.conversation_id,))]
        return []

    async def _unlinking(self, item: Item) -> Callable[[], None]:
        proofs = await self._store.fetch(LINKED_BY_LOGIN, (item.seat.identity.id,))

        def unlink() -> None:
            for (proof_id,) in proofs:
                self._undo_link(proof_id, "customer")

        return unlink

    def change_waiting(self, item: Item) -> None:
        """An event is about to wait in its lane: an edit or deletion reaches a message there before its turn."""
        event = item.body
        if not isinstance(event, ChannelEvent) or event.kind not in ("edit", "delete"):
            return
        key = (event.channel, event.account, event.about)
        for one in item.seat.lane.waiting or ():
            if one.key == key and isinstance(one.body, InboundMessage):
                one.body = _edited(one.body, event.text) if event.kind == "edit" else _erased(one.body)

    async def _change_message(self, item: Item, event: ChannelEvent) -> list[Write]:
        """After its turn an edit is kept beside the first text. A deletion erases."""
        rows = await self._store.fetch(FIND_TURN, (event.channel, event.account, event.about or ""))
        if not rows:
            return []
        message_id = int(rows[0][0]) * PLACES
        stored = await self._store.fetch("SELECT body FROM message WHERE id = ?", (message_id,))
        if not stored:
            return []
        message = decode_message(stored[0][0])
        if event.kind == "edit":
            if message.text == event.text:
                return []  # it came before the turn
            changed = _edited(message, f"{message.text}\n\n{event.text}")
        else:
            changed = _erased(message)
        writes = [Write(REPLACE_BODY, (encode_body(changed), message_id))]
        if event.kind == "delete":
            writes.append(Write("DELETE FROM raw WHERE inbox_id = ?", (message_id // PLACES,)))
        return writes

    async def _receipt(self, item: Item, event: ChannelEvent) -> list[Write]:
        """Receipts never go backwards: delivered after read changes nothing."""
        state, seat = str(event.details.get("state", "")), item.seat
        if state not in ("delivered", "read", "failed"):
            return []
        identity = seat.identity
        said = event.about or ""
        about = int(said) if said.isascii() and said.isdigit() and len(said) < 19 else 0
        if not about and isinstance(named := event.details.get("message"), str):
            rows = await self._store.fetch(FIND_SENT, (identity.channel, identity.account, named))
            about = int(rows[0][0]) if rows else 0
        place = (about, identity.channel, identity.account, identity.address)
        if state == "failed":
            kind = str(event.details.get("kind", "unknown"))
            reason = REASONS.get(kind, "the platform could not deliver it")
            return [Write(BOUNCED, (reason, *place)), *seat.stop(seat.stopped | STOPS.get(kind, 0))]
        below = "delivered" if state == "delivered" else "read"
        return [Write(RECEIPT, (state, *place, below))]


def _edited(message: InboundMessage, text: str) -> InboundMessage:
    return msgspec.structs.replace(message, text=text)


def _erased(message: InboundMessage) -> InboundMessage:
    """Only that there was one, when, and where."""
    return InboundMessage(
        channel=message.channel,
        account=message.account,
        sender=message.sender,
        key=message.key,
        audience=message.audience,
        thread=message.thread,
        sent_at=message.sent_at,
    )
