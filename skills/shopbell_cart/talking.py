"""What customers say about their cart, and what becomes of it."""

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from shopbell import Chat, Option, Options, PluginScope, Reply, Skill, StepFailed, Turn, Write, dialogue, skill
from shopbell import Text as _
from shopbell.shop import CartLine, Money, Offer, Product, named_in, pieces_on

from .choosing import choose_variant, choose_wishes, label_of
from .cupboard import Cupboard, Found, changed, price_of
from .phrases import ADD, CHANGE, REMOVE, SAVE, SAVED, SHOW, VOUCHER
from .showing import EMPTY, in_words, line_in_words
from .vouchers import CODE, one_try

MOST = 999  # of one thing
LATER = _("I cannot look into the shop's books at the moment. Please try again in a few minutes.")
KEEP = "INSERT INTO p_shopbell_cart_saved (customer_id, product, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
KEPT = "SELECT product FROM p_shopbell_cart_saved WHERE customer_id = ? ORDER BY at DESC, product LIMIT 20"


class Talk:
    """The skills of one generation."""

    def __init__(self, scope: PluginScope, promise_hours: int) -> None:
        self._scope, self._promise_ms = scope, promise_hours * 3_600_000
        self._cupboard = Cupboard(scope)

    def skills(self) -> Iterable[Skill]:
        """Dialogues, and the skills that find out what they are about."""

        @dialogue("put", title=_("your cart"))
        async def add(chat: Chat, product_id: str | None, quantity: int | None) -> None:
            await self._add(chat, product_id, quantity)

        @dialogue("change", title=_("your cart"))
        async def change(chat: Chat, product_id: str | None, quantity: int | None) -> None:
            await self._change(chat, product_id, quantity)

        @dialogue("voucher", VOUCHER, title=_("your voucher"))
        async def voucher(chat: Chat) -> None:
            await self._voucher(chat)

        @skill(ADD)
        async def wanted(turn: Turn) -> Reply:
            return await turn.begin(add, _product_in(turn), _count_in(turn))

        @skill(CHANGE)
        async def other(turn: Turn) -> Reply:
            return await turn.begin(change, turn.entity("product"), _count_in(turn))

        @skill(REMOVE)
        async def out(turn: Turn) -> Reply:
            return await turn.begin(change, turn.entity("product"), 0)

        shown, kept, saved = skill(SHOW)(self._show), skill(SAVE)(self._save), skill(SAVED)(self._saved)
        return [add, change, voucher, wanted, other, out, shown, kept, saved]

    # -- steps -----------------------------------------------------------------------------------------------------

    async def _find(self, customer_id: int, now: int) -> Found:
        return await self._cupboard.find(customer_id, now)

    async def _meant(self, product_id: str | None, text: str) -> Product | None:
        catalogue = self._scope.service("catalogue")
        known: Product | None = await catalogue.product(product_id) if product_id else None
        return known or await named_in(catalogue, text)

    async def _voucher_of(self, code: str) -> Offer | None:
        found: Offer | None = await self._scope.service("offers").by_code(code)
        return found

    # -- dialogues -------------------------------------------------------------------------------------------------

    async def _add(self, chat: Chat, product_id: str | None, quantity: int | None) -> None:
        try:
            product = await chat.step(self._meant, product_id, chat.opening, key="product", type=Product | None)
            if product is None:
                prompt = _("What would you like? Please tell me the name of the product.")
                name = await chat.ask(prompt, key="name", interruptible=True)
                product = await chat.step(self._meant, None, name, key="named", type=Product | None)
            if product is None:
                await chat.say(_("I do not find that among our products."))
                return
            await self._put(chat, product, quantity or 1)
        except StepFailed:
            await chat.say(LATER)

    async def _put(self, chat: Chat, product: Product, quantity: int) -> None:
        title = product.title_in(chat.language)
        variant = await choose_variant(chat, product) if product.variants else None
        if (product.variants and variant is None) or not product.in_stock():
            await chat.say(_("{title} is sold out at the moment, I am sorry.", title=title))
            return
        sku = variant.id if variant is not None else ""
        if price_of(product, sku, ()) is None:
            await chat.say(_("The price of {title} is told on request. A person will write to you here.", title=title))
            chat.hand_over("asks for a price")
            return
        wishes = await choose_wishes(chat, product)
        found: Found = await chat.step(self._find, chat.customer.id, chat.now(), key="cart", type=Found)
        left = pieces_on(variant.stock if variant is not None else product.stock)
        inside = sum(one.quantity for one in found.cart.lines if (one.product, one.variant) == (product.id, sku))
        if left is not None and inside + quantity > left:
            if left <= inside:
                await chat.say(_("There are no more of {title} than you have in your cart.", title=title))
                return
            quantity = left - inside
            if not await chat.ask(
                _("There are only {count} left. Shall I take them?", count=quantity), kind="yes_no", key="less"
            ):
                return
            # The question may have stood open for hours.
            found = await chat.step(self._find, chat.customer.id, chat.now(), key="cart now", type=Found)
        price = price_of(product, sku, wishes)
        assert price is not None  # noqa: S101 it had one a moment ago
        name = f"{title} ({label_of(variant)})" if variant is not None else title
        line = self._line(chat, found, name, price, quantity)
        line = replace(line, product=product.id, variant=sku, wishes=wishes)
        await self._keep(chat, found, _with(found.cart.lines, line), found.cart.voucher)
        await chat.say(_("In your cart: {line}", line=line_in_words(line)))
        await chat.say(Options(options=(Option(_("Check out"), "checkout"), Option(_("Show my cart"), "show my cart"))))

    def _line(self, chat: Chat, found: Found, title: str, price: Money, quantity: int) -> CartLine:
        number = max((one.number for one in found.cart.lines), default=0) + 1
        until = chat.now() + self._promise_ms
        return CartLine(number=number, product="", title=title, price=price, quantity=quantity, promised_until=until)

    async def _change(self, chat: Chat, product_id: str | None, quantity: int | None) -> None:
        try:
            found: Found = await chat.step(self._find, chat.customer.id, chat.now(), key="cart", type=Found)
            if product_id is None and len(found.cart.lines) > 1:
                product = await chat.step(self._meant, None, chat.opening, key="meant", type=Product | None)
                product_id = product.id if product is not None else None
            lines = [one for one in found.cart.lines if product_id in (None, one.product)]
            if not lines:
                await chat.say(_("That is not in your cart.") if found.cart.lines else EMPTY)
                return
            line = lines[0]
            if len(lines) > 1:
                options = {str(one.number): one.title for one in lines}
                number = await chat.ask(_("Which one do you mean?"), options=options, key="line")
                line = next(one for one in lines if str(one.number) == number)
            if quantity is None:
                prompt = _("How many of {title} shall it be?", title=line.title)
                quantity = await chat.ask(prompt, kind="number", least=0, most=MOST, validate=_whole, key="quantity")
            found = await chat.step(self._find, chat.customer.id, chat.now(), key="cart now", type=Found)
            kept = [
                replace(one, quantity=quantity) if one.number == line.number else one
                for one in found.cart.lines
                if quantity or one.number != line.number
            ]
            await self._keep(chat, found, kept, found.cart.voucher)
            cart = replace(found.cart, lines=tuple(kept))
            offers = await chat.step(self._cupboard.offers, cart.voucher, chat.now(), key="offers", type=list[Offer])
            await chat.say(*(in_words(cart, offers, chat.now()) if kept else (EMPTY,)))
        except StepFailed:
            await chat.say(LATER)

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
            await self._keep(chat, found, found.cart.lines, offer.code)
            cart = replace(found.cart, voucher=offer.code)
            offers = await chat.step(self._cupboard.offers, cart.voucher, chat.now(), key="offers", type=list[Offer])
            await chat.say(_("I have noted the voucher {code}.", code=offer.code))
            await chat.say(*(in_words(cart, offers, chat.now()) if cart.lines else (EMPTY,)))
        except StepFailed:
            await chat.say(LATER)

    async def _keep(self, chat: Chat, found: Found, lines: Iterable[CartLine], voucher: str) -> None:
        whose = (chat.customer.id, chat.conversation_id)
        fresh = chat.uuid()
        for place, write in enumerate(changed(found, lines, voucher, whose, chat.now(), fresh)):
            await chat.write(write, key=f"keep {place}")

    # -- plain answers ---------------------------------------------------------------------------------------------

    async def _show(self, turn: Turn) -> Reply:
        cart = await self._cupboard.cart(turn.customer.id, turn.now)
        if not cart.lines:
            return Reply(text=EMPTY)
        offers = await self._cupboard.offers(cart.voucher, turn.now)
        said = [Reply(text=words).parts[0] for words in in_words(cart, offers, turn.now)]
        return Reply(*said, Options(options=(Option(_("Check out"), "checkout"),)))

    async def _save(self, turn: Turn) -> Reply | None:
        product = await self._meant(_product_in(turn), turn.text)
        if product is None:
            return Reply(text=_("What shall I save? Please tell me the name of the product."))
        turn.write(Write(KEEP, (turn.customer.id, product.id, turn.now)))
        return Reply(text=_("I have saved {title} for you.", title=product.title_in(turn.language)))

    async def _saved(self, turn: Turn) -> Reply:
        rows = await self._scope.tables.fetch(KEPT, (turn.customer.id,))
        products = await self._scope.service("catalogue").products([product for (product,) in rows])
        if not products:
            return Reply(text=_("Your wish list is empty."))
        titles = [product.title_in(turn.language) for product in products]
        return Reply(text=_("On your wish list: {titles}", titles=titles))


def _with(lines: Iterable[CartLine], new: CartLine) -> list[CartLine]:
    """The same thing with the same wishes at the same price is one line."""
    kept = list(lines)
    for place, one in enumerate(kept):
        if (one.product, one.variant, one.wishes, one.price) == (new.product, new.variant, new.wishes, new.price):
            kept[place] = replace(new, number=one.number, quantity=one.quantity + new.quantity)
            return kept
    return [*kept, new]


def _whole(said: Any) -> int:
    if said != int(said):
        raise ValueError(_("Please give a whole number."))
    return int(said)


def _product_in(turn: Turn) -> str | None:
    named: str | None = turn.entity("product") or turn.context.product
    return named


def _count_in(turn: Turn) -> int | None:
    said = turn.entity("quantity") or turn.entity("number")
    return int(said) if isinstance(said, int | float) and 1 <= said <= MOST and said == int(said) else None
