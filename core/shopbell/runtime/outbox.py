"""The outbox: stored messages on their way to channels that are pushed to.

FIFO per address for conversational and transactional rows, marketing behind. A row is claimed on disk before it is
handed over, so that after a crash it is known which ones may have gone out.
"""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import msgspec
import structlog
from anyio import CancelScope
from anyio.abc import TaskGroup

from shopbell.adapt import adapt
from shopbell.clock import Clock
from shopbell.contracts import Write
from shopbell.crash_points import crash_point
from shopbell.errors import Conflict, DeliveryError, StoreError
from shopbell.messages import OutboundMessage
from shopbell.replies import Reply, decode_reply, encode_parts
from shopbell.runtime.commit import PLACES
from shopbell.runtime.epochs import ChannelEntry, Epoch
from shopbell.runtime.gate import Verdict, open_way
from shopbell.runtime.items import Item
from shopbell.runtime.lanes import Lanes
from shopbell.runtime.lines import (
    AGAIN,
    CLAIM,
    DUE,
    FOUND_SENDING,
    JUDGED,
    NEVER_CAME_BACK,
    PARK_SENDING,
    PARK_TURN,
    PERSON_ANSWERS,
    REDRIVE,
    REROUTED,
    SAID_AT,
    SENT_AS,
    SETTLE,
    STOP_ADDRESS,
    UNKNOWN_FATE,
    Line,
    Row,
)
from shopbell.runtime.outcome import Outcome
from shopbell.runtime.permits import Known, Permits
from shopbell.runtime.retries import Accounts, Fate, fate_of
from shopbell.runtime.stepping import within
from shopbell.runtime.turnstile import Turnstile
from shopbell.runtime.workers import Workers
from shopbell.stores.patiently import patiently
from shopbell.stores.store import Store

log = structlog.get_logger("shopbell.outbox")

SEND_SECONDS = 30.0
SENDS_AT_ONCE = 64
ROWS_IN_MEMORY = 5_000


class Outbox:
    """Delivers; also nudges channels whose other side fetches by itself."""

    def __init__(
        self, store: Store, lanes: Lanes, permits: Permits, clock: Clock, epoch: Callable[[], Epoch], group: TaskGroup
    ) -> None:
        self._store, self._lanes, self._permits, self._clock, self._epoch = store, lanes, permits, clock, epoch
        self._rng = random.Random()  # noqa: S311 jitter
        self._lines: dict[tuple[str, str, str], Line] = {}
        self._known: set[int] = set()  # rows in memory
        self._behind = False  # there may be rows on disk that are not in memory
        self._looking = asyncio.Lock()
        self._aside: list[Row] | None = None  # committed while those on disk are being read
        self._accounts = Accounts()
        self._turnstile = Turnstile(
            self._lines, self._accounts, epoch, lambda line: self._workers(line).start(line), self.later
        )
        self._group = group
        self._sending: dict[str, Workers[Line]] = {}  # by channel: one that hangs must not hold up the others
        self._nudging: Workers[tuple[ChannelEntry, OutboundMessage]] = Workers(group, self._nudge, SENDS_AT_ONCE)
        self.stopping = False
        self.sent = self.failed = 0  # for /metrics

    # -- what a turn says ------------------------------------------------------------------------------------

    def committed(self, item: Item, outcome: Outcome, rows: Sequence[Row], channel: ChannelEntry | None) -> None:
        """The turn is on disk: deliver."""
        for row in rows:
            if row.state == "due":
                self._enqueue(row)
        if len(rows) > (outcome.post is not None) or item.inline or channel is None:
            return
        identity, first = item.seat.identity, item.turn_id * PLACES + 1
        for place, parts in enumerate(outcome.messages):
            message = OutboundMessage(
                outbox_id=first + place,
                turn_id=item.turn_id,
                conversation_id=item.seat.lane.conversation_id,
                channel=identity.channel,
                account=identity.account,
                address=identity.address,
                reply=Reply(*parts),
                author=outcome.author,
                created_at=outcome.now,
            )
            self._nudging.start((channel, message))

    async def _nudge(self, thing: tuple[ChannelEntry, OutboundMessage]) -> None:
        entry, message = thing
        try:
            await within(entry.channel.send(message), SEND_SECONDS, stuck=partial(self._nudging.abandon, thing))
        except Exception as exc:  # the message is on disk; whoever fetches will find it
            entry.breaker.failed(f"{type(exc).__name__} in send")

    # -- delivering ------------------------------------------------------------------------------------------

    async def resume(self) -> None:
        """At start: what was due, and what was being sent when the process ended (again, but never a payment)."""
        writes = []
        for row_id, payment in await self._store.fetch(FOUND_SENDING):
            if payment:
                writes.append(Write(PARK_SENDING, (UNKNOWN_FATE, row_id)))
            else:
                writes.append(Write(AGAIN, ("due", "", self._clock.now(), row_id)))
                writes.append(Write(SETTLE, ("cancelled", PERSON_ANSWERS, self._clock.now(), row_id)))  # if not
        if writes:
            await self._store.commit(writes)
        await self.look()

    async def look(self) -> None:
        """Take due rows from disk that are not in memory: at start, after a redrive, when memory was full."""
        async with self._looking:
            aside = self._aside = []
            rows: list[Row] = []
            try:
                rows = [Row(*values) for values in await self._store.fetch(DUE, (ROWS_IN_MEMORY * 2,))]
                self._behind = False
            finally:
                self._aside = None
                for place, row in enumerate((*rows, *aside)):
                    self._behind = self._behind or place == ROWS_IN_MEMORY * 2  # more of them lie between
                    if row.id not in self._known:
                        self._enqueue(row)

    async def look_again(self) -> None:
        """The clock was moved: what is due now goes out now, and who was to be left alone was long enough."""
        self._turnstile.lift()
        await self.look()
        for line in list(self._lines.values()):
            if line.timer is not None:
                line.timer.cancel()
                line.timer, line.active = None, False
                self._go_on(line)

    def _enqueue(self, row: Row) -> None:
        if self._aside is not None:  # those on disk are being read: they were said earlier
            self._aside.append(row)
            return
        if self._behind or len(self._known) >= ROWS_IN_MEMORY:  # it must not overtake those on disk
            self._behind = True
            return
        address = (row.channel, row.account, row.address)
        line = self._lines.get(address)
        if line is None:
            line = self._lines[address] = Line(address)
        self._known.add(row.id)
        line.add(row)
        if line.timer is not None and line.head() is row:  # it waits for what may be passed by
            line.timer.cancel()
            line.timer, line.active = None, False
        self._go_on(line)

    def _go_on(self, line: Line, after: float = 0.0) -> None:
        """Send the line's next row, at once or after so many seconds."""
        if line.active or self.stopping:
            return
        head = line.head()
        if head is None:
            self._lines.pop(line.address, None)
            return
        line.active = True
        after = max(after, (head.due_at - self._clock.now()) / 1000)
        if after > 0:
            line.timer = self.later(after, partial(self._turnstile.enter, line))
        else:
            self._turnstile.enter(line)

    def _workers(self, line: Line) -> Workers[Line]:
        channel = line.address[0]
        if channel not in self._sending:
            self._sending[channel] = Workers(self._group, self._deliver, SENDS_AT_ONCE)
        return self._sending[channel]

    def later(self, seconds: float, call: Callable[[], Any]) -> asyncio.TimerHandle:
        """Call something after so many seconds."""
        return asyncio.get_running_loop().call_later(seconds, call)

    async def _deliver(self, line: Line) -> None:
        """One attempt for the head of a line."""
        row = line.head()
        pause = 0.0
        line.attempt += 1
        attempt = line.attempt
        if row is not None and not self.stopping:
            epoch = self._epoch()
            epoch.acquire()
            try:
                with CancelScope(shield=True):  # a stop waits for the send under way: cut off, it would go out again
                    pause = await self._attempt(line, row, epoch)
            except StoreError:
                pause = 1.0  # the disk refuses; nothing was handed over that is not claimed
            finally:
                epoch.release()
        self._turnstile.left(line)
        if line.attempt == attempt:  # else it came back too late, and the line went on without it
            await self._free(line, pause)

    async def _free(self, line: Line, pause: float) -> None:
        line.active = False
        self._go_on(line, pause)
        await patiently(self._catch_up)

    async def _catch_up(self) -> None:
        if self._behind and len(self._known) < ROWS_IN_MEMORY // 2:
            await self.look()

    async def _attempt(self, line: Line, row: Row, epoch: Epoch) -> float:
        """Claim, send, settle; returns seconds to wait before the line's next attempt."""
        entry = epoch.channels.get(row.channel)
        account = self._accounts.of(row.channel, row.account)
        if entry is None or not entry.breaker.ok:
            return 1.0  # its channel is away: it waits, nothing parks
        if (paused := account.paused(time.monotonic())) > 0:
            return paused
        if (early := row.due_at - self._clock.now()) > 0:
            return early / 1000
        judged = await self._judge(line, row, entry, epoch)
        if judged is not None:
            return judged
        crash_point("before claim")
        try:
            await self._store.commit([Write(CLAIM, (row.id,), 1)])
        except Conflict:
            self._drop(line, row)  # cancelled meanwhile
            return 0.0
        row.attempts += 1
        crash_point("before send")
        attempt = line.attempt
        said = await self._send(entry, row, line)
        crash_point("after send")
        if line.attempt != attempt:
            return 0.0
        error = said if isinstance(said, BaseException) else None
        twice = entry.capabilities.idempotent
        fate = fate_of(error, row.attempts, bool(row.payment), account, line.address[2], self._rng, twice)
        await self._settle(line, row, fate, said if isinstance(said, str) else None)
        crash_point("after delivery commit")
        return fate.pause

    async def _judge(self, line: Line, row: Row, entry: ChannelEntry, epoch: Epoch) -> float | None:
        """The gate, once more: hours may lie between. None: it may go out; else seconds until the line's next try."""
        address = line.address
        seat = self._lanes.known(address) or await self._lanes.find(address)
        if seat is None:
            return None  # a code, to an address that is nobody's yet
        holder = seat.lane.state.holder.kind if row.purpose != "conversational" else "bot"  # CANCEL_UNSENT has those
        if open_way(row.purpose, seat.stopped, holder, entry.capabilities.window_hours):
            return None
        now = self._clock.now()
        verdict, to = await self._permits.judge(seat, row.purpose, epoch, now, row_id=row.id, consent=row.consent)
        if verdict.kind == "sent":
            row.verdict = "sent" if row.verdict == "delayed" else row.verdict
            return None
        if to is not None:
            return await self._reroute(line, row, to, verdict, epoch)
        state = "refused" if verdict.kind == "refused" else "due"
        row.due_at, row.verdict = verdict.until or now, verdict.kind
        await self._store.commit([Write(JUDGED, (state, verdict.reason, verdict.kind, row.due_at, row.id))])
        if state == "refused":
            self._drop(line, row)
        return 0.0

    async def _reroute(self, line: Line, row: Row, to: Known, verdict: Verdict, epoch: Epoch) -> float:
        """Send it to the customer's other address, in that channel's form."""
        language, translate = epoch.prepared.shop.languages[0], epoch.prepared.translate
        parts = decode_reply(row.body).parts
        shown = adapt(Reply(*parts), epoch.channels[to.channel].capabilities, language, translate).messages
        body = encode_parts([part for message in shown for part in message])
        due_at = verdict.until or self._clock.now()
        there = (to.channel, to.account, to.address)
        await self._store.commit([
            Write(REROUTED, (*there, body, verdict.reason, due_at, row.id)),
            Write(SAID_AT, (to.id, body, row.id)),
        ])  # fmt: skip
        self._drop(line, row)
        moved = msgspec.structs.replace(
            row, channel=to.channel, account=to.account, address=to.address, thread="", reply_to=None, body=body,
            due_at=due_at, verdict="rerouted",
        )  # fmt: skip
        self._enqueue(moved)
        return 0.0

    async def _send(self, entry: ChannelEntry, row: Row, line: Line) -> BaseException | str | None:
        """The platform's id of it, if it has one; what the channel raised when it did not go out."""
        try:
            return await within(
                entry.channel.send(row.message()), SEND_SECONDS, stuck=partial(self._leave_behind, line, row)
            )
        except DeliveryError as exc:
            return exc
        except Exception as exc:  # the channel's own mistake: its fate is unknown
            entry.breaker.failed(f"{type(exc).__name__} in send")
            return exc

    def _leave_behind(self, line: Line, row: Row) -> None:
        """The send ignores that its time is up: its message waits for a person, its address goes on."""
        self._workers(line).abandon(line)
        line.attempt += 1
        self._group.start_soon(self._go_on_without, line, row)

    async def _go_on_without(self, line: Line, row: Row) -> None:
        pause = 0.0
        try:
            await self._settle(line, row, Fate("parked", NEVER_CAME_BACK))
        except StoreError:
            pause = 1.0  # what is claimed is not sent again; the next start parks or repeats it
        await self._free(line, pause)

    async def _settle(self, line: Line, row: Row, fate: Fate, platform_id: str | None = None) -> None:
        due_at = self._clock.now() + int(fate.pause * 1000)
        if fate.stops:
            await self._store.commit([Write(STOP_ADDRESS, (fate.stops, *line.address))])
            if (seat := self._lanes.known(line.address)) is not None:
                seat.stopped |= fate.stops
            if row.purpose == "transactional":
                fate = fate._replace(state="due")  # the gate finds another way, or says that there is none
        if fate.state == "due":
            try:
                await self._store.commit([Write(AGAIN, (fate.state, fate.reason, due_at, row.id), 1)])
            except Conflict:
                fate = Fate("cancelled", PERSON_ANSWERS)
            else:
                row.due_at = due_at
                self.failed += 1
                return
        if platform_id is not None:
            writes = [Write(SENT_AS, (due_at, platform_id[:200], row.id))]
        else:
            writes = [Write(SETTLE, (fate.state, fate.reason, due_at, row.id))]
        together = [row]
        if fate.state == "parked":  # the rest of that turn makes no sense without it
            rest = [one for one in line.rows if one.turn_id == row.turn_id and one is not row]
            writes += [Write(PARK_TURN, (fate.reason, one.id)) for one in rest]
            together += rest
        await self._store.commit(writes)
        if fate.state == "sent":
            self.sent += 1
        else:
            log.warning("message not delivered", outbox=row.id, channel=row.channel, state=fate.state)
        for one in together:
            self._drop(line, one)

    def _drop(self, line: Line, row: Row) -> None:
        line.remove(row)
        self._known.discard(row.id)

    async def redrive(self, row_id: int | None) -> int:
        """Try parked rows again: one, or all; returns how many."""
        where, params = ("id = ?", (row_id,)) if row_id is not None else ("1 = 1", ())
        found = await self._store.fetch(f"SELECT id FROM outbox WHERE state = 'parked' AND {where}", params)  # noqa: S608
        if found:
            await self._store.commit([Write(REDRIVE, (self._clock.now(), row[0])) for row in found])
            await self.look()
        return len(found)

    def troubles(self) -> list[str]:
        """What an owner must do something about: accounts whose key is not accepted any more."""
        return self._accounts.troubles()

    @property
    def waiting(self) -> int:
        """Rows in memory that are not settled."""
        return len(self._known)
