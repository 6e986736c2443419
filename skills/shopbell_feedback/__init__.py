"""Asks customers how it was: after a delivery, after a conversation was resolved. Once for each thing."""

from collections.abc import Iterable
from typing import Any

from shopbell import (
    AskTimeout,
    Cancelled,
    Chat,
    Migration,
    PluginScope,
    Skill,
    StepFailed,
    TooManyAttempts,
    Write,
    dialogue,
    hookimpl,
)
from shopbell import Text as _

from .answers import ASK, COMMENT, MAY_ASK, MIGRATIONS, OPT_OUT, SCORE
from .scores import SCALES
from .settings import FeedbackSettings

EVENTS = ("order.delivered", "conversation.resolved", "feedback.wanted")
NEVER = "never"


@hookimpl
def shopbell_skills(scope: PluginScope) -> Iterable[Skill]:
    settings = scope.settings(FeedbackSettings)
    scale = SCALES[settings.measure]

    async def may_ask(subject: str, customer_id: int) -> bool:
        [(allowed,)] = await scope.tables.fetch(MAY_ASK, (subject, customer_id))
        return bool(allowed)

    async def score_of(chat: Chat) -> int | None:
        """None: they do not want to be asked any more."""
        within = settings.answer_within * 3_600
        if not scale.options:
            return int(await chat.ask(scale.question, kind="number", least=0, most=10, key="score", timeout=within))
        options = {**scale.options, NEVER: _("Do not ask me again")}
        said: Any = await chat.ask(scale.question, options=options, key="score", timeout=within)
        return None if said == NEVER else int(said)

    @dialogue("feedback", title=_("your opinion"), on=EVENTS)
    async def feedback(chat: Chat, event: dict[str, Any]) -> None:
        customer_id = chat.customer.id
        subject = f"{customer_id}/{event.get('subject') or event.get('order') or event['event_id']}"
        if settings.after:
            await chat.sleep(settings.after * 3_600, key="a while")
        if not await chat.step(may_ask, subject, customer_id):
            return
        try:
            await chat.write(Write(ASK, (subject, customer_id, settings.measure, chat.now()), 1), key="asked")
        except StepFailed:
            return  # two events at once about one thing
        try:
            score = await score_of(chat)
            if score is None:
                await chat.write(Write(OPT_OUT, (customer_id,)), key="opt out")
                await chat.say(_("All right, I will not ask again."))
                return
            await chat.write(Write(SCORE, (score, subject), 1), key="scored")
            prompt = _("Thank you! Would you like to add something?")
            if score <= scale.low:
                prompt = _("I am sorry to hear that. What went wrong?")
            comment = await chat.ask(prompt, key="comment", least=1, most=1_000, timeout=settings.answer_within * 3_600)
            await chat.write(Write(COMMENT, (comment, subject), 1), key="commented")
        except (AskTimeout, Cancelled, TooManyAttempts):
            return  # nobody is pressed for an opinion
        if score <= scale.low:
            await chat.say(_("Thank you for telling us. A person will look into it and write to you here."))
            chat.hand_over(f"not satisfied ({settings.measure} {score})", message=comment)
        elif score >= scale.high:
            await chat.say(_("We are glad. See you soon!"))
        else:
            await chat.say(_("Thank you, that helps us to get better."))

    return [feedback]


@hookimpl
def shopbell_migrations() -> Iterable[Migration]:
    return MIGRATIONS
