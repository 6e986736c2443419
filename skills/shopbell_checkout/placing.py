"""Agrees with a customer on how an order gets to whom, and places it: what was shown, and nothing else."""

from typing import NamedTuple

from shopbell import Chat, PluginScope
from shopbell import Text as _
from shopbell.shop import Cart, Money, NewOrder, NotPlaced, Offer, Order, Reckoning, reckon

from .books import Books, Placed
from .getting_there import Way, asking, choose_way, delivers
from .settings import CheckoutSettings
from .summary import summed_up


class Recipient(NamedTuple):
    """Whose order it is, and what stands on the card that goes with it."""

    customer_id: int
    conversation_id: int
    name: str
    email: str
    card: str


class Placing:
    """Asks until the shop has the order, or the customer does not want it."""

    def __init__(self, scope: PluginScope, books: Books, settings: CheckoutSettings) -> None:
        self._scope, self._books, self._settings, self._promised = scope, books, settings, asking(scope)

    async def order(self, chat: Chat) -> Order | None:
        """None: it is not wanted, or there is nothing to order."""
        cart, _offers = await self._look(chat)
        if not cart.lines:
            await chat.say(_("Your cart is empty."))
            return None
        way = await self._way_to(chat, cart)
        recipient = await self._recipient(chat)
        while True:
            cart, offers = await self._look(chat)
            if not cart.lines:
                await chat.say(_("Your cart is empty."))
                return None
            sums, offer = reckon(cart, offers, Money(way.fee, cart.currency), chat.now())
            summary = [*summed_up(cart, sums, offer, way, recipient.card)]
            if not await chat.confirm(_("Shall I place this order?"), summary=summary, key="sure"):
                await chat.say(_("All right, nothing is ordered. Your cart stays as it is."))
                return None
            # The question may have stood open while something was put in, or a price or an offer ended.
            now, offers = await self._look(chat)
            sums_now, offer = reckon(now, offers, Money(way.fee, now.currency), chat.now())
            if (now.id, now.rev, sums_now) != (cart.id, cart.rev, sums):
                await chat.say(_("Something has changed meanwhile. Please look at it once more."))
                continue
            placed = await self._place(chat, now, _as_order(now, sums, offer, way, recipient))
            if placed.order is not None:
                return placed.order
            if placed.refused is not None:
                way = await self._tell_why_not(chat, now, placed.refused, way)

    async def _look(self, chat: Chat) -> tuple[Cart, list[Offer]]:
        """The cart and what holds for it, as of now."""
        cart: Cart = await chat.step(self._books.cart, chat.customer.id, chat.now(), key="cart", type=Cart)
        return cart, await chat.step(self._books.offers, cart.voucher, chat.now(), key="offers", type=list[Offer])

    async def _way_to(self, chat: Chat, cart: Cart) -> Way:
        there = await chat.step(self._brings, key="brings")
        pick_up, on_a_day = self._settings.pick_up or not there, self._settings.pick_up_day
        return await choose_way(chat, cart, there, pick_up, self._promised, pick_up_day=on_a_day)

    async def _brings(self) -> bool:
        return delivers(self._scope)

    async def _recipient(self, chat: Chat) -> Recipient:
        name = chat.customer.name or await chat.ask(
            _("Your name, please?"), least=2, most=80, key="name", interruptible=True
        )
        email = await chat.step(self._scope.proven_email, chat.customer.id, key="known e-mail")
        if not email:
            email = await chat.ask(_("And your e-mail address, for the order?"), kind="email", key="email")
        card = await self._words_on_card(chat)
        return Recipient(chat.customer.id, chat.conversation_id, name, email, card)

    async def _words_on_card(self, chat: Chat) -> str:
        if not self._settings.card or not await chat.ask(_("Shall a card go with it?"), kind="yes_no", key="with card"):
            return ""
        return str(await chat.ask(_("What shall stand on it?"), most=300, key="card"))

    async def _place(self, chat: Chat, cart: Cart, new: NewOrder) -> Placed:
        chat.idempotency("place")  # the key is the cart's own: whatever happens, it is ordered once
        placed: Placed = await chat.step(
            self._books.place, new, f"cart/{cart.id}", key="place", irreversible=True, type=Placed
        )
        if placed.order is not None:
            number = placed.order.number
            await chat.step(self._books.close, cart, number, chat.conversation_id, chat.now(), key="close")
        return placed

    async def _tell_why_not(self, chat: Chat, cart: Cart, refused: NotPlaced, way: Way) -> Way:
        """Returns how it gets there from now on."""
        if refused.reason == "full":
            await chat.say(_("That day has just become full."))
            return await self._way_to(chat, cart)
        if refused.reason == "voucher":
            await chat.say(_("The voucher has just been used up."))
            return way
        gone = next((one.title for one in cart.lines if one.product == refused.product), refused.product)
        if refused.left:
            await chat.say(_("I am sorry: there are only {count} left of {title}.", count=refused.left, title=gone))
        else:
            await chat.say(_("I am sorry: {title} has just been sold to somebody else.", title=gone))
        await chat.step(self._books.leave, cart, refused, chat.now(), key="leave")
        return way


def _as_order(cart: Cart, sums: Reckoning, offer: Offer | None, way: Way, to: Recipient) -> NewOrder:
    return NewOrder(
        lines=tuple(line.ordered for line in cart.lines),
        currency=cart.currency,
        shipping=sums.shipping if way.area else None,
        discount=sums.discount if sums.discount.amount else None,
        voucher=offer.code if offer is not None else "",
        email=to.email,
        name=to.name,
        postcode=way.postcode,
        address=way.address,
        promised_on=way.day,
        area=way.area,
        card=to.card,
        customer_id=to.customer_id,
        conversation_id=to.conversation_id,
    )
