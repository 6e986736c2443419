"""What customers say about their cart, and what becomes of it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from msgspec import convert, to_builtins
from msgspec.structs import replace

from shopbell import (
    Chat,
    NotReadyError,
    Option,
    Options,
    PluginScope,
    Reply,
    Skill,
    StepFailed,
    Turn,
    dialogue,
    skill,
)
from shopbell import Text as _
from shopbell.shop import CartLine, Offer, Product, asks_for_the_sum, goes_on_ordering, pieces_on

from .altering import Altering
from .called import products_called
from .choosing import called_as, choose, choose_variant, choose_wishes, in_stock
from .cupboard import Cupboard, Found, price_of
from .keeping import LATER, is_same, keep, newest, with_line
from .ordering import MOST_WORDS, Wanted, asks_or_tells, may_order, only_counts, order_in
from .phrases import ADD, CLEAR, SHOW, VOUCHER
from .reading import (
    PUTTING,
    count_in,
    day_in,
    is_of_it,
    product_in,
    product_meant,
    takes_what_was_shown,
)
from .showing import EMPTY, in_words, line_in_words
from .sizes import said_before
from .vouchers import CODE, one_try


class Told(NamedTuple):
    """What was said beside the thing: the day it is wanted on, and before it the sizes that are worn, or its colour."""

    day: str  # ISO 8601, or empty
    said: Sequence[str]  # sizes and colours, the newest last


class Talk:
    """The skills of one generation."""

    def __init__(self, scope: PluginScope, promise_hours: int) -> None:
        self._scope, self._promise_ms = scope, promise_hours * 3_600_000
        self._cupboard = Cupboard(scope)

    def skills(self) -> Iterable[Skill]:
        """Dialogues, and the skills that find out what they are about."""
        cupboard = self._cupboard

        @dialogue("put", title=_("your cart"))
        async def add(
            chat: Chat, product_id: str | None, quantity: int | None, day: str = "", said: Sequence[str] = ()
        ) -> None:
            await self._add(chat, product_id, quantity, Told(day, said))

        @dialogue("order", title=_("your cart"))
        async def order(chat: Chat, things: list[dict[str, Any]], day: str = "", said: Sequence[str] = ()) -> None:
            await self._order(chat, convert(things, list[Wanted]), Told(day, said))

        @dialogue("clear", CLEAR, title=_("your cart"))
        async def clear(chat: Chat) -> None:
            await self._clear(chat)

        @dialogue("voucher", VOUCHER, title=_("your voucher"))
        async def voucher(chat: Chat) -> None:
            await self._voucher(chat)

        @skill(ADD)
        async def wanted(turn: Turn) -> Reply | None:
            if asks_or_tells(turn.text):
                return None
            product = product_in(turn)
            if product is None and len(turn.text.split()) > MOST_WORDS:
                return None  # "... and if so whether I'd need to order it in advance?"
            return await turn.begin(add, product, count_in(turn), day_in(turn), said_before(turn, product))

        @skill(claims=_takes_it)
        async def taken(turn: Turn) -> Reply | None:
            return await wanted.answer(turn)

        @skill(claims=may_order)
        async def ordered(turn: Turn) -> Reply | None:
            count = only_counts(turn)
            going_on = goes_on_ordering(turn.text)
            lines = (await cupboard.cart(turn.customer.id, turn.now)).lines if count or going_on else ()
            if lines and is_of_it(turn, newest(lines)):
                return None
            try:
                things = await order_in(turn, going_on=going_on and bool(lines))
            except NotReadyError:
                return None
            if things:
                one = things[0].products[0] if len(things) == 1 else None
                return await turn.begin(order, to_builtins(things), day_in(turn), said_before(turn, one))
            product = turn.spoken_of
            return await turn.begin(add, product, count, "", said_before(turn, product)) if count else None

        @skill(claims=lambda turn: asks_for_the_sum(turn.text))
        async def summed(turn: Turn) -> Reply | None:
            return await self._show(turn) if (await cupboard.cart(turn.customer.id, turn.now)).lines else None

        altering = Altering(self._scope, cupboard, self._promise_ms).skills()
        return [add, order, clear, voucher, wanted, ordered, taken, *altering, summed, skill(SHOW)(self._show)]

    # -- steps -----------------------------------------------------------------------------------------------------

    async def _find(self, customer_id: int, now: int) -> Found:
        return await self._cupboard.find(customer_id, now)

    async def _voucher_of(self, code: str) -> Offer | None:
        found: Offer | None = await self._scope.service("offers").by_code(code)
        return found

    async def _called(self, said: str, language: str) -> list[str]:
        try:
            return await products_called(self._scope.service("search"), said, language, alone=False)
        except NotReadyError:
            return []

    async def _products(self, ids: list[str]) -> list[Product]:
        found: list[Product] = await self._scope.service("catalogue").products(ids)
        return found

    # -- dialogues -------------------------------------------------------------------------------------------------

    async def _add(self, chat: Chat, product_id: str | None, quantity: int | None, told: Told) -> None:
        try:
            product = await chat.step(
                product_meant, self._scope, product_id, chat.opening, key="product", type=Product | None
            )
            if product is None:
                prompt = _("What would you like? Please tell me the name of the product.")
                name = await chat.ask(prompt, key="name", interruptible=True)
                product = await chat.step(product_meant, self._scope, None, name, key="named", type=Product | None)
                called = [] if product else await chat.step(self._called, name, chat.language, key="called")
                if called:
                    await self._order(chat, [Wanted(name, called, quantity or 1)], told)
                    return
            if product is None:
                await chat.say(_("I do not find that among our products."))
                return
            await self._put(chat, [(product, quantity or 1)], told)
        except StepFailed:
            await chat.say(LATER)

    async def _order(self, chat: Chat, wanted: list[Wanted], told: Told) -> None:
        try:
            things: list[tuple[Product, int]] = []
            for one in wanted:
                if not one.products:
                    await chat.say(_("I do not find “{what}” among our products.", what=one.said))
                    continue
                products = await chat.step(self._products, one.products, key="meant", type=list[Product])
                if len(products) > 1:
                    options = {product.id: product.title_in(chat.language) for product in products}
                    chosen = await choose(chat, options, "which", of=one.said if len(wanted) > 1 else "")
                    if chosen is None:
                        return
                    products = [product for product in products if product.id == chosen]
                things += [(product, one.quantity) for product in products]
            await self._put(chat, things, told)
        except StepFailed:
            await chat.say(LATER)

    async def _put(self, chat: Chat, things: Sequence[tuple[Product, int]], told: Told) -> None:
        lines: list[CartLine] = []
        for product, quantity in things:
            line = await self._line_of(chat, product, quantity, told.said, lines)
            lines += [line] if line is not None else []
        if not lines:
            return
        # Questions may have stood open for hours; all goes in at once, for a write is only seen after the turn.
        found: Found = await chat.step(self._find, chat.customer.id, chat.now(), key="cart now", type=Found)
        kept = [*found.cart.lines]
        for line in lines:
            kept = with_line(kept, replace(line, number=max((one.number for one in kept), default=0) + 1))
        if told.day:
            found = replace(found, cart=replace(found.cart, wanted_on=told.day))
        await keep(chat, found, kept, found.cart.voucher)
        for line in lines:
            there = next(one for one in kept if is_same(one, line))
            await chat.say(_("In your cart: {line}", line=line_in_words(there)))
        if told.day:
            await chat.say(_("Noted for {day:EEEE, d MMMM}.", day=date.fromisoformat(told.day)))
        await chat.say(Options(options=(Option(_("Check out"), "checkout"), Option(_("Show my cart"), "show my cart"))))

    async def _line_of(
        self, chat: Chat, product: Product, quantity: int, said: Sequence[str], more: Sequence[CartLine]
    ) -> CartLine | None:
        """What goes into the cart; None where nothing does, and why was said. ``more`` goes into it, too."""
        title = product.title_in(chat.language)
        variants = in_stock(product)
        if (product.variants and not variants) or not product.in_stock():
            await chat.say(_("{title} is sold out at the moment, I am sorry.", title=title))
            return None
        variant = await choose_variant(chat, variants, said) if variants else None
        if variants and variant is None:
            return None
        sku = variant.id if variant is not None else ""
        if price_of(product, sku, ()) is None:
            await chat.say(_("The price of {title} is told on request. A person will write to you here.", title=title))
            chat.hand_over("asks for a price")
            return None
        wishes = await choose_wishes(chat, product)
        found: Found = await chat.step(self._find, chat.customer.id, chat.now(), key="cart", type=Found)
        left = pieces_on(variant.stock if variant is not None else product.stock)
        there = (*found.cart.lines, *more)
        inside = sum(one.quantity for one in there if (one.product, one.variant) == (product.id, sku))
        if left is not None and inside + quantity > left:
            if left <= inside:
                await chat.say(_("There are no more of {title} than you have in your cart.", title=title))
                return None
            quantity = left - inside
            if not await chat.ask(
                _("There are only {count} left. Shall I take them?", count=quantity), kind="yes_no", key="less"
            ):
                return None
        price = price_of(product, sku, wishes)
        assert price is not None  # noqa: S101 it had one a moment ago
        until = chat.now() + self._promise_ms
        return CartLine(
            number=0, product=product.id, title=called_as(title, variant), price=price, quantity=quantity,
            promised_until=until, variant=sku, wishes=wishes,
        )  # fmt: skip

    async def _clear(self, chat: Chat) -> None:
        try:
            found: Found = await chat.step(self._find, chat.customer.id, chat.now(), key="cart", type=Found)
        except StepFailed:
            await chat.say(LATER)
            return
        if found.cart.lines:
            await keep(chat, found, (), "")
        await chat.say(EMPTY)

    async def _voucher(self, chat: Chat) -> None:
        said = CODE.search(chat.opening)
        code = said[0] if said else await chat.ask(_("What is the code?"), least=3, most=40, key="code")
        try:
            await chat.write(one_try(chat.customer.id, chat.now()), key="try")
        except StepFailed:
            await chat.say(_("That were too many codes for today."))
            return
        try:
            offer = await chat.step(self._voucher_of, code, key="voucher", type=Offer | None)
            if offer is None:
                await chat.say(_("I know no voucher with this code."))
                return
            found: Found = await chat.step(self._find, chat.customer.id, chat.now(), key="cart", type=Found)
            await keep(chat, found, found.cart.lines, offer.code)
            cart = replace(found.cart, voucher=offer.code)
            offers = await chat.step(self._cupboard.offers, cart.voucher, chat.now(), key="offers", type=list[Offer])
            await chat.say(_("I have noted the voucher {code}.", code=offer.code))
            await chat.say(*(in_words(cart, offers, chat.now()) if cart.lines else (EMPTY,)))
        except StepFailed:
            await chat.say(LATER)

    # -- plain answers ---------------------------------------------------------------------------------------------

    async def _show(self, turn: Turn) -> Reply:
        cart = await self._cupboard.cart(turn.customer.id, turn.now)
        if not cart.lines:
            return Reply(text=EMPTY)
        offers = await self._cupboard.offers(cart.voucher, turn.now)
        said = [Reply(text=words).parts[0] for words in in_words(cart, offers, turn.now)]
        return Reply(*said, Options(options=(Option(_("Check out"), "checkout"),)))


def _takes_it(turn: Turn) -> bool:
    return takes_what_was_shown(turn) or PUTTING.search(turn.text) is not None
