"""Every error Shopbell raises on purpose, in one tree.

    ShopbellError
    ├── ConfigError          the owner must fix something; says what, where and how
    │   └── ConfigErrors     all mistakes of one configuration at once
    ├── NotReadyError        not now, try again: a plugin's outside world is not there yet
    ├── LoadError            a plugin's code does not load; the version before it goes on
    ├── DeliveryError        a channel could not hand over one message
    ├── ChildFailed          a plugin's work in a process of its own was not done
    ├── RequestError         a door refuses a request (HTTP status, one sentence)
    │   └── Overloaded       the shop has too much undone work to accept more
    ├── PrivateAddressError  an address of the open internet leads inside; nothing was connected to
    ├── StoreError           the database refused
    │   ├── Conflict         a guarded write did not find what it expected
    │   └── StoreUnavailable disk full, database locked: nothing was stored, try again
    └── DialogueError        raised inside a dialogue's code, at one of its waits
        ├── AskTimeout       nobody answered in time
        ├── Cancelled        the customer does not want to go on
        ├── TooManyAttempts  no answer fitted, as often as the question allows
        └── StepFailed       a step raised, or its guarded write came too late

An error's text is one sentence a shop owner understands. Attributes carry what the catcher needs.
"""

import traceback
from collections.abc import Sequence
from pathlib import Path


def whereabouts(error: BaseException) -> str:
    """An error's kind and frames for a log, without its message: that may quote what a customer wrote."""
    return "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__


class ShopbellError(Exception):
    """The root: the command line prints the sentence and exits with 1; anything else is a bug."""


class ConfigError(ShopbellError):
    """The owner must change the configuration, or install something.

    The plugin host turns the plugin off and shows the sentence; a core table stops the start.
    ``file`` and ``line`` (from 1) say where, ``hint`` what to do.
    """

    def __init__(self, problem: str, *, file: Path | None = None, line: int | None = None, hint: str = "") -> None:
        self.problem, self.file, self.line, self.hint = problem, file, line, hint
        place = f"{file}:{line}: " if file and line else f"{file}: " if file else ""
        super().__init__(f"{place}{problem}" + (f" ({hint})" if hint else ""))


class ConfigErrors(ConfigError):
    """All mistakes that were found in one go; ``problems`` in the order of the file, at least one.

    Its own ``file``, ``line`` and ``hint`` are those of the first.
    """

    def __init__(self, problems: Sequence[ConfigError]) -> None:
        first = problems[0]
        super().__init__(first.problem, file=first.file, line=first.line, hint=first.hint)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class NotReadyError(ShopbellError):
    """Something outside is not there yet. The plugin host tries again after a growing pause."""


class LoadError(ShopbellError):
    """A plugin's code cannot be loaded. The generation that was running keeps answering."""


class DeliveryError(ShopbellError):
    """A channel could not hand a message to its platform.

    The outbox reads ``kind`` and ``retry_after`` (seconds): a number schedules another attempt,
    ``None`` lets the kind decide. Kinds: auth, invalid, undeliverable, user_blocked, opted_out,
    window_closed, window_quota, rate_limited, quota, already_sent, temporary, unknown. Only
    rate_limited, temporary and unknown are tried again. ``scope`` is "address" or "account":
    an account-wide refusal stops the whole account.
    """

    def __init__(
        self,
        channel: str,
        reason: str,
        *,
        kind: str = "unknown",
        retry_after: float | None = None,
        scope: str = "address",
    ) -> None:
        super().__init__(f"{channel}: {reason}")
        self.channel, self.reason, self.kind = channel, reason, kind
        self.retry_after, self.scope = retry_after, scope


class ChildFailed(ShopbellError):
    """The process that did a plugin's work (``scope.child``) ended without having done it.

    The plugin decides what that means; the sentence is the last line that the process said.
    """


class RequestError(ShopbellError):
    """A door refuses a request. The HTTP layer answers ``status`` with an RFC 9457 problem document.

    ``extra`` are further members of the document; ``headers`` (a dict) goes into the response's headers.
    """

    def __init__(
        self, status: int, title: str, detail: str = "", *, retry_after: int | None = None, **extra: object
    ) -> None:
        super().__init__(detail or title)
        self.status, self.title, self.detail = status, title, detail
        self.retry_after, self.extra = retry_after, extra


class Overloaded(RequestError):
    """More undone work than the shop may hold; the platform is asked to come back. Nothing was stored."""

    def __init__(self, detail: str, *, status: int = 503, retry_after: int = 5) -> None:
        super().__init__(status, "The shop is busy", detail, retry_after=retry_after)


class PrivateAddressError(ShopbellError):
    """A name or a redirect leads into a private network: the connection is not opened.

    Raised by requests of ``scope.outside``; whoever catches it does not try again. No ``OSError``: of those aiohttp
    makes its own kinds, and a caller would take it for a network that is away.
    """


class StoreError(ShopbellError):
    """The database refused a job."""


class Conflict(StoreError):
    """A guarded write changed another number of rows than it promised: someone else was first.

    The job's transaction had no effect. ``sql`` is the statement that found the difference.
    """

    def __init__(self, reason: str, sql: str = "") -> None:
        super().__init__(reason)
        self.sql = sql


class StoreUnavailable(StoreError):
    """The database cannot write now (disk full, locked, read-only). Nothing of the job was stored."""


class DialogueError(ShopbellError):
    """Something happened instead of an answer. ``key`` is that of the wait.

    The dialogue's author may catch it; uncaught, the run ends: quietly, or with a person who takes over.
    """

    def __init__(self, key: str, reason: str = "") -> None:
        super().__init__(reason or key)
        self.key = key


class AskTimeout(DialogueError):
    """Nobody answered in time, or the event did not come. Uncaught, the run ends without a word."""


class Cancelled(DialogueError):
    """The customer said "never mind". Undo what must be undone and return; uncaught, they hear that it is over."""


class TooManyAttempts(DialogueError):
    """No answer fitted, as often as the question allows. Uncaught, a person takes over."""


class StepFailed(DialogueError):
    """A step raised. ``kind`` is the name of the error's class, ``reason`` its text: the same at every replay.

    A guarded write that found something else has the kind ``Conflict``.
    """

    def __init__(self, key: str, kind: str, reason: str) -> None:
        super().__init__(key, f"{kind}: {reason}")
        self.kind, self.reason = kind, reason
