"""Takes back what may come back: by the shop's rules, for the customer's own order, once for each line."""

from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import TYPE_CHECKING

from shopbell import Chat, Migration, PluginScope, Reply, Skill, StepFailed, Turn, Write, dialogue, hookimpl, skill
from shopbell import Text as _
from shopbell.shop import Order, same_number

from .desk import Desk, list_returns, set_return
from .ledger import ERASE, MIGRATION, OF_CUSTOMER, OF_ORDER, announced, number_of
from .phrases import RETURN_STATUS, RETURNS
from .rules import Offered, ReturnsSettings, may_come_back, refusal
from .wanting import ReturnWanted

if TYPE_CHECKING:
    import click

OFFERED = 5  # orders among which a customer chooses
REASONS = {
    "fit": _("It does not fit"), "other": _("It is not what I expected"), "damaged": _("It is damaged"),
    "mind": _("I have changed my mind"),
}  # fmt: skip
WANTS = {"refund": _("My money back"), "exchange": _("Another one")}
STATES = {
    "announced": _("{title} ({number}): we wait for it."),
    "received": _("{title} ({number}): it has arrived."),
    "refunded": _("{title} ({number}): the money is on its way to you."),
    "exchanged": _("{title} ({number}): another one is on its way to you."),
    "refused": _("{title} ({number}): we could not take it back."),
}


@hookimpl
def shopbell_skills(scope: PluginScope) -> Iterable[Skill]:
    settings = scope.settings(ReturnsSettings)

    async def known(customer_id: int, conversation_id: int, now: int) -> list[Order]:
        found: list[Order] = await scope.service("order_access").known(customer_id, conversation_id, now)
        return found

    async def offered(order: Order) -> list[Offered]:
        taken = {line for (line,) in await scope.tables.fetch(OF_ORDER, (same_number(order.number),))}
        found = []
        for place, line in enumerate(order.lines):
            product = await scope.service("catalogue").product(line.product)
            if place not in taken and may_come_back(line, product, settings):
                found.append(Offered(place, line))
        return found

    async def which(chat: Chat) -> Order | None:
        """The customer's own; whose it is must be shown as for its status, with the same few attempts."""
        # What was opened since this began stays open until it ends, however slowly somebody answers.
        whose = (chat.customer.id, chat.conversation_id, chat.now())
        mine: list[Order] = await chat.step(known, *whose, key="mine", type=list[Order])
        if not mine:
            if not await chat.ask_skill("order_status", key="whose"):
                return None
            # What was shown just now is on disk with the next answer.
            if not await chat.ask(_("Shall something of this order come back?"), kind="yes_no", key="this"):
                return None
            mine = await chat.step(known, *whose, key="shown", type=list[Order])
        mine = mine[:OFFERED]
        if len(mine) < 2:
            return mine[0] if mine else None
        options = [one.number for one in mine]
        said = await chat.ask(_("Which order do you mean?"), options=options, key="which")
        return next(one for one in mine if one.number == said)

    async def agree(chat: Chat, order: Order) -> None:
        refused = refusal(order, settings, chat.now())
        lines = [] if refused else await chat.step(offered, order, key="lines", type=list[Offered])
        if not lines:
            await chat.say(
                refused or _("Nothing of this order can come back: it was made for you, spoils, or came back.")
            )
            return
        one = lines[0]
        if len(lines) > 1:
            options = {str(each.place): each.line.title for each in lines}
            place = await chat.ask(_("What would you like to return?"), options=options, key="line")
            one = next(each for each in lines if str(each.place) == place)
        title = one.line.title
        reason = await chat.ask(_("Why does {title} come back?", title=title), options=REASONS, key="reason")
        photo = ""
        if reason == "damaged":
            picture = await chat.ask(_("Please send a picture of the damage."), kind="photo", key="photo")
            photo = str(picture.media or picture.url or "")
        wants = await chat.ask(_("What would you like instead?"), options=WANTS, key="wants")
        summary = [_("{title}: {price}", title=title, price=one.line.sum), REASONS[reason], WANTS[wants]]
        if not await chat.confirm(_("Shall I announce this return?"), summary=summary, key="sure"):
            await chat.say(_("All right, nothing is announced."))
            return
        row = (title, wants, reason, photo, one.line.sum)
        try:
            await chat.write(announced(order.number, one.place, chat.customer.id, *row, chat.now()), key="announce")
        except StepFailed:
            await chat.say(_("This has been announced before."))
            return
        number = number_of(order.number, one.place)
        await chat.say(_("Your return has the number {number}. Please write it on the parcel.", number=number))
        where = settings.address or chat.shop.address
        if where:
            await chat.say(_("Send it to: {address}", address=where))

    @dialogue("returns", RETURNS, title=_("your return"))
    async def returns(chat: Chat) -> None:
        try:
            order = await which(chat)
            if order is not None:
                await agree(chat, order)
        except StepFailed:
            await chat.say(_("I cannot look into the orders at the moment. A person will do it and answer you here."))
            chat.hand_over("a return cannot be looked up")

    @skill(RETURN_STATUS)
    async def status(turn: Turn) -> Reply:
        rows = await scope.tables.fetch(OF_CUSTOMER, (turn.customer.id, turn.customer.id))
        if not rows:
            return Reply(text=_("I know of no return of yours."))
        said = [_(STATES[state].id, title=title, number=number) for number, title, state in rows]
        return Reply(*(Reply(text=words).parts[0] for words in said))

    return [returns, status, ReturnWanted(returns)]


@hookimpl
def shopbell_lifespan(scope: PluginScope) -> AbstractAsyncContextManager[None]:
    scope.route("POST", "/returns", Desk(scope).settle, needs="admin")
    return nullcontext()


@hookimpl
def shopbell_commands() -> "Iterable[click.Command]":
    return [list_returns, set_return]


@hookimpl
def shopbell_migrations() -> Iterable[Migration]:
    return [MIGRATION]


@hookimpl
def shopbell_erase(customer_id: int) -> Iterable[Write]:
    return [Write(ERASE, (customer_id,))]
