"""Another number of something in the cart, another size or colour of it, or none of it any more."""

import re
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from shopbell import Chat, PluginScope, Reply, Skill, StepFailed, Turn, dialogue, skill
from shopbell import Text as _
from shopbell.shop import (
    Cart,
    CartLine,
    Offer,
    Product,
    Variant,
    asks_for_more,
    pieces_on,
    thinks_again,
    variant_labels,
)

from .choosing import called_as, whole
from .cupboard import Cupboard, Found, price_of
from .keeping import LATER, is_same, keep, newest, with_line
from .ordering import COURTEOUS, HOW_MANY, MOST
from .phrases import CHANGE, REMOVE
from .reading import TAKING_OUT, changes_it, count_in, is_of_it, product_meant
from .showing import EMPTY, in_words

KINDS = ("size", "colour", "material")  # entities that tell one variant from another
_words = re.compile(r"\w+").findall
# "L'autre", "s'il vous plaît", "what's": their letters are no sizes.
_clipped = re.compile(r"\b\w['’]|['’]\w\b")


# What may stand in "no, make it two in M" beside the number and the size.
_SMALL = frozenset(
    _words(
        "no nope sorry oh wait well actually but rather instead make that change set switch increase reduce lower by"
        " meant size colour color number quantity kind can could you really as let's"
        " nein ach doch eigentlich moment lieber mach machen mache draus daraus ändere ändern setze auf meinte größe"
        " farbe nimm können könnten kannst du anzahl menge statt stattdessen es"
        " non pardon attendez fait plutôt changez change mettez mets passez prenez à taille couleur quantité voulais"
        " dire pouvez vous lui préfère finalement"
        " perdón perdon realidad mejor cambia cambie cambiar cámbialo talla color cantidad quería decir que sea sean"
        " ponlo ponla pon ponga póngalo puede prefiero a en"
    )
)


class Altering:
    """The skills of one generation."""

    def __init__(self, scope: PluginScope, cupboard: Cupboard, promise_ms: int) -> None:
        self._scope, self._cupboard, self._promise_ms = scope, cupboard, promise_ms

    def skills(self) -> Iterable[Skill]:
        """Dialogues, and the skills that find out what they are about."""
        cupboard = self._cupboard

        @dialogue("change", title=_("your cart"))
        async def change(chat: Chat, product_id: str | None, quantity: int | None) -> None:
            await self._change(chat, product_id, quantity)

        @dialogue("vary", title=_("your cart"))
        async def vary(chat: Chat, number: int, variants: list[str], quantity: int | None) -> None:
            await self._vary(chat, number, variants, quantity)

        @skill(CHANGE)
        async def other(turn: Turn) -> Reply:
            return await turn.begin(change, turn.entity("product"), count_in(turn))

        @skill(REMOVE)
        async def out(turn: Turn) -> Reply:
            count = count_in(turn)
            return await turn.begin(change, turn.entity("product"), -count if count else 0)

        @skill(claims=changes_it)
        async def altered(turn: Turn) -> Reply | None:
            cart = await cupboard.cart(turn.customer.id, turn.now)
            if not cart.lines:
                return None
            if TAKING_OUT.search(turn.text):
                return await out.answer(turn)
            line = _meant(cart, turn)
            if line is not None and is_of_it(turn, line):
                more = line.quantity if asks_for_more(turn.text) else 0
                return await turn.begin(vary, line.number, [], more + (count_in(turn) or 1))
            kinds = await self._kinds(line, turn) if line is not None else []
            # In "make it 42", said of a shoe, nothing is counted.
            count = None if any(_values_in(str(count_in(turn)), one) for one in kinds) else count_in(turn)
            if line is not None and (kinds or count) and _nothing_else(turn, line, kinds):
                return await turn.begin(vary, line.number, [one.id for one in kinds], count)
            if count is None or not thinks_again(turn.text):
                return None
            return await turn.begin(change, turn.entity("product"), count)

        return [change, vary, altered, other, out]

    async def _kinds(self, line: CartLine, turn: Turn) -> list[Variant]:
        """The variants that are said instead: all else stays as it was chosen."""
        if not line.variant:
            return []
        products: list[Product] = await self._scope.service("catalogue").products([line.product])
        variants = products[0].variants if products else ()
        old = next((one for one in variants if one.id == line.variant), None)
        told = [str(one.value) for one in turn.understood.entities if one.kind in KINDS]
        said = " ".join(told) or _clipped.sub(" ", turn.text)
        hits = {one.id: _values_in(said, one) for one in variants}
        most = max(hits.values(), default=0)
        if old is None or not most:
            return []
        best = [one for one in variants if hits[one.id] == most]
        alike = {one.id: len(one.values.items() & old.values.items()) for one in best}
        return [one for one in best if alike[one.id] == max(alike.values())]

    # -- steps -----------------------------------------------------------------------------------------------------

    async def _find(self, customer_id: int, now: int) -> Found:
        return await self._cupboard.find(customer_id, now)

    async def _product(self, product_id: str) -> Product | None:
        found: Product | None = await self._scope.service("catalogue").product(product_id)
        return found

    # -- dialogues -------------------------------------------------------------------------------------------------

    async def _change(self, chat: Chat, product_id: str | None, quantity: int | None) -> None:
        try:
            found: Found = await chat.step(self._find, chat.customer.id, chat.now(), key="cart", type=Found)
            if product_id is None and len(found.cart.lines) > 1:
                product = await chat.step(
                    product_meant, self._scope, None, chat.opening, key="meant", type=Product | None
                )
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
                quantity = await chat.ask(prompt, kind="number", least=0, most=MOST, validate=whole, key="quantity")
            if quantity < 0:  # "take two of them out"
                quantity = max(line.quantity + quantity, 0)
            found = await chat.step(self._find, chat.customer.id, chat.now(), key="cart now", type=Found)
            kept = [
                replace(one, quantity=quantity) if one.number == line.number else one
                for one in found.cart.lines
                if quantity or one.number != line.number
            ]
            await keep(chat, found, kept, found.cart.voucher)
            cart = replace(found.cart, lines=tuple(kept))
            offers = await chat.step(self._cupboard.offers, cart.voucher, chat.now(), key="offers", type=list[Offer])
            await chat.say(*(in_words(cart, offers, chat.now()) if kept else (EMPTY,)))
        except StepFailed:
            await chat.say(LATER)

    async def _vary(self, chat: Chat, number: int, variants: list[str], quantity: int | None) -> None:
        try:
            found: Found = await chat.step(self._find, chat.customer.id, chat.now(), key="cart", type=Found)
            line = next((one for one in found.cart.lines if one.number == number), None)
            if line is None:
                await chat.say(_("That is not in your cart."))
                return
            product: Product | None = await chat.step(self._product, line.product, key="product", type=Product | None)
            kinds = [one for one in product.variants if one.id in variants] if product is not None else []
            if len(kinds) > 1:
                chosen = await chat.ask(_("Which one would you like?"), options=variant_labels(kinds), key="variant")
                kinds = [one for one in kinds if one.id == chosen]
            new = replace(line, quantity=quantity or line.quantity)
            if product is not None and kinds and kinds[0].id != line.variant:
                new = self._as(new, product, kinds[0], chat)
            found = await chat.step(self._find, chat.customer.id, chat.now(), key="cart now", type=Found)
            others = [one for one in found.cart.lines if one.number != number]
            there = await _as_many_as_there_are(chat, product, new, others)
            if there is None:
                return
            in_place = [there if one.number == number else one for one in found.cart.lines]
            kept = with_line(others, there) if any(is_same(one, there) for one in others) else in_place
            await keep(chat, found, kept, found.cart.voucher)
            cart = replace(found.cart, lines=tuple(kept))
            offers = await chat.step(self._cupboard.offers, cart.voucher, chat.now(), key="offers", type=list[Offer])
            await chat.say(*in_words(cart, offers, chat.now()))
        except StepFailed:
            await chat.say(LATER)

    def _as(self, line: CartLine, product: Product, variant: Variant, chat: Chat) -> CartLine:
        """The line with another variant of its product; a variant without a price of its own has the line's."""
        price = price_of(product, variant.id, line.wishes)
        return replace(
            line,
            variant=variant.id,
            title=called_as(product.title_in(chat.language), variant),
            price=line.price if price is None else price,
            promised_until=chat.now() + self._promise_ms,
        )


async def _as_many_as_there_are(
    chat: Chat, product: Product | None, line: CartLine, others: Sequence[CartLine]
) -> CartLine | None:
    """The line, with fewer pieces where the customer agrees; None where there are none, or they do not."""
    variant = next((one for one in product.variants if one.id == line.variant), None) if product is not None else None
    stock = variant.stock if variant is not None else product.stock if product is not None else {}
    left = pieces_on(stock)
    inside = sum(one.quantity for one in others if (one.product, one.variant) == (line.product, line.variant))
    if left is None or inside + line.quantity <= left:
        return line
    if left <= inside:
        await chat.say(
            _("There are no more of {title} than you have in your cart.", title=line.title)
            if inside
            else _("{title} is sold out at the moment, I am sorry.", title=line.title)
        )
        return None
    fewer = left - inside
    agreed = await chat.ask(
        _("There are only {count} left. Shall I take them?", count=fewer), kind="yes_no", key="less"
    )
    return replace(line, quantity=fewer) if agreed else None


def _meant(cart: Cart, turn: Turn) -> CartLine | None:
    """The line of the product that is named, else what was put in last; None where several are called so, or none.

    So is "it": what was chosen from a question's options was not spoken of.
    """
    pointing = {one.start for one in turn.understood.entities if one.kind == "reference" and not one.value}
    products = [one for one in turn.understood.entities if one.kind == "product" and one.start not in pointing]
    if not products:
        return newest(cart.lines)
    lines = [one for one in cart.lines if one.product == products[0].value]
    return lines[0] if len(lines) == 1 else None


def _values_in(said: str, variant: Variant) -> int:
    """How many of its values are said."""
    words = f" {' '.join(_words(said.casefold()))} "
    return sum(f" {' '.join(_words(value.casefold()))} " in words for value in variant.values.values())


def _nothing_else(turn: Turn, line: CartLine, kinds: Sequence[Variant]) -> bool:
    """Is nothing said but the thing itself, what it shall be instead, and small words?"""
    told = [one for one in turn.understood.entities if one.kind in (*KINDS, *HOW_MANY, "product", "reference")]
    rest = turn.text
    for one in sorted(told, key=lambda one: -one.start):
        rest = f"{rest[: one.start]} {rest[one.end :]}"
    known = (
        COURTEOUS
        | _SMALL
        | {word for one in kinds for value in one.values.values() for word in _words(value.casefold())}
    )
    return {*_words(rest.casefold())} <= known | {*_words(line.title.casefold())}
