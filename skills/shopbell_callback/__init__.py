"""Takes a message, a telephone number and a time to call back; a person of the shop gets it by e-mail."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from shopbell import Chat, PluginScope, Skill, StepFailed, dialogue, hookimpl
from shopbell import Text as _

from .letter import Wish, in_short, written
from .phrases import CALLBACK
from .times import in_the_afternoon, next_chance

LATEST = timedelta(days=60)
PAUSES = (60, 600, 3_600, 6 * 3_600, 24 * 3_600)  # seconds between the attempts to get the letter away


async def about_what(chat: Chat) -> tuple[str, str | None]:
    """What it is about, and the number where it was given instead, or beside it."""
    phone: str | None = None
    while True:
        about: str = await chat.ask(
            _("What is it about?"),
            key="about",
            least=3,
            most=1_000,
            help=_("A few words are enough, so that we can look it up before we call."),
        )
        phone = chat.heard("phone") or phone
        if phone is None or any(map(str.isalpha, about)):
            return about, phone


async def agree_on_time(chat: Chat) -> datetime:
    """Ask until the time is one at which somebody is there."""
    now = chat.shop.local(chat.now())
    prompt = _("When shall we call you?")
    while True:
        said: datetime = await chat.ask(
            prompt, kind="moment", least=now, most=now + LATEST, key="when", from_opening=True
        )
        when = in_the_afternoon(chat.shop.hours, said)
        chance = next_chance(chat.shop.hours, when)
        if chance == when:
            return when
        if chance is None:
            await chat.say(_("We are closed then, and for a while after it."))
        elif await chat.ask(
            _("We are closed then. Shall we call you on {at:EEEE, d MMMM} at {at:HH:mm}?", at=chance),
            kind="yes_no",
            key="then",
        ):
            return chance
        prompt = _("When else may we call you?")


@hookimpl
def shopbell_skills(scope: PluginScope) -> Iterable[Skill]:
    async def deliver(wish: Wish, name: str) -> None:
        subject, body = written(wish, scope.shop)
        await scope.service("mail").send(subject, body, name)

    @dialogue("callback", CALLBACK, title=_("your call back"))
    async def callback(chat: Chat) -> None:
        about, phone = await about_what(chat)
        when = await agree_on_time(chat)
        phone = phone or await chat.ask(_("Which number may we call?"), kind="phone", key="phone", from_opening=True)
        name = await chat.ask(_("And your name, please?"), least=2, most=80, key="name")
        summary = [
            _("{name}, {phone}", name=name, phone=phone),
            _("On {at:EEEE, d MMMM} at {at:HH:mm}", at=when),
            _("About: {about}", about=about),
        ]
        if not await chat.confirm(_("Shall I pass this on?"), summary=summary, key="sure"):
            await chat.say(_("All right, then I have noted nothing."))
            return
        await chat.say(_("Thank you, {name}. We will call you on {at:EEEE, d MMMM} at {at:HH:mm}.", name=name, at=when))
        wish = Wish(name, phone, about, when, chat.conversation_id)
        for pause in PAUSES:
            try:
                await chat.background(deliver, wish, chat.idempotency("letter"), key="letter", timeout=60)
                return
            except StepFailed as failure:
                if failure.kind == "NotReadyError":  # no mail server: it stands here, and a person looks here
                    break
            await chat.sleep(pause, key="pause")
        chat.hand_over("asks to be called back", message=in_short(wish))

    return [callback]
