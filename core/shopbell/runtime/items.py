"""One entry of the inbox on its way through: what came, whose lane it takes, who waits for its answer."""

import asyncio
from typing import TYPE_CHECKING, Any

import msgspec

from shopbell.dialogues.journal import Entry
from shopbell.messages import ChannelEvent, InboundMessage, ShopEvent
from shopbell.replies import ReplyPart

if TYPE_CHECKING:
    from shopbell.runtime.lanes import Seat

Key = tuple[str, str, str]  # channel, account, dedupe key


class Control:
    """A change that must take its turn in the lane: release, take over."""

    __slots__ = ("action", "agent", "reason", "until")

    def __init__(self, action: str, *, agent: str | None = None, reason: str = "", until: int | None = None) -> None:
        self.action, self.agent, self.reason, self.until = action, agent, reason, until


class Due:
    """A dialogue's time has come. Its row goes with the turn, so it needs no row in the inbox before."""

    __slots__ = ("at", "run_id", "seq")

    def __init__(self, run_id: int, seq: int, at: int) -> None:
        self.run_id, self.seq, self.at = run_id, seq, at

    @property
    def key(self) -> str:
        """The same for the same time, however often it is read from the disk."""
        return f"{self.run_id}.{self.seq}.{self.at}"


class Done:
    """A dialogue's work in the background has ended; ``entry`` is what its journal gets."""

    __slots__ = ("entry", "run_id", "seq")

    def __init__(self, run_id: int, seq: int, entry: Entry) -> None:
        self.run_id, self.seq, self.entry = run_id, seq, entry

    @property
    def key(self) -> str:
        """Once per wait."""
        return f"{self.run_id}.{self.seq}.done"


class Stand:
    """Holds a place in a lane for a link, which needs two lanes; ``taken`` ends when the lane is its own."""

    __slots__ = ("taken",)

    def __init__(self, taken: "asyncio.Future[None]") -> None:
        self.taken = taken


Body = InboundMessage | ChannelEvent | ShopEvent | Control | Due | Done | Stand


NOBODY: frozenset[str] = frozenset()
KINDS = {
    InboundMessage: "message", ChannelEvent: "event", ShopEvent: "fact", Control: "control", Due: "timer",
    Done: "result",
}  # fmt: skip


class Item(msgspec.Struct, eq=False):
    """An inbox entry in memory; exists from accept to commit."""

    turn_id: int
    key: Key
    body: Body
    seat: "Seat"
    received_at: int  # milliseconds UTC
    started: float  # monotonic seconds
    answering: bool = False  # the response to the request is the reply
    inline: bool = False  # somebody still waits to carry the reply back
    attempts: int = 0  # starts of the process that found it undone
    run: int = 0  # rises when a stuck run is left behind: the old one's result no longer counts
    conflicts: int = 0
    on_dialogue: bool = False  # its dialogue hears of a missed guard itself, as StepFailed
    concealed: bool = False  # what was written answers a secret question: it is kept nowhere
    refused: str = ""  # the statement whose guard was missed in the last attempt
    opens_episode: int = 0  # id of the episode that begins with it, 0: none
    ends_episode: int = 0
    stored: bool = False  # its inbox row is on disk, or on its way there before the turn's own commit
    accepting: "asyncio.Future[Any] | None" = None  # ends with None or the error of the accept commit
    submitted: bool = False  # the turn's commit is on its way
    weary: frozenset[str] = NOBODY  # plugins that failed in this turn and are not asked again
    done: bool = False
    parts: tuple[ReplyPart, ...] = ()
    error: Exception | None = None
    waiters: "list[asyncio.Future[Any]] | None" = None

    @property
    def kind(self) -> str:
        """The word in the inbox row."""
        return KINDS[type(self.body)]

    def wait(self, loop: asyncio.AbstractEventLoop) -> "asyncio.Future[Any]":
        """A future that ends when the item does."""
        future: asyncio.Future[Any] = loop.create_future()
        if self.done:
            future.set_result(None)
        elif self.waiters is None:
            self.waiters = [future]
        else:
            self.waiters.append(future)
        return future

    def settle(self, parts: tuple[ReplyPart, ...], error: Exception | None = None) -> None:
        """The turn is committed, or failed for good: tell those who wait."""
        self.done, self.parts, self.error = True, parts, error
        if self.waiters is not None:
            for future in self.waiters:
                if not future.done():
                    future.set_result(None)
            self.waiters = None
