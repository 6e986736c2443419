"""Hands a conversation over to a person who is asked for, or takes a message when nobody is there; tells the shop."""

import re
from collections.abc import Iterable, Mapping

from shopbell import ConfigError, Migration, PluginScope, Policy, Reply, Skill, Turn, Write, hookimpl

from .courier import Courier
from .leaving import message_dialogue
from .mailer import Mailer
from .notices import MIGRATIONS, notice
from .phrases import HANDOFF, MESSAGE
from .presence import Presence
from .sentences import passing_on
from .settings import HandoffSettings
from .triggers import Carts, Triggers, facts_of

# "For 30 people" asks for none.
_PEOPLE = re.compile(
    r"\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|zwei|drei|vier|fünf|sechs|acht|zehn|zwölf|deux|trois"
    r"|quatre|cinq|six|huit|dix|douze|dos|tres|cuatro|cinco|seis|ocho|diez|doce|how many|wie ?viele|combien de|cuántas)"
    r"\W+(?:people|persons|guests|pax|personen|leute|gäste|personnes|personas|invités|invitados)\b",
    re.IGNORECASE,
)
_couriers: list[Courier] = []  # none or one: each generation has this module for itself
_triggers: list[Triggers] = []
_settings: list[HandoffSettings] = []


class HandoffSkill:
    """Puts the conversation into the queue; where nobody is there to answer, it offers to take a message."""

    name = "handoff"
    intents = (HANDOFF,)

    def __init__(self, scope: PluginScope, presence: Presence, message: Skill) -> None:
        self._shop, self._log, self._presence, self._message = scope.shop, scope.log, presence, message

    async def answer(self, turn: Turn) -> Reply | None:
        if not turn.understood.word_for_word and _PEOPLE.search(turn.text):
            return None
        self._log.info("person asked for", turn=turn.id, conversation=turn.conversation_id)
        if not self._presence.is_somebody_here(turn.now):
            return await turn.begin(self._message, False, turn.reachable)  # type: ignore[arg-type]
        turn.hand_over("asked")
        return Reply(text=passing_on(self._shop))


class LeavingSkill:
    """Takes a message from who wants to leave one, at any time."""

    name = "leave_message"
    intents = (MESSAGE,)

    def __init__(self, message: Skill) -> None:
        self._message = message

    async def answer(self, turn: Turn) -> Reply | None:
        return await turn.begin(self._message, True, turn.reachable)  # type: ignore[arg-type]


@hookimpl
def shopbell_migrations() -> Iterable[Migration]:
    return MIGRATIONS


@hookimpl
def shopbell_skills(scope: PluginScope) -> Iterable[Skill]:
    """The skills; with a mail server in the settings also the task that sends their notices."""
    settings = scope.settings(HandoffSettings)
    address = settings.email or scope.shop.handoff_email
    if settings.smtp is not None:
        if address is None:
            raise ConfigError("nobody to write to", hint="set [shop] handoff_email, or email beside smtp")
        courier = Courier(scope, settings.smtp, address, with_words=settings.summary == "words")
        scope.spawn(courier.run, name="courier")
        _couriers.append(courier)
    _settings.append(settings)
    presence = Presence(scope.shop, settings.answered)
    message = message_dialogue(scope, presence)
    return [HandoffSkill(scope, presence, message), LeavingSkill(message), message]


@hookimpl
def shopbell_policies(scope: PluginScope) -> Iterable[Policy]:
    """Sees every message, for a person may be needed though nobody asks for one."""
    carts = Carts()
    scope.subscribe(("cart.updated", "cart.abandoned"), carts.note)
    settings = scope.settings(HandoffSettings)
    triggers = Triggers(settings, scope.shop, Presence(scope.shop, settings.answered), carts)
    _triggers.append(triggers)
    return [triggers]


@hookimpl
def shopbell_unanswered(turn: Turn, outcome: str) -> Iterable[Write]:
    """Not understood again and again: the policy says what happens now."""
    if outcome == "fallback" and _triggers:
        _triggers[0].lost(turn)
    return []


@hookimpl
def shopbell_handed_over(turn: Turn, reason: str, message: str, silent: bool) -> Iterable[Write]:
    """Leave word for the shop, whoever handed the conversation over."""
    if not _couriers:
        return []
    _couriers[0].expect(turn.id)
    if not _settings or _settings[0].summary == "nothing":
        return [notice(turn, reason, {}, "", silent)]
    return [notice(turn, reason, facts_of(turn), message, silent)]


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
