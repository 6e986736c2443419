"""Tells customers where their order is, what holds it up, and what happens to it next."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import date
from typing import TYPE_CHECKING

from shopbell import (
    Chat,
    ConfigError,
    Migration,
    Options,
    PluginScope,
    ShopAtHand,
    Skill,
    StepFailed,
    Write,
    dialogue,
    hookimpl,
    offer_person,
)
from shopbell import Text as _
from shopbell.shop import Order

from . import attempts, sorry, updates
from .finding import Finding
from .incidents import FILE, errors, read_incidents
from .naming import begun_by_name, is_number_alone
from .phrases import ORDER_SORRY, ORDER_UPDATES
from .raising import IncidentRoutes
from .sentences import about
from .settings import OrderStatusSettings

if TYPE_CHECKING:
    import click

AWAY = _("I cannot look into the orders at the moment. A person will do it and answer you here.")

_mistakes: list[str] = []


@hookimpl
def shopbell_skills(scope: PluginScope) -> Iterable[Skill]:
    settings, finding = scope.settings(OrderStatusSettings), Finding(scope)
    sorry.check_amount(settings, scope.shop)
    incidents, mistakes = read_incidents(scope.content(FILE))
    _mistakes.extend(mistakes)

    async def concerning(order: Order, today: date, language: str) -> list[str]:
        """In a step: a file that changes meanwhile must not change what was said."""
        return [one.said_in(language) for one in incidents.values() if one.concerns(order, today)]

    async def find(chat: Chat) -> Order | None:
        try:
            return await finding.order(chat)
        except StepFailed:
            await chat.say(AWAY)
            chat.hand_over("the orders cannot be looked up")
            return None

    @dialogue("order_status", title=_("your order"))
    async def order_status(chat: Chat) -> None:
        order = await find(chat)
        if order is None:
            return
        await chat.say(*about(order, chat.shop, chat.now()))
        today = chat.shop.local(chat.now()).date()
        for said in await chat.step(concerning, order, today, chat.language, key="incidents", type=list[str]):
            await chat.say(said)
        await sorry.make_good(chat, order, settings)
        if is_number_alone(chat.opening):  # then it was not to hear where it is, perhaps
            ask = offer_person(_("Ask a person about it"))
            await chat.say(Options(options=(ask,)))

    @dialogue("order_updates", ORDER_UPDATES, title=_("news of your order"))
    async def order_updates(chat: Chat) -> None:
        order = await find(chat)
        if order is None:
            return
        if not order.is_open:
            await chat.say(*about(order, chat.shop, chat.now()))
            return
        await chat.write(updates.wanted(chat.customer.id, order), key="wanted")
        await chat.say(
            _("All right, I will tell you here when something happens to order {number}.", number=order.number)
        )

    @dialogue("order_sorry", ORDER_SORRY, title=_("your order"))
    async def order_sorry(chat: Chat) -> None:
        order = await find(chat)
        if order is None or await sorry.make_good(chat, order, settings):
            return
        await chat.say(
            _("A person looks at what can be done for order {number}, and answers you here.", number=order.number)
        )
        chat.hand_over("asks for something in return for a delay", message=f"{order.number}: {chat.opening}")

    return [
        order_status,
        order_updates,
        order_sorry,
        *begun_by_name(order_status, finding),
        *updates.news_dialogues(scope),
    ]


@hookimpl
def shopbell_lifespan(scope: PluginScope) -> AbstractAsyncContextManager[None]:
    IncidentRoutes(scope)
    return nullcontext()


@hookimpl
def shopbell_services(scope: PluginScope) -> Mapping[str, object]:
    return {"order_access": Finding(scope)}


@hookimpl
def shopbell_migrations() -> Iterable[Migration]:
    return [attempts.MIGRATION, sorry.MIGRATION, updates.MIGRATION, attempts.BY_CUSTOMER]


@hookimpl
def shopbell_check(shop: ShopAtHand) -> Iterable[ConfigError]:
    return errors(shop.content(FILE), shop.folder)


@hookimpl
def shopbell_health() -> Iterable[str]:
    return [f"{FILE}: {sentence}" for sentence in _mistakes]


@hookimpl
def shopbell_commands() -> "Iterable[click.Command]":
    from .commands import add_incident, end_incident, list_incidents  # lazy: a shop that serves needs no command line
    from .ledger import list_given  # lazy: as above

    return [list_given, list_incidents, add_incident, end_incident]


@hookimpl
def shopbell_erase(customer_id: int) -> Iterable[Write]:
    return [attempts.erase(customer_id)]
