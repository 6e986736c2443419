"""Where carts lie: one row each, found by whose it is. The service ``carts``."""

from collections.abc import Iterable, Sequence

import msgspec
from msgspec.structs import replace

from shopbell import Conflict, Migration, NotReadyError, PluginScope, Write
from shopbell.shop import Cart, CartLine, Money, Offer, Product, total

TRIES = 4
MIGRATION = Migration(1, """
    CREATE TABLE p_shopbell_cart_cart (
        id              TEXT PRIMARY KEY,
        customer_id     {INT} NOT NULL,
        conversation_id {INT} NOT NULL,
        state           TEXT NOT NULL,     -- open, ordered, joined (its lines went into another one)
        rev             {INT} NOT NULL,
        changed_at      {INT} NOT NULL,    -- milliseconds UTC
        told            {INT} NOT NULL,    -- the rev that was told as cart.updated
        left_at_rev     {INT} NOT NULL,    -- the rev that was told as cart.abandoned
        body            {BLOB} NOT NULL    -- Cart, msgpack
    ) {STRICT};
    CREATE UNIQUE INDEX p_shopbell_cart_one_open ON p_shopbell_cart_cart (customer_id) WHERE state = 'open';
    CREATE INDEX p_shopbell_cart_customer ON p_shopbell_cart_cart (customer_id);
    CREATE INDEX p_shopbell_cart_untold ON p_shopbell_cart_cart (changed_at) WHERE told < rev;
    CREATE INDEX p_shopbell_cart_standing ON p_shopbell_cart_cart (changed_at)
        WHERE state = 'open' AND left_at_rev < rev;
    CREATE TABLE p_shopbell_cart_saved (
        customer_id {INT} NOT NULL, product TEXT NOT NULL,
        at {INT} NOT NULL,                 -- milliseconds UTC
        PRIMARY KEY (customer_id, product)
    ) {STRICT};
    CREATE TABLE p_shopbell_cart_try (
        customer_id {INT} PRIMARY KEY,
        day   {INT} NOT NULL,              -- days since 1970
        tries {INT} NOT NULL               -- voucher codes
    ) {STRICT}
""")  # fmt: skip

# Two customers who turned out to be one have one cart: what the other had comes first into it at the next change.
OF_CUSTOMER = (
    "SELECT id, customer_id, rev, body FROM p_shopbell_cart_cart WHERE state = 'open'"
    " AND (customer_id = ? OR customer_id IN (SELECT id FROM customer WHERE merged_into = ?)) ORDER BY customer_id"
)
NEW = (
    "INSERT INTO p_shopbell_cart_cart"
    " (id, customer_id, conversation_id, state, rev, changed_at, told, left_at_rev, body)"
    " VALUES (?, ?, ?, 'open', 1, ?, 0, 0, ?) ON CONFLICT DO NOTHING"
)
CHANGE = (
    "UPDATE p_shopbell_cart_cart SET rev = rev + 1, changed_at = ?, body = ?"
    " WHERE id = ? AND rev = ? AND state = 'open'"
)
JOIN = "UPDATE p_shopbell_cart_cart SET state = 'joined' WHERE id = ? AND rev = ? AND state = 'open'"
ORDERED = "UPDATE p_shopbell_cart_cart SET state = 'ordered' WHERE id = ? AND state = 'open'"

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Cart).decode


class Found(msgspec.Struct, frozen=True):
    """A cart, and the rows it was read from: (id, rev), the customer's own first."""

    cart: Cart
    rows: list[tuple[str, int]] = []
    mine: bool = False  # the first row is the customer's own


class Cupboard:
    """The service ``carts``."""

    def __init__(self, scope: PluginScope) -> None:
        self._scope, self._tables, self._currency = scope, scope.tables, scope.shop.currency

    async def cart(self, customer_id: int, now: int) -> Cart:
        """The customer's cart at the prices that hold now."""
        return (await self.find(customer_id, now)).cart

    async def find(self, customer_id: int, now: int) -> Found:
        """The cart, and what a change of it must still find. Raises ``NotReadyError``."""
        rows = await self._tables.fetch(OF_CUSTOMER, (customer_id, customer_id))
        rows.sort(key=lambda row: row[1] != customer_id)
        if not rows:
            return Found(Cart(id="", currency=self._currency))
        carts = [_decode(body) for *_, body in rows]
        lines = [line for one in carts for line in one.lines]
        if len(carts) > 1:
            lines = [replace(line, number=place) for place, line in enumerate(lines, 1)]
        products = {one.id: one for one in await self._catalogue_of(lines)}
        priced = tuple(_priced(line, products.get(line.product), now) for line in lines)
        voucher = next((one.voucher for one in carts if one.voucher), "")
        wanted_on = next((one.wanted_on for one in carts if one.wanted_on), "")
        cart = Cart(
            id=rows[0][0],
            currency=self._currency,
            rev=rows[0][2],
            lines=priced,
            voucher=voucher,
            wanted_on=wanted_on,
        )
        return Found(cart, [(row[0], row[2]) for row in rows], rows[0][1] == customer_id)

    async def _catalogue_of(self, lines: Sequence[CartLine]) -> list[Product]:
        found: list[Product] = await self._scope.service("catalogue").products(
            list(dict.fromkeys(line.product for line in lines))
        )
        return found

    async def offers(self, voucher: str, now: int) -> list[Offer]:
        """The voucher, then what holds for everybody; none in a shop without offers."""
        try:
            known = self._scope.service("offers")
        except NotReadyError:
            return []
        own = await known.by_code(voucher) if voucher else None
        return [*([] if own is None else [own]), *await known.running(now)]

    async def keep_only(self, cart: Cart, product: str, variant: str, pieces: int, now: int) -> None:
        """Leave so many of something in it."""
        for _ in range(TRIES):
            rows = await self._tables.fetch("SELECT rev, body FROM p_shopbell_cart_cart WHERE id = ?", (cart.id,))
            if not rows:
                return
            kept, left = [], pieces
            known = _decode(rows[0][1])
            for line in known.lines:
                if (line.product, line.variant) == (product, variant or line.variant):
                    line, left = replace(line, quantity=min(line.quantity, left)), max(0, left - line.quantity)
                kept += [line] if line.quantity else []
            changed = replace(known, lines=tuple(kept))
            try:
                await self._tables.commit(Write(CHANGE, (now, _encode(changed), cart.id, rows[0][0]), 1))
                return
            except Conflict:
                continue
        raise NotReadyError("the cart is being changed; try again")

    async def ordered(self, cart_id: str, order: str, now: int) -> None:
        """It became an order."""
        await self._tables.commit(Write(ORDERED, (cart_id,)))


def changed(
    found: Found, lines: Iterable[CartLine], voucher: str, whose: tuple[int, int], now: int, fresh: str
) -> list[Write]:
    """The cart with these lines; guarded: who was first is seen.

    Args:
        whose: customer and conversation.
        fresh: id of a cart that is new.
    """
    body = replace(found.cart, lines=tuple(lines), voucher=voucher)
    others = found.rows[1:] if found.mine else found.rows
    if found.mine:
        (cart_id, rev), *_ = found.rows
        writes = [Write(CHANGE, (now, _encode(body), cart_id, rev), 1)]
    else:
        writes = [Write(NEW, (fresh, *whose, now, _encode(replace(body, id=fresh))), 1)]
    return writes + [Write(JOIN, row, 1) for row in others]


def price_of(product: Product, variant: str, wishes: Iterable[str]) -> Money | None:
    """Of one piece with what is made to a wish."""
    known = next((one for one in product.variants if one.id == variant), None)
    price = product.price_of(known)
    if price is None:
        return None
    extras = (one.extra for one in product.wishes if one.name in set(wishes) and one.extra is not None)
    return price + total(extras, price.currency)


def _priced(line: CartLine, product: Product | None, now: int) -> CartLine:
    """A promised price does not rise before its time; what became cheaper is cheaper."""
    price = price_of(product, line.variant, line.wishes) if product is not None else None
    if price is None or price.currency != line.price.currency:
        return line
    if now < line.promised_until and price.amount > line.price.amount:
        return line
    return replace(line, price=price)
