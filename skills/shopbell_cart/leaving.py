"""Tells of carts: ``cart.updated`` soon after a change, ``cart.abandoned`` when nobody comes back to one."""

import msgspec

from shopbell import PluginScope, Write
from shopbell.shop import Cart

PIECE = 100  # carts of one look
UPDATED = (
    "SELECT id, conversation_id, rev, state, body FROM p_shopbell_cart_cart"
    " WHERE told < rev ORDER BY changed_at LIMIT ?"
)
TOLD = "UPDATE p_shopbell_cart_cart SET told = ? WHERE id = ? AND told < ?"
STANDING = (
    "SELECT id, conversation_id, rev, state, body FROM p_shopbell_cart_cart"
    " WHERE state = 'open' AND left_at_rev < rev AND changed_at < ? ORDER BY changed_at LIMIT ?"
)
LEFT = "UPDATE p_shopbell_cart_cart SET left_at_rev = ? WHERE id = ? AND left_at_rev < ?"

_decode = msgspec.msgpack.Decoder(Cart).decode


class Leaving:
    """Looks again and again; what was told is not told twice, for its key is the cart and its rev."""

    def __init__(self, scope: PluginScope, minutes: int) -> None:
        self._scope, self._wait = scope, minutes * 60_000

    async def look(self) -> None:
        """Once."""
        tables = self._scope.tables
        for row in await tables.fetch(UPDATED, (PIECE,)):
            await self._tell("cart.updated", row, TOLD)
        for row in await tables.fetch(STANDING, (self._scope.now() - self._wait, PIECE)):
            await self._tell("cart.abandoned", row, LEFT)

    async def _tell(self, kind: str, row: tuple[str, int, int, str, bytes], done: str) -> None:
        cart_id, conversation_id, rev, state, body = row
        cart = _decode(body)
        told = {
            "products": [line.product for line in cart.lines],
            "amount": cart.goods.amount,
            "currency": cart.currency,
        }
        if state == "open" and (cart.lines or kind == "cart.updated"):
            await self._scope.record(conversation_id, kind, key=f"{kind}/{cart_id}/{rev}", body=told)
        await self._scope.tables.commit(Write(done, (rev, cart_id, rev)))
