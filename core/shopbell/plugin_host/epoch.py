"""One consistent set of plugins. A turn holds the epoch it began with; a change makes the next one."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from shopbell.capabilities import Capabilities
from shopbell.chat import Dialogue
from shopbell.contracts import Channel, Policy, Skill
from shopbell.plugin_host.breaker import Breaker
from shopbell.plugin_host.contributions import Catalogues, Contributions, Fetch, HeldChannel
from shopbell.plugin_host.guards import Guard
from shopbell.plugin_host.hooks import Implementation
from shopbell.plugin_host.routes import RouteTable, Unavailable
from shopbell.plugin_host.scope import EventHandler
from shopbell.understanding import EntityReader, Intent, Understanding

if TYPE_CHECKING:
    from shopbell.plugin_host.generation import Generation


class SkillEntry(NamedTuple):
    """A skill in the call table."""

    plugin: str
    name: str
    skill: Skill
    order: int
    breaker: Breaker


class PolicyEntry(NamedTuple):
    """A policy in the call table."""

    plugin: str
    policy: Policy
    order: int
    breaker: Breaker


class ReaderEntry(NamedTuple):
    """A reader of entities in the call table."""

    plugin: str
    reader: EntityReader
    breaker: Breaker


class ChannelEntry(NamedTuple):
    """A channel with the defaults of what it left out."""

    plugin: str
    name: str
    channel: Channel
    capabilities: Capabilities
    exclusive: bool
    answering: bool
    pulls: Callable[[str], bool]
    typing: Callable[[str, str], Awaitable[None]]
    starts: Callable[[str], str | None]
    invitation: Callable[[str], str | None]
    fetch: Fetch | None
    breaker: Breaker


class Member(NamedTuple):
    """One generation's place in an epoch."""

    generation: "Generation"
    order: int


class Epoch:
    """Everything a turn may ask, compiled; never changed after the swap, but for the count of its leases.

    Order follows the configuration (``order``, then the plugin's name), not the history of reloads.
    ``prepared`` is the app's: filled in by its ``prepare`` before the swap.
    """

    def __init__(
        self, number: int, members: Iterable[Member] = (), away: Mapping[str, Unavailable] | None = None
    ) -> None:
        self.id = number
        self.leases = 0
        self.retired_at: float | None = None  # monotonic seconds; None while it is the current one
        self.on_drained: Callable[[Epoch], None] | None = None
        self.prepared: Any = None
        self.members = tuple(sorted(members, key=lambda member: (member.order, member.generation.name)))
        self._compile(away)

    def _compile(self, away: Mapping[str, Unavailable] | None) -> None:
        rows = [(one.generation.name, one.order, one.generation.breaker, one.generation.given) for one in self.members]
        guards = {one.generation.name: one.generation.guard for one in self.members}
        self.skills = tuple(
            SkillEntry(plugin, skill.name, skill, order, breaker)
            for plugin, order, breaker, given in rows
            for skill, _ in given.skills
        )
        intents = [intents for *_, given in rows for _, intents in given.skills]
        pairs = list(zip(self.skills, intents, strict=True))
        self.skill_of: dict[str, SkillEntry] = {intent.name: entry for entry, own in pairs for intent in own}
        self.intents: dict[str, Intent] = {intent.name: intent for own in intents for intent in own}
        claims = [guards[entry.plugin].claims(entry.skill) for entry in self.skills]
        self.claiming = tuple((e, claim) for e, claim in zip(self.skills, claims, strict=True) if claim is not None)
        # A dialogue without intents is begun by another skill, one that claims is asked about what it claims: neither
        # must be asked about everything.
        self.plain_skills = tuple(
            entry
            for (entry, own), claim in zip(pairs, claims, strict=True)
            if not own and claim is None and not isinstance(entry.skill, Dialogue)
        )
        # Of a plugin that asked to hear the next message first; to ask a dialogue would be to begin it.
        self.listening: dict[str, list[SkillEntry]] = {}
        for entry in self.skills:
            if not isinstance(entry.skill, Dialogue):
                self.listening.setdefault(entry.plugin, []).append(entry)
        self.dialogues: dict[str, SkillEntry] = {
            f"{entry.plugin}/{entry.name}": entry for entry in self.skills if isinstance(entry.skill, Dialogue)
        }
        self.journeys: dict[str, tuple[SkillEntry, ...]] = {}
        for entry in self.dialogues.values():
            for kind in entry.skill.on if isinstance(entry.skill, Dialogue) else ():
                self.journeys[kind] = (*self.journeys.get(kind, ()), entry)
        self.policies = tuple(
            PolicyEntry(plugin, guards[plugin].policy(policy), order, breaker)
            for plugin, order, breaker, given in rows
            for policy in given.policies
        )
        self.entity_readers = tuple(
            ReaderEntry(plugin, guards[plugin].reader(reader), breaker)
            for plugin, _, breaker, given in rows
            for reader in given.entity_readers
        )
        self.channels: dict[str, ChannelEntry] = {
            channel.name: _entry(channel, guards[plugin]) for plugin, *_, given in rows for channel in given.channels
        }
        self.services: dict[str, object] = {name: one for *_, given in rows for name, one in given.services.items()}
        self.understanding: Understanding | None = next(
            (given.understanding for *_, given in rows if given.understanding is not None), None
        )
        self.catalogues: dict[str, Catalogues] = {plugin: given.catalogues for plugin, *_, given in rows}
        self.health = tuple((plugin, hook) for plugin, *_, given in rows for hook in given.health)
        self.erase: tuple[tuple[str, Implementation], ...] = tuple(
            (plugin, hook) for plugin, *_, given in rows for hook in given.erase
        )
        self.unanswered = tuple(guards[plugin].keeping(hook) for plugin, *_, given in rows for hook in given.unanswered)
        self.handed_over = tuple(
            guards[plugin].keeping(hook) for plugin, *_, given in rows for hook in given.handed_over
        )
        self.subscribers = _subscribers((guards[plugin], given) for plugin, *_, given in rows)
        self.routes = RouteTable(
            (
                (
                    route._replace(handler=member.generation.guard.route(route.handler)),
                    member.generation.breaker,
                    member.generation.visits,
                )
                for member in self.members
                for route in member.generation.given.routes
            ),
            away,
        )

    def acquire(self) -> None:
        """Hold it: no generation of it goes while a lease is out. About 50 ns."""
        self.leases += 1

    def release(self) -> None:
        """Give a lease back; the last one of a retired epoch lets its generations go."""
        self.leases -= 1
        if not self.leases and self.retired_at is not None:
            self.drained()

    def retire(self, now: float) -> None:
        """It is not the current one any more."""
        self.retired_at = now
        if not self.leases:
            self.drained()

    def drained(self) -> None:
        """Let go of everything, so that an epoch somebody keeps does not keep the plugins."""
        on_drained, self.on_drained = self.on_drained, None
        if on_drained is not None:
            on_drained(self)
            self.members = ()
            self._compile(None)
            self.prepared = None


def _entry(held: HeldChannel, guard: Guard) -> ChannelEntry:
    return ChannelEntry(
        plugin=guard.plugin,
        name=held.name,
        channel=guard.channel(held.channel),
        capabilities=held.capabilities,
        exclusive=held.exclusive,
        answering=held.answering,
        pulls=guard.pulls(held.pulls),
        typing=guard.typing(held.typing),
        starts=guard.telling(held.starts),
        invitation=guard.telling(held.invitation),
        fetch=held.fetch,
        breaker=guard.breaker,
    )


def _subscribers(rows: Iterable[tuple[Guard, Contributions]]) -> dict[str, tuple[tuple[str, EventHandler], ...]]:
    found: dict[str, tuple[tuple[str, EventHandler], ...]] = {}
    for guard, given in rows:
        for subscription in given.subscriptions:
            for kind in subscription.kinds:
                found[kind] = (*found.get(kind, ()), (guard.plugin, guard.subscriber(subscription.handler)))
    return found
