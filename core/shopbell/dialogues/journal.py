"""What is kept of a run: one entry per answer and step, and what it waits for. One row, a few hundred bytes."""

from typing import Any

import msgspec

MOST_ENTRIES = 256
MOST_BYTES = 64 * 1024

# Kinds of entries. Numbers and not an enum: decoding is part of every turn.
ANSWERED, DONE, FAILED, SAID, VALUE, TIMED_OUT, CANCELLED, PATCHED, STARTED, GAVE_UP, WROTE, HEARD, WOKE, ASKED = range(
    1, 15
)
WAITS = (ANSWERED, TIMED_OUT, CANCELLED, GAVE_UP)

WAITING, OVER, BROKEN, STOPPED, EXPIRED, HANDED_OVER = (
    "waiting", "finished", "failed", "cancelled", "expired", "handed over",
)  # fmt: skip
"""What becomes of a run, as the row says it."""
ENDS = (OVER, BROKEN, STOPPED, EXPIRED, HANDED_OVER)


class Entry(msgspec.Struct, array_like=True):
    """Something that happened and is not done again. ``value`` is plain data."""

    kind: int
    key: str
    value: Any = None
    irreversible: bool = False


class Pending(msgspec.Struct, array_like=True):
    """What a run waits for: the answer to a question, an event, a time, its own work in the background."""

    kind: str  # ask, event, sleep, background
    key: str
    due: int | None = None  # milliseconds UTC
    attempts: int = 0
    event: str = ""
    match: dict[str, Any] = {}
    max_late: int | None = None  # milliseconds after ``due`` that it may still go on
    secret: bool = False  # the answer is not to be kept in words
    aside: int = 0  # times it was said again behind an answer to something else


class Run(msgspec.Struct, array_like=True):
    """A dialogue under way. Fields are only ever appended: rows of old versions decode."""

    dialogue: str  # plugin/name
    code: str  # hash of the code that wrote the journal
    token: str  # for idempotency: unique in the world
    args: list[Any] = []
    journal: list[Entry] = []
    pending: Pending | None = None
    seq: int = 0  # rises with each wait: a timer or button of an earlier one no longer counts
    opening: str = ""  # what was said when it began
    turn: int = 0  # whose work was cut short behind a started step; 0: none
    unsent: bytes = b""  # reply parts of that turn, not yet committed
    carried: dict[str, Any] = {}  # answers from before the code changed, by key
    retold: str | None = None  # the message that came when it changed, for the question it was meant for
    retold_key: str = ""

    def has_binding_entries(self) -> bool:
        """Was something done that cannot be done again or undone by going back?"""
        return any(entry.irreversible or entry.kind == WROTE for entry in self.journal)


class JournalFull(BaseException):
    """The run has grown over its limits. No author's ``except Exception`` may swallow it."""

    def __init__(self, dialogue: str) -> None:
        super().__init__(
            f"the journal of a run of {dialogue} has more than {MOST_ENTRIES} entries or {MOST_BYTES // 1024} KB:"
            " let it begin a fresh one with chat.continue_as(...)"
        )


_encode = msgspec.msgpack.Encoder().encode
decode_run = msgspec.msgpack.Decoder(Run).decode


def encode_run(run: Run) -> bytes:
    """The row's body.

    Raises:
        JournalFull: it is larger than a run may be.
    """
    body = _encode(run)
    if len(body) > MOST_BYTES:
        raise JournalFull(run.dialogue)
    return body


def plain(value: Any) -> Any:
    """A value as the journal keeps it: what the author gets now is what a replay will give.

    Raises:
        TypeError: it is no plain data.
    """
    return msgspec.to_builtins(value)
