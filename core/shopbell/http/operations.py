"""What the composed shop does for an operator's questions, and the shapes of its answers."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

if TYPE_CHECKING:
    from prometheus_client.core import Metric


class Readiness(msgspec.Struct, frozen=True):
    """``ready``: messages can be accepted and answered. ``reasons``: sentences about what is not as it should be."""

    ready: bool
    reasons: list[str] = []


class PluginInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A plugin as ``shopbell plugins list`` and the API show it."""

    name: str
    version: str
    state: str  # disabled, starting, enabled, retrying, failed, quarantined, stopping
    reason: str = ""
    since: int | None = None  # milliseconds UTC


class HandoffInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation that a person holds, or that waits for one; ``bot``: it goes on answering meanwhile."""

    conversation: int
    holder: str  # queue, agent, bot
    agent: str | None = None
    since: int
    until: int | None = None
    reason: str = ""
    message: str = ""  # what the customer left for the person
    customer: int | None = None


class IdentityInfo(msgspec.Struct, frozen=True):
    """One address of a customer."""

    id: int
    channel: str
    account: str
    address: str


class CustomerInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A customer: who, where, and who answers now."""

    id: int
    name: str | None
    language: str | None
    attributes: dict[str, Any]
    identities: list[IdentityInfo]
    conversation: int | None
    holder: str


class OutboxInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A stored message on its way; without its words."""

    id: int
    turn: int
    conversation: int
    channel: str
    account: str
    purpose: str
    state: str
    reason: str
    attempts: int
    created_at: int
    due_at: int


class Operations(Protocol):
    """What the composed shop does for these routes. None means: there is no such thing (404)."""

    demo: bool  # the demo's clock may be moved

    def readiness(self) -> Readiness:
        """Asked at each request; in memory."""
        ...

    def metrics(self) -> "Iterable[Metric]":
        """Prometheus metric families, made when asked for."""
        ...

    async def plugins(self) -> list[PluginInfo]:
        """All known plugins, by name."""
        ...

    async def enable_plugin(self, name: str, enabled: bool, who: str) -> PluginInfo | None:
        """Edit ``shopbell.toml`` and wait until the change has taken effect or failed.

        Raises:
            ConfigError: the file as it would be is refused; nothing was changed.
        """
        ...

    async def reload_plugin(self, name: str) -> PluginInfo | None:
        """Read the plugin's files again.

        Raises:
            LoadError: the new code does not load; the old one goes on.
        """
        ...

    async def turn(self, turn_id: int) -> dict[str, Any] | None:
        """The decision record, made readable: what ``shopbell why`` prints."""
        ...

    async def customer(self, customer_id: int) -> CustomerInfo | None:
        """One customer."""
        ...

    async def handoffs(self) -> list[HandoffInfo]:
        """Conversations not held by the bot, longest waiting first."""
        ...

    async def release(self, conversation_id: int, who: str) -> HandoffInfo | None:
        """Give a conversation back to the bot; what it was before. None when there is none or the bot has it."""
        ...

    async def outbox(self, state: str | None, limit: int) -> list[OutboxInfo]:
        """Stored messages, newest first."""
        ...

    async def redrive(self, outbox_id: int) -> OutboxInfo | None:
        """Send a parked, refused or unknown message again.

        Raises:
            RequestError: 409, it is in no state to be sent again.
        """
        ...

    async def advance_clock(self, ms: int) -> int:
        """Move the shop's wall clock forward and let what is due happen; the time then (ms UTC)."""
        ...
