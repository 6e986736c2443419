"""Hands a conversation over to a person who is asked for, and tells the shop by e-mail."""

from collections.abc import Iterable, Mapping

from shopbell import ConfigError, Migration, PluginScope, Policy, Reply, Skill, Turn, Write, hookimpl

from .courier import Courier
from .mailer import Mailer
from .notices import MIGRATIONS, erase, notice
from .phrases import HANDOFF
from .sentences import what_happens
from .settings import HandoffSettings
from .triggers import Carts, Triggers, facts_of

_couriers: list[Courier] = []  # none or one: each generation has this module for itself
_triggers: list[Triggers] = []
_settings: list[HandoffSettings] = []


class HandoffSkill:
    """Puts the conversation into the queue and says when to expect an answer."""

    name = "handoff"
    intents = (HANDOFF,)

    def __init__(self, scope: PluginScope) -> None:
        self._shop, self._log = scope.shop, scope.log

    async def answer(self, turn: Turn) -> Reply | None:
        turn.hand_over("asked")
        self._log.info("person asked for", turn=turn.id, conversation=turn.conversation_id)
        return Reply(text=what_happens(self._shop, turn.now))


@hookimpl
def shopbell_migrations() -> Iterable[Migration]:
    return MIGRATIONS


@hookimpl
def shopbell_skills(scope: PluginScope) -> Iterable[Skill]:
    """The skill; with a mail server in the settings also the task that sends its notices."""
    settings = scope.settings(HandoffSettings)
    address = settings.email or scope.shop.handoff_email
    if settings.smtp is not None:
        if address is None:
            raise ConfigError("nobody to write to", hint="set [shop] handoff_email, or email beside smtp")
        courier = Courier(scope, settings.smtp, address, with_words=settings.summary == "words")
        scope.spawn(courier.run, name="courier")
        _couriers.append(courier)
    _settings.append(settings)
    return [HandoffSkill(scope)]


@hookimpl
def shopbell_policies(scope: PluginScope) -> Iterable[Policy]:
    """Sees every message, for a person may be needed though nobody asks for one."""
    carts = Carts()
    scope.subscribe(("cart.updated", "cart.abandoned"), carts.note)
    triggers = Triggers(scope.settings(HandoffSettings), scope.shop, carts)
    _triggers.append(triggers)
    return [triggers]


@hookimpl
def shopbell_unanswered(turn: Turn, outcome: str) -> Iterable[Write]:
    """Not understood again and again: the policy says what happens now."""
    if outcome == "fallback" and _triggers:
        _triggers[0].lost(turn)
    return []


@hookimpl
def shopbell_handed_over(turn: Turn, reason: str) -> Iterable[Write]:
    """Leave word for the shop, whoever handed the conversation over."""
    if not _couriers:
        return []
    _couriers[0].expect(turn.id)
    facts = facts_of(turn) if _settings and _settings[0].summary != "nothing" else {}
    return [notice(turn, reason, facts)]


@hookimpl
def shopbell_services(scope: PluginScope) -> Mapping[str, object]:
    """``mail``: letters to the shop, for plugins that have something to tell; only with a mail server."""
    settings = scope.settings(HandoffSettings)
    address = settings.email or scope.shop.handoff_email
    if settings.smtp is None or address is None:
        return {}
    return {"mail": Mailer(scope, settings.smtp, address)}


@hookimpl
def shopbell_health() -> Iterable[str]:
    return [courier.trouble for courier in _couriers if courier.trouble is not None]


@hookimpl
def shopbell_erase(customer_id: int) -> Iterable[Write]:
    return [erase(customer_id)]
