"""Takes the order for a cart: how it gets there, for whom, what it costs; placed once, with a link to pay."""

from collections.abc import Iterable
from typing import Any

from shopbell import Chat, PluginScope, Reply, Skill, StepFailed, Turn, dialogue, hookimpl, skill
from shopbell import Text as _

from .at_hand import nothing_to_order
from .books import Books
from .paying import Paying
from .phrases import CHECKOUT
from .placing import Placing
from .settings import CheckoutSettings

AWAY = _("I cannot take the order at the moment. A person will look at it with you here.")


@hookimpl
def shopbell_skills(scope: PluginScope) -> Iterable[Skill]:
    settings, books = scope.settings(CheckoutSettings), Books(scope)
    placing, paying = Placing(scope, books, settings), Paying(books, settings.pay_within_hours)

    @dialogue("checkout", title=_("your order"))
    async def checkout(chat: Chat) -> None:
        try:
            order = await placing.order(chat)
            if order is not None:
                await paying.ask(chat, order)
        except StepFailed:
            await chat.say(AWAY)
            chat.hand_over("an order cannot be taken")

    @skill(CHECKOUT)
    async def check_out(turn: Turn) -> Reply | None:
        return await nothing_to_order(turn) or await turn.begin(checkout)

    @dialogue("paid", on=["payment.succeeded"])
    async def paid(chat: Chat, event: dict[str, Any]) -> None:
        await paying.heard(chat, event)

    return [check_out, checkout, paid]
