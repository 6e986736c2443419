"""What the shop calls of a plugin beside its answers: marked for the start after a crash, kept from ending a worker.

Answers have all that in ``runtime.answer``; routes are contained by the door and need the marks alone.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from shopbell.contracts import Channel, Policy, RouteHandler, Skill, Write
from shopbell.messages import ChannelEvent, OutboundMessage, ShopEvent
from shopbell.plugin_host.breaker import Breaker
from shopbell.plugin_host.faults import PluginFault, is_fault, sentence, story
from shopbell.plugin_host.hooks import Implementation
from shopbell.plugin_host.marker import Marker, marked
from shopbell.plugin_host.own_data import check_own
from shopbell.plugin_host.scope import EventHandler
from shopbell.replies import Reply
from shopbell.turns import Turn
from shopbell.understanding import Entity, EntityReader

if TYPE_CHECKING:
    from aiohttp import web

    from shopbell.runtime.epochs import Keep

T = TypeVar("T")


class Guard(NamedTuple):
    """Of one generation."""

    plugin: str
    breaker: Breaker
    marker: (
        Marker | None
    )  # None for bundled plugins: a shop killed again and again must not suspect what is always busy

    async def run(self, work: Awaitable[T], turn_id: int = 0) -> T:
        """Await what the plugin does.

        Raises:
            PluginFault: it raised something that would end a worker: SystemExit, a CancelledError nobody asked for.
            Exception: whatever else it raised.
        """
        try:
            return await self.mark(work, turn_id)
        except (Exception, GeneratorExit):
            raise
        except BaseException as exc:
            if not is_fault(exc) and _is_cancelled():
                raise
            raise PluginFault(sentence(exc)) from None

    def mark(self, work: Awaitable[T], turn_id: int = 0) -> Awaitable[T]:
        """The same work, with a mark at each of its steps."""
        if self.marker is None or not isinstance(work, Coroutine):
            return work
        return marked(work, self.marker, self.plugin, turn_id)

    def policy(self, policy: Policy) -> Policy:
        """A policy as turns call it."""
        return GuardedPolicy(policy, self)

    def reader(self, reader: EntityReader) -> EntityReader:
        """A reader of entities as the understanding calls it."""
        return GuardedReader(reader, self.marker, self.plugin) if self.marker is not None else reader

    def claims(self, skill: Skill) -> Callable[[Turn], bool] | None:
        """What a skill says is its own; nothing when it fails at it. None: it claims nothing."""
        claims: Callable[[Turn], bool] | None = getattr(skill, "claims", None)
        if claims is None:
            return None
        asked = claims

        def ask(turn: Turn) -> bool:
            slot = self.marker.enter(self.plugin, turn.id) if self.marker is not None else 0
            try:
                return bool(asked(turn))
            except BaseException as exc:  # called without a wait: whatever it raises is its own
                self.breaker.failed(story(exc))
                return False
            finally:
                if self.marker is not None:
                    self.marker.leave(slot)

        return ask

    def channel(self, channel: Channel) -> Channel:
        """A channel as the outbox calls it."""
        return GuardedChannel(channel, self)

    def typing(self, typing: Callable[[str, str], Awaitable[None]]) -> Callable[[str, str], Awaitable[None]]:
        """A channel's sign that somebody is writing."""

        async def show(account: str, address: str) -> None:
            await self.run(typing(account, address))

        return show

    def pulls(self, pulls: Callable[[str], bool]) -> Callable[[str], bool]:
        """Does the other side fetch? A channel that fails at telling is pushed to."""

        def ask(account: str) -> bool:
            try:
                return bool(pulls(account))
            except BaseException as exc:  # in the middle of a commit: nothing of it may come out
                self.breaker.failed(story(exc))
                return False

        return ask

    def telling(self, tell: Callable[[str], str | None]) -> Callable[[str], str | None]:
        """What a channel tells without a wait: an account, a link; None when it fails at it."""

        def ask(about: str) -> str | None:
            try:
                told = tell(about)
            except BaseException as exc:  # as above
                self.breaker.failed(story(exc))
                return None
            return told if isinstance(told, str) else None

        return ask

    def keeping(self, hook: Implementation) -> "Keep":
        """What a plugin keeps of a turn, for the hook's other arguments by name; nothing when it fails at it."""

        def keep(turn: Turn, /, **about: Any) -> list[Write]:
            if not self.breaker.ok:
                return []
            slot = self.marker.enter(self.plugin, turn.id) if self.marker is not None else 0
            try:
                writes = list(hook(turn=turn, **about))
                for write in writes:
                    check_own(self.plugin, write.sql)
            except BaseException as exc:  # called without a wait: whatever it raises is its own
                self.breaker.failed(story(exc))
                return []
            finally:
                if self.marker is not None:
                    self.marker.leave(slot)
            return writes

        return keep

    def route(self, handler: RouteHandler) -> RouteHandler:
        """A route as the door calls it, which contains what it raises."""

        if self.marker is None:
            return handler

        async def answer(request: "web.Request") -> "web.StreamResponse":
            return await self.mark(handler(request))

        return answer

    def subscriber(self, handler: EventHandler) -> EventHandler:
        """A subscriber as the lane calls it: not at all in quarantine, and what fails is charged."""

        async def hear(event: ChannelEvent | ShopEvent, conversation_id: int) -> object:
            if not self.breaker.ok:
                return None
            try:
                return await self.run(handler(event, conversation_id))
            except BaseException as exc:  # its time being up, too
                self.breaker.failed(story(exc))
                raise

        return hear


class GuardedPolicy:
    """See ``contracts.Policy``; the pipeline contains what it raises."""

    __slots__ = ("_guard", "_policy", "name")

    def __init__(self, policy: Policy, guard: Guard) -> None:
        self.name = policy.name
        self._policy, self._guard = policy, guard

    def adapt(self, turn: Turn, reply: Reply) -> Reply:
        """Its own ``adapt``, marked."""
        marker = self._guard.marker
        slot = marker.enter(self._guard.plugin, turn.id) if marker is not None else 0
        try:
            return self._policy.adapt(turn, reply)
        finally:
            if marker is not None:
                marker.leave(slot)


class GuardedReader:
    """See ``EntityReader``; the understanding contains what it raises."""

    __slots__ = ("_marker", "_plugin", "_reader", "name", "read_as")

    def __init__(self, reader: EntityReader, marker: Marker, plugin: str) -> None:
        self.name = reader.name
        self._reader, self._marker, self._plugin = reader, marker, plugin
        read_as = getattr(reader, "read_as", None)
        self.read_as = None if read_as is None else partial(self._marked, read_as)

    @property
    def version(self) -> int:
        """Its own ``version``, marked as ``read`` is, for it may be code; 0 without one."""
        slot = self._marker.enter(self._plugin, 0)
        try:
            return getattr(self._reader, "version", 0)
        finally:
            self._marker.leave(slot)

    def read(self, text: str, language: str, now: datetime) -> Iterable[Entity]:
        """Its own ``read``, marked, and done when it returns."""
        return self._marked(self._reader.read, text, language, now)

    def _marked(self, read: Callable[..., Iterable[Entity]], *args: Any) -> list[Entity]:
        slot = self._marker.enter(self._plugin, 0)
        try:
            return [*read(*args)]
        finally:
            self._marker.leave(slot)


class GuardedChannel:
    """See ``contracts.Channel``; ``run`` is watched by its generation."""

    __slots__ = ("_channel", "_guard", "name", "run")

    def __init__(self, channel: Channel, guard: Guard) -> None:
        self.name, self.run = channel.name, channel.run
        self._channel, self._guard = channel, guard

    async def send(self, message: OutboundMessage) -> str | None:
        """Its own ``send``, marked and contained."""
        return await self._guard.run(self._channel.send(message), message.turn_id)


def _is_cancelled() -> bool:
    task: asyncio.Task[Any] | None = asyncio.current_task()
    return task is None or task.cancelling() > 0
