"""What the checkout asks of other plugins, each in a step: the cart, the offers, the order, the link to pay."""

import msgspec

from shopbell import NotReadyError, PluginScope
from shopbell.shop import Cart, Money, NewOrder, NotPlaced, Offer, Order, PaymentLink


class Placed(msgspec.Struct, frozen=True):
    """The order, or why there is none."""

    order: Order | None = None
    refused: NotPlaced | None = None


class Books:
    """The services, looked up when they are needed."""

    def __init__(self, scope: PluginScope) -> None:
        self._scope = scope

    async def cart(self, customer_id: int, now: int) -> Cart:
        """The customer's own, at the prices of now."""
        cart: Cart = await self._scope.service("carts").cart(customer_id, now)
        return cart

    async def offers(self, voucher: str, now: int) -> list[Offer]:
        """What may hold for the cart."""
        found: list[Offer] = await self._scope.service("carts").offers(voucher, now)
        return found

    async def place(self, new: NewOrder, key: str) -> Placed:
        """Once for each key."""
        placed = await self._scope.service("ordering").place(new, key=key)
        return Placed(refused=placed) if isinstance(placed, NotPlaced) else Placed(order=placed)

    async def close(self, cart: Cart, order: str, conversation_id: int, now: int) -> None:
        """The cart is an order now."""
        await self._scope.service("carts").ordered(cart.id, order, now)
        body = {"order": order, "amount": cart.goods.amount, "currency": cart.currency}
        await self._scope.record(conversation_id, "order.placed", key=f"placed/{order}", body=body)

    async def leave(self, cart: Cart, refused: NotPlaced, now: int) -> None:
        """What is sold out goes from the cart."""
        await self._scope.service("carts").keep_only(cart, refused.product, refused.variant, refused.left, now)

    async def is_paid_by_link(self) -> bool:
        """Does a plugin make links?"""
        try:
            self._scope.service("payments")
        except NotReadyError:
            return False
        return True

    async def link(self, order: str, amount: Money, conversation_id: int, key: str) -> PaymentLink:
        """Once for each key."""
        made: PaymentLink = await self._scope.service("payments").link(
            order, amount, conversation_id=conversation_id, key=key
        )
        return made

    async def paid(self, order: str, amount: Money, at: int) -> Order | None:
        """Note it in the order."""
        noted: Order | None = await self._scope.service("ordering").paid(order, amount, at)
        return noted

    async def release(self, order: str, reference: str, at: int) -> bool:
        """Cancel it, unless it is paid; also by what the provider says, for its word may have been lost."""
        if await self._scope.service("payments").state(reference) == "paid":
            return False
        released: bool = await self._scope.service("ordering").release(order, at)
        return released
