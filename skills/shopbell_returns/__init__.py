"""Takes back what may come back: by the shop's rules, for the customer's own order, once for each line."""

from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import TYPE_CHECKING

from shopbell import Chat, Migration, PluginScope, Reply, Skill, StepFailed, Turn, dialogue, hookimpl, skill
from shopbell import Text as _

from .desk import Desk, list_returns, set_return, show_return
from .ledger import MIGRATIONS, OF_CUSTOMER
from .phrases import RETURN_STATUS, RETURNS
from .returning import Returning
from .rules import ReturnsSettings
from .wanting import wants_to_return

if TYPE_CHECKING:
    import click

STATES = {
    "announced": _("{title} ({number}): we wait for it."),
    "received": _("{title} ({number}): it has arrived."),
    "refunded": _("{title} ({number}): the money is on its way to you."),
    "exchanged": _("{title} ({number}): another one is on its way to you."),
    "refused": _("{title} ({number}): we could not take it back."),
}


@hookimpl
def shopbell_skills(scope: PluginScope) -> Iterable[Skill]:
    returning = Returning(scope, scope.settings(ReturnsSettings))

    @dialogue("returns", RETURNS, title=_("your return"))
    async def returns(chat: Chat) -> None:
        try:
            order = await returning.which(chat)
            if order is not None:
                await returning.agree(chat, order)
        except StepFailed:
            await chat.say(_("I cannot look into the orders at the moment. A person will do it and answer you here."))
            chat.hand_over("a return cannot be looked up")

    @skill(claims=wants_to_return)
    async def return_wanted(turn: Turn) -> Reply | None:
        return await returns.answer(turn)

    @skill(RETURN_STATUS)
    async def status(turn: Turn) -> Reply:
        rows = await scope.tables.fetch(OF_CUSTOMER, (turn.customer.id, turn.customer.id))
        if not rows:
            return Reply(text=_("I know of no return of yours."))
        said = [_(STATES[state].id, title=title, number=number) for number, title, state in rows]
        return Reply(*(Reply(text=words).parts[0] for words in said))

    return [returns, status, return_wanted]


@hookimpl
def shopbell_lifespan(scope: PluginScope) -> AbstractAsyncContextManager[None]:
    scope.route("POST", "/returns", Desk(scope).settle, needs="admin")
    return nullcontext()


@hookimpl
def shopbell_commands() -> "Iterable[click.Command]":
    return [list_returns, show_return, set_return]


@hookimpl
def shopbell_migrations() -> Iterable[Migration]:
    return MIGRATIONS
