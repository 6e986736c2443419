"""Which order is meant, and may this customer see it?"""

import re

from shopbell import Chat, NotReadyError, PluginScope, StepFailed
from shopbell import Text as _
from shopbell.shop import Order, same_number

from .attempts import PROVEN, STILL_OPEN, attempts, fits, opened

OFFERED = 5  # open orders among which a customer chooses
# Letters, a sign, at least three digits: what customers put into "where is my order CR-1001?".
NUMBER = re.compile(r"#?\b([A-Za-z]{0,5}[-/]?\d{3,}(?:[-/]?\w+)?)\b")


class Finding:
    """Asks until it is clear."""

    def __init__(self, scope: PluginScope) -> None:
        self._scope = scope

    async def order(self, chat: Chat) -> Order | None:
        """One that this customer may see; None: they have heard why there is none.

        Raises:
            StepFailed: the orders cannot be looked up.
        """
        mine: list[Order] = await chat.step(
            self.known, chat.customer.id, chat.conversation_id, chat.now(), key="known", type=list[Order]
        )
        named = NUMBER.search(chat.opening)
        meant = [one for one in mine if named and same_number(one.number) == same_number(named[1])]
        return await self._choose(chat, meant or mine) if meant or (mine and not named) else await self._by_number(chat)

    async def known(self, customer_id: int, conversation_id: int, now: int) -> list[Order]:
        """Those of the customer's proven addresses, those ordered in the chat, and those opened a moment ago.

        For other plugins the service ``order_access``: who may see an order is decided here alone.
        """
        book = self._scope.service("orders")
        rows = await self._scope.tables.fetch(STILL_OPEN, (conversation_id, customer_id, now))
        seen = [await book.order(number) for (number,) in rows]
        addresses = [address for (address,) in await self._scope.tables.fetch(PROVEN, (customer_id,))]
        own = await book.orders_of(addresses) if addresses else []
        try:
            placed = await self._scope.service("ordering").placed_by(customer_id)
        except NotReadyError:  # orders are taken elsewhere
            placed = []
        found = {order.number: order for order in (*own, *placed, *seen) if order is not None}
        return list(found.values())

    async def _proven(self, number: str, proof: str) -> Order | None:
        order: Order | None = await self._scope.service("orders").order(number)
        return order if fits(order, proof) else None

    async def _by_number(self, chat: Chat) -> Order | None:
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
            order: Order | None = await chat.step(self._proven, number, proof, key="look", type=Order | None)
            if order is not None:
                await chat.write(opened(chat.conversation_id, chat.customer.id, order.number, chat.now()), key="open")
                return order
            await chat.say(_("I find no order with this number and this postcode or e-mail address."))
            number = await chat.ask(_("What is the order number?"), kind="order_number", key="number")

    async def _choose(self, chat: Chat, orders: list[Order]) -> Order:
        orders = [order for order in orders if order.is_open][:OFFERED] or orders[:1]
        if len(orders) == 1:
            return orders[0]
        said = await chat.ask(_("Which order do you mean?"), options=[order.number for order in orders], key="which")
        return next(order for order in orders if order.number == said)
