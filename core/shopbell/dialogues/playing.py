"""Plays a dialogue's coroutine from its first line to the next wait, or to its end."""

import types
from collections.abc import Coroutine, Generator
from typing import Any, NamedTuple

from shopbell.chat import Dialogue
from shopbell.dialogues import journal
from shopbell.dialogues.journal import Entry, Run
from shopbell.dialogues.live_chat import LiveChat, Turning
from shopbell.dialogues.waiting import Diverged, FateUnknown, FreshStart, Suspension, TornDown, Wait
from shopbell.errors import AskTimeout, Cancelled, TooManyAttempts
from shopbell.replies import ReplyPart


class Ended(NamedTuple):
    """The run is over: its status, and for a step of unknown fate its key."""

    status: str
    gave_up: bool = False
    unknown: str = ""


class Playing:
    """One execution. It ends at the first wait that the journal does not answer; ``go_on`` answers that one."""

    def __init__(self, dialogue: Dialogue, run: Run, turning: Turning) -> None:
        self.said: list[ReplyPart] = []
        self._dialogue, self._run, self._turning = dialogue, run, turning
        self._begin()

    def _begin(self) -> None:
        self._chat = LiveChat(self._run, self._turning, self.said)
        self._work: Coroutine[Any, Any, Any] = self._dialogue.play(self._chat, *self._run.args)  # type: ignore[assignment]

    async def start(self) -> Wait | Ended:
        """Replay.

        Raises:
            Diverged: the code does not fit the journal.
            JournalFull: the run has grown over its limits.
            Exception: the author's code raised.
        """
        stop = await self._play(None)
        if self._chat.dry and not isinstance(stop, Wait):
            raise Diverged("the code ends before the question that is open")
        return stop

    async def go_on(self, entry: Entry) -> Wait | Ended:
        """Answer the wait that ``start`` stopped at. Raises as ``start``."""
        self._chat.dry = False
        self._run.pending = None
        self._chat.note(entry)
        return await self._play(entry)

    async def _play(self, entry: Entry | None) -> Wait | Ended:
        try:
            return await _drive(self._work, entry)
        except FreshStart as fresh:
            return await self._fresh(fresh)
        except Cancelled:
            return Ended(journal.STOPPED)
        except AskTimeout:
            return Ended(journal.EXPIRED)
        except TooManyAttempts:
            return Ended(journal.HANDED_OVER, gave_up=True)
        except FateUnknown as exc:
            return Ended(journal.HANDED_OVER, unknown=exc.key)

    async def _fresh(self, fresh: FreshStart) -> Wait | Ended:
        """``continue_as``. One that never waits would go on until its turn's time is up."""
        self._run.journal, self._run.args = [], list(journal.plain(fresh.args_for_it))
        self._begin()
        return await self._play(None)

    def close(self) -> None:
        """End the coroutine here and now: left to the collector, its ``finally`` would run anywhere, at any time."""
        self._chat.closing = True
        try:
            self._work.close()
        except (Exception, TornDown, GeneratorExit):
            return  # it tried to speak or wait while it was closed: the lint tells its author


@types.coroutine
def _drive(work: Coroutine[Any, Any, Any], entry: Entry | None) -> Generator[Any, Any, Wait | Ended]:
    """Forward what the code really awaits to the event loop; stop at a wait."""
    value: Any = entry
    error: BaseException | None = None
    while True:
        try:
            step = work.throw(error) if error is not None else work.send(value)
        except StopIteration:
            return Ended(journal.OVER)
        if step.__class__ is Suspension:
            return step.wait
        value = error = None
        try:
            value = yield step
        except BaseException as exc:
            error = exc
