"""Turns without a message: a dialogue's time has come, its event happened, its work ended, a person handed back."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import cast

from shopbell.chat import Dialogue
from shopbell.contracts import Write
from shopbell.dialogues import journal
from shopbell.dialogues.journal import WAITING, Entry, Pending
from shopbell.dialogues.runs import DROP_LATE_TIMER, NEVER, PARK_TIMER, WAKE_PARKED, Held
from shopbell.messages import InboundMessage, Purpose, ShopEvent
from shopbell.people import Holder
from shopbell.replies import Reply
from shopbell.runtime.answer import Answer
from shopbell.runtime.dialogue_life import START_AGAIN, DialogueLife
from shopbell.runtime.dialogue_work import DialogueWork
from shopbell.runtime.epochs import Epoch, SkillEntry
from shopbell.runtime.events import Events
from shopbell.runtime.holding import end_expired, take_control
from shopbell.runtime.items import Body, Control, Done, Due, Item, Stand
from shopbell.runtime.outcome import Outcome
from shopbell.runtime.talking import Talking
from shopbell.runtime.turn import LiveTurn

RECENT_MS = 24 * 3_600_000  # since the customer's last message: what a dialogue says then still answers them
WorkOn = Callable[[LiveTurn, Item, Epoch], DialogueWork]
Conclude = Callable[[LiveTurn, Item, Epoch, Answer], Outcome]


class Waking:
    """Decides such turns; ``work`` and ``conclude`` are the pipeline's, as for messages."""

    def __init__(self, talking: Talking, events: Events, life: DialogueLife, work: WorkOn, conclude: Conclude) -> None:
        self._talking, self._events, self._life = talking, events, life
        self._work, self._conclude = work, conclude

    async def decide(self, item: Item, body: Body, epoch: Epoch, now: int) -> Outcome:
        """One turn without a message."""
        state = item.seat.lane.state
        holder = state.holder
        end_expired(state, now)
        if isinstance(body, Control) and body.action == "continue":
            return await self.handed_back(self._turn(item, epoch, now), item, epoch, Reply(), 0)
        if isinstance(body, Control):
            outcome = take_control(item, body, epoch, now)
            if holder.kind == "bot" or state.holder.kind != "bot":
                return outcome
            said = Reply(*(part for parts in outcome.messages for part in parts))
            return await self.handed_back(self._turn(item, epoch, now), item, epoch, said, now - holder.since)
        if isinstance(body, Due):
            pause = now - holder.since if holder.kind != state.holder.kind else 0
            return await self.due(self._turn(item, epoch, now), item, epoch, body, pause)
        if isinstance(body, Done):
            return await self.done(self._turn(item, epoch, now), item, epoch, body)
        assert not isinstance(body, InboundMessage | Stand)  # noqa: S101 the pipeline's own
        outcome = await self._events.handle(item, body, epoch, now)
        if not isinstance(body, ShopEvent):
            return outcome
        journeys = epoch.journeys.get(body.kind, ())
        if not journeys and body.kind not in self._life.events:
            return outcome
        turn = self._turn(item, epoch, now)
        turn.writes += outcome.writes
        return await self.heard(turn, item, epoch, body, journeys) or outcome

    def _turn(self, item: Item, epoch: Epoch, now: int) -> LiveTurn:
        lane, identity = item.seat.lane, item.seat.identity
        silent = InboundMessage(channel=identity.channel, account=identity.account, sender=identity.address, key="")
        shop = epoch.prepared.shop
        turn = LiveTurn(item.turn_id, silent, lane.conversation_id, lane.customer, lane.state, epoch, shop, now)
        turn.work_on_dialogues = partial(self._work, turn, item, epoch)
        return turn

    async def due(self, turn: LiveTurn, item: Item, epoch: Epoch, body: Due, pause: int) -> Outcome:
        """A timer. ``pause``: how long a person held the conversation until now, milliseconds."""
        work = turn.open_dialogues()
        await self._shift(work, pause)
        held = await work.runs.load(body.run_id)
        if held is None or held.run.seq != body.seq:
            turn.write(Write(DROP_LATE_TIMER, (body.run_id, body.seq, body.at)))
            return self._conclude(turn, item, epoch, _silent())
        if body.at == START_AGAIN:
            await self._talking.start_again(turn, item, epoch, held)
            return self._conclude(turn, item, epoch, _silent())
        pending, holder = held.run.pending, item.seat.lane.state.holder
        if holder.kind != "bot":
            turn.write(Write(PARK_TIMER, (_until(holder), body.run_id, body.seq)))
            return self._conclude(turn, item, epoch, _silent())
        if pending is not None and pending.kind != "held" and (pending.due or 0) > turn.now:
            # A person's time with the customer is not counted.
            turn.write(Write(PARK_TIMER, (pending.due, body.run_id, body.seq)))
            return self._conclude(turn, item, epoch, _silent())
        purpose = self._purpose(held, epoch, item, turn.now)
        woken = [(held, _when_due(held, turn.now))]
        return await self._go_on(turn, item, epoch, woken, purpose, _consent_of(held, epoch))

    async def done(self, turn: LiveTurn, item: Item, epoch: Epoch, body: Done) -> Outcome:
        """Work in the background has ended."""
        held = await turn.open_dialogues().runs.load(body.run_id)
        if held is None or held.run.seq != body.seq or held.run.pending is None:
            return self._conclude(turn, item, epoch, _silent())
        entry = Entry(body.entry.kind, held.run.pending.key, body.entry.value)
        return await self._go_on(turn, item, epoch, [(held, entry)])

    async def heard(
        self, turn: LiveTurn, item: Item, epoch: Epoch, event: ShopEvent, journeys: Sequence[SkillEntry]
    ) -> Outcome | None:
        """A shop event; None when no run waits for it, and none begins with it."""
        waiting = [
            (held, Entry(journal.HEARD, held.run.pending.key, event.body))
            for held in await turn.open_dialogues().runs.waiting_for(event.kind)
            if held.run.pending is not None and event.body.items() >= held.run.pending.match.items()
        ]
        if not waiting and not journeys:
            return None
        # A turn speaks for one purpose, and needs one consent; offers that the same event begins get a turn of their
        # own, at once.
        offers = {held.id for held, _ in waiting if self._purpose(held, epoch, item, turn.now) == "marketing"}
        needed = {_consent_of(held, epoch) for held, _ in waiting} | {_dialogue(entry).consent for entry in journeys}
        alone = len(offers) == len(waiting) and all(_offers(entry) for entry in journeys) and len(needed) == 1
        for held, entry in waiting if not alone else ():
            if held.id in offers:
                _put_off(turn.open_dialogues(), held, entry, turn.now)
        answer = await self._woken(turn, item, epoch, [one for one in waiting if alone or one[0].id not in offers])
        for journey in journeys:
            until = turn.now if _offers(journey) and not alone else None
            body = {**event.body, "event_id": event.id}
            begun = await self._talking.journey(turn, item, epoch, journey, body, until=until)
            answer = begun._replace(reply=Reply(*answer.reply.parts, *begun.reply.parts))
        if alone:
            answer = answer._replace(purpose="marketing", consent=needed.pop())
        return self._conclude(turn, item, epoch, answer if alone else answer._replace(purpose="transactional"))

    async def handed_back(self, turn: LiveTurn, item: Item, epoch: Epoch, said: Reply, pause: int) -> Outcome:
        """The bot answers again: deadlines move by the pause, and the open question is repeated after ``said``."""
        work = turn.open_dialogues()
        await self._shift(work, pause)
        turn.write(Write(WAKE_PARKED, (turn.now, NEVER, turn.conversation_id)))
        question = await self._talking.question(turn, item, epoch, work)
        parts = (*said.parts, *question.parts) if question is not None else said.parts
        return self._conclude(turn, item, epoch, Answer(Reply(*parts), "control"))

    async def shifted(self, turn: LiveTurn, pause: int) -> None:
        """A message found that a person's time was over."""
        await self._shift(turn.open_dialogues(), pause)

    async def _go_on(
        self,
        turn: LiveTurn,
        item: Item,
        epoch: Epoch,
        woken: Sequence[tuple[Held, Entry | None]],
        purpose: Purpose = "conversational",
        consent: str = "",
    ) -> Outcome:
        answer = await self._woken(turn, item, epoch, woken)
        return self._conclude(turn, item, epoch, answer._replace(purpose=purpose, consent=consent))

    def _purpose(self, held: Held, epoch: Epoch, item: Item, now: int) -> Purpose:
        """Of what a dialogue says when nobody has just written: an answer still, while they may be waiting for one."""
        entry = epoch.dialogues.get(held.run.dialogue)
        known = _dialogue(entry) if entry is not None else None
        if known is not None and (known.on or known.purpose == "marketing"):
            return known.purpose
        return "conversational" if now - item.seat.lane.state.last_inbound_at <= RECENT_MS else "transactional"

    async def _woken(
        self, turn: LiveTurn, item: Item, epoch: Epoch, woken: Sequence[tuple[Held, Entry | None]]
    ) -> Answer:
        work, holder = turn.open_dialogues(), item.seat.lane.state.holder
        answer = _silent()
        for held, entry in woken:
            if holder.kind != "bot" and entry is not None:
                _put_off(work, held, entry, _until(holder))
                continue
            said = await self._talking.wake(turn, item, epoch, held, entry)
            answer = said._replace(reply=Reply(*answer.reply.parts, *said.reply.parts))
        return answer

    async def _shift(self, work: DialogueWork, pause: int) -> None:
        """The time that a person held the conversation does not count."""
        for run_id in list(work.runs.stack) if pause > 0 else ():
            held = await work.runs.load(run_id)
            if held is not None and held.run.pending is not None and held.run.pending.due is not None:
                held.run.pending.due += pause
                work.runs.put(held, WAITING)
        work.runs.keep()


def _dialogue(entry: SkillEntry) -> "Dialogue":
    return cast("Dialogue", entry.skill)


def _offers(journey: SkillEntry) -> bool:
    return _dialogue(journey).purpose == "marketing"


def _consent_of(held: Held, epoch: Epoch) -> str:
    entry = epoch.dialogues.get(held.run.dialogue)
    return _dialogue(entry).consent if entry is not None else ""


def _silent() -> Answer:
    return Answer(Reply(), "woken")


def _until(holder: Holder) -> int:
    return NEVER if holder.until is None else holder.until


def _put_off(work: DialogueWork, held: Held, entry: Entry, until: int) -> None:
    """Keep what happened; the run goes on when the person has handed back."""
    run = held.run
    run.journal.append(entry)
    run.seq += 1
    run.pending = Pending("held", entry.key, until)
    work.runs.put(held, WAITING)
    work.runs.keep()


def _when_due(held: Held, now: int) -> Entry | None:
    pending = held.run.pending
    if pending is None or pending.kind == "held":
        held.run.pending = None
        return None
    if pending.kind == "sleep":
        too_late = pending.max_late is not None and now - (pending.due or now) > pending.max_late
        return Entry(journal.TIMED_OUT if too_late else journal.WOKE, pending.key)
    if pending.kind == "background":
        return Entry(journal.FAILED, pending.key, ["TimeoutError", "it never came to its end"])
    return Entry(journal.TIMED_OUT, pending.key)
