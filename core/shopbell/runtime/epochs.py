"""What the runtime reads of the plugin host: one consistent set of contributions, leased per turn."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from shopbell.capabilities import Capabilities
from shopbell.contracts import Channel, Policy, Skill, Write
from shopbell.messages import Attachment, ChannelEvent, ShopEvent
from shopbell.runtime.understand import Understander
from shopbell.shop import ShopInfo
from shopbell.text import Words
from shopbell.turns import Turn
from shopbell.understanding import EntityReader, Intent


class Breaker(Protocol):
    """Counts a plugin's failures and time; ``ok`` is False while it is quarantined."""

    @property
    def ok(self) -> bool:
        """May this plugin be asked?"""
        ...

    def failed(self, error: str) -> None:
        """It raised, hung or blocked; ``error`` is the formatted traceback."""
        ...

    def took(self, seconds: float) -> None:
        """It answered after this long."""
        ...


class SkillEntry(Protocol):
    """A skill in the call table."""

    @property
    def plugin(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def skill(self) -> Skill: ...
    @property
    def order(self) -> int: ...
    @property
    def breaker(self) -> Breaker: ...


class PolicyEntry(Protocol):
    """A policy in the call table."""

    @property
    def plugin(self) -> str: ...
    @property
    def policy(self) -> Policy: ...
    @property
    def breaker(self) -> Breaker: ...


class ReaderEntry(Protocol):
    """A reader of entities in the call table."""

    @property
    def plugin(self) -> str: ...
    @property
    def reader(self) -> EntityReader: ...
    @property
    def breaker(self) -> Breaker: ...


class ChannelEntry(Protocol):
    """A channel with all its optional parts filled in."""

    @property
    def plugin(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def channel(self) -> Channel: ...
    @property
    def capabilities(self) -> Capabilities: ...
    @property
    def answering(self) -> bool: ...
    @property
    def pulls(self) -> Callable[[str], bool]: ...
    @property
    def typing(self) -> Callable[[str, str], Awaitable[None]] | None: ...
    @property
    def starts(self) -> Callable[[str], str | None]: ...
    @property
    def invitation(self) -> Callable[[str], str | None]: ...
    @property
    def fetch(self) -> Callable[[str, Attachment], Coroutine[Any, Any, Attachment]] | None: ...
    @property
    def breaker(self) -> Breaker: ...


def is_pushed_to(channel: ChannelEntry | None, account: str, address: str) -> bool:
    """Can the shop write to this address by itself, whether its owner looks there now or not?"""
    if channel is None or channel.answering or address.startswith("\x1f"):
        return False
    return not channel.pulls(account)


Subscriber = tuple[str, Callable[[ChannelEvent | ShopEvent, int], Awaitable[object]]]


class Prepared(NamedTuple):
    """What the core computes once per epoch, so that no turn has to."""

    understander: Understander
    translate: Callable[[Words, str], str]
    shop: ShopInfo


class Keep(Protocol):
    """A plugin's hook that leaves writes with a turn; guarded."""

    def __call__(self, turn: Turn, /, **about: Any) -> list[Write]:
        """Called with what the hook says of the turn, by name."""
        ...


class Epoch(Protocol):
    """One immutable set of plugins."""

    id: int
    prepared: Any  # ``Prepared``, filled in before the swap

    @property
    def skills(self) -> Sequence[SkillEntry]: ...
    @property
    def skill_of(self) -> Mapping[str, SkillEntry]: ...
    @property
    def intents(self) -> Mapping[str, Intent]: ...
    @property
    def plain_skills(self) -> Sequence[SkillEntry]: ...
    @property
    def listening(self) -> Mapping[str, Sequence[SkillEntry]]: ...
    @property
    def claiming(self) -> Sequence[tuple[SkillEntry, Callable[[Turn], bool]]]: ...
    @property
    def dialogues(self) -> Mapping[str, SkillEntry]: ...
    @property
    def journeys(self) -> Mapping[str, Sequence[SkillEntry]]: ...
    @property
    def policies(self) -> Sequence[PolicyEntry]: ...
    @property
    def entity_readers(self) -> Sequence[ReaderEntry]: ...
    @property
    def channels(self) -> Mapping[str, ChannelEntry]: ...
    @property
    def services(self) -> Mapping[str, Any]: ...
    @property
    def subscribers(self) -> Mapping[str, Sequence[Subscriber]]: ...
    @property
    def unanswered(self) -> Sequence[Keep]: ...
    @property
    def handed_over(self) -> Sequence[Keep]: ...

    def acquire(self) -> None:
        """One more turn runs on this set."""
        ...

    def release(self) -> None:
        """That turn is over."""
        ...


class Marker(Protocol):
    """Remembers across a crash which plugin was running in which turn."""

    def enter(self, plugin: str, turn_id: int) -> int:
        """This plugin works on this turn from now on; returns what ``leave`` wants."""
        ...

    def leave(self, mark: int) -> None:
        """It ended."""
        ...
