"""Takes the order for a cart: how it gets there, for whom, what it costs; placed once, with a link to pay."""

from collections.abc import Iterable
from typing import Annotated, Any

from msgspec import Meta

from shopbell import Chat, PaymentRequest, PluginScope, Settings, Skill, StepFailed, dialogue, hookimpl
from shopbell import Text as _
from shopbell.shop import Cart, Money, NewOrder, NotPlaced, Offer, Order, PaymentLink, reckon

from .books import Books, Placed
from .getting_there import Way, asking, choose_way, delivers
from .phrases import CHECKOUT
from .summary import summed_up

AWAY = _("I cannot take the order at the moment. A person will look at it with you here.")


class CheckoutSettings(Settings, frozen=True, kw_only=True):
    """The ``[plugins.shopbell_checkout]`` table."""

    pick_up: bool = True  # may orders be picked up
    card: bool = False  # ask for words on a card
    pay_within_hours: Annotated[int, Meta(ge=1, le=24 * 14)] = 48  # then an order that nobody paid is cancelled


@hookimpl
def shopbell_skills(scope: PluginScope) -> Iterable[Skill]:
    settings, books, promised = scope.settings(CheckoutSettings), Books(scope), asking(scope)

    async def brings() -> bool:
        return delivers(scope)

    async def look(chat: Chat) -> tuple[Cart, list[Offer]]:
        """The cart and what holds for it, as of now."""
        cart: Cart = await chat.step(books.cart, chat.customer.id, chat.now(), key="cart", type=Cart)
        return cart, await chat.step(books.offers, cart.voucher, chat.now(), key="offers", type=list[Offer])

    async def way_to(chat: Chat, goods: Money) -> Way:
        there = await chat.step(brings, key="brings")
        return await choose_way(chat, goods, there, settings.pick_up or not there, promised)

    async def words_on_card(chat: Chat) -> str:
        if not settings.card or not await chat.ask(_("Shall a card go with it?"), kind="yes_no", key="with card"):
            return ""
        return str(await chat.ask(_("What shall stand on it?"), most=300, key="card"))

    async def agree(chat: Chat) -> Order | None:
        """Until the shop has the order; None when the customer does not want it."""
        cart, _offers = await look(chat)
        if not cart.lines:
            await chat.say(_("Your cart is empty."))
            return None
        way = await way_to(chat, cart.goods)
        name = chat.customer.name or await chat.ask(_("Your name, please?"), least=2, most=80, key="name")
        email = await chat.step(books.proven_email, chat.customer.id, key="known e-mail")
        if not email:
            email = await chat.ask(_("And your e-mail address, for the order?"), kind="email", key="email")
        card = await words_on_card(chat)
        while True:
            cart, offers = await look(chat)
            if not cart.lines:
                await chat.say(_("Your cart is empty."))
                return None
            sums, offer = reckon(cart, offers, Money(way.fee, cart.currency), chat.now())
            summary = [*summed_up(cart, sums, offer, way, card)]
            if not await chat.confirm(_("Shall I place this order?"), summary=summary, key="sure"):
                await chat.say(_("All right, nothing is ordered. Your cart stays as it is."))
                return None
            # The question may have stood open while something was put in, or a price or an offer ended.
            now, offers = await look(chat)
            sums_now, offer = reckon(now, offers, Money(way.fee, now.currency), chat.now())
            if (now.id, now.rev, sums_now) != (cart.id, cart.rev, sums):
                await chat.say(_("Something has changed meanwhile. Please look at it once more."))
                continue
            new = NewOrder(
                lines=tuple(line.ordered for line in now.lines),
                currency=now.currency,
                shipping=sums.shipping if way.area else None,
                discount=sums.discount if sums.discount.amount else None,
                voucher=offer.code if offer is not None else "",
                email=email,
                name=name,
                postcode=way.postcode,
                address=way.address,
                promised_on=way.day,
                area=way.area,
                card=card,
                customer_id=chat.customer.id,
                conversation_id=chat.conversation_id,
            )
            chat.idempotency("place")  # the key is the cart's own: whatever happens, it is ordered once
            placed: Placed = await chat.step(
                books.place, new, f"cart/{now.id}", key="place", irreversible=True, type=Placed
            )
            if placed.order is not None:
                await chat.step(books.close, now, placed.order.number, chat.conversation_id, chat.now(), key="close")
                return placed.order
            if placed.refused is not None:
                way = await tell_why_not(chat, now, placed.refused, way)

    async def tell_why_not(chat: Chat, cart: Cart, refused: NotPlaced, way: Way) -> Way:
        if refused.reason == "full":
            await chat.say(_("That day has just become full."))
            return await way_to(chat, cart.goods)
        if refused.reason == "voucher":
            await chat.say(_("The voucher has just been used up."))
            return way
        gone = next((one.title for one in cart.lines if one.product == refused.product), refused.product)
        if refused.left:
            await chat.say(_("I am sorry: there are only {count} left of {title}.", count=refused.left, title=gone))
        else:
            await chat.say(_("I am sorry: {title} has just been sold to somebody else.", title=gone))
        await chat.step(books.leave, cart, refused, chat.now(), key="leave")
        return way

    async def ask_for_money(chat: Chat, order: Order) -> None:
        """A link, if a plugin makes links; what nobody pays in time is given back."""
        if not order.total.amount or not await chat.step(books.is_paid_by_link, key="by link"):
            await chat.say(_("Thank you! Your order has the number {number}.", number=order.number))
            return
        key = chat.idempotency("link")
        try:
            link: PaymentLink = await chat.step(
                books.link, order.number, order.total, chat.conversation_id, key, key="link", irreversible=True,
                type=PaymentLink,
            )  # fmt: skip
        except StepFailed:
            await chat.say(_("Thank you! Your order has the number {number}.", number=order.number))
            await chat.say(_("I cannot make a link to pay at the moment. A person will send it to you here."))
            chat.hand_over("an order waits for its payment link")
            return
        await chat.say(_("Thank you! Your order has the number {number}.", number=order.number))
        title = _("Order {number}", number=order.number)
        money = order.total
        await chat.say(
            PaymentRequest(
                reference=link.reference, title=title, amount=money.amount, currency=money.currency, url=link.url
            )
        )
        await chat.sleep(settings.pay_within_hours * 3_600, key="pay")
        if await chat.step(books.release, order.number, link.reference, chat.now(), key="release"):
            await chat.say(_("Order {number} was not paid in time; I have cancelled it.", number=order.number))

    @dialogue("checkout", CHECKOUT, title=_("your order"))
    async def checkout(chat: Chat) -> None:
        try:
            order = await agree(chat)
            if order is not None:
                await ask_for_money(chat, order)
        except StepFailed:
            await chat.say(AWAY)
            chat.hand_over("an order cannot be taken")

    @dialogue("paid", on=["payment.succeeded"])
    async def paid(chat: Chat, event: dict[str, Any]) -> None:
        money = Money(int(event.get("amount", 0)), str(event.get("currency", chat.shop.currency)))
        order = await chat.step(
            books.paid, str(event.get("order", "")), money, chat.now(), key="paid", type=Order | None
        )
        if order is None:
            return
        if order.state == "cancelled" or money != order.total:
            await chat.say(_("Your payment for order {number} is here. A person will look at it.", number=order.number))
            chat.hand_over("a payment does not fit to its order")
            return
        await chat.say(_("Thank you, your payment for order {number} is here.", number=order.number))

    return [checkout, paid]
