"""Asks skills one after the other, under a deadline, and contains whatever they do."""

import asyncio
import time
import traceback
from collections import Counter, deque
from collections.abc import Callable
from functools import partial
from itertools import chain
from typing import NamedTuple

import structlog

from shopbell.adapt.sentences import CLARIFY, FALLBACK, NOT_UNDERSTOOD_ATTACHMENT, TO_A_PERSON
from shopbell.crash_points import crash_point
from shopbell.errors import StoreUnavailable
from shopbell.messages import Purpose
from shopbell.replies import Option, Reply, offer_person
from shopbell.rewording import owned_by
from shopbell.runtime.epochs import Epoch, Marker, SkillEntry
from shopbell.runtime.items import Item
from shopbell.runtime.letters import asked_in_letter, is_long
from shopbell.runtime.router import (
    INTENT_PAYLOAD,
    Candidate,
    Route,
    chosen_intent,
    claiming,
    listening,
    route,
    title_of,
)
from shopbell.runtime.several import Part, answer_each, known_parts
from shopbell.runtime.stepping import resume_within
from shopbell.runtime.turn import LiveTurn
from shopbell.runtime.understand import Understander
from shopbell.turns import Unanswered

log = structlog.get_logger("shopbell.answer")

SKILL_SECONDS = 10.0
ANSWERS_AT_ONCE = 64  # per plugin
FALLBACKS_BEFORE_OFFER = 2  # in a row, then a person is offered


class LeftBehind(BaseException):
    """This run of the turn was abandoned while its skill hung; another one has taken over."""


class PluginBusy(Exception):
    """The plugin has as many answers under way as it may; the turn waits its place."""

    def __init__(self, plugin: str) -> None:
        super().__init__(plugin)
        self.plugin = plugin


class Answer(NamedTuple):
    """What the skills gave, and how it came about."""

    reply: Reply
    outcome: str  # answered, clarify, fallback
    plugin: str = ""
    skill: str | None = None
    intent: str | None = None
    declined: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    run: int = 0  # of the dialogue that the turn took further
    purpose: Purpose = "conversational"
    consent: str = ""  # what an offer needs
    also: tuple[str, ...] = ()  # who answered other questions of the same message, and by which intents


class Asking:
    """The *route* and *answer* stages of one turn."""

    def __init__(
        self,
        marker: Marker,
        start: Callable[[Item], None],
        abandon: Callable[[Item, str], None],
        typing: Callable[[Item, Epoch], None],
    ) -> None:
        self._start = start
        self._marker, self._abandon, self._typing = marker, abandon, typing
        self._under_way: Counter[str] = Counter()  # answers per plugin
        self._waiting: dict[str, deque[Item]] = {}  # turns whose plugin is busy

    async def answer(self, turn: LiveTurn, item: Item, epoch: Epoch, understander: Understander) -> Answer:
        """Find the first skill that answers.

        Raises:
            LeftBehind: this run was given up; its result must not be used.
            PluginBusy: nobody was asked who could have had an effect; call ``wait`` and run the turn again.
        """
        for find in (known_parts, asked_in_letter):
            parts = find(turn, item, epoch, understander)
            if parts and (each := await self._each(turn, item, epoch, parts)) is not None:
                return each
        decided = self.route(turn, item, epoch, understander)
        declined: tuple[str, ...] = ()
        failed = tuple(sorted(item.weary)) if item.weary else ()
        for candidate in decided.candidates:
            entry = candidate.entry
            if entry.plugin in item.weary:
                continue
            named = f"{entry.plugin}/{entry.name}"
            reply, went_well = await self.ask(turn, item, epoch, candidate)
            if reply is not None:
                return Answer(reply, "answered", entry.plugin, named, candidate.intent, declined, failed)
            turn.forget_effects()
            if went_well:
                declined += (named,)
            else:
                failed += (named,)
                item.weary |= {entry.plugin}
        asked = decided.clarify or decided.doubtful
        if asked:
            _keep(turn, "clarify", item, epoch)
            return Answer(_clarify(asked, epoch, turn.language), "clarify", declined=declined, failed=failed)
        _keep(turn, "fallback", item, epoch)
        return Answer(_fallback(turn), "fallback", declined=declined, failed=failed)

    async def _each(self, turn: LiveTurn, item: Item, epoch: Epoch, parts: list[Part]) -> Answer | None:
        """Several questions in one message are answered one after the other."""
        said = await answer_each(turn, parts, partial(self.ask, turn, item, epoch))
        if not said:
            return None
        first, *others = [one.by for one in said]
        also = tuple(f"{one.entry.plugin}/{one.entry.name} ({one.intent})" for one in others)
        reply = Reply(*chain.from_iterable(one.reply.parts for one in said))
        named = f"{first.entry.plugin}/{first.entry.name}"
        return Answer(reply, "answered", first.entry.plugin, named, first.intent, also=also)

    def route(self, turn: LiveTurn, item: Item, epoch: Epoch, understander: Understander) -> Route:
        """Whom to ask about this message."""
        chosen = chosen_intent(turn.text, epoch)
        if chosen is not None:
            return Route((chosen,))
        candidates, clarify, doubtful = decided = route(turn.understood, epoch, understander, item.weary)
        first = claiming(turn, epoch, item.weary)
        listener = turn.listener()
        if listener is not None:
            first = listening(listener, epoch, item.weary) + first
        return Route(first + candidates, clarify, doubtful) if first else decided

    async def ask(
        self, turn: LiveTurn, item: Item, epoch: Epoch, candidate: Candidate, *, now: bool = False
    ) -> tuple[Reply | None, bool]:
        """Ask one skill; (None, False) when it failed.

        Args:
            now: something was done in this turn already, so it cannot wait for its place and begin again.
        """
        if candidate.claims and turn.alone is not None:
            with turn.reading_alone():
                return await self.ask(turn, item, epoch, candidate, now=now)
        entry, run = candidate.entry, item.run
        if self._under_way[entry.plugin] >= ANSWERS_AT_ONCE and not now:
            raise PluginBusy(entry.plugin)
        turn.asked_of, turn.intent, turn.score = entry.plugin, candidate.intent, candidate.score
        began = time.perf_counter()
        crash_point("before answer")
        mark = self._marker.enter(entry.plugin, turn.id)
        self._under_way[entry.plugin] += 1
        try:
            work = entry.skill.answer(turn)
            try:
                step = work.send(None)
            except StopIteration as done:  # the usual case: it waited for nothing, and no timer had to be set
                reply = done.value
            else:
                reply = await resume_within(
                    work,
                    step,
                    SKILL_SECONDS,
                    stuck=partial(self._stuck, item, entry),
                    slow=partial(self._typing, item, epoch),
                )
            if reply is not None:
                if not isinstance(reply, Reply):
                    raise TypeError(f"answer() returned {type(reply).__name__}, not a Reply")
                reply = owned_by(reply, entry.plugin)
        except BaseException as exc:
            if item.run != run:
                raise LeftBehind from None
            if isinstance(exc, asyncio.CancelledError | GeneratorExit) and really_cancelled():
                raise
            if isinstance(exc, StoreUnavailable):
                raise  # not the plugin's fault: the turn waits for the database
            self._failed(entry, exc)
            return None, False
        finally:
            self._marker.leave(mark)
            self._ended(entry.plugin)
        if item.run != run:
            raise LeftBehind
        crash_point("after answer")
        entry.breaker.took(time.perf_counter() - began)
        if reply is not None and turn.unanswered:
            _keep(turn, "fallback", item, epoch)
        return reply, True

    def wait(self, plugin: str, item: Item) -> None:
        """Start the turn again when the plugin has room: one slow plugin must not take all workers."""
        self._waiting.setdefault(plugin, deque()).append(item)

    def _ended(self, plugin: str) -> None:
        self._under_way[plugin] -= 1
        waiting = self._waiting.get(plugin)
        if waiting:
            self._start(waiting.popleft())

    def _stuck(self, item: Item, entry: SkillEntry) -> None:
        """It ignored its deadline: its place stays taken until it ends, the turn goes on without it."""
        entry.breaker.failed("an answer ignored that its time was up")
        self._abandon(item, entry.plugin)
        if not entry.breaker.ok:  # nobody asks it any more: those who wait for its places go on without it
            for waiting in self._waiting.pop(entry.plugin, ()):
                self._start(waiting)

    def _failed(self, entry: SkillEntry, exc: BaseException) -> None:
        """Charge the plugin. The traceback goes as text: an exception object would keep its generation alive."""
        text = "".join(traceback.format_exception(exc))
        entry.breaker.failed(text)
        log.warning("skill failed", plugin=entry.plugin, skill=entry.name, error=type(exc).__name__)


def really_cancelled() -> bool:
    """Is the worker being stopped, or did the skill raise CancelledError by itself?"""
    task = asyncio.current_task()
    return task is None or task.cancelling() > 0


def _keep(turn: LiveTurn, outcome: Unanswered, item: Item, epoch: Epoch) -> None:
    """Let plugins keep it, unless their writes may be what did not fit before: the answer is worth more."""
    if item.conflicts:
        return
    for keep in epoch.unanswered:
        turn.writes += keep(turn, outcome=outcome)


def _clarify(intents: tuple[str, ...], epoch: Epoch, language: str) -> Reply:
    options = [Option(title_of(name, epoch, language), payload=INTENT_PAYLOAD + name) for name in intents]
    return Reply(text=CLARIFY, options=options)


def _fallback(turn: LiveTurn) -> Reply:
    if turn.message.attachments and not turn.message.text:
        return Reply(text=NOT_UNDERSTOOD_ATTACHMENT)
    tried_enough = turn.fallbacks + 1 >= FALLBACKS_BEFORE_OFFER or turn.understood.annoyed or is_long(turn.text)
    if not tried_enough:
        return Reply(text=FALLBACK)
    return Reply(text=FALLBACK, options=[offer_person(TO_A_PERSON)])
