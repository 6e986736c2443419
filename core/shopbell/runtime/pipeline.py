"""One turn: identify -> understand -> route -> answer -> adapt -> commit -> deliver. The list is fixed.

A turn computes what is to be said and stored, hands it to the store as data, and goes on when that is on disk. Its
conversation's next turn starts after the commit.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import partial
from itertools import pairwise
from typing import NamedTuple

import structlog

from shopbell.adapt import Adapted, adapt
from shopbell.adapt.choices import understand_choice
from shopbell.adapt.sentences import APOLOGY, DISCLOSURE, FLOOD
from shopbell.capabilities import PLAIN_TEXT
from shopbell.clock import Clock
from shopbell.contracts import Write
from shopbell.crash_points import crash_point
from shopbell.errors import Conflict, StoreError, StoreUnavailable, whereabouts
from shopbell.messages import InboundMessage
from shopbell.people import OUT_OF_REACH, ConversationState
from shopbell.replies import Reply, TextPart
from shopbell.runtime import commit
from shopbell.runtime.answer import Answer, Asking, LeftBehind, PluginBusy, really_cancelled
from shopbell.runtime.at_hand import remember_product, with_product_at_hand
from shopbell.runtime.dialogue_life import DialogueLife
from shopbell.runtime.dialogue_work import DialogueWork
from shopbell.runtime.epochs import ChannelEntry, Epoch, Prepared
from shopbell.runtime.events import Events
from shopbell.runtime.holding import end_expired, group_turn, hand_to_queue, waiting_words
from shopbell.runtime.items import Item
from shopbell.runtime.lanes import Lane, Lanes
from shopbell.runtime.lines import Row
from shopbell.runtime.outbox import Outbox
from shopbell.runtime.outcome import Outcome
from shopbell.runtime.patience import note_mood, offer_a_person
from shopbell.runtime.policies import apply_policies
from shopbell.runtime.record import TurnRecord
from shopbell.runtime.talking import Talking
from shopbell.runtime.turn import TEXT_READ, LiveTurn
from shopbell.runtime.understand import choose_language
from shopbell.runtime.waking import Waking
from shopbell.stores.store import Store
from shopbell.understanding import NOTHING_UNDERSTOOD

log = structlog.get_logger("shopbell.pipeline")

MENU_MS = 30 * 60_000  # a menu's numbers are understood for half an hour
SILENCE_MS = 24 * 3_600_000  # ends an episode
FLOOD_TURNS, FLOOD_MS = 20, 10_000
POISON_ATTEMPTS = 3
CONFLICTS_MOST = 4  # a turn whose writes never fit ends with an apology


class Parts(NamedTuple):
    """What the pipeline is made of; the app puts it together."""

    store: Store
    lanes: Lanes
    clock: Clock
    epoch: Callable[[], Epoch]
    asking: Asking
    outbox: Outbox
    events: Events
    talking: Talking
    life: DialogueLife
    accept: Callable[[Item], Awaitable[None]]
    handoff_minutes: Callable[[], int | None]


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
        self._waking = Waking(parts.talking, parts.events, parts.life, self._work, self._conclude)
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

    def _leave(self, lane: Lane) -> None:
        if lane.waiting:
            self._start(lane.waiting.popleft())
        else:
            lane.busy = False

    async def run(self, item: Item) -> None:
        """One turn, up to handing its commit over. Never raises: every item ends settled."""
        if item.seat.lane.stale and not await self._refreshed(item):
            return
        epoch = self._parts.epoch()
        epoch.acquire()
        try:
            outcome = await self._decide(item, epoch)
        except LeftBehind:
            return
        except PluginBusy as busy:
            self._parts.asking.wait(busy.plugin, item)
            return
        except BaseException as exc:  # whatever a plugin's code may raise: the item must end settled
            if isinstance(exc, asyncio.CancelledError | GeneratorExit) and really_cancelled():
                raise
            log.error("turn failed", turn=item.turn_id, error=whereabouts(exc))
            outcome = self._apology(item, epoch)
        finally:
            epoch.release()
        self._commit(item, outcome, epoch)

    async def _refreshed(self, item: Item) -> bool:
        """Read the conversation again; False when the database refuses: the turn is tried again soon."""
        try:
            await self._parts.lanes.refresh(item.seat.lane)
        except StoreError as exc:
            log.warning("turn waits for the database", turn=item.turn_id, reason=str(exc))
            self._parts.outbox.later(1.0, partial(self._start, item))
            return False
        return True

    def abandon(self, item: Item, plugin: str) -> None:
        """A skill ignored its cancellation: its run is left behind and the turn goes on without that plugin."""
        item.run += 1
        item.weary |= {plugin}
        self._start(item)

    # -- deciding --------------------------------------------------------------------------------------------

    async def _decide(self, item: Item, epoch: Epoch) -> Outcome:
        body, state, now = item.body, item.seat.lane.state, self._parts.clock.now()
        if not isinstance(body, InboundMessage):
            return await self._waking.decide(item, body, epoch, now)
        if body.automatic:
            return Outcome.silent(epoch, item, "automatic", now)
        held_since = state.holder.since if state.holder.kind != "bot" else 0
        end_expired(state, now)
        self._note_message(item, body, state, now)
        if body.audience != "direct":
            return group_turn(item, state, epoch, now)
        if state.holder.kind != "bot":
            return Outcome.silent(epoch, item, "held", now)
        if not body.text and body.payload is None and not body.attachments:
            return Outcome.silent(epoch, item, "silent", now)  # deleted before its turn
        if body.limited and self._floods(state, now):
            return self._flooded(item, state, epoch, now)
        if item.attempts >= POISON_ATTEMPTS or item.conflicts >= CONFLICTS_MOST:
            return self._apology(item, epoch)
        return await self._answered(item, body, epoch, now, now - held_since if held_since else 0)

    async def _answered(self, item: Item, message: InboundMessage, epoch: Epoch, now: int, pause: int) -> Outcome:
        prepared: Prepared = epoch.prepared
        lane, began = item.seat.lane, time.perf_counter_ns()
        state = lane.state
        turn = LiveTurn(item.turn_id, message, lane.conversation_id, lane.customer, state, epoch, prepared.shop, now)
        chosen = None
        if state.choices and now < state.choices_until:
            chosen = understand_choice(message.text, message.payload, state.choices)
        if chosen is not None:
            turn.read_as(chosen.payload)
        elif message.payload is not None:
            turn.read_as(message.payload)
        identified = time.perf_counter_ns()

        turn.understood = prepared.understander.understand(turn.text, state.language, now)
        # A payload speaks no language, and a name or an address that answers a question speaks the wrong one.
        own_words = turn.text == message.text[:TEXT_READ] and not state.dialogues
        said = turn.understood if own_words else NOTHING_UNDERSTOOD
        turn.language = state.language = choose_language(said, message, state, prepared.shop)
        note_mood(said, state)
        turn.understood = with_product_at_hand(turn.understood, message.context, state)
        understood = time.perf_counter_ns()

        turn.work_on_dialogues = partial(self._work, turn, item, epoch)
        answer = None
        if state.dialogues:  # an open question gets first refusal
            await self._waking.shifted(turn, pause)
            answer = await self._parts.talking.answer(turn, item, epoch, prepared.understander)
        if answer is None:
            answer = await self._parts.asking.answer(turn, item, epoch, prepared.understander)
        times = (began, identified, understood, time.perf_counter_ns())
        return self._conclude(turn, item, epoch, answer, times, chosen is not None)

    def _conclude(
        self, turn: LiveTurn, item: Item, epoch: Epoch, answer: Answer, times: tuple[int, ...] = (), chose: bool = False
    ) -> Outcome:
        """Adapt what is said, remember, and write down why."""
        state, now = item.seat.lane.state, turn.now
        reply = offer_a_person(turn, answer, state)
        if turn.handover is not None and not reply.parts:
            reply = Reply(text=waiting_words(turn.shop, now))
        reply, policies = apply_policies(turn, reply, epoch)
        shown = self._adapt(item, state, reply, epoch, now)
        times = (*times, time.perf_counter_ns()) if times else ()
        self._remember(turn, state, answer, now)
        then = None
        if turn.dialogues is not None:
            turn.writes += turn.dialogues.write_down(state, bool(shown.choices))
            then = partial(self._parts.life.committed, *turn.dialogues.done())
        record = TurnRecord(
            epoch=epoch.id,
            outcome="choice" if chose and answer.outcome == "answered" else answer.outcome,
            channel=item.seat.identity.channel,
            language=turn.language,
            stages=tuple((later - earlier) // 1000 for earlier, later in pairwise(times)),
            intents=turn.understood.intents[:5],
            intent=answer.intent,
            skill=answer.skill,
            declined=answer.declined,
            failed=answer.failed,
            policies=policies,
            losses=shown.losses,
            entities=tuple([(entity.kind, entity.start, entity.end) for entity in turn.understood.entities]),
            handover=turn.handover[0] if turn.handover else None,
            replies=len(shown.messages),
            waited=int((time.monotonic() - item.started) * 1e6) - (times[-1] - times[0]) // 1000 if times else 0,
            run=answer.run,
        )
        return Outcome(
            shown.messages, turn.writes, record, now, plugin=answer.plugin, payments=shown.payments, then=then
        )

    def _work(self, turn: LiveTurn, item: Item, epoch: Epoch) -> DialogueWork:
        return DialogueWork(turn, item, item.seat.lane.state, epoch, self._parts.store, self._parts.accept)

    def _adapt(self, item: Item, state: ConversationState, reply: Reply, epoch: Epoch, now: int) -> Adapted:
        """What this channel can show; the disclosure comes before a customer's first answer."""
        prepared: Prepared = epoch.prepared
        channel = epoch.channels.get(item.seat.identity.channel)
        capabilities = channel.capabilities if channel is not None else PLAIN_TEXT
        language = state.language or prepared.shop.languages[0]
        if not state.told_automatic and reply.parts:
            state.told_automatic = True
            reply = Reply(TextPart(text=DISCLOSURE), *reply.parts)
        adapted = adapt(reply, capabilities, language, prepared.translate)
        if adapted.choices:
            state.choices, state.choices_until = list(adapted.choices), now + MENU_MS
        elif state.choices and now >= state.choices_until:
            state.choices = []
        return adapted

    def _remember(self, turn: LiveTurn, state: ConversationState, answer: Answer, now: int) -> None:
        state.fallbacks = state.fallbacks + 1 if answer.outcome == "fallback" else 0
        remember_product(answer.reply, turn.understood, turn.context, state)
        for key, value in turn.slots.items():
            if value is None:
                state.slots.pop(key, None)
            else:
                state.slots[key] = value
        if turn.handover is not None:
            reason, until = turn.handover
            hand_to_queue(state, now, reason, until, self._parts.handoff_minutes())

    def _note_message(self, item: Item, message: InboundMessage, state: ConversationState, now: int) -> None:
        if not state.episode_id or now - state.last_inbound_at > SILENCE_MS:
            item.ends_episode, state.episode_id = state.episode_id, self._parts.store.ids.next("episode")
            item.opens_episode = state.episode_id
        state.last_inbound_at = now

    def _floods(self, state: ConversationState, now: int) -> bool:
        state.flood = [at for at in state.flood if now - at < FLOOD_MS]
        state.flood.append(now)
        return len(state.flood) > FLOOD_TURNS

    def _flooded(self, item: Item, state: ConversationState, epoch: Epoch, now: int) -> Outcome:
        if len(state.flood) > FLOOD_TURNS + 1:
            state.flood.pop()  # said once; the list stays short
            return Outcome.silent(epoch, item, "flooded", now)
        return self._say(item, Reply(text=FLOOD), "flooded", epoch, now)

    def _apology(self, item: Item, epoch: Epoch) -> Outcome:
        """The turn itself cannot be done: the customer hears it and a person gets it."""
        now = self._parts.clock.now()
        if not isinstance(item.body, InboundMessage):
            return Outcome.silent(epoch, item, "apology", now)
        hand_to_queue(item.seat.lane.state, now, "a turn failed", None, self._parts.handoff_minutes())
        return self._say(item, Reply(text=APOLOGY), "apology", epoch, now)

    def _say(self, item: Item, reply: Reply, outcome: str, epoch: Epoch, now: int) -> Outcome:
        shown = self._adapt(item, item.seat.lane.state, reply, epoch, now)
        return Outcome.said(epoch, item, outcome, shown.messages, now)

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
            if seat.stopped & OUT_OF_REACH:  # something comes from there, so something arrives there, too
                writes += seat.stop(seat.stopped & ~OUT_OF_REACH)
        channel = epoch.channels.get(seat.identity.channel)
        rows = self._parts.outbox.rows(item, outcome, channel)
        for place, parts in enumerate(outcome.messages, 1):
            writes.append(commit.said_by_shop(item, place, parts, outcome.author, outcome.now))
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
        messages = done.outcome.messages
        item.settle(messages[0] if len(messages) == 1 else tuple(part for parts in messages for part in parts))
        self._leave(lane)
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
        self._leave(item.seat.lane)
