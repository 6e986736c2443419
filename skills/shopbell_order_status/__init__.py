"""Tells customers where their order is: those who are known at once, others by number and postcode or e-mail."""

import re
from collections.abc import Iterable

from shopbell import Chat, Migration, PluginScope, Skill, StepFailed, Write, dialogue, hookimpl
from shopbell import Text as _
from shopbell.shop import Order, same_number

from .attempts import MIGRATION, PROVEN, STILL_OPEN, attempts, erase, fits, opened
from .phrases import ORDER_STATUS
from .sentences import about

OFFERED = 5  # open orders among which a customer chooses
# Letters, a sign, at least three digits: what customers put into "where is my order CR-1001?".
NUMBER = re.compile(r"#?\b([A-Za-z]{0,5}[-/]?\d{3,}(?:[-/]?\w+)?)\b")


@hookimpl
def shopbell_skills(scope: PluginScope) -> Iterable[Skill]:
    async def known_orders(customer_id: int, conversation_id: int, now: int) -> list[Order]:
        """Those of the customer's proven addresses, open ones before the rest, and those opened a moment ago."""
        book = scope.service("orders")
        rows = await scope.tables.fetch(STILL_OPEN, (conversation_id, customer_id, now))
        seen = [await book.order(number) for (number,) in rows]
        addresses = [address for (address,) in await scope.tables.fetch(PROVEN, (customer_id,))]
        own = await book.orders_of(addresses) if addresses else []
        found = {order.number: order for order in (*own, *seen) if order is not None}
        return list(found.values())

    async def proven_order(number: str, proof: str) -> Order | None:
        order: Order | None = await scope.service("orders").order(number)
        return order if fits(order, proof) else None

    async def by_number(chat: Chat) -> Order | None:
        """Ask until number and proof fit; None when there were attempts enough."""
        said = NUMBER.search(chat.opening)
        number = said[1] if said else await chat.ask(_("What is the order number?"), kind="order_number", key="number")
        while True:
            proof = await chat.ask(
                _("And the postcode or the e-mail address of that order?"), least=3, most=200, key="proof"
            )
            try:
                for place, write in enumerate(attempts(chat.customer.id, number, chat.now())):
                    await chat.write(write, key=f"attempt {place}")
            except StepFailed:
                await chat.say(_("That was tried too often today. A person will look into it with you here."))
                chat.hand_over("could not show whose order it is")
                return None
            order: Order | None = await chat.step(proven_order, number, proof, key="look", type=Order | None)
            if order is not None:
                await chat.write(opened(chat.conversation_id, chat.customer.id, order.number, chat.now()), key="open")
                return order
            await chat.say(_("I find no order with this number and this postcode or e-mail address."))
            number = await chat.ask(_("What is the order number?"), kind="order_number", key="number")

    async def choose(chat: Chat, orders: list[Order]) -> Order:
        orders = [order for order in orders if order.is_open][:OFFERED] or orders[:1]
        if len(orders) == 1:
            return orders[0]
        said = await chat.ask(_("Which order do you mean?"), options=[order.number for order in orders], key="which")
        return next(order for order in orders if order.number == said)

    @dialogue("order_status", ORDER_STATUS, title=_("your order"))
    async def order_status(chat: Chat) -> None:
        try:
            mine: list[Order] = await chat.step(
                known_orders, chat.customer.id, chat.conversation_id, chat.now(), key="known", type=list[Order]
            )
            named = NUMBER.search(chat.opening)
            meant = [one for one in mine if named and same_number(one.number) == same_number(named[1])]
            order = await choose(chat, meant or mine) if meant or (mine and not named) else await by_number(chat)
        except StepFailed:
            await chat.say(_("I cannot look into the orders at the moment. A person will do it and answer you here."))
            chat.hand_over("the orders cannot be looked up")
            return
        if order is not None:
            await chat.say(*about(order, chat.shop, chat.now()))

    return [order_status]


@hookimpl
def shopbell_migrations() -> Iterable[Migration]:
    return [MIGRATION]


@hookimpl
def shopbell_erase(customer_id: int) -> Iterable[Write]:
    return erase(customer_id)
