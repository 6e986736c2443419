"""The money of an order: a link to pay, what becomes of an order that nobody pays, and word that it is here."""

from collections.abc import Mapping
from typing import Any

from shopbell import Chat, PaymentRequest, StepFailed
from shopbell import Text as _
from shopbell.shop import Money, Order, PaymentLink

from .books import Books


class Paying:
    """What the customer hears of it."""

    def __init__(self, books: Books, within_hours: int) -> None:
        self._books, self._within_hours = books, within_hours

    async def ask(self, chat: Chat, order: Order) -> None:
        """A link, if a plugin makes links; what nobody pays in time is given back."""
        thanks = _("Thank you! Your order has the number {number}.", number=order.number)
        if not order.total.amount or not await chat.step(self._books.is_paid_by_link, key="by link"):
            await chat.say(thanks)
            return
        money, key = order.total, chat.idempotency("link")
        try:
            link: PaymentLink = await chat.step(
                self._books.link, order.number, money, chat.conversation_id, key, key="link", irreversible=True,
                type=PaymentLink,
            )  # fmt: skip
        except StepFailed:
            await chat.say(thanks)
            await chat.say(_("I cannot make a link to pay at the moment. A person will send it to you here."))
            chat.hand_over("an order waits for its payment link")
            return
        await chat.say(thanks)
        title = _("Order {number}", number=order.number)
        await chat.say(
            PaymentRequest(
                reference=link.reference, title=title, amount=money.amount, currency=money.currency, url=link.url
            )
        )
        await chat.sleep(self._within_hours * 3_600, key="pay")
        if await chat.step(self._books.release, order.number, link.reference, chat.now(), key="release"):
            await chat.say(_("Order {number} was not paid in time; I have cancelled it.", number=order.number))

    async def heard(self, chat: Chat, event: Mapping[str, Any]) -> None:
        """Of the provider: somebody has paid."""
        money = Money(int(event.get("amount", 0)), str(event.get("currency", chat.shop.currency)))
        order = await chat.step(
            self._books.paid, str(event.get("order", "")), money, chat.now(), key="paid", type=Order | None
        )
        if order is None:
            return
        if order.state == "cancelled" or money != order.total:
            await chat.say(_("Your payment for order {number} is here. A person will look at it.", number=order.number))
            chat.hand_over("a payment does not fit to its order")
            return
        await chat.say(_("Thank you, your payment for order {number} is here.", number=order.number))
