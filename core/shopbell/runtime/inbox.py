"""The inbox: takes each message once, puts it on disk before it is acknowledged, hands it to its lane.

Two commits per message (accept, then turn) wherever the acknowledgement comes before the turn; one commit at doors
whose response *is* the reply: nothing was acknowledged there, and the customer's side repeats what got no answer.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import NamedTuple

import msgspec
import structlog

from shopbell.clock import Clock
from shopbell.contracts import Write
from shopbell.crash_points import crash_point
from shopbell.errors import Conflict, Overloaded, StoreError, StoreUnavailable
from shopbell.messages import ChannelEvent, InboundMessage, ShopEvent, StoredMessage
from shopbell.replies import ReplyPart, decode_reply
from shopbell.runtime.commit import FIND_REPLIES, FIND_TURN, PLACES, accept, decode_body, decode_message, encode_body
from shopbell.runtime.items import Body, Control, Done, Due, Item, Key, Stand
from shopbell.runtime.lanes import Address, Lane, Lanes
from shopbell.runtime.patient import Patient
from shopbell.runtime.seen import Seen
from shopbell.stores.store import Store

log = structlog.get_logger("shopbell.inbox")

UNDONE_MOST = 10_000
OLDEST_SECONDS = 60.0
START_SECONDS = 15.0  # that a channel's message waits for the shop's start; well over the patience with slow plugins
FACT = "INSERT INTO event (id, identity_id, source, dedupe, kind, at, body) VALUES (?, ?, ?, ?, ?, ?, ?)"
FIND_FACT = "SELECT 1 FROM event WHERE source = ? AND dedupe = ?"
TRANSCRIPT = """
    SELECT id, at, author, body FROM message
    WHERE identity_id = ? AND id > ? ORDER BY id LIMIT ?"""


class Taken(NamedTuple):
    """One thing that came in. ``item``: None when its turn was done before. ``new``: it had not come in before."""

    item: Item | None
    turn_id: int
    new: bool


class Intake:
    """All doors' common part. ``enter`` (given by the pipeline) puts an item into its lane."""

    def __init__(self, store: Store, lanes: Lanes, clock: Clock, enter: Callable[[Item], None]) -> None:
        self._store, self._lanes, self._clock, self._enter = store, lanes, clock, enter
        self.open: dict[Key, Item] = {}  # accepted or being accepted, not done
        self._facts: dict[Key, Write] = {}  # rows that are stored with their item
        self._recording: list[Lane] = []  # lanes for which facts are being stored
        self.seen, self.patient = Seen(), Patient()
        lanes.in_use = self._lanes_in_use
        self._starting: asyncio.Event | None = asyncio.Event()  # until what was left undone is on its way
        self.draining = False

    async def take(self, body: Body, key: Key, address: Address, *, answering: bool) -> Taken:
        """Take one thing; of the same thing that comes in twice, also at once, one is new."""
        if self._starting is not None:
            await self._until_recovered(self._starting)
        item = self.open.get(key)
        if item is None and key in self.seen:
            rows = await self._store.fetch(FIND_TURN, key)
            if rows and key not in self.open:
                return Taken(None, int(rows[0][0]), False)
        if item is None:
            self._refuse_when_full()
            seat = self._lanes.known(address) or await self._lanes.seat(address)
            item = self.open.get(key)  # the same message may have come in twice at once
        if item is not None:
            if not answering:
                await self.store_now(item)  # a repeat's acknowledgement, too, only comes after the disk
            return Taken(item, item.turn_id, False)
        turn_id = self._store.ids.next("turn")
        item = Item(turn_id, key, body, seat, self._clock.now(), time.monotonic(), answering, answering)
        self.open[key] = item
        self.seen.add(key)
        if answering:
            self._enter(item)
        else:
            await self.store_now(item)
        return Taken(item, item.turn_id, True)

    async def _until_recovered(self, recovered: asyncio.Event) -> None:
        """A channel may hear something while the shop starts: what was left undone comes first, with all plugins."""
        try:
            async with asyncio.timeout(START_SECONDS):
                await recovered.wait()
        except TimeoutError:
            raise Overloaded("The shop is starting.") from None

    async def store_now(self, item: Item) -> None:
        """The accept commit: after it the message survives anything.

        Raises:
            StoreUnavailable: nothing was stored.
        """
        if item.done or (item.submitted and not item.stored):
            return
        if item.accepting is None:
            if item.stored:
                return  # found on disk at the start
            item.accepting = self._submit_accept(item)
        error = await asyncio.shield(item.accepting)  # whoever goes away must not end it for the others
        if error is not None:
            raise error

    def _submit_accept(self, item: Item) -> "asyncio.Future[StoreError | None]":
        try:
            rows = accept(item)
        except Exception:  # it cannot be stored at all (half a surrogate pair): the channel's mistake
            self._give_up(item)
            raise
        fact = self._facts.pop(item.key, None)
        writes = self._lanes.creation(item.seat) + rows + ([fact] if fact is not None else [])
        item.stored = True  # from here on the turn's own commit, queued behind this one, finds the row
        ends: asyncio.Future[StoreError | None] = asyncio.get_running_loop().create_future()
        crash_point("before accept commit")
        self._store.submit(writes, partial(self._accepted, item, ends))
        return ends

    def _give_up(self, item: Item) -> None:
        if not item.answering and self.open.get(item.key) is item:
            del self.open[item.key]

    def _accepted(self, item: Item, ends: "asyncio.Future[StoreError | None]", error: StoreError | None) -> None:
        crash_point("after accept commit")
        if error is not None:
            item.stored = False
            item.seat.lane.stale = True  # the rows of a new conversation may have been in this job
            self._give_up(item)
            if not isinstance(error, StoreUnavailable):
                error = StoreUnavailable(str(error))
        elif not item.answering:
            self._enter(item)  # here and not in ``take``: the request may be gone, the message is on disk
        ends.set_result(error)  # a result, not an exception: it may have no reader or several

    def _lanes_in_use(self) -> set[Lane]:
        return {item.seat.lane for item in self.open.values()}.union(self._recording)

    def _refuse_when_full(self) -> None:
        if self.draining:
            raise Overloaded("The shop is restarting.", retry_after=2)
        if len(self.open) < 256:  # the usual case, without looking for the oldest
            return
        oldest = next(iter(self.open.values()))
        if len(self.open) >= UNDONE_MOST or time.monotonic() - oldest.started > OLDEST_SECONDS:
            raise Overloaded("Too many messages are waiting for their answer.")

    def forget(self, item: Item) -> None:
        """It is done: what comes again is a redelivery."""
        self.open.pop(item.key, None)

    async def control(self, conversation_id: int, control: Control) -> bool:
        """Let a change of who answers take its turn in the lane; False when there is no such conversation."""
        seat = await self._lanes.seat_of_conversation(conversation_id)
        if seat is None:
            return False
        turn_id = self._store.ids.next("turn")
        item = Item(turn_id, ("shopbell", "control", str(turn_id)), control, seat, self._clock.now(), time.monotonic())
        await self._through(item)
        return True

    async def wake(self, conversation_id: int, body: Due | Done) -> bool:
        """Let a dialogue go on in its lane; returns after its turn. False when there is no such conversation.

        Raises:
            StoreError: the turn could not be committed; what woke it is still there.
        """
        seat = await self._lanes.seat_of_conversation(conversation_id)
        key = ("shopbell", "dialogue", body.key)
        if seat is None or key in self.open:
            return seat is not None
        item = Item(self._store.ids.next("turn"), key, body, seat, self._clock.now(), time.monotonic())
        await self._through(item)
        return True

    async def _through(self, item: Item) -> None:
        self.open[item.key] = item
        self._enter(item)
        await item.wait(asyncio.get_running_loop())
        if item.error is not None:
            raise item.error

    async def replies_of(self, turn_id: int) -> tuple[ReplyPart, ...]:
        """The answer that a done turn stored."""
        rows = await self._store.fetch(FIND_REPLIES, (turn_id * PLACES + 1, turn_id * PLACES + PLACES - 1))
        return tuple(part for (body,) in rows for part in decode_reply(body).parts)

    async def load_seen(self) -> None:
        """Fill the filter from the inbox in small pages; until then every key is looked up."""
        last = 0
        while True:
            rows = await self._store.fetch(
                "SELECT id, channel, account, dedupe FROM inbox WHERE id > ? ORDER BY id LIMIT 2000", (last,)
            )
            for row in rows:
                self.seen.add((row[1], row[2], row[3]))
            if not rows:
                self.seen.ready = True
                return
            last = int(rows[-1][0])
            await asyncio.sleep(0)

    async def recover(self) -> None:
        """Finish what was accepted and not done when the process ended, in its order; then take new messages.

        What was found undone before runs alone, one after the other: it may be what ended the process.
        """
        items = await self._left_undone()
        loop = asyncio.get_running_loop()
        for item in items:
            if item.attempts >= 2:
                self._enter(item)
                await item.wait(loop)
        for item in items:
            if item.attempts < 2:
                self._enter(item)
        if items:
            log.info("unfinished turns resumed", count=len(items))
        if self._starting is not None:
            self._starting.set()
            self._starting = None

    async def _left_undone(self) -> list[Item]:
        """Items of the undone rows, oldest first; each start is counted."""
        rows = await self._store.take_undone()
        items = []
        for turn_id, kind, channel, account, dedupe, received_at, attempts, body in rows:
            seat = await self._lanes.seat((channel, account, address_of(decode_body(kind, body))))
            item = Item(
                turn_id, (channel, account, dedupe), decode_body(kind, body), seat, received_at, time.monotonic()
            )
            item.stored, item.attempts = True, attempts + 1
            self.open[item.key] = item
            items.append(item)
        return items

    async def record(self, channel: str, account: str, events: Sequence[ShopEvent], wanted: frozenset[str]) -> int:
        """Append facts, each once per (source, id); those somebody wants become items of their lanes, too."""
        new = 0
        for event in events:
            if await self._is_known(event):
                continue
            address = (channel, account, event.sender)
            seat = await self._lanes.seat(address)
            at = event.at if event.at is not None else self._clock.now()
            row = (
                self._store.ids.next("event"),
                seat.identity.id,
                event.source,
                event.id,
                event.kind,
                at,
                encode_body(event),
            )
            lane = seat.lane  # a link that is being made may put another into the seat meanwhile
            self._recording.append(lane)
            try:
                if event.kind in wanted:
                    new += await self._take_fact(event, address, Write(FACT, row, 1))
                else:
                    await self._store.commit([*self._lanes.creation(seat), Write(FACT, row, 1)])
                    new += 1
            except BaseException as exc:
                seat.lane.stale = True
                if not (isinstance(exc, Conflict) and await self._is_known(event)):  # it came in twice at once
                    raise
            finally:
                self._recording.remove(lane)
        return new

    async def _is_known(self, event: ShopEvent) -> bool:
        return bool(await self._store.fetch(FIND_FACT, (event.source, event.id)))

    async def _take_fact(self, event: ShopEvent, address: Address, row: Write) -> bool:
        """A fact that somebody waits for: one commit with the item that tells them, or a crash would part the two."""
        key = (*address[:2], f"fact\x1f{event.source}\x1f{event.id}")
        self._facts[key] = row
        try:
            return (await self.take(event, key, address, answering=False)).new
        finally:
            self._facts.pop(key, None)

    async def transcript(self, address: Address, after: int, limit: int) -> list[StoredMessage]:
        """Messages to and from one address, oldest first."""
        seat = await self._lanes.seat(address)
        rows = await self._store.fetch(TRANSCRIPT, (seat.identity.id, after, limit))
        return [_stored_message(*row) for row in rows]


def _stored_message(message_id: int, at: int, author: str, body: bytes) -> StoredMessage:
    said = decode_message(body) if author == "customer" else None
    reply = None if author == "customer" else decode_reply(body)
    return StoredMessage(seq=message_id, turn_id=message_id // PLACES, author=author, at=at, reply=reply, message=said)


def address_of(body: Body) -> str:
    """Whose lane a body takes: the sender's; a group's messages have a lane of their own, in nobody's name."""
    if isinstance(body, InboundMessage) and body.audience != "direct":
        return f"\x1f{body.audience}\x1f{body.thread}"
    assert not isinstance(body, Control | Due | Done | Stand)  # noqa: S101 these name their conversation
    return body.sender


class Ticket:
    """``contracts.Accepted``: what a channel gets back."""

    __slots__ = ("_intake", "_item", "duplicate", "turn_id")

    def __init__(self, intake: Intake, item: Item | None, turn_id: int, duplicate: bool) -> None:
        self._intake, self._item = intake, item
        self.turn_id, self.duplicate = turn_id, duplicate

    async def replies(self, timeout: float) -> tuple[ReplyPart, ...] | None:
        item = self._item
        if item is None:
            return await self._intake.replies_of(self.turn_id)
        if not item.done and timeout > 0:
            await self._intake.patient.wait(item.wait(asyncio.get_running_loop()), timeout)
        if not item.done:
            item.inline = False
            await self._intake.store_now(item)
            if item.submitted and not item.stored:  # the one commit is on its way: it is the accept commit, too
                await item.wait(asyncio.get_running_loop())
        if item.error is not None:
            raise item.error
        return item.parts if item.done else None


class ChannelInbox:
    """``contracts.Inbox`` of one channel."""

    def __init__(
        self, intake: Intake, channel: str, answering: bool, wanted: Callable[[], frozenset[str]],
        login: Callable[[Address, str], Awaitable[bool]],
    ) -> None:  # fmt: skip
        self._intake, self._channel, self._answering, self._wanted = intake, channel, answering, wanted
        self._login = login

    async def accept(self, message: InboundMessage) -> Ticket:
        key = (message.channel, message.account, message.key)
        address = (message.channel, message.account, address_of(message))
        item, turn_id, new = await self._intake.take(message, key, address, answering=self._answering)
        return Ticket(self._intake, item, turn_id, not new)

    async def report(self, event: ChannelEvent) -> bool:
        if event.kind == "account_link" and isinstance(token := event.details.get("login"), str):
            known_now = await self.login(event.account, event.sender, token)
            # The token itself is kept nowhere.
            details = {**event.details, "login": None, "state": "linked" if known_now else "refused"}
            event = msgspec.structs.replace(event, details=details)
        key = (event.channel, event.account, f"{event.kind}\x1f{event.key}")
        address = (event.channel, event.account, event.sender)
        return (await self._intake.take(event, key, address, answering=False)).new

    async def record(self, account: str, events: Sequence[ShopEvent]) -> int:
        return await self._intake.record(self._channel, account, events, self._wanted())

    async def login(self, account: str, address: str, token: str) -> bool:
        return await self._login((self._channel, account, address), token)

    async def transcript(self, account: str, address: str, *, after: int, limit: int) -> list[StoredMessage]:
        return await self._intake.transcript((self._channel, account, address), after, limit)
