"""One turn after the other in each lane: decide -> commit -> deliver.

A turn computes what is to be said and stored, hands it to the store as data, and goes on when that is on disk. Its
conversation's next turn starts after the commit.
"""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import structlog

from shopbell.contracts import Write
from shopbell.crash_points import crash_point
from shopbell.errors import Conflict, StoreError, StoreUnavailable, whereabouts
from shopbell.messages import InboundMessage
from shopbell.people import OUT_OF_REACH
from shopbell.runtime import commit
from shopbell.runtime.answer import LeftBehind, PluginBusy, really_cancelled
from shopbell.runtime.decide import CONFLICTS_MOST, Deciding, Parts
from shopbell.runtime.epochs import ChannelEntry, Epoch
from shopbell.runtime.items import Item, Stand
from shopbell.runtime.keeping import keep_attachments, mentions
from shopbell.runtime.lanes import Lane
from shopbell.runtime.lines import Row
from shopbell.runtime.outcome import Outcome
from shopbell.runtime.passing import ask_gate, plainly_open
from shopbell.runtime.saying import rows_of

log = structlog.get_logger("shopbell.pipeline")


class Commit(NamedTuple):
    """A turn's commit on its way."""

    item: Item
    outcome: Outcome
    writes: list[Write]
    rows: list[Row]
    channel: ChannelEntry | None
    saved: bool  # the conversation's row is updated, not inserted


class Pipeline:
    """Runs items; one at a time per lane."""

    def __init__(self, parts: Parts, start: Callable[[Item], None], forget: Callable[[Item], None]) -> None:
        self._parts, self._start, self._forget = parts, start, forget
        self._deciding = Deciding(parts)
        self.turns = 0  # done, for /metrics

    # -- the lane --------------------------------------------------------------------------------------------

    def enter(self, item: Item) -> None:
        """Run it now, or after those of its conversation that came before."""
        lane = item.seat.lane
        if lane.busy:
            self._parts.events.change_waiting(item)
            lane.queue(item)
        else:
            lane.busy = True
            self._start(item)

    def leave(self, lane: Lane) -> None:
        """The lane's next one runs."""
        if lane.waiting:
            item = lane.waiting.popleft()
            if isinstance(item.body, Stand):
                item.body.taken.set_result(None)
            else:
                self._start(item)
        else:
            lane.busy = False

    def prepare(self, items: Sequence[Item]) -> None:
        """Several turns come next; what can be done for all of them at once is."""
        self._deciding.read_ahead(items, self._parts.epoch())

    async def run(self, item: Item) -> None:
        """One turn, up to handing its commit over. Never raises: every item ends settled."""
        if item.seat.lane.stale and not await self._refreshed(item):
            return
        epoch = self._parts.epoch()
        epoch.acquire()
        try:
            if isinstance(item.body, InboundMessage) and item.body.attachments:
                await keep_attachments(item, epoch)
            outcome = await self._deciding.decide(item, epoch)
            if outcome.messages and not plainly_open(item, outcome.purpose):
                outcome = await ask_gate(self._parts.permits, item, outcome, epoch)
        except LeftBehind:
            return
        except PluginBusy as busy:
            self._parts.asking.wait(busy.plugin, item)
            return
        except StoreUnavailable as exc:  # a read in the middle of the turn
            self._wait_for_database(item, exc)
            return
        except BaseException as exc:  # whatever a plugin's code may raise: the item must end settled
            if isinstance(exc, asyncio.CancelledError | GeneratorExit) and really_cancelled():
                raise
            log.error("turn failed", turn=item.turn_id, error=whereabouts(exc))
            outcome = self._deciding.apology(item, epoch)
        finally:
            epoch.release()
        self._commit(item, outcome, epoch)

    async def _refreshed(self, item: Item) -> bool:
        """Read the conversation again; False when the database refuses: the turn is tried again soon."""
        try:
            await self._parts.lanes.refresh(item.seat.lane)
        except StoreError as exc:
            self._wait_for_database(item, exc)
            return False
        return True

    def _wait_for_database(self, item: Item, why: StoreError) -> None:
        """A message that is on disk has its turn when the database is back; whoever waits for the rest hears of it."""
        if not item.stored and item.answering:
            self._fail(item, why)
            return
        log.warning("turn waits for the database", turn=item.turn_id, reason=str(why))
        item.seat.lane.stale = True  # what the turn changed in memory is not on disk
        self._parts.outbox.later(1.0, partial(self._start, item))

    def abandon(self, item: Item, plugin: str) -> None:
        """A skill ignored its cancellation: its run is left behind and the turn goes on without that plugin."""
        item.run += 1
        item.weary |= {plugin}
        self._start(item)

    # -- committing ------------------------------------------------------------------------------------------

    def _commit(self, item: Item, outcome: Outcome, epoch: Epoch) -> None:
        try:
            done = self._as_data(item, outcome, epoch)
        except Exception as exc:  # something in it cannot be written down at all
            log.error("turn cannot be stored", turn=item.turn_id, error=whereabouts(exc))
            self._once_more(item, outcome.plugin, exc)
            return
        item.submitted = True
        crash_point("before turn commit")
        self._parts.store.submit(done.writes, partial(self._committed, done))

    def _as_data(self, item: Item, outcome: Outcome, epoch: Epoch) -> Commit:
        seat = item.seat
        lane = seat.lane
        created = lane.new
        writes = self._parts.lanes.creation(seat)
        writes.append(commit.finish(item))
        if isinstance(item.body, InboundMessage):
            writes.append(commit.said_by_customer(item, outcome.now))
            if item.body.attachments:
                writes += mentions(item, item.body, outcome.now)
            if item.concealed:
                writes.append(Write(commit.FORGET_RAW, (item.turn_id,)))
            if seat.stopped & OUT_OF_REACH:  # something comes from there, so something arrives there, too
                writes += seat.stop(seat.stopped & ~OUT_OF_REACH)
        channel = epoch.channels.get(seat.identity.channel)
        rows = rows_of(item, outcome, channel)
        said_at = outcome.to.id if outcome.to is not None else seat.identity.id
        for place, parts in enumerate(outcome.messages if outcome.verdict.kind != "refused" else (), 1):
            writes.append(commit.said_by_shop(item, place, parts, outcome.author, outcome.now, said_at))
        if outcome.post is not None:
            rows = [*rows, outcome.post]
        writes += [row.insert() for row in rows]
        writes.append(commit.decided(item, outcome.record, outcome.now))
        if item.opens_episode:
            writes += commit.episodes(item, outcome.now)
        if not created:  # a new conversation's row carries its state already
            writes.append(lane.save())
        writes += outcome.writes
        return Commit(item, outcome, writes, rows, channel, not created)

    def _committed(self, done: Commit, error: StoreError | None) -> None:
        item, lane = done.item, done.item.seat.lane
        if error is not None:
            self._not_committed(done, error)
            return
        crash_point("after turn commit")
        if done.saved:
            lane.rev += 1
        self.turns += 1
        self._forget(item)
        if done.outcome.then is not None:
            done.outcome.then()
        messages = done.outcome.messages if done.outcome.verdict.kind == "sent" else ()
        item.settle(messages[0] if len(messages) == 1 else tuple(part for parts in messages for part in parts))
        self.leave(lane)
        self._parts.outbox.committed(item, done.outcome, done.rows, done.channel)

    def _not_committed(self, done: Commit, error: StoreError) -> None:
        item = done.item
        if isinstance(error, StoreUnavailable):
            if item.stored:  # the message is safe; its turn waits for the disk, and so does its conversation
                self._parts.outbox.later(
                    1.0, partial(self._parts.store.submit, done.writes, partial(self._committed, done))
                )
                return
            self._fail(item, error)
            return
        log.warning("turn ran into a conflict", turn=item.turn_id, plugin=done.outcome.plugin, tries=item.conflicts)
        self._once_more(item, done.outcome.plugin, error)

    def _once_more(self, item: Item, plugin: str, error: Exception) -> None:
        """Compute the turn again on what is on disk; it keeps its place in the lane."""
        item.submitted = False
        item.conflicts += 1
        item.refused = error.sql if isinstance(error, Conflict) else ""
        if item.conflicts > CONFLICTS_MOST:
            self._fail(item, error)
            return
        if item.conflicts >= 2 and plugin and not item.on_dialogue:
            item.weary |= {plugin}  # its own writes do not fit: the next best answer
        item.seat.lane.stale = True
        self._start(item)

    def _fail(self, item: Item, error: Exception) -> None:
        """It cannot be done now: tell whoever waits. Found on disk at the next start if it was accepted."""
        item.seat.lane.stale = True
        self._forget(item)
        item.settle((), error)
        self.leave(item.seat.lane)
