"""What the hooks of one generation hand in, checked before anybody relies on it."""

import inspect
from collections.abc import Callable, Coroutine, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

from shopbell.adapt import Catalogue
from shopbell.capabilities import PLAIN_TEXT, Capabilities
from shopbell.contracts import Channel, Migration, Policy, Skill
from shopbell.errors import LoadError
from shopbell.messages import Attachment
from shopbell.plugin_host.hooks import Hooks, Implementation
from shopbell.plugin_host.routes import Route
from shopbell.plugin_host.scope import Scope, Subscription
from shopbell.understanding import EntityReader, Intent, Understanding

Fetch = Callable[[str, Attachment], Coroutine[Any, Any, Attachment]]
Catalogues = Mapping[str, Catalogue]  # locale -> catalogue


class HeldChannel(NamedTuple):
    """A channel with the defaults of what it left out."""

    name: str
    channel: Channel
    capabilities: Capabilities
    exclusive: bool
    answering: bool
    pulls: Callable[[str], bool]
    typing: Callable[[str, str], Any]
    starts: Callable[[str], str | None]
    invitation: Callable[[str], str | None]
    fetch: Fetch | None


class Contributions(NamedTuple):
    """All of one generation."""

    skills: tuple[tuple[Skill, tuple[Intent, ...]], ...] = ()
    channels: tuple[HeldChannel, ...] = ()
    policies: tuple[Policy, ...] = ()
    understanding: Understanding | None = None
    entity_readers: tuple[EntityReader, ...] = ()
    services: Mapping[str, object] = MappingProxyType({})
    routes: tuple[Route, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    catalogues: Catalogues = MappingProxyType({})
    lifespans: tuple[Implementation, ...] = ()
    health: tuple[Callable[[], Iterable[str]], ...] = ()  # each call says what is wrong now
    erase: tuple[Implementation, ...] = ()
    unanswered: tuple[Implementation, ...] = ()
    handed_over: tuple[Implementation, ...] = ()

    def names(self) -> dict[tuple[str, str], None]:
        """What must be unique in the shop, as (kind, name)."""
        named = {("intent", intent.name): None for _, intents in self.skills for intent in intents}
        named |= {("channel", channel.name): None for channel in self.channels}
        return named | {("service", service): None for service in self.services}

    def summary(self) -> dict[str, list[str]]:
        """Names per kind, for ``shopbell plugins`` and the console; nothing of the plugin is kept alive by it."""
        named = {
            "skills": [skill.name for skill, _ in self.skills],
            "channels": [channel.name for channel in self.channels],
            "policies": [policy.name for policy in self.policies],
            "understanding": [self.understanding.name] if self.understanding else [],
            "entities": [reader.name for reader in self.entity_readers],
            "services": list(self.services),
            "routes": [f"{route.method} {route.path}" for route in self.routes],
            "events": sorted({kind for one in self.subscriptions for kind in one.kinds}),
        }
        return {kind: names for kind, names in named.items() if names}


def collect_migrations(hooks: Hooks) -> list[Migration]:
    """The plugin's tables, numbered from 1 without gaps.

    Raises:
        LoadError: not that.
    """
    steps: list[Migration] = []
    for result in _results(hooks, "shopbell_migrations"):
        for step in _items(result, "shopbell_migrations"):
            if not (
                isinstance(step, tuple) and len(step) == 2 and isinstance(step[0], int) and isinstance(step[1], str)
            ):
                raise LoadError(f"shopbell_migrations: {_named(step)} is no Migration(number, sql)")
            steps.append(Migration(*step))
    if [step.number for step in steps] != list(range(1, len(steps) + 1)):
        raise LoadError(f"shopbell_migrations: the numbers are {[step.number for step in steps]}, not 1, 2, 3, ...")
    return steps


def collect(hooks: Hooks, scope: Scope, catalogues: Catalogues) -> Contributions:
    """Call the hooks and check what they return. Runs in a worker thread.

    Raises:
        LoadError: a hook returned something else than it should; names it.
        BaseException: what a hook raised.
    """
    skills = tuple((skill, _check_skill(skill)) for skill in _all(hooks, "shopbell_skills", scope, Skill))
    _refuse_twins("skill", [skill.name for skill, _ in skills])
    understandings = _all(hooks, "shopbell_understanding", scope, Understanding)
    if len(understandings) > 1:
        raise LoadError("shopbell_understanding: at most one per plugin")
    channels = tuple(_held(channel) for channel in _all(hooks, "shopbell_channels", scope, Channel))
    _refuse_twins("channel", [channel.name for channel in channels])
    services: dict[str, object] = {}
    for result in _results(hooks, "shopbell_services", scope=scope):
        if not isinstance(result, Mapping) or not all(isinstance(name, str) for name in result):
            raise LoadError(f"shopbell_services returned {_named(result)}, not a mapping of names")
        services.update(result)
    return Contributions(
        skills=skills,
        channels=channels,
        policies=_all(hooks, "shopbell_policies", scope, Policy),
        understanding=understandings[0] if understandings else None,
        entity_readers=_all(hooks, "shopbell_entities", scope, EntityReader),
        services=services,
        catalogues=catalogues,
        lifespans=hooks.get("shopbell_lifespan", ()),
        health=tuple(partial(hook.call, **hook.pick(scope=scope)) for hook in hooks.get("shopbell_health", ())),
        erase=hooks.get("shopbell_erase", ()),
        unanswered=hooks.get("shopbell_unanswered", ()),
        handed_over=hooks.get("shopbell_handed_over", ()),
    )


def open_lifespan(lifespan: Implementation, scope: Scope) -> AbstractAsyncContextManager[None]:
    """Call the hook.

    Raises:
        LoadError: it returned something that cannot be entered.
    """
    context = lifespan(scope=scope)
    if not isinstance(context, AbstractAsyncContextManager):
        if inspect.iscoroutine(context):
            context.close()
        raise LoadError(f"shopbell_lifespan returned {_named(context)}: decorate it with @asynccontextmanager")
    return context


def _results(hooks: Hooks, name: str, **given: Any) -> Iterable[Any]:
    return [implementation(**given) for implementation in hooks.get(name, ())]


def _items(result: Any, hook: str) -> list[Any]:
    if result is None or isinstance(result, str | bytes | Mapping) or not isinstance(result, Iterable):
        if inspect.iscoroutine(result):
            result.close()
            raise LoadError(f"{hook} must not be async; it returns contributions, and only those do async work")
        raise LoadError(
            f"{hook} returned {_named(result)}, not a list" + (": `return` is missing?" if result is None else "")
        )
    return list(result)


def _all(hooks: Hooks, hook: str, scope: Scope, kind: Any) -> tuple[Any, ...]:
    found = []
    for result in _results(hooks, hook, scope=scope):
        for item in _items(result, hook):
            if isinstance(item, type) or not isinstance(item, kind):
                missing = [name for name in _members(kind) if not hasattr(item, name)]
                why = "is a class, not an object" if isinstance(item, type) else f"has no {', '.join(missing)}"
                raise LoadError(f"{hook}: {_named(item)} is no {kind.__name__}: it {why}")
            if not isinstance(item.name, str) or not item.name:
                raise LoadError(f"{hook}: the name of {_named(item)} must be text, it is {item.name!r}")
            found.append(item)
    return tuple(found)


def _members(kind: Any) -> list[str]:
    return [name for name in vars(kind) if not name.startswith("_")]


def _check_skill(skill: Skill) -> tuple[Intent, ...]:
    if not inspect.iscoroutinefunction(skill.answer):
        raise LoadError(f"shopbell_skills: {skill.name}.answer must be `async def`")
    intents = skill.intents
    if isinstance(intents, str | Mapping) or not isinstance(intents, Iterable):
        raise LoadError(f"shopbell_skills: {skill.name}.intents must be a tuple of Intent, it is {_named(intents)}")
    for intent in (checked := tuple(intents)):
        if not isinstance(intent, Intent):
            raise LoadError(f"shopbell_skills: {skill.name}.intents holds {_named(intent)}, not an Intent")
        for language, examples in intent.examples.items():
            if isinstance(examples, str):
                raise LoadError(f"shopbell_skills: examples of {intent.name} ({language}) must be a list of sentences")
    return checked


def _held(channel: Any) -> HeldChannel:
    if not inspect.iscoroutinefunction(channel.send):
        raise LoadError(f"shopbell_channels: {channel.name}.send must be `async def`")
    capabilities = getattr(channel, "capabilities", PLAIN_TEXT)
    if not isinstance(capabilities, Capabilities):
        raise LoadError(f"shopbell_channels: {channel.name}.capabilities is {_named(capabilities)}, not Capabilities")
    return HeldChannel(
        name=channel.name,
        channel=channel,
        capabilities=capabilities,
        exclusive=bool(getattr(channel, "exclusive", False)),
        answering=bool(getattr(channel, "answering", False)),
        pulls=getattr(channel, "pulls", _never),
        typing=getattr(channel, "typing", _no_typing),
        starts=getattr(channel, "starts", _cannot),
        invitation=getattr(channel, "invitation", _cannot),
        fetch=getattr(channel, "fetch", None),
    )


def _never(account: str) -> bool:
    return False


def _cannot(said: str) -> None:
    return None


async def _no_typing(account: str, address: str) -> None:
    return None


def _refuse_twins(kind: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise LoadError(f"two {kind}s are called {name}")


def _named(thing: object) -> str:
    return "nothing" if thing is None else f"a {type(thing).__name__}"
