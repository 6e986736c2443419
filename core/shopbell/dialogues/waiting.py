"""Where a dialogue's coroutine stops, and the signals that end it from inside. None is an author's to catch."""

from collections.abc import Callable, Generator
from typing import Any, NamedTuple

from shopbell.dialogues.journal import Entry
from shopbell.dialogues.question import Question


class Wait(NamedTuple):
    """What a coroutine waits for: a question's answer, an event, a time, its own work in the background."""

    kind: str  # ask, event, sleep, background
    key: str
    seconds: float | None = None  # None: for ever
    question: Question | None = None
    event: str = ""
    match: dict[str, Any] = {}  # noqa: RUF012 never changed
    work: Callable[[], Any] | None = None
    max_late: float | None = None  # seconds after its time that it may still go on


class Suspension:
    """Yielded to whoever plays the coroutine; goes on with the entry that is sent in."""

    __slots__ = ("wait",)

    def __init__(self, wait: Wait) -> None:
        self.wait = wait

    def __await__(self) -> "Generator[Suspension, Entry, Entry]":
        return (yield self)


class Diverged(BaseException):
    """The code does not do what the journal says it did."""


class TornDown(BaseException):
    """The coroutine is being closed: nothing can be said or done any more."""


class FreshStart(BaseException):
    """``continue_as``: the arguments to begin again with."""

    def __init__(self, args: tuple[Any, ...]) -> None:
        super().__init__()
        self.args_for_it = args


class FateUnknown(BaseException):
    """An irreversible step was begun, and nobody knows whether it was done."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key
