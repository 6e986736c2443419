"""``contracts.Chat`` of one replay: gives what the journal knows, and does and notes what it does not."""

import asyncio
import inspect
import random
import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Literal, NoReturn, Protocol

import msgspec

from shopbell.chat import DAY_SECONDS, AnswerKind, Choices, Dialogue
from shopbell.contracts import Write
from shopbell.crash_points import crash_point
from shopbell.dialogues import journal
from shopbell.dialogues.answers import restored
from shopbell.dialogues.journal import MOST_ENTRIES, WAITS, Entry, JournalFull, Run, plain
from shopbell.dialogues.question import Question, choices_of
from shopbell.dialogues.waiting import Diverged, FateUnknown, FreshStart, Suspension, TornDown, Wait
from shopbell.errors import AskTimeout, Cancelled, StepFailed, TooManyAttempts
from shopbell.replies import Part, Reply, ReplyPart, TextPart
from shopbell.rewording import owned_by
from shopbell.text import Words
from shopbell.turns import Turn

RAISED = {journal.TIMED_OUT: AskTimeout, journal.CANCELLED: Cancelled, journal.GAVE_UP: TooManyAttempts}


class Turning(Protocol):
    """What a replay needs of the turn around it."""

    @property
    def turn(self) -> Turn:
        """The turn itself."""
        ...

    async def accept(self) -> None:
        """Have the message on disk before anything is done outside because of it."""
        ...

    async def hold(self, run: Run, said: Sequence[ReplyPart]) -> None:
        """Have the run on disk with its started step."""
        ...

    def refused(self, write: Write) -> bool:
        """Did this write not fit, in an earlier attempt of this turn?"""
        ...

    def carried(self, question: Question, run: Run) -> Any:
        """An answer from before the code changed, if it still fits; else None."""
        ...

    def unseal(self, run: Run, key: str, value: Any) -> Any:
        """The secret answer to the question of that key. Raises ``Diverged`` when nobody can read it any more."""
        ...

    def dialogue_called(self, name: str) -> tuple[str, Dialogue] | None:
        """The plugin and the dialogue that ``ask_skill`` means; None for other skills."""
        ...

    async def answer_of(self, name: str) -> Sequence[ReplyPart] | None:
        """What the skill of that name answers to this turn; None when it declines, fails, or is not there."""
        ...


class LiveChat:
    """See ``shopbell.chat.Chat``. ``dry``: until the pending wait is reached, nothing may happen that is not known."""

    def __init__(self, run: Run, turning: Turning, said: list[ReplyPart]) -> None:
        turn = turning.turn
        self.shop, self.customer, self.conversation_id = turn.shop, turn.customer, turn.conversation_id
        self.language, self.opening = turn.language, run.opening
        self.dry = run.pending is not None
        self.closing = False
        self._run, self._turning, self._turn, self._said = run, turning, turn, said
        self._place = 0
        self._uses: dict[str, int] = {}
        self._prefix = self._owner = ""  # of the dialogue that was called: its keys, and the plugin whose words it says
        self._idempotent: set[str] = set()
        self._secret = False  # was the last answer one?

    # -- the journal -----------------------------------------------------------------------------------------------

    def _numbered(self, key: str) -> str:
        """Keys in a loop number themselves: item, item#2."""
        key = self._prefix + key
        uses = self._uses[key] = self._uses.get(key, 0) + 1
        return key if uses == 1 else f"{key}#{uses}"

    def _known(self, kinds: tuple[int, ...], key: str) -> Entry | None:
        """The next entry; None when this happens for the first time."""
        if self.closing:
            raise TornDown
        entries = self._run.journal
        if self._place < len(entries):
            entry = entries[self._place]
            if entry.key != key or entry.kind not in kinds:
                raise Diverged(f"entry {self._place + 1}: the journal has {entry.key!r}, the code wants {key!r}")
            self._place += 1
            return entry
        return None

    def _first_time(self, key: str) -> None:
        if self.dry:
            raise Diverged(f"entry {self._place + 1}: the code wants {key!r} before the question that is open")

    def note(self, entry: Entry) -> Entry:
        """Add to the journal."""
        if len(self._run.journal) >= MOST_ENTRIES:
            raise JournalFull(self._run.dialogue)
        self._run.journal.append(entry)
        self._place += 1
        return entry

    async def _wait(self, wait: Wait) -> Entry:
        pending = self._run.pending
        if pending is not None and self.dry and (pending.key != wait.key or pending.kind != wait.kind):
            raise Diverged(f"the question that is open is {pending.key!r}, the code waits for {wait.key!r}")
        return await Suspension(wait)

    # -- asking ----------------------------------------------------------------------------------------------------

    async def ask(
        self, prompt: Words, *, key: str, kind: AnswerKind = "text", options: Choices = (), least: Any = None,
        most: Any = None, validate: Callable[[Any], Any] | None = None, help: Words | None = None,
        timeout: float | None = DAY_SECONDS, retries: int = 3, interruptible: bool = False, secret: bool = False,
        from_opening: bool = False, also: Mapping[str, str] | None = None, or_day: bool = False,
    ) -> Any:  # fmt: skip
        if validate is int or validate is float:  # their own complaints are no words for a customer
            kind, validate = "number", partial(_as_number, validate)
        elif options and kind == "text":
            kind = "choice"
        key = self._numbered(key)
        entry = self._known(WAITS, key)
        if entry is None:  # a question is only made where it is open: replays are part of every turn
            choices = choices_of(kind, options)
            question = Question(key, prompt, kind, choices, least, most, validate, help, retries, interruptible)
            told = from_opening and self._uses.get(key) == 1
            question = question._replace(secret=secret, from_opening=told, also=also or {}, or_day=or_day)
            entry = await self._answer(question, timeout)
        elif entry.kind != journal.ANSWERED:
            raise RAISED[entry.kind](key)
        self._secret = secret
        value = self._turning.unseal(self._run, key, entry.value) if secret else entry.value
        return restored(kind, value, self.shop)

    async def confirm(
        self, prompt: Words, *, key: str, summary: Sequence[Words] = (), timeout: float | None = DAY_SECONDS
    ) -> bool:
        key = self._numbered(key)
        entry = self._known(WAITS, key)
        if entry is None:
            choices = choices_of("yes_no", ())
            question = Question(key, prompt, "yes_no", choices, summary=tuple(summary), binding=True)
            entry = await self._answer(question, timeout)
        elif entry.kind != journal.ANSWERED:
            raise RAISED[entry.kind](key)
        return bool(entry.value)

    async def _answer(self, question: Question, timeout: float | None) -> Entry:
        """The answer to a question that the journal does not know."""
        if self._owner:
            question = question.owned_by(self._owner)
        entry: Entry | None = None
        if not self.dry:
            value = self._turning.carried(question, self._run)
            if value is not None:
                entry = self.note(Entry(journal.ANSWERED, question.key, value))
        if entry is None:
            entry = await self._wait(Wait("ask", question.key, timeout, question))
        if entry.kind != journal.ANSWERED:
            raise RAISED[entry.kind](question.key)
        return entry

    async def wait_event(
        self, kind: str, *, key: str, match: Mapping[str, Any] | None = None, timeout: float | None = None
    ) -> dict[str, Any]:
        key = self._numbered(key)
        entry = self._known((journal.HEARD, journal.TIMED_OUT), key)
        if entry is None:
            entry = await self._wait(Wait("event", key, timeout, event=kind, match=dict(match or {})))
        if entry.kind == journal.TIMED_OUT:
            raise AskTimeout(key)
        body: dict[str, Any] = dict(entry.value)
        return body

    async def sleep(self, seconds: float, *, key: str, max_late: float | None = None) -> None:
        key = self._numbered(key)
        entry = self._known((journal.WOKE, journal.TIMED_OUT), key)
        if entry is None:
            entry = await self._wait(Wait("sleep", key, seconds, max_late=max_late))
        if entry.kind == journal.TIMED_OUT:
            raise AskTimeout(key)

    # -- doing -----------------------------------------------------------------------------------------------------

    async def say(self, *said: Words | ReplyPart) -> None:
        key = self._numbered("say")
        if self._known((journal.SAID,), key) is None:
            self._first_time(key)
            self.note(Entry(journal.SAID, key))
            parts = [part if isinstance(part, Part) else TextPart(text=part) for part in said]
            self._said.extend(owned_by(Reply(*parts), self._owner).parts if self._owner else parts)

    async def step(
        self, work: Callable[..., Any], *args: Any, key: str | None = None, irreversible: bool = False,
        type: Any = None, timeout: float = 8.0,
    ) -> Any:  # fmt: skip
        name = key or str(getattr(work, "__name__", "step"))
        key = self._numbered(name)
        entry = self._known((journal.DONE, journal.FAILED, journal.STARTED), key)
        if entry is not None and entry.kind == journal.STARTED and self._prefix + name not in self._idempotent:
            raise FateUnknown(key)
        if entry is None:
            self._first_time(key)
            await self._turning.accept()
            if irreversible:
                entry = self.note(Entry(journal.STARTED, key, None, True))
                crash_point("before step start")
                await self._turning.hold(self._run, self._said)
                crash_point("after step start")
        if entry is None or entry.kind == journal.STARTED:
            done = await _attempt(partial(work, *args), key, timeout, irreversible)
            crash_point("after step")
            if entry is None:
                self.note(done)
            else:  # the result takes the place of the start
                self._run.journal[self._place - 1] = done
            entry = done
        return _result(entry, type)

    async def background(
        self, work: Callable[..., Any], *args: Any, key: str, timeout: float = 300.0, type: Any = None,
    ) -> Any:  # fmt: skip
        key = self._numbered(key)
        entry = self._known((journal.DONE, journal.FAILED), key)
        if entry is None:
            attempt = partial(_attempt, partial(work, *args), key, timeout, False)
            entry = await self._wait(Wait("background", key, timeout, work=attempt))
        return _result(entry, type)

    async def write(self, write: Write, *, key: str = "write") -> None:
        key = self._numbered(key)
        entry = self._known((journal.WROTE, journal.FAILED), key)
        if entry is None:
            self._first_time(key)
            if self._turning.refused(write):
                entry = self.note(Entry(journal.FAILED, key, ["Conflict", "somebody was first"]))
            else:
                entry = self.note(Entry(journal.WROTE, key))
                self._turn.write(write)
        if entry.kind == journal.FAILED:
            raise StepFailed(key, *entry.value)

    async def call(self, child: Dialogue, *args: Any, key: str | None = None) -> Any:
        return await self._inside(child, self._owner, key or child.name, args)

    async def _inside(self, child: Dialogue, owner: str, key: str, args: Sequence[Any]) -> Any:
        outer = self._prefix, self._owner
        self._prefix, self._owner = self._numbered(key) + "/", owner
        try:
            return await child.play(self, *args)
        finally:
            self._prefix, self._owner = outer

    async def ask_skill(self, name: str, *, key: str) -> bool:
        called = self._turning.dialogue_called(name)
        if called is not None:
            owner, child = called
            await self._inside(child, owner, key, ())
            return True
        key = self._numbered(key)
        entry = self._known((journal.ASKED,), key)
        if entry is None:
            self._first_time(key)
            said = await self._turning.answer_of(name)
            entry = self.note(Entry(journal.ASKED, key, said is not None))
            self._said.extend(said or ())
        return bool(entry.value)

    def continue_as(self, *args: Any) -> NoReturn:
        self._first_time("continue_as")
        raise FreshStart(args)

    async def prove(self, address: str, *, key: str = "prove", consent: str = "", wording: Words = "") -> bool:
        key = self._numbered(key)
        entry = self._known((journal.VALUE,), key)
        if entry is None:
            self._first_time(key)
            sent = await self._turn.prove(address, consent=consent, wording=wording)
            entry = self.note(Entry(journal.VALUE, key, [self._turn.id, sent]))
        elif entry.value[0] == self._turn.id:  # this turn was cut short: its letter is not on disk
            await self._turn.prove(address, consent=consent, wording=wording)
        return bool(entry.value[1])

    def invite(self, channel: str, *, key: str = "invite") -> str | None:
        key = self._numbered(key)
        entry = self._known((journal.VALUE,), key)
        if entry is None:
            self._first_time(key)
            entry = self.note(Entry(journal.VALUE, key, self._turn.invite(channel)))
        return None if entry.value is None else str(entry.value)

    def consent(self, purpose: str, given: bool, wording: Words) -> None:
        if self._in_this_turn("consent"):
            self._turn.consent(purpose, given, wording)

    def learn(self, name: str, value: Any) -> None:
        if self._in_this_turn("learn"):
            self._turn.learn(name, value)

    def hand_over(self, reason: str, *, message: str = "", silent: bool = True) -> None:
        if self._in_this_turn("hand_over"):
            self._turn.hand_over(reason, message=message, silent=silent)

    def _in_this_turn(self, key: str) -> bool:
        """Did the dialogue get here in this turn? Also when it was cut short and is done once more."""
        key = self._numbered(key)
        entry = self._known((journal.SAID,), key)
        if entry is None:
            self._first_time(key)
            entry = self.note(Entry(journal.SAID, key, self._turn.id))
        return bool(entry.value == self._turn.id)

    # -- the same at every replay ----------------------------------------------------------------------------------

    def now(self) -> int:
        return int(self._value("now", lambda: self._turn.now))

    def uuid(self) -> str:
        return str(self._value("uuid", lambda: uuid.uuid4().hex))

    def random(self) -> float:
        return float(self._value("random", random.random))

    def heard(self, kind: str = "text") -> Any:
        return self._value("heard", lambda: None if self._secret else self._said_now(kind))

    def _said_now(self, kind: str) -> Any:
        return self._turn.text if kind == "text" else plain(self._turn.entity(kind))

    def _value(self, name: Literal["now", "uuid", "random", "heard"], make: Callable[[], Any]) -> Any:
        key = self._numbered(name)
        entry = self._known((journal.VALUE,), key)
        if entry is None:
            self._first_time(key)
            entry = self.note(Entry(journal.VALUE, key, make()))
        return entry.value

    def patched(self, change: str) -> bool:
        entries = self._run.journal
        if self._place < len(entries):
            entry = entries[self._place]
            if entry.kind == journal.PATCHED and entry.key == change:
                self._place += 1
                return True
            return False
        if self.dry:
            return False
        self.note(Entry(journal.PATCHED, change))
        return True

    def idempotency(self, key: str) -> str:
        self._idempotent.add(self._prefix + key)
        return f"{self._run.token}/{self._prefix}{key}"

    def service(self, name: str) -> Any:
        return self._turn.service(name)


async def _attempt(work: Callable[[], Any], key: str, timeout: float, irreversible: bool) -> Entry:
    """Run a step; what it raises is kept like a result."""
    try:
        async with asyncio.timeout(timeout):
            result = work()
            if inspect.isawaitable(result):
                result = await result
    except Exception as exc:
        return Entry(journal.FAILED, key, [type(exc).__name__, str(exc)[:500]], irreversible)
    return Entry(journal.DONE, key, plain(result), irreversible)


def _result(entry: Entry, kind: Any) -> Any:
    if entry.kind == journal.FAILED:
        raise StepFailed(entry.key, *entry.value)
    return entry.value if kind is None else msgspec.convert(entry.value, kind)


def _as_number(kind: type[int] | type[float], value: Any) -> Any:
    return kind(value)
