"""Lanes: a conversation's turns never overlap. No task and no lock each, a flag and a queue."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from shopbell.contracts import Write
from shopbell.people import ConversationState, Customer, Identity
from shopbell.stores.store import Store

if TYPE_CHECKING:
    from shopbell.runtime.items import Item

ADDRESSES_KEPT = 4_096  # of quiet conversations; each costs about 1.2 KB

INSERT_CUSTOMER = "INSERT INTO customer (id, created_at, profile) VALUES (?, ?, NULL)"
INSERT_IDENTITY = (
    "INSERT INTO identity (id, customer_id, channel, account, address, created_at) VALUES (?, ?, ?, ?, ?, ?)"
)
INSERT_CONVERSATION = (
    "INSERT INTO conversation (id, customer_id, rev, holder, holder_until, state) VALUES (?, ?, ?, ?, ?, ?)"
)
UPDATE_CONVERSATION = (
    "UPDATE conversation SET rev = rev + 1, holder = ?, holder_until = ?, state = ? WHERE id = ? AND rev = ?"
)
FIND = """
    SELECT identity.id, identity.customer_id, identity.stopped,
        conversation.id, conversation.rev, conversation.state, customer.profile
    FROM identity
    JOIN conversation ON conversation.customer_id = identity.customer_id
    JOIN customer ON customer.id = identity.customer_id
    WHERE identity.channel = ? AND identity.account = ? AND identity.address = ?"""
FIND_LANE = """
    SELECT conversation.rev, conversation.state, customer.profile, customer.id
    FROM conversation JOIN customer ON customer.id = conversation.customer_id WHERE conversation.id = ?"""
FIND_MERGED = """
    SELECT later.id FROM conversation
    JOIN customer ON customer.id = conversation.customer_id
    JOIN conversation AS later ON later.customer_id = customer.merged_into
    WHERE conversation.id = ?"""
FIND_IDENTITY = "SELECT stopped FROM identity WHERE id = ?"
FIND_LAST_ADDRESS = """
    SELECT identity.channel, identity.account, identity.address
    FROM conversation JOIN identity ON identity.customer_id = conversation.customer_id
    WHERE conversation.id = ? ORDER BY (
        SELECT message.id FROM message
        WHERE message.identity_id = identity.id AND message.author = 'customer' ORDER BY message.id DESC LIMIT 1
    ) DESC NULLS LAST, identity.id DESC LIMIT 1"""
STOP = "UPDATE identity SET stopped = ? WHERE id = ?"

Address = tuple[str, str, str]  # channel, account, address
_encode = msgspec.msgpack.Encoder().encode
_decode_state = msgspec.msgpack.Decoder(ConversationState).decode
_decode_profile = msgspec.msgpack.Decoder(Customer).decode


class Lane:
    """A conversation in memory: its state, and whoever waits for a turn in it."""

    __slots__ = ("busy", "conversation_id", "customer", "new", "rev", "stale", "state", "waiting")

    def __init__(self, conversation_id: int, customer: Customer, rev: int, state: ConversationState, new: bool) -> None:
        self.conversation_id, self.customer = conversation_id, customer
        self.rev, self.state = rev, state
        self.new = new  # its rows are not yet on their way to disk
        self.busy = False
        self.stale = False  # what is here may differ from the disk: the next turn reads it again
        self.waiting: deque[Item] | None = None  # made for the first that waits: empty it would weigh 0.6 KB

    def queue(self, item: "Item") -> None:
        """It runs after those that came before."""
        if self.waiting is None:
            self.waiting = deque()
        self.waiting.append(item)

    def save(self) -> Write:
        """The write that stores the state after a turn; guarded by ``rev``."""
        state = self.state
        return Write(
            UPDATE_CONVERSATION,
            (_column(state), state.holder.until, _encode(state), self.conversation_id, self.rev),
            1,
        )


def _column(state: ConversationState) -> str:
    """What is found by index: who holds the conversation, or that word waits in it for a person."""
    return "left" if state.holder.kind == "bot" and state.left is not None else state.holder.kind


class Seat:
    """One address and the lane it sits in now. Items hold the seat: the lane is read when they are claimed."""

    __slots__ = ("identity", "lane", "new", "stopped")

    def __init__(self, identity: Identity, lane: Lane, new: bool, stopped: int = 0) -> None:
        self.identity, self.lane, self.new = identity, lane, new
        self.stopped = stopped  # bits of people.Stopped

    def stop(self, stopped: int) -> list[Write]:
        """Change what must not be sent there."""
        if stopped == self.stopped:
            return []
        self.stopped = stopped
        return [Write(STOP, (stopped, self.identity.id), 1)]


class Lanes:
    """All lanes in use and the most recent quiet ones."""

    def __init__(self, store: Store, now: Callable[[], int]) -> None:
        self._store, self._now = store, now
        self._seats: dict[Address, Seat] = {}
        self._by_conversation: dict[int, Lane] = {}
        self.held: set[Lane] = set()  # by a link
        self.moves = 0  # rises when a link moves seats: what was read before is not as it was
        self._finding: dict[Address, asyncio.Future[None]] = {}  # addresses that are being looked up
        self.in_use: Callable[[], set[Lane]] = set  # lanes that must not be forgotten now; told by the inbox

    def known(self, address: Address) -> Seat | None:
        """The seat of an address that is in memory."""
        return self._seats.get(address)

    async def seat(self, address: Address) -> Seat:
        """The seat of an address: from memory, from disk, or new (its rows ride in the first commit)."""
        found = self._seats.get(address)
        if found is not None:
            return found
        while (finding := self._finding.get(address)) is not None:
            await asyncio.shield(finding)  # they go on in the order in which they came
            if (found := self._seats.get(address)) is not None:
                return found
        finding = self._finding[address] = asyncio.get_running_loop().create_future()
        try:
            moves, rows = self.moves, await self._store.fetch(FIND, address)
            while moves != self.moves:
                moves, rows = self.moves, await self._store.fetch(FIND, address)
        finally:
            del self._finding[address]
            finding.set_result(None)
        found = self._seats.get(address)  # a link may have given it a seat in between
        if found is not None:
            return found
        seat = self._from_row(address, rows[0]) if rows else self._new(address)
        if len(self._seats) >= ADDRESSES_KEPT:
            self._forget_quiet()
        self._seats[address] = seat
        self._by_conversation[seat.lane.conversation_id] = seat.lane
        return seat

    async def seat_of_conversation(self, conversation_id: int) -> Seat | None:
        """The seat where the customer wrote last, or is known from events; None when there is no such conversation."""
        rows = await self._store.fetch(FIND_LAST_ADDRESS, (conversation_id,))
        while not rows and (moved := await self._store.fetch(FIND_MERGED, (conversation_id,))):
            conversation_id = moved[0][0]
            rows = await self._store.fetch(FIND_LAST_ADDRESS, (conversation_id,))
        return await self.seat(rows[0]) if rows else None

    def _from_row(self, address: Address, row: tuple[object, ...]) -> Seat:
        identity_id, customer_id, stopped, conversation_id, rev, state, profile = row
        identity = Identity(identity_id, customer_id, *address)  # type: ignore[arg-type]
        lane = self._by_conversation.get(conversation_id)  # type: ignore[call-overload]
        if lane is None:
            customer = _decode_profile(profile) if profile else Customer(id=customer_id)  # type: ignore[arg-type]
            lane = Lane(conversation_id, customer, rev, _decode_state(state), False)  # type: ignore[arg-type]
        return Seat(identity, lane, False, stopped)  # type: ignore[arg-type]

    def _new(self, address: Address) -> Seat:
        ids = self._store.ids
        customer_id = ids.next("customer")
        lane = Lane(ids.next("conversation"), Customer(id=customer_id), 0, ConversationState(), True)
        return Seat(Identity(ids.next("identity"), customer_id, *address), lane, True)

    def creation(self, seat: Seat) -> list[Write]:
        """The rows of a new seat and lane, once; they ride in the first job of either."""
        writes: list[Write] = []
        lane = seat.lane
        if lane.new:
            state = lane.state
            writes.append(Write(INSERT_CUSTOMER, (lane.customer.id, self._now()), 1))
            held = (_column(state), state.holder.until)
            conversation = (lane.conversation_id, lane.customer.id, lane.rev, *held, _encode(state))
            writes.append(Write(INSERT_CONVERSATION, conversation, 1))
            lane.new = False
        if seat.new:
            identity = seat.identity
            row = (identity.id, identity.customer_id, *seat_address(seat), self._now())
            writes.append(Write(INSERT_IDENTITY, row, 1))
            seat.new = False
        return writes

    async def find(self, address: Address) -> Seat | None:
        """The seat of an address that is known; None makes no new customer."""
        if address in self._seats or await self._store.fetch(FIND, address):
            return await self.seat(address)
        return None

    async def lane(self, conversation_id: int) -> Lane:
        """The lane of a stored conversation, whoever sits in it."""
        found = self._by_conversation.get(conversation_id)
        if found is None:
            [(rev, state, profile, customer_id)] = await self._store.fetch(FIND_LANE, (conversation_id,))
            customer = _decode_profile(profile) if profile else Customer(id=customer_id)
            found = Lane(conversation_id, customer, rev, _decode_state(state), False)
        return found

    def forget_new(self, address: Address) -> None:
        """Somebody proved that an address is theirs; who was taken for a new customer there is none."""
        seat = self._seats.get(address)
        if seat is not None and seat.new:
            del self._seats[address]

    def erased(self, lane: Lane) -> list[Lane]:
        """A customer is erased: who writes from there now, or has just written, is somebody new.

        Returns:
            Lanes in which turns wait to be started.
        """
        waiting, lane.waiting = list(lane.waiting or ()), None
        started: list[Lane] = []
        for address, seat in [(address, seat) for address, seat in self._seats.items() if seat.lane is lane]:
            fresh = self._new(address)
            seat.identity, seat.lane, seat.new, seat.stopped = fresh.identity, fresh.lane, True, 0
            self._by_conversation[fresh.lane.conversation_id] = fresh.lane
            started.append(fresh.lane)
        self._by_conversation.pop(lane.conversation_id, None)
        self.moves += 1
        for item in waiting:
            item.seat.lane.queue(item)
        for one in started:
            one.busy = bool(one.waiting)
        return [one for one in started if one.waiting]

    def merge(self, kept: Lane, moved: Lane) -> None:
        """A link is on disk: who sat in one lane sits in the other, those who wait in the order they came."""
        for seat in self._seats.values():
            if seat.lane is moved:
                seat.lane = kept
                seat.identity = replace(seat.identity, customer_id=kept.customer.id)
        waiting = sorted((*(kept.waiting or ()), *(moved.waiting or ())), key=lambda item: item.turn_id)
        kept.waiting, moved.waiting = deque(waiting), None
        self._by_conversation.pop(moved.conversation_id, None)
        self.moves += 1

    def part(self, lane: Lane, back: Lane, identities: frozenset[int]) -> None:
        """A link is undone on disk: these identities sit in a lane of their own again, with what waits of theirs."""
        for seat in self._seats.values():
            if seat.identity.id in identities:
                seat.lane = back
                seat.identity = replace(seat.identity, customer_id=back.customer.id)
        waiting = list(lane.waiting or ())
        lane.waiting = deque(item for item in waiting if item.seat.lane is not back)
        back.waiting = deque(item for item in waiting if item.seat.lane is back)
        self._by_conversation[back.conversation_id] = back
        self.moves += 1

    async def refresh(self, lane: Lane) -> None:
        """Read a stale lane again, in place: those who wait in it keep their order.

        Raises:
            StoreError: the database refuses; the lane is still stale.
        """
        rows = await self._store.fetch(FIND_LANE, (lane.conversation_id,))
        for seat in [seat for seat in self._seats.values() if seat.lane is lane]:
            found = await self._store.fetch(FIND_IDENTITY, (seat.identity.id,))
            seat.new, seat.stopped = not found, int(found[0][0]) if found else 0
            if seat.new and await self._store.fetch(FIND, seat_address(seat)):
                self._seats.pop(seat_address(seat), None)  # proven to be another's meanwhile: the next message finds it
        lane.new = not rows
        lane.rev, lane.state = (rows[0][0], _decode_state(rows[0][1])) if rows else (0, ConversationState())
        if rows and rows[0][2]:
            lane.customer = _decode_profile(rows[0][2])
        lane.stale = False

    def _forget_quiet(self) -> None:
        """Forget the oldest sixteenth of the quiet seats: 0.4 ms, spread over hundreds of turns; memory stays flat."""
        spare, in_use = len(self._seats) // 16, self.in_use() | self.held
        kept: dict[Address, Seat] = {}
        for address, seat in self._seats.items():
            if spare > 0 and seat.lane not in in_use:
                spare -= 1
                self._by_conversation.pop(seat.lane.conversation_id, None)
            else:
                kept[address] = seat
        self._seats = kept
        self._by_conversation.update((seat.lane.conversation_id, seat.lane) for seat in kept.values())


def seat_address(seat: Seat) -> Address:
    """The address of a seat."""
    return seat.identity.channel, seat.identity.account, seat.identity.address
