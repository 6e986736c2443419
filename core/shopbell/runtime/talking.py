"""A turn while dialogues are open: their question gets first refusal; others may answer in between.

Each piece of a dialogue's code runs as any skill's answer does (``Asking.ask``): under a deadline, charged to its
plugin, found again after a crash.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, NamedTuple, cast

import structlog

from shopbell.adapt.sentences import APOLOGY, FALLBACK
from shopbell.chat import Dialogue
from shopbell.contracts import Skill
from shopbell.dialogues import desk, journal
from shopbell.dialogues.desk import Open
from shopbell.dialogues.journal import Entry, JournalFull
from shopbell.dialogues.runs import MOST_OPEN, Held
from shopbell.dialogues.sentences import BACK_TO, GO_ON, INTERRUPTED, JUST_NOW_BUSY, saying
from shopbell.replies import PERSON_PAYLOAD, Reply
from shopbell.rewording import owned_by
from shopbell.runtime.answer import Answer, Asking
from shopbell.runtime.dialogue_work import DialogueWork
from shopbell.runtime.epochs import Breaker, Epoch, SkillEntry
from shopbell.runtime.items import Item
from shopbell.runtime.router import Candidate, chosen_intent, claiming, route
from shopbell.runtime.turn import LiveTurn
from shopbell.runtime.understand import Understander
from shopbell.text import Text
from shopbell.turns import Turn

log = structlog.get_logger("shopbell.dialogues")

SURE = 0.999  # a phrase that is known word for word


class Piece(NamedTuple):
    """One piece of a dialogue's code, as ``Asking`` asks a skill."""

    plugin: str
    name: str
    skill: Skill
    order: int
    breaker: Breaker


class _Answering:
    """A piece of work in the form of a skill."""

    intents = ()

    def __init__(self, name: str, work: Callable[[], Awaitable[Reply | None]]) -> None:
        self.name, self._work = name, work

    async def answer(self, turn: Turn) -> Reply | None:
        return await self._work()


class Talking:
    """The *route* and *answer* stages where a dialogue is open, or wakes."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    # -- a message -------------------------------------------------------------------------------------------------

    async def answer(self, turn: LiveTurn, item: Item, epoch: Epoch, understander: Understander) -> Answer | None:
        """Answer a message to a conversation with open dialogues; None when none is open after all.

        Raises:
            LeftBehind, PluginBusy: as ``Asking.answer``.
        """
        work = turn.open_dialogues()
        top = await work.runs.top()
        if top is None:
            return None
        entry = work.entry(top.run.dialogue)
        if entry is None:
            return self._gone(turn, work, top)
        if not entry.breaker.ok:
            return Answer(Reply(text=JUST_NOW_BUSY), "answered", run=top.id)
        if entry.plugin in item.weary:
            return self._failed(turn, work, top, entry)
        found: list[Open] = []

        async def offer() -> Reply | None:
            others = partial(self._known_elsewhere, turn, item, epoch, understander, entry)
            reply = await desk.offer(work, top, cast("Dialogue", entry.skill), others)
            if isinstance(reply, Open):
                found.append(reply)
                return None
            return reply

        reply, went_well = await self._do(turn, item, epoch, entry, offer)
        if reply is not None:
            return await self._with_what_waits_below(turn, item, epoch, work, entry, top, reply)
        turn.forget_effects()
        if not went_well:
            return self._failed(turn, work, top, entry)
        elsewhere = await self._elsewhere(turn, item, epoch, understander, work, found[0])
        return elsewhere or await self._again(turn, item, epoch, work, entry, found[0])

    async def _elsewhere(
        self, turn: LiveTurn, item: Item, epoch: Epoch, understander: Understander, work: DialogueWork, open_: Open
    ) -> Answer | None:
        """The message was no answer: another skill may know it; then the question is asked once more, for a while."""
        declined: tuple[str, ...] = ()
        # What stands in it may say whose it is ("do you have croissants"), whatever it scores.
        claimed = claiming(turn, epoch, item.weary)
        for candidate in (*claimed, *self._candidates(turn, item, epoch, understander)):
            entry = candidate.entry
            named = f"{entry.plugin}/{entry.name}"
            # What sounds like its own beginning is mostly a wrong answer; word for word it is asked for once more.
            wrong = named == open_.held.run.dialogue and candidate.score < SURE
            if entry.plugin in item.weary or wrong:
                continue
            reply, _ = await self._asking.ask(turn, item, epoch, candidate)
            if reply is None:
                turn.forget_effects()
                declined += (named,)
                continue
            work.runs.keep()
            stack = work.runs.stack
            begun = bool(stack) and work.runs.began_here(stack[-1])
            # "Let us finish what we have begun first" is no answer either.
            answered = bool(reply.parts) and len(stack) < MOST_OPEN
            if not turn.falls_silent and not begun and desk.reminds(open_.held, answered):
                reply = await self._and_the_question(turn, item, epoch, work, reply, open_)
            return Answer(reply, "answered", entry.plugin, named, candidate.intent, declined, run=open_.held.id)
        return None

    async def _again(
        self, turn: LiveTurn, item: Item, epoch: Epoch, work: DialogueWork, entry: SkillEntry, open_: Open
    ) -> Answer:
        """Nobody knew it: explain and ask again, or tell the dialogue that it has asked often enough."""
        said = desk.asked_again(work, open_)
        named = f"{entry.plugin}/{entry.name}"
        if said is not None:
            work.runs.keep()
            return Answer(owned_by(said, entry.plugin), "asked again", entry.plugin, named, run=open_.held.id)
        gave_up = Entry(journal.GAVE_UP, open_.question.key)
        again = await work.runs.load(open_.held.id)
        assert again is not None  # noqa: S101 it was on top a moment ago
        resume = partial(desk.resume, work, again, cast("Dialogue", entry.skill), gave_up)
        reply, _ = await self._do(turn, item, epoch, entry, resume)
        if reply is None:
            turn.forget_effects()
            return self._failed(turn, work, again, entry)
        if not reply.parts and turn.handover is None:
            reply = Reply(text=FALLBACK)  # it gave up without a word, but somebody wrote
        return await self._with_what_waits_below(turn, item, epoch, work, entry, again, reply)

    def _known_elsewhere(
        self, turn: LiveTurn, item: Item, epoch: Epoch, understander: Understander, own: SkillEntry, person_only: bool
    ) -> bool:
        """Would another skill answer this? With ``person_only`` only the one that brings a person counts, and only
        when it is asked for in so many words: who is asked for a message may mention anything."""
        best = next((one for one in self._candidates(turn, item, epoch, understander) if one.entry is not own), None)
        if best is None:
            return False
        if not person_only:
            return True
        wanted = understander.understand(PERSON_PAYLOAD, turn.language, turn.now).intents
        return best.score >= SURE and bool(wanted) and wanted[0][0] == best.intent

    def _candidates(
        self, turn: LiveTurn, item: Item, epoch: Epoch, understander: Understander
    ) -> tuple[Candidate, ...]:
        """Skills that know the message by an intent; those that are asked about everything do not interrupt."""
        chosen = chosen_intent(turn.text, epoch)
        if chosen is not None:
            return (chosen,)
        decided = route(turn.understood, epoch, understander, item.weary)
        if decided.clarify:
            scores = dict(turn.understood.intents)
            return tuple(Candidate(epoch.skill_of[name], name, scores[name]) for name in decided.clarify)
        return tuple(one for one in decided.candidates if one.intent is not None)

    # -- what is said after it -------------------------------------------------------------------------------------

    async def _with_what_waits_below(
        self, turn: LiveTurn, item: Item, epoch: Epoch, work: DialogueWork, entry: SkillEntry, held: Held, reply: Reply
    ) -> Answer:
        """A dialogue went on. Did it end, the question below it is open again."""
        work.runs.keep()
        stack = work.runs.stack
        if stack and held.id not in stack and not work.runs.began_here(stack[-1]) and not turn.falls_silent:
            reply = await self._and_the_question(turn, item, epoch, work, reply)
        named = f"{entry.plugin}/{entry.name}"
        return Answer(reply, "answered", entry.plugin, named, turn.intent, run=held.id)

    async def _and_the_question(
        self, turn: LiveTurn, item: Item, epoch: Epoch, work: DialogueWork, reply: Reply, known: Open | None = None
    ) -> Reply:
        question = await self.question(turn, item, epoch, work, known)
        return Reply(*reply.parts, *question.parts) if question is not None else reply

    async def question(
        self, turn: LiveTurn, item: Item, epoch: Epoch, work: DialogueWork, known: Open | None = None
    ) -> Reply | None:
        """The open question once more, introduced by what it is about; None when there is none, or it fails.

        ``known``: the question as it was found open in this turn, so that its dialogue is not played again.
        """
        top = await work.runs.top()
        entry = work.entry(top.run.dialogue) if top is not None else None
        if top is None or entry is None or not entry.breaker.ok:
            return None
        dialogue = cast("Dialogue", entry.skill)
        title = dialogue.title_in(turn.language)
        title = title.owned_by(entry.plugin) if isinstance(title, Text) else title
        lead = saying(BACK_TO, title=title) if title is not None else GO_ON
        if known is not None and known.held.id == top.id and known.held.run.seq == top.run.seq:
            said = desk.still_open(work, known.held, dialogue, known.question, lead)
            work.runs.keep()
            return owned_by(said, entry.plugin)
        writes, handover = list(turn.writes), turn.handover
        reply, _ = await self._do(turn, item, epoch, entry, partial(desk.repeated, work, top, dialogue, lead))
        if reply is None:  # the next message will tell; this one's answer stands
            work.runs.forget()
            turn.writes[:], turn.handover = writes, handover
            return None
        work.runs.keep()
        return reply

    # -- something else than a message -----------------------------------------------------------------------------

    async def wake(self, turn: LiveTurn, item: Item, epoch: Epoch, held: Held, entry: Entry | None) -> Answer:
        """A time has come, work has ended, or an event happened: ``entry`` says so in the run's journal."""
        work = turn.open_dialogues()
        known = work.entry(held.run.dialogue)
        if known is None:
            return self._gone(turn, work, held)
        if known.plugin in item.weary:
            return self._failed(turn, work, held, known)
        if held.run.pending is None:
            held.run.turn = turn.id  # what the turn that was cut short had said is said now
        resume = partial(desk.resume, work, held, cast("Dialogue", known.skill), entry)
        reply, _ = await self._do(turn, item, epoch, known, resume)
        if reply is None:
            turn.forget_effects()
            return self._failed(turn, work, held, known)
        work.runs.keep()
        named = f"{known.plugin}/{known.name}"
        return Answer(reply, "woken", known.plugin, named, run=held.id)

    async def journey(
        self,
        turn: LiveTurn,
        item: Item,
        epoch: Epoch,
        entry: SkillEntry,
        event: dict[str, Any],
        *,
        until: int | None = None,
    ) -> Answer:
        """Begin a dialogue with an event; asleep while a person holds the conversation, or ``until`` a time."""
        named, work = f"{entry.plugin}/{entry.name}", turn.open_dialogues()
        if not entry.breaker.ok or entry.plugin in item.weary:
            return Answer(Reply(), "woken")
        holder = item.seat.lane.state.holder
        if holder.kind != "bot" or until is not None:
            until = holder.until if holder.kind != "bot" else until
            desk.begin_later(work, named, cast("Dialogue", entry.skill), [event], until)
            work.runs.keep()
            return Answer(Reply(), "woken", entry.plugin, named)
        begin = partial(desk.begin, work, named, cast("Dialogue", entry.skill), [event])
        reply, _ = await self._do(turn, item, epoch, entry, begin)
        if reply is None:
            turn.forget_effects()
            return Answer(Reply(), "woken", failed=(named,))
        work.runs.keep()
        return Answer(reply, "woken", entry.plugin, named)

    async def start_again(self, turn: LiveTurn, item: Item, epoch: Epoch, held: Held) -> None:
        """The process ended while this run's work was done in the background: it is done again."""
        work = turn.open_dialogues()
        known = work.entry(held.run.dialogue)
        if known is not None:
            await self._do(turn, item, epoch, known, partial(desk.rearm, work, held, cast("Dialogue", known.skill)))

    # -- ends ------------------------------------------------------------------------------------------------------

    async def _do(
        self, turn: LiveTurn, item: Item, epoch: Epoch, entry: SkillEntry, work: Callable[[], Awaitable[Reply | None]]
    ) -> tuple[Reply | None, bool]:
        piece = Piece(entry.plugin, entry.name, _Answering(entry.name, work), entry.order, entry.breaker)
        done = turn.dialogues is not None and turn.dialogues.runs.changed
        return await self._asking.ask(turn, item, epoch, Candidate(piece, turn.intent, turn.score), now=done)

    def _failed(self, turn: LiveTurn, work: DialogueWork, held: Held, entry: SkillEntry) -> Answer:
        """Its code raised or hung: the run ends here, and a person takes over."""
        named = f"{entry.plugin}/{entry.name}"
        return self._ended(turn, work, held, journal.BROKEN, f"{held.title} failed", Reply(text=APOLOGY), (named,))

    def _gone(self, turn: LiveTurn, work: DialogueWork, held: Held) -> Answer:
        """Its plugin is not there any more."""
        reason = f"{held.title} is no longer there"
        return self._ended(turn, work, held, journal.HANDED_OVER, reason, Reply(text=INTERRUPTED), ())

    def _ended(
        self, turn: LiveTurn, work: DialogueWork, held: Held, status: str, reason: str, reply: Reply,
        failed: tuple[str, ...],
    ) -> Answer:  # fmt: skip
        log.warning("dialogue ended", dialogue=held.title, run=held.id, status=status)
        held.run.pending = None
        try:
            work.runs.put(held, status)
        except JournalFull:
            held.run.journal.clear()
            work.runs.put(held, status)
        work.runs.keep()
        turn.hand_over(reason)
        return Answer(reply, "apology", failed=failed, run=held.id)
