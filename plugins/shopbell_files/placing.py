"""The service ``ordering``: orders that were agreed to in a conversation, kept beside those of the files."""

import hashlib
from collections import Counter
from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from shopbell import Conflict, NotReadyError, PluginScope, Write
from shopbell.shop import Money, NewOrder, NotPlaced, Order, StatusChange, same_number

from .delivery import DeliveryRules, day_given_back
from .offers import FileOffers, usable_again
from .shelf import StoredCatalogue, StoredOrders
from .shelves import Shelf, given_back, taken

TRIES = 8  # against others who order at the same moment
PLACED = "SELECT id FROM p_shopbell_files_placed WHERE key = ?"
PLACED_BY = "SELECT id FROM p_shopbell_files_placed WHERE customer_id = ?"
FIND = "SELECT state, area, day, voucher, rev FROM p_shopbell_files_placed WHERE id = ?"
ORDER = (
    "INSERT INTO p_shopbell_files_order (id, source, batch, email, phone, placed_at, body)"
    " VALUES (?, 'shop', 0, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING"
)
PLACE = (
    "INSERT INTO p_shopbell_files_placed (key, id, customer_id, conversation_id, state, area, day, voucher, rev, body)"
    " VALUES (?, ?, ?, ?, 'open', ?, ?, ?, 0, ?) ON CONFLICT (key) DO NOTHING"
)
CHANGE = (
    "UPDATE p_shopbell_files_placed SET state = ?, rev = rev + 1,"
    " body = CASE WHEN body IS NULL THEN body ELSE ? END WHERE id = ? AND rev = ?"
)
CHANGE_ORDER = "UPDATE p_shopbell_files_order SET body = ? WHERE id = ? AND source = 'shop'"
ERASE = (
    "UPDATE p_shopbell_files_order SET email = '', phone = ''"
    " WHERE id IN (SELECT id FROM p_shopbell_files_placed WHERE customer_id = ?)"
)

Change = Callable[[Order, str], tuple[str, Order]]  # the order and its state; what they become
Applies = Callable[[str, Order], bool]
_encode = msgspec.msgpack.Encoder().encode


class Placing:
    """Places orders, and changes those it placed."""

    def __init__(
        self, scope: PluginScope, orders: StoredOrders, catalogue: StoredCatalogue, offers: FileOffers,
        rules: DeliveryRules,
    ) -> None:  # fmt: skip
        self._tables, self._now = scope.tables, scope.now
        self._orders, self._catalogue, self._offers, self._rules = orders, catalogue, offers, rules

    async def place(self, new: NewOrder, *, key: str) -> Order | NotPlaced:
        """One transaction: pieces, voucher, day, order. Whoever was first is seen at the next try."""
        for attempt in range(TRIES):
            rows = await self._tables.fetch(PLACED, (key,))
            if rows and (known := await self._orders.order(rows[0][0])) is not None:
                return known
            shelves, known_counts, refused = await self._shelves(new)
            refused = refused or await self._refusal(new)
            if refused is not None:
                return refused
            order = self._order(new, _number(key, attempt))
            try:
                await self._tables.commit(*self._writes(new, order, key), *taken(shelves, known_counts))
            except Conflict:
                continue
            self._catalogue.version += 1
            return order
        raise NotReadyError("too many customers order the same at this moment; try again")

    async def paid(self, number: str, amount: Money, at: int) -> Order | None:
        """Note the payment."""

        def change(order: Order, state: str) -> tuple[str, Order]:
            # One that was cancelled meanwhile stays so: the shop owes the money.
            note = StatusChange(state="paid", at=at)
            history = order.history if state == "released" else (*order.history, note)
            return ("paid" if state == "open" else state), replace(order, payment="paid", history=history)

        changed = await self._change(number, change, lambda state, order: order.payment != "paid")
        return changed or await self._placed(number)

    async def release(self, number: str, at: int) -> bool:
        """Cancel it, with all that it held."""

        def change(order: Order, _: str) -> tuple[str, Order]:
            return "released", replace(order, history=(*order.history, StatusChange(state="cancelled", at=at)))

        released = await self._change(number, change, lambda state, order: state == "open", gives_back=True)
        return released is not None

    async def placed_by(self, customer_id: int) -> list[Order]:
        """The newest first."""
        rows = await self._tables.fetch(PLACED_BY, (customer_id,)) if customer_id else []
        found = [order for (number,) in rows if (order := await self._orders.order(number)) is not None]
        return sorted(found, key=lambda order: (order.placed_at, order.number), reverse=True)

    # -- placing ---------------------------------------------------------------------------------------------------

    async def _shelves(self, new: NewOrder) -> tuple[Counter[Shelf], dict[Shelf, int], NotPlaced | None]:
        """Pieces to be taken by shelf, what the files count there, and what there is too little of."""
        wanted: Counter[Shelf] = Counter()
        known: dict[Shelf, int] = {}
        for line in new.lines:
            product = await self._catalogue.product(line.product)
            if product is None or (product.variants and line.variant not in {one.id for one in product.variants}):
                return wanted, known, NotPlaced(reason="sold_out", product=line.product, variant=line.variant)
            wanted[product.id, line.variant if product.variants else ""] += line.quantity
            for part in product.bundle:
                wanted[part, ""] += line.quantity
        for shelf in list(wanted):
            on_it = await self._catalogue.counted(shelf[0])
            if shelf not in on_it:
                del wanted[shelf]  # not counted: always there
                continue
            known[shelf], left = on_it[shelf]
            if left < wanted[shelf]:
                return wanted, known, NotPlaced(reason="sold_out", product=shelf[0], variant=shelf[1], left=left)
        return wanted, known, None

    async def _refusal(self, new: NewOrder) -> NotPlaced | None:
        if new.voucher:
            offer = await self._offers.by_code(new.voucher)
            goods = self._order(new, "").goods
            if offer is None or not offer.holds(goods, self._now()):
                return NotPlaced(reason="voucher")
        if new.area and new.promised_on and await self._rules.is_full(new.area, new.promised_on):
            return NotPlaced(reason="full")
        return None

    def _order(self, new: NewOrder, number: str) -> Order:
        at = self._now()
        return Order(
            number=number,
            lines=new.lines,
            history=(StatusChange(state="placed", at=at),),
            currency=new.currency,
            shipping=new.shipping,
            discount=new.discount,
            promised_on=new.promised_on,
            email=new.email.strip().lower(),
            phone=new.phone,
            name=new.name,
            postcode=new.postcode,
            address=new.address,
            placed_at=at,
            card=new.card,
            voucher=new.voucher,
        )

    def _writes(self, new: NewOrder, order: Order, key: str) -> list[Write]:
        place = same_number(order.number)
        whose = (new.customer_id, new.conversation_id)
        held = (new.area, new.promised_on, new.voucher)
        writes = [
            Write(PLACE, (key, place, *whose, *held, _encode(order)), 1),
            Write(ORDER, (place, order.email, order.phone, order.placed_at, _encode(_nobodys(order))), 1),
        ]
        if new.voucher:
            writes.append(self._offers.use(new.voucher))
        if new.area and new.promised_on:
            writes.append(self._rules.take(new.area, new.promised_on))
        return writes

    # -- changing --------------------------------------------------------------------------------------------------

    async def _placed(self, number: str) -> Order | None:
        rows = await self._tables.fetch(FIND, (same_number(number),))
        return await self._orders.order(number) if rows else None

    async def _change(self, number: str, change: Change, applies: Applies, *, gives_back: bool = False) -> Order | None:
        """The order as it became; None where the change does not apply."""
        place = same_number(number)
        for _ in range(TRIES):
            rows = await self._tables.fetch(FIND, (place,))
            order = await self._orders.order(number) if rows else None
            if order is None or not applies(rows[0][0], order):
                return None
            state, area, day, voucher, rev = rows[0]
            state, changed = change(order, state)
            writes = [
                Write(CHANGE, (state, _encode(changed), place, rev), 1),
                Write(CHANGE_ORDER, (_encode(_nobodys(changed)), place)),
            ]
            if gives_back:
                writes += given_back(await self._held(order))
                writes += [usable_again(voucher)] if voucher else []
                writes += [day_given_back(area, day)] if area and day else []
            try:
                await self._tables.commit(*writes)
            except Conflict:
                continue
            self._catalogue.version += gives_back
            return changed
        raise NotReadyError("the order is being changed by somebody else; try again")

    async def _held(self, order: Order) -> Counter[Shelf]:
        held: Counter[Shelf] = Counter()
        for line in order.lines:
            product = await self._catalogue.product(line.product)
            held[line.product, line.variant if product is None or product.variants else ""] += line.quantity
            for part in product.bundle if product is not None else ():
                held[part, ""] += line.quantity
        return held


def _nobodys(order: Order) -> Order:
    """The order as the shop's books need it when its customer is forgotten."""
    lines = tuple(replace(line, wishes={}) for line in order.lines)
    return replace(order, lines=lines, email="", phone="", name="", postcode="", address="", card="", customer="")


def _number(key: str, attempt: int) -> str:
    """Six digits that tell nothing of how many orders there were; another six when they are taken."""
    digest = hashlib.blake2b(f"{key}/{attempt}".encode(), digest_size=8).digest()
    return f"W-{int.from_bytes(digest) % 900_000 + 100_000}"


def erase(customer_id: int) -> Write:
    """Forget how a customer's orders were found; what was sold stays in the books."""
    return Write(ERASE, (customer_id,))
