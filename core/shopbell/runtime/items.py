"""One entry of the inbox on its way through: what came, whose lane it takes, who waits for its answer."""

import asyncio
from typing import TYPE_CHECKING, Any

import msgspec

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


Body = InboundMessage | ChannelEvent | ShopEvent | Control


NOBODY: frozenset[str] = frozenset()
KINDS = {InboundMessage: "message", ChannelEvent: "event", ShopEvent: "fact", Control: "control"}


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
