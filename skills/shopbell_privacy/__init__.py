"""Customers see, take with them, correct and erase what is known about them, and switch personal suggestions off."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from secrets import token_hex

from shopbell import (
    Chat,
    File,
    Migration,
    PluginScope,
    Reply,
    Skill,
    StoreUnavailable,
    TextPart,
    Turn,
    dialogue,
    hookimpl,
    skill,
)
from shopbell import Text as _

from .copies import Copies
from .phrases import CORRECT, EXPORT, FORGET_ME, KNOWN, OFF, ON, speaks_of_themselves
from .telling import told
from .wishes import MIGRATION, TO_FORGET, forget, forgotten, hand_out

LOOK_SECONDS = 2.0
GRACE_MS = 3_000  # so that the last answer is on its way before its address is forgotten


@hookimpl
def shopbell_skills(scope: PluginScope) -> Iterable[Skill]:
    scope.route("GET", "/copy/{secret}", Copies(scope).fetch)

    @skill(KNOWN)
    async def known(turn: Turn) -> Reply | None:
        kept = await scope.export(turn.customer.id)
        if kept is None:
            return Reply(text=_("I know nothing about you."))
        return Reply(*(TextPart(text=sentence) for sentence in told(kept, turn.customer.personalised)))

    @skill(EXPORT)
    async def copy(turn: Turn) -> Reply | None:
        secret = token_hex(16)
        for write in hand_out(secret, turn.customer.id, turn.now):
            turn.write(write)
        link = f"{scope.public_url}/p/{scope.name}/copy/{secret}"
        said = _("Here is all that we keep about you. The link works for an hour; whoever has it can read the copy.")
        return Reply(TextPart(text=said), File(url=link, name="data.json", media_type=Copies.KIND))

    @dialogue("correct", title=_("your data"))
    async def correct(chat: Chat) -> None:
        choices = {"name": _("My name"), "language": _("My language"), "other": _("Something else")}
        what = await chat.ask(_("What is wrong?"), options=choices, key="what")
        if what == "name":
            chat.learn("name", await chat.ask(_("What is your name?"), least=1, most=80, key="name"))
        elif what == "language":
            tongue = await chat.ask(_("Which language do you prefer?"), options=[*chat.shop.languages], key="language")
            chat.learn("language", tongue)
        else:
            right = await chat.ask(_("What is it, and what would be right?"), least=3, most=1_000, key="other")
            await chat.say(_("Thank you. A person will correct it and answer you here."))
            chat.hand_over("asks for a correction of personal data", message=right)
            return
        await chat.say(_("Thank you, I have corrected it."))

    @skill(CORRECT)
    async def wrong(turn: Turn) -> Reply | None:
        # Much is wrong that is none of this: "what is wrong with it?", "I typed the name wrong".
        return await turn.begin(correct) if speaks_of_themselves(turn.text) else None

    @dialogue("forget", FORGET_ME, title=_("to be forgotten"))
    async def forget_me(chat: Chat) -> None:
        what = [
            _("Everything that you have written to us, on every channel that is yours, and all notes about you"),
            _("Orders stay in the shop's books as long as the law demands it"),
        ]
        if not await chat.confirm(_("Shall I erase it for ever?"), summary=what, key="sure"):
            await chat.say(_("All right, everything stays as it is."))
            return
        await chat.write(forget(chat.customer.id, chat.now()), key="forget")
        await chat.say(_("It is being erased now. If you write to us again, we will not know each other. Farewell."))

    @skill(OFF)
    async def off(turn: Turn) -> Reply | None:
        turn.learn("personalisation", False)
        return Reply(text=_("Done: what you have bought decides no longer what I suggest. Nothing else changes."))

    @skill(ON)
    async def on(turn: Turn) -> Reply | None:
        turn.learn("personalisation", None)
        return Reply(text=_("Done: what you have bought may decide again what I suggest."))

    return [known, copy, correct, wrong, forget_me, off, on]


@hookimpl
@asynccontextmanager
async def shopbell_lifespan(scope: PluginScope) -> AsyncIterator[None]:
    """Erase those who wished it, once their turn is over; after a restart, too."""

    async def erase_them() -> None:
        for (customer_id,) in await scope.tables.fetch(TO_FORGET, (scope.now() - GRACE_MS,)):
            try:
                known = await scope.erase(customer_id)
            except StoreUnavailable:
                return  # for all of them
            except Exception as exc:  # one customer's trouble is not the next one's
                scope.log.error("a customer could not be erased", customer=customer_id, error=type(exc).__name__)
                continue
            if not known:
                await scope.tables.commit(forgotten(customer_id))

    scope.every(LOOK_SECONDS, erase_them, name="erase")
    yield


@hookimpl
def shopbell_migrations() -> Iterable[Migration]:
    return [MIGRATION]
