"""Asks who wants an offer what matters, weighs the answers, and passes them on."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from shopbell import (
    Chat,
    ConfigError,
    Migration,
    PluginScope,
    Reply,
    ShopAtHand,
    Skill,
    Turn,
    dialogue,
    hookimpl,
)
from shopbell import Text as _

from .leads import MIGRATION, added
from .phrases import LEAD
from .questions import FILE, as_answer, read_questions
from .settings import LeadsSettings
from .webhook import LOOK_SECONDS, Webhook

if TYPE_CHECKING:
    import click

_webhooks: list[Webhook] = []  # none or one: each generation has this module for itself
_mistakes: list[str] = []


class Asked:
    """Begins the questions, for a message knows the page on which it was written."""

    name = "leads"
    intents = (LEAD,)

    def __init__(self, questions: Skill) -> None:
        self._questions = questions

    async def answer(self, turn: Turn) -> Reply | None:
        """The first question."""
        return await turn.begin(self._questions, turn.context.page or "")  # type: ignore[arg-type]


@hookimpl
def shopbell_skills(scope: PluginScope) -> Iterable[Skill]:
    settings = scope.settings(LeadsSettings)
    questions, mistake = read_questions(scope.content(FILE))
    _mistakes.extend([mistake] if mistake else [])
    if settings.webhook and settings.secret is not None:
        webhook = Webhook(scope, settings, settings.secret)
        scope.every(LOOK_SECONDS, webhook.look, name="webhook")
        _webhooks.append(webhook)

    @dialogue("lead", title=_("your request"))
    async def lead(chat: Chat, page: str) -> None:
        answers: dict[str, str] = {}
        points = 0
        for one in questions:
            if not one.fits(page, answers):
                continue
            value = await chat.ask(one.said_in(chat.language), kind=one.kind, options=one.options, key=one.key)
            answers[one.key] = as_answer(value)
            points += one.worth(answers[one.key])
        whose = chat.customer.id, chat.conversation_id
        await chat.write(added(chat.uuid(), whose, page, answers, points, chat.now()), key="lead")
        if settings.person is not None and points >= settings.person:
            await chat.say(_("Thank you. A person will answer you right here."))
            told = "\n".join(f"{name}: {answer}" for name, answer in answers.items())
            chat.hand_over("a promising lead", message=told)
        elif settings.appointment is not None and points >= settings.appointment:
            await chat.say(_("Thank you. Let us find a time to talk about it."))
            if not await chat.ask_skill("booking", key="appointment"):
                await chat.say(_("We will get back to you soon."))
        else:
            await chat.say(_("Thank you. We will get back to you soon."))

    return [Asked(lead), lead]


@hookimpl
def shopbell_migrations() -> Iterable[Migration]:
    return [MIGRATION]


@hookimpl
def shopbell_check(shop: ShopAtHand) -> Iterable[ConfigError]:
    mistake = read_questions(shop.content(FILE))[1]
    return [ConfigError(mistake, file=shop.folder / FILE)] if mistake else []


@hookimpl
def shopbell_health() -> Iterable[str]:
    troubles = (webhook.trouble for webhook in _webhooks)
    return [*(f"{FILE}: {mistake}" for mistake in _mistakes), *(one for one in troubles if one is not None)]


@hookimpl
def shopbell_commands() -> "Iterable[click.Command]":
    from .listing import export_leads, list_leads  # lazy: a shop that serves needs no command line

    return [list_leads, export_leads]
