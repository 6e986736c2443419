"""Links: two customers turn out to be one, and are taken apart again when that was wrong.

A proof is a row; the link itself is made afterwards, with both lanes in hand, lower conversation first, one link at a
time. It moves the identities of the younger customer to the older one and the dialogues that wait; messages, facts,
consent and events name their identity for ever, so undoing it gives both their own history back.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

import msgspec
import structlog
from anyio.abc import TaskGroup

from shopbell.clock import Clock
from shopbell.contracts import Write
from shopbell.errors import Conflict, StoreError
from shopbell.people import BOT, ConversationState
from shopbell.runtime.items import Control, Item, Stand
from shopbell.runtime.lanes import Lane, Lanes, Seat
from shopbell.runtime.profile import facts_of, keep, profile_of
from shopbell.runtime.workers import Workers
from shopbell.stores.store import Store

log = structlog.get_logger("shopbell.linking")

PROOF = (
    "INSERT INTO link_proof (id, identity_id, other_id, how, who, at, state, reason)"
    " VALUES (?, ?, ?, ?, ?, ?, 'given', '')"
)
TO_DO = "SELECT id FROM link_proof WHERE state = 'given' ORDER BY id"
FIND = "SELECT identity_id, other_id, how, who, state, kept, moved, body FROM link_proof WHERE id = ?"
ADDRESS = "SELECT channel, account, address FROM identity WHERE id = ?"
OF_CUSTOMER = "SELECT id FROM identity WHERE customer_id = ? ORDER BY id"
LOGINS = "SELECT address FROM identity WHERE customer_id = ? AND channel = 'login'"
UNDONE = (
    "SELECT 1 FROM link_proof WHERE state = 'undone'"
    " AND ((identity_id = ? AND other_id = ?) OR (identity_id = ? AND other_id = ?)) LIMIT 1"
)
SETTLE = "UPDATE link_proof SET state = ?, reason = ?, kept = ?, moved = ?, body = ? WHERE id = ? AND state = ?"
MOVE = "UPDATE identity SET customer_id = ? WHERE id = ? AND customer_id = ?"
TOMBSTONE = "UPDATE customer SET merged_into = ? WHERE id = ?"
RUNS = "SELECT id FROM run WHERE conversation_id = ? AND status = 'waiting' ORDER BY id"
MOVE_RUN = "UPDATE run SET conversation_id = ? WHERE id = ? AND status = 'waiting' AND conversation_id = ?"
MOVE_TIMER = "UPDATE timer SET conversation_id = ? WHERE run_id = ? AND conversation_id = ?"
MOVE_WAIT = "UPDATE wait SET conversation_id = ? WHERE run_id = ? AND conversation_id = ?"
MOVE_UNSENT = (
    "UPDATE outbox SET conversation_id = ? WHERE state IN ('due', 'sending', 'unknown') AND conversation_id = ?"
)
REST = "UPDATE conversation SET rev = rev + 1, holder = 'bot', holder_until = NULL, state = ? WHERE id = ? AND rev = ?"
AUDIT = "INSERT INTO audit (id, at, who, what, customer_id, details) VALUES (?, ?, ?, ?, ?, ?)"
TRIES = 4
MACHINE_MADE = frozenset(("login", "platform"))  # proofs that come by themselves, on a shared computer, too

_encode = msgspec.msgpack.Encoder().encode


class Moved(msgspec.Struct, frozen=True, array_like=True):
    """What a link moved, and undoing it gives back."""

    conversation_id: int
    identities: tuple[int, ...]
    runs: tuple[int, ...]


_moved = msgspec.msgpack.Decoder(Moved).decode


class Proof(NamedTuple):
    """A row of ``link_proof``."""

    identity_id: int
    other_id: int
    how: str
    who: str
    state: str
    kept: int | None
    moved: int | None
    body: bytes | None


class Linked(NamedTuple):
    """What became of a proof: linked, known, refused, undone; the kept customer."""

    state: str
    customer_id: int = 0
    reason: str = ""


def prove(store: Store, identity_id: int, other_id: int, how: str, who: str, now: int) -> tuple[int, Write]:
    """The proof that two identities are one person's; hand its id to ``Linking.start`` when it is on disk."""
    proof_id = store.ids.next("link_proof")
    return proof_id, Write(PROOF, (proof_id, identity_id, other_id, how, who, now), 1)


class Linking:
    """Makes and undoes links. ``leave`` and ``enter`` are the pipeline's."""

    def __init__(
        self, store: Store, lanes: Lanes, clock: Clock, leave: Callable[[Lane], None], enter: Callable[[Item], None],
        tasks: TaskGroup,
    ) -> None:  # fmt: skip
        self._store, self._lanes, self._clock = store, lanes, clock
        self._leave, self._enter = leave, enter
        self._work: Workers[tuple[int, str]] = Workers(tasks, self._run, 1)  # proof, "" or who undoes it
        self._ends: dict[int, asyncio.Future[Linked]] = {}
        self.made: Counter[str] = Counter()  # by state, for /metrics

    async def resume(self) -> None:
        """At start: proofs that were given and not worked off."""
        for (proof_id,) in await self._store.fetch(TO_DO):
            self.start(proof_id)

    def start(self, proof_id: int) -> None:
        """The proof is on disk: link soon."""
        self._work.start((proof_id, ""))

    def undo_soon(self, proof_id: int, who: str) -> None:
        """Take a link apart, after the turn that asks for it."""
        self._work.start((proof_id, who))

    async def link(self, identity_id: int, other_id: int, how: str, who: str) -> Linked:
        """Commit a proof, and wait for what becomes of it. Raises ``StoreError``."""
        proof_id, write = prove(self._store, identity_id, other_id, how, who, self._clock.now())
        await self._store.commit([write])
        return await self._wait(proof_id, "")

    async def undo(self, proof_id: int, who: str) -> Linked:
        """Take a link apart. Raises ``StoreError``."""
        return await self._wait(proof_id, who)

    async def _wait(self, proof_id: int, who: str) -> Linked:
        self._ends[proof_id] = asyncio.get_running_loop().create_future()
        self._work.start((proof_id, who))
        return await self._ends[proof_id]

    async def _run(self, work: tuple[int, str]) -> None:
        proof_id, undone_by = work
        end = self._ends.pop(proof_id, None)
        try:
            for _ in range(TRIES):
                try:
                    done = await (self._undo(proof_id, undone_by) if undone_by else self._link(proof_id))
                    break
                except Conflict:
                    continue
            else:
                done = Linked("given", reason="it did not fit to what is on disk")
        except StoreError as exc:  # the proof is on disk; the next start tries again
            log.warning("link waits for the database", proof=proof_id, reason=str(exc))
            if end is not None and not end.done():
                end.set_exception(exc)
            return
        self.made[done.state] += 1
        log.info("link", proof=proof_id, state=done.state)
        if end is not None and not end.done():
            end.set_result(done)

    # -- lanes -----------------------------------------------------------------------------------------------------

    async def _claim(self, lane: Lane, seat: Seat) -> None:
        """Take a lane as a turn does: after those that came before."""
        if not lane.busy:
            lane.busy = True
            return
        stand = Stand(asyncio.get_running_loop().create_future())
        lane.queue(Item(0, ("shopbell", "link", ""), stand, seat, 0, 0.0))
        await stand.taken

    async def hold(self, one: Seat, other: Seat) -> list[Lane]:
        """Hold the lanes of two seats, the lower conversation first: nobody but a link ever holds two."""
        while True:
            seats = sorted({one.lane.conversation_id: one, other.lane.conversation_id: other}.items())
            held = []
            for _, seat in seats:
                lane = seat.lane
                self._lanes.held.add(lane)
                await self._claim(lane, seat)
                held.append(lane)
            if set(held) == {one.lane, other.lane}:
                return held
            self.release(held)

    def release(self, held: Iterable[Lane]) -> None:
        """Let the turns that wait there go on."""
        for lane in held:
            self._lanes.held.discard(lane)
            self._leave(lane)

    async def _fresh(self, held: Iterable[Lane]) -> None:
        for lane in held:
            if lane.stale or lane.new:
                await self._lanes.refresh(lane)

    async def _seat(self, identity_id: int) -> Seat | None:
        rows = await self._store.fetch(ADDRESS, (identity_id,))
        return await self._lanes.seat(rows[0]) if rows else None

    # -- linking ---------------------------------------------------------------------------------------------------

    async def _link(self, proof_id: int) -> Linked:
        proof = Proof(*(await self._store.fetch(FIND, (proof_id,)))[0])
        here, there = await self._seat(proof.identity_id), await self._seat(proof.other_id)
        if proof.state != "given":
            return Linked(proof.state, proof.kept or 0)
        if here is None or there is None:
            return await self._settle(proof_id, Linked("refused", reason="one of the addresses was erased"))
        await self.hold(here, there)
        held = {here.lane, there.lane}
        try:
            await self._fresh(held)
            if here.lane is there.lane:
                return await self._settle(proof_id, Linked("known", here.lane.customer.id))
            refusal = await self._against(proof, here, there)
            if refusal:
                return await self._settle(proof_id, Linked("refused", reason=refusal))
            kept, moved = sorted(held, key=lambda lane: lane.conversation_id)
            await self._merge(proof_id, proof, here, kept, moved)
            held = {kept}
            self._go_on_here(here)
            return Linked("linked", kept.customer.id)
        except Conflict:
            for lane in held:
                lane.stale = True
            raise
        finally:
            self.release(held)

    async def _against(self, proof: Proof, here: Seat, there: Seat) -> str:
        """What speaks against it; an empty text: nothing."""
        if "\x1f" in (here.identity.address[:1], there.identity.address[:1]):
            return "a group is nobody's"
        if proof.how in MACHINE_MADE:
            pair = (proof.identity_id, proof.other_id)
            if await self._store.fetch(UNDONE, (*pair, *reversed(pair))):
                return "this link was taken apart before; a person must decide"
        logins = [await self._store.fetch(LOGINS, (seat.lane.customer.id,)) for seat in (here, there)]
        if proof.how != "agent" and logins[0] and logins[1] and set(logins[0]) != set(logins[1]):
            return "they have different accounts in the shop"
        return ""

    async def _merge(self, proof_id: int, proof: Proof, here: Seat, kept: Lane, moved: Lane) -> None:
        now, fetch = self._clock.now(), self._store.fetch
        old, new = moved.customer.id, kept.customer.id
        identities = tuple(int(row[0]) for row in await fetch(OF_CUSTOMER, (old,)))
        runs = tuple(int(row[0]) for row in await fetch(RUNS, (moved.conversation_id,)))
        customer = profile_of(new, await facts_of(self._store, old, new))
        state_before, customer_before = kept.state, kept.customer
        kept.state = _together(kept.state, moved.state, here_is_kept=here.lane is kept)
        kept.customer = customer
        body = _encode(Moved(moved.conversation_id, identities, runs))
        writes = [
            Write(SETTLE, ("linked", "", new, old, body, proof_id, "given"), 1),
            *(Write(MOVE, (new, identity, old), 1) for identity in identities),
            Write(TOMBSTONE, (new, old), 1),
            *_move_runs(runs, moved.conversation_id, kept.conversation_id),
            Write(MOVE_UNSENT, (kept.conversation_id, moved.conversation_id)),
            kept.save(),
            Write(REST, (_encode(moved.state), moved.conversation_id, moved.rev), 1),
            keep(customer),
            self._audit(now, proof.who, f"linked by {proof.how}", new, f"proof {proof_id}, customer {old} moved"),
        ]
        try:
            await self._store.commit(writes)
        except BaseException:
            kept.state, kept.customer = state_before, customer_before
            raise
        kept.rev += 1
        self._lanes.merge(kept, moved)
        self._lanes.held.discard(moved)

    def _go_on_here(self, here: Seat) -> None:
        """Where the proof was given the open question is asked again."""
        if here.lane.state.dialogues and here.lane.state.holder == BOT:
            turn_id = self._store.ids.next("turn")
            key = ("shopbell", "control", str(turn_id))
            self._enter(Item(turn_id, key, Control("continue"), here, self._clock.now(), 0.0))

    async def _settle(self, proof_id: int, linked: Linked) -> Linked:
        row = (linked.state, linked.reason, linked.customer_id or None, None, None, proof_id, "given")
        await self._store.commit([Write(SETTLE, row, 1)])
        return linked

    def _audit(self, now: int, who: str, what: str, customer_id: int, details: str) -> Write:
        return Write(AUDIT, (self._store.ids.next("audit"), now, who, what, customer_id, details), 1)

    # -- undoing ---------------------------------------------------------------------------------------------------

    async def _undo(self, proof_id: int, who: str) -> Linked:
        rows = await self._store.fetch(FIND, (proof_id,))
        proof = Proof(*rows[0]) if rows else None
        if proof is None or proof.state != "linked" or proof.body is None or proof.moved is None:
            return Linked("refused", reason="there is no such link")
        moved = _moved(proof.body)
        seats = [seat for one in moved.identities if (seat := await self._seat(one)) is not None]
        if not seats:
            return Linked("refused", reason="its addresses were erased")
        seat = seats[0]
        await self.hold(seat, seat)
        lane = seat.lane
        try:
            await self._fresh((lane,))
            await self._part(proof_id, proof.moved, moved, lane, who)
        except Conflict:
            lane.stale = True
            raise
        finally:
            self.release((lane,))
        return Linked("undone", proof.moved)

    async def _part(self, proof_id: int, customer_id: int, moved: Moved, lane: Lane, who: str) -> None:
        now, holder = self._clock.now(), lane.customer.id
        theirs = {int(row[0]) for row in await self._store.fetch(OF_CUSTOMER, (holder,))}
        identities = tuple(one for one in moved.identities if one in theirs)
        waiting = {int(row[0]) for row in await self._store.fetch(RUNS, (lane.conversation_id,))}
        runs = tuple(one for one in moved.runs if one in waiting)
        back = await self._lanes.lane(moved.conversation_id)
        back.state.dialogues = [one for one in lane.state.dialogues if one in runs]
        state_before = lane.state
        lane.state = msgspec.structs.replace(
            lane.state, dialogues=[one for one in lane.state.dialogues if one not in runs]
        )
        first = [
            Write(SETTLE, ("undone", f"by {who}", holder, customer_id, _encode(moved), proof_id, "linked"), 1),
            *(Write(MOVE, (customer_id, identity, holder), 1) for identity in identities),
            Write(TOMBSTONE, (None, customer_id), 1),
            *_move_runs(runs, lane.conversation_id, moved.conversation_id),
            lane.save(),
            Write(REST, (_encode(back.state), back.conversation_id, back.rev), 1),
            self._audit(now, who, "link undone", holder, f"proof {proof_id}, customer {customer_id} has its own again"),
        ]
        try:
            await self._store.commit(first)
        except BaseException:
            lane.state = state_before
            raise
        lane.rev += 1
        back.rev += 1
        for one in (lane, back):
            one.customer = profile_of(one.customer.id, await facts_of(self._store, one.customer.id))
        self._lanes.part(lane, back, frozenset(identities))
        if back.waiting:
            back.busy = True
            self._leave(back)
        await self._store.commit([keep(lane.customer), keep(back.customer)])


def _move_runs(runs: tuple[int, ...], from_id: int, to_id: int) -> list[Write]:
    return [Write(sql, (to_id, run, from_id)) for sql in (MOVE_RUN, MOVE_TIMER, MOVE_WAIT) for run in runs]


def _together(kept: ConversationState, moved: ConversationState, *, here_is_kept: bool) -> ConversationState:
    """One state of two; the dialogue of the conversation where the proof was given lies on top."""
    here, there = (kept, moved) if here_is_kept else (moved, kept)
    return msgspec.structs.replace(
        kept,
        language=here.language or there.language,
        told_automatic=kept.told_automatic or moved.told_automatic,
        choices=here.choices,
        choices_until=here.choices_until,
        offers_one=here.offers_one,
        slots={**there.slots, **here.slots},
        product=here.product or there.product,
        shown=here.shown or there.shown,
        last_inbound_at=max(kept.last_inbound_at, moved.last_inbound_at),
        holder=kept.holder if kept.holder != BOT else moved.holder,
        left=kept.left.with_more(moved.left.message) if kept.left and moved.left else kept.left or moved.left,
        dialogues=[*there.dialogues, *here.dialogues],
    )
