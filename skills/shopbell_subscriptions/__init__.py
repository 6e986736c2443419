"""Customers subscribe: to the newsletter, to a lower price, to a product that is sold out; and end it by a word."""

from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager, nullcontext
from decimal import Decimal
from typing import TYPE_CHECKING

from shopbell import Chat, Migration, PluginScope, Reply, Skill, Turn, dialogue, hookimpl, skill
from shopbell import Text as _
from shopbell.shop import Money, minor_digits

from .alerts import MIGRATION
from .asking import Asking
from .claiming import alert_wanted
from .listing import Listing
from .phrases import END, END_ALERTS, END_NEWSLETTER, NEWSLETTER, PRICE_ALERT, STOCK_ALERT, SUBSCRIPTIONS
from .settings import SubscriptionSettings
from .watching import LOOK_SECONDS, Watching

if TYPE_CHECKING:
    import click


@hookimpl
def shopbell_migrations() -> Iterable[Migration]:
    return [MIGRATION]


@hookimpl
def shopbell_skills(scope: PluginScope) -> Iterable[Skill]:
    settings = scope.settings(SubscriptionSettings)
    asking, listing = Asking(scope, settings.most_alerts), Listing(scope)

    @dialogue("subscribe", title=_("the newsletter"))
    async def subscribe(chat: Chat, address: str | None, here: bool) -> None:
        await asking.newsletter(chat, address, here)

    @dialogue("watch_price", title=_("the price alert"))
    async def watch_price(chat: Chat, product_id: str | None, below: int | None) -> None:
        await asking.price_alert(chat, product_id, below)

    @dialogue("watch_stock", title=_("the alert"))
    async def watch_stock(chat: Chat, product_id: str | None) -> None:
        await asking.stock_alert(chat, product_id)

    @dialogue("end", title=_("your subscriptions"))
    async def end(chat: Chat, only: str) -> None:
        await listing.end(chat, only)

    @skill(NEWSLETTER)
    async def newsletter(turn: Turn) -> Reply:
        # Who writes by e-mail has read the question there when they say yes: that confirms the address, too.
        return await turn.begin(subscribe, turn.entity("email"), turn.message.channel == "email")

    @skill(PRICE_ALERT)
    async def price_alert(turn: Turn) -> Reply:
        return await turn.begin(watch_price, _product_in(turn), _amount_in(turn))

    @skill(STOCK_ALERT)
    async def stock_alert(turn: Turn) -> Reply:
        return await turn.begin(watch_stock, _product_in(turn))

    @skill(SUBSCRIPTIONS)
    async def subscriptions(turn: Turn) -> Reply:
        return await listing.shown(turn)

    @skill(END_NEWSLETTER)
    async def end_newsletter(turn: Turn) -> Reply:
        return await turn.begin(end, "newsletter")

    @skill(END_ALERTS)
    async def end_alerts(turn: Turn) -> Reply:
        return await turn.begin(end, "alerts")

    @skill(END)
    async def end_something(turn: Turn) -> Reply:
        return await turn.begin(end, "")

    @skill(claims=lambda turn: bool(alert_wanted(turn)))
    async def named_alerts(turn: Turn) -> Reply | None:
        return await (stock_alert if alert_wanted(turn) == "stock" else price_alert).answer(turn)

    ways = [named_alerts, price_alert, stock_alert, subscriptions, end_newsletter, end_alerts, end_something]
    ways += [newsletter] if settings.newsletter else []
    return [subscribe, watch_price, watch_stock, end, *ways, *Watching(scope).dialogues()]


@hookimpl
def shopbell_lifespan(scope: PluginScope) -> AbstractAsyncContextManager[None]:
    scope.every(LOOK_SECONDS, Watching(scope).look, name="alerts")
    return nullcontext()


@hookimpl
def shopbell_commands() -> "Iterable[click.Command]":
    from .exporting import export_readers, list_readers  # lazy: a shop that serves needs no command line

    return [list_readers, export_readers]


def _product_in(turn: Turn) -> str | None:
    """The one that was named or is at hand."""
    found: str | None = turn.entity("product") or turn.context.product
    return found


def _amount_in(turn: Turn) -> int | None:
    """Minor units of the shop's currency: "under 20" as well as "under €20"; None where no price was said."""
    said = turn.entity("money")
    if isinstance(said, Money):
        return said.amount if said.currency == turn.shop.currency else None
    number = turn.entity("number")
    if not isinstance(number, int | float) or number <= 0 or "%" in turn.text:
        return None
    return int(Decimal(str(number)).scaleb(minor_digits(turn.shop.currency)))
