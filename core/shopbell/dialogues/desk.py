"""Takes dialogues further: begins them, offers them a message, wakes them, begins them again after a change of code.

Everything here happens inside one turn and inside the containment of the plugin whose code it plays; what comes of it
is a reply and rows. Who is asked in which order is ``runtime.talking``'s.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol
from uuid import uuid4

import structlog

from shopbell.chat import Dialogue
from shopbell.dialogues import journal, sentences
from shopbell.dialogues.answers import Heard, Unfit, expected, is_other_tap, read, tapped
from shopbell.dialogues.controls import Control, control_in
from shopbell.dialogues.journal import WAITING, WAITS, Entry, Pending, Run, plain
from shopbell.dialogues.live_chat import Turning
from shopbell.dialogues.playing import Ended, Playing
from shopbell.dialogues.question import Question
from shopbell.dialogues.runs import MOST_OPEN, NEVER, Held, OpenRuns
from shopbell.dialogues.waiting import Diverged, Wait
from shopbell.replies import Reply, ReplyPart, TextPart, decode_reply
from shopbell.text import Words

log = structlog.get_logger("shopbell.dialogues")

REMINDERS = 3  # of an open question, behind answers to something else


class Work(Turning, Protocol):
    """The turn around a dialogue."""

    @property
    def runs(self) -> OpenRuns:
        """The conversation's runs, as this turn changes them."""
        ...

    @property
    def background(self) -> list[tuple[int, int, Callable[[], Any]]]:
        """Run, seq, and what is to be done outside the lane, once the turn is committed."""
        ...

    def heard(self) -> Heard:
        """The message as an answer."""
        ...

    def holding(self, held: Held) -> None:
        """This run is being played from now on."""
        ...

    def conceal(self) -> None:
        """What the customer wrote in this turn is kept nowhere."""
        ...

    def seal(self, run: Run, key: str, value: Any) -> Any:
        """The secret answer to the question of that key, as the journal may keep it."""
        ...


class Open(NamedTuple):
    """A question that was not answered by a message: what to say if nobody else knows the message either."""

    held: Held
    question: Question
    unfit: Unfit
    step: int
    steps: int


async def begin(work: Work, name: str, dialogue: Dialogue, args: Sequence[Any]) -> Reply:
    """Begin a run; ``name`` is plugin/name."""
    cut_short = await work.runs.held_by(name)
    if cut_short is not None:
        return await resume(work, cut_short, dialogue)
    if len(work.runs.stack) >= MOST_OPEN:
        return Reply(text=sentences.FINISH_FIRST)
    run = Run(name, dialogue.code, uuid4().hex, list(plain(args)), opening=work.turn.text)
    return await resume(work, work.runs.add(run), dialogue)


def is_open_with(held: Held, args: Sequence[Any]) -> bool:
    """Has this run an open question, and was it begun with just these arguments?"""
    return held.run.pending is not None and held.run.args == list(plain(args))


def end_unsaid(work: Work, held: Held) -> None:
    """The same dialogue begins anew: this run of it is over."""
    held.run.pending = None
    work.runs.put(held, journal.STOPPED)


def begin_later(work: Work, name: str, dialogue: Dialogue, args: Sequence[Any], until: int | None) -> None:
    """Have a run begin when the person who holds the conversation has handed back."""
    pending = Pending("held", "begin", NEVER if until is None else until)
    run = Run(name, dialogue.code, uuid4().hex, list(plain(args)), pending=pending, seq=1)
    work.runs.put(work.runs.add(run), WAITING)


async def resume(work: Work, held: Held, dialogue: Dialogue, entry: Entry | None = None) -> Reply:
    """Play from the first line to the next wait; ``entry`` answers the wait that is open now."""
    playing = _play(work, held, dialogue)
    try:
        stop = await playing.start()
        if entry is not None and isinstance(stop, Wait):
            stop = await playing.go_on(entry)
        return _settle(work, held, dialogue, playing, stop)
    except Diverged as exc:
        return await _begin_again(work, held, dialogue, entry, str(exc))
    finally:
        playing.close()


async def offer(work: Work, held: Held, dialogue: Dialogue, others: Callable[[bool], bool]) -> Reply | Open:
    """Let the open question have a message.

    Args:
        others: does another skill know this message well? With True, only the one that brings a person counts.

    Returns:
        A reply when the message was an answer or a control; else what to say if nobody else knows it.
    """
    if held.run.pending is None:  # cut short behind a started step, by the end of the process
        return await resume(work, held, dialogue)
    playing = _play(work, held, dialogue)
    try:
        wait = await playing.start()
        assert isinstance(wait, Wait)  # noqa: S101 ``start`` stops at the pending wait, or raises
        assert wait.question is not None  # noqa: S101 only runs with an open question are offered messages
        number, count = _count(held.run, dialogue)
        said = await _answer(work, held, dialogue, playing, wait.question, others)
        if isinstance(said, Unfit):
            return Open(held, wait.question, said, number, count)
        return said
    except Diverged as exc:
        return await _begin_again(work, held, dialogue, None, str(exc))
    finally:
        playing.close()


async def _answer(
    work: Work, held: Held, dialogue: Dialogue, playing: Playing, question: Question, others: Callable[[bool], bool]
) -> Reply | Unfit:
    run, heard = held.run, work.heard()
    if is_other_tap(heard.text, held.id, run.seq):
        return _repeat(held, dialogue, question, sentences.NO_LONGER)
    heard = heard._replace(text=tapped(heard.text))
    free = question.kind == "text"
    control = control_in(heard.text)
    if question.secret and control is None:
        work.conceal()
    value: Any = None
    if not free or control is None:
        value = read(question, heard)
    if control is not None and (free or isinstance(value, Unfit)):
        return await _control(work, held, dialogue, playing, question, control)
    if free and not isinstance(value, Unfit) and others(not question.interruptible):
        return Unfit(expected(question, heard))
    if isinstance(value, Unfit):
        return value
    kept = work.seal(run, question.key, plain(value)) if question.secret else plain(value)
    stop = await playing.go_on(Entry(journal.ANSWERED, question.key, kept))
    return _settle(work, held, dialogue, playing, stop)


async def repeated(work: Work, held: Held, dialogue: Dialogue, lead: Words | None) -> Reply:
    """The open question once more."""
    playing = _play(work, held, dialogue)
    try:
        wait = await playing.start()
        if not isinstance(wait, Wait) or wait.question is None:
            return Reply()
        return still_open(work, held, dialogue, wait.question, lead)
    except Diverged as exc:
        return await _begin_again(work, held, dialogue, None, str(exc))
    finally:
        playing.close()


def still_open(work: Work, held: Held, dialogue: Dialogue, question: Question, lead: Words | None) -> Reply:
    """The question that a run waits with, said once more."""
    work.runs.put(held, WAITING)
    return _repeat(held, dialogue, question, lead)


def reminds(held: Held, answered: bool) -> bool:
    """Is the open question said again behind what was answered to something else?

    Three times: who goes on about other things has moved on, and would be nagged. The answer is still taken when it
    comes. Who asks for the same thing once more (then nothing is ``answered`` yet) hears it again.
    """
    pending = held.run.pending
    assert pending is not None  # noqa: S101 it has an open question
    pending.aside = pending.aside + 1 if answered else 0
    return pending.aside <= REMINDERS


async def rehearse(work: Work, held: Held, dialogue: Dialogue) -> Question | None:
    """Replay a waiting run, and change nothing: the test kit does so after every message.

    Returns:
        The question that is open.

    Raises:
        Diverged: the code does something else than before with the same answers.
    """
    playing = _play(work, held, dialogue)
    try:
        stop = await playing.start()
        return stop.question if isinstance(stop, Wait) else None
    finally:
        playing.close()


async def rearm(work: Work, held: Held, dialogue: Dialogue) -> Reply:
    """Find the work in the background that a run waits for, to begin it again."""
    playing = _play(work, held, dialogue)
    try:
        wait = await playing.start()
        if isinstance(wait, Wait) and wait.work is not None:
            work.background.append((held.id, held.run.seq, wait.work))
        return Reply()
    except Diverged as exc:
        return await _begin_again(work, held, dialogue, None, str(exc))
    finally:
        playing.close()


def asked_again(work: Work, open_: Open) -> Reply | None:
    """Nobody knew what was said: count it, explain what fits, and ask again. None: that was the last attempt."""
    held, question = open_.held, open_.question
    assert held.run.pending is not None  # noqa: S101 it has an open question
    held.run.pending.attempts += 1
    if held.run.pending.attempts >= question.retries:
        return None
    work.runs.put(held, WAITING)
    parts: list[ReplyPart] = [TextPart(text=open_.unfit.words)]
    if not open_.unfit.near or question.choices:
        shown = question._replace(summary=()).shown(held.id, held.run.seq, open_.step, open_.steps)
        parts += shown
    if held.run.pending.attempts >= 2:
        parts.insert(1, TextPart(text=sentences.HOW_TO_STOP))
    return Reply(*parts)


# ---- inside -----------------------------------------------------------------------------------------------------


def _play(work: Work, held: Held, dialogue: Dialogue) -> Playing:
    """Where a turn was cut short behind a started step, what it had said so far is said now."""
    work.holding(held)
    playing = Playing(dialogue, held.run, work)
    if held.run.unsent and held.run.turn == work.turn.id:
        playing.said.extend(decode_reply(held.run.unsent).parts)
    return playing


def _settle(work: Work, held: Held, dialogue: Dialogue, playing: Playing, stop: Wait | Ended) -> Reply:
    """Note where the run stands, and what is said of it."""
    run, said = held.run, list(playing.said)
    run.code, run.unsent, run.turn = dialogue.code, b"", 0
    if isinstance(stop, Ended):
        return _end(work, held, stop, said)
    run.seq += 1
    due = None if stop.seconds is None else work.turn.now + int(stop.seconds * 1000)
    run.pending = Pending(stop.kind, stop.key, due, event=stop.event, match=stop.match)
    if stop.max_late is not None:
        run.pending.max_late = int(stop.max_late * 1000)
    if stop.question is not None:
        run.pending.secret = stop.question.secret
        said += stop.question.shown(held.id, run.seq, *_count(run, dialogue))
    if stop.work is not None:
        work.background.append((held.id, run.seq, stop.work))
    work.runs.put(held, WAITING)
    return Reply(*said)


def _end(work: Work, held: Held, ended: Ended, said: list[ReplyPart]) -> Reply:
    held.run.pending = None
    work.runs.put(held, ended.status)
    if ended.status == journal.STOPPED:
        said.append(TextPart(text=sentences.STOPPED_HERE))
    elif ended.unknown:
        log.error("irreversible step of unknown fate", dialogue=held.title, run=held.id, step=ended.unknown)
        work.turn.hand_over(f"{held.title}: nobody knows whether {ended.unknown} was done (run {held.id})")
        said.append(TextPart(text=sentences.INTERRUPTED))
    elif ended.gave_up:
        work.turn.hand_over(f"{held.title}: no answer fitted")
        said.append(TextPart(text=sentences.GIVEN_UP))
    return Reply(*said)


def _count(run: Run, dialogue: Dialogue) -> tuple[int, int]:
    return sum(entry.kind in WAITS for entry in run.journal) + 1, dialogue.steps


def _repeat(held: Held, dialogue: Dialogue, question: Question, lead: Words | None) -> Reply:
    before = [TextPart(text=lead)] if lead is not None else []
    return Reply(*before, *question.shown(held.id, held.run.seq, *_count(held.run, dialogue)))


async def _control(
    work: Work, held: Held, dialogue: Dialogue, playing: Playing, question: Question, control: Control
) -> Reply:
    run = held.run
    match control:
        case "cancel":
            stop = await playing.go_on(Entry(journal.CANCELLED, question.key))
            return _settle(work, held, dialogue, playing, stop)
        case "back":
            before = next((at for at in reversed(range(len(run.journal))) if run.journal[at].kind in WAITS), None)
            if before is None:
                return _repeat(held, dialogue, question, sentences.NOTHING_BEFORE)
            return await _rewind(work, held, dialogue, question, before, None)
        case "restart":
            return await _rewind(work, held, dialogue, question, 0, sentences.FROM_THE_START)
        case "help":
            return _repeat(held, dialogue, question, expected(question, work.heard()))
        case "where":
            return _repeat(held, dialogue, question, None)


async def _rewind(
    work: Work, held: Held, dialogue: Dialogue, question: Question, entries: int, lead: Words | None
) -> Reply:
    """Go back to where the journal had so many entries; never behind what cannot be done again."""
    run = held.run
    if any(entry.irreversible or entry.kind == journal.WROTE for entry in run.journal[entries:]):
        return _repeat(held, dialogue, question, sentences.ALREADY_BINDING)
    run.journal, run.pending = run.journal[:entries], None
    reply = await resume(work, held, dialogue)
    return Reply(TextPart(text=lead), *reply.parts) if lead is not None else reply


async def _begin_again(work: Work, held: Held, dialogue: Dialogue, entry: Entry | None, why: str) -> Reply:
    """The code has changed so that the journal does not fit. Answers are kept; nothing irreversible is done twice."""
    run = held.run
    same = run.code == dialogue.code
    report = log.error if same else log.info
    report("dialogue does not fit its journal", dialogue=held.title, run=held.id, same_code=same, why=why)
    if entry is not None and entry.kind == journal.TIMED_OUT:  # whom nobody answered is not asked anew
        run.pending = None
        work.runs.put(held, journal.EXPIRED)
        return Reply()
    if run.has_binding_entries():
        run.pending = None
        work.runs.put(held, journal.HANDED_OVER)
        work.turn.hand_over(f"{held.title}: its code changed after something binding was done (run {held.id})")
        return Reply(text=sentences.INTERRUPTED)
    asked = run.pending is not None and run.pending.kind == "ask"  # else it went on by itself: nobody is in the middle
    carried = {one.key: one.value for one in run.journal if one.kind == journal.ANSWERED}
    retold = run.pending.key if run.pending is not None and entry is None else ""
    if run.pending is not None and run.pending.secret and entry is None:
        work.conceal()
        retold = ""
    run.carried, run.journal, run.pending = {**run.carried, **carried}, [], None
    run.retold_key, run.retold = retold, work.turn.text if retold else None
    reply = await resume(work, held, dialogue)
    return Reply(TextPart(text=sentences.UPDATED), *reply.parts) if asked else reply
