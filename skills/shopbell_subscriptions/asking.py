"""What is talked about before something is sent: which product, below which price, where to; and a plain yes to it."""

from typing import cast

from shopbell import Chat, PluginScope, StepFailed
from shopbell import Text as _
from shopbell.shop import Money, Product, Variant, named_in, variant_labels, variants_meant

from .alerts import OF_CUSTOMER, Alert, added, is_there, lowest, variant_of
from .consents import NEWSLETTER
from .sentences import (
    BY_MAIL,
    HERE,
    LATER,
    NO_CODE,
    NOTHING_SENT,
    ONCE,
    UNKNOWN,
    WHERE,
    WHICH,
    newsletter_by_mail,
    newsletter_here,
    price_wording,
    stock_wording,
)


class Asking:
    """The dialogues' bodies; ``most``: alerts of one customer at a time."""

    def __init__(self, scope: PluginScope, most: int) -> None:
        self._scope, self._most = scope, most

    # -- steps -----------------------------------------------------------------------------------------------------

    async def _product(self, product_id: str | None, text: str) -> Product | None:
        catalogue = self._scope.service("catalogue")
        known: Product | None = await catalogue.product(product_id) if product_id else None
        return known or await named_in(catalogue, text)

    async def _kept(self, customer_id: int) -> int:
        return len(await self._scope.tables.fetch(OF_CUSTOMER, (customer_id, customer_id)))

    # -- dialogues -------------------------------------------------------------------------------------------------

    async def newsletter(self, chat: Chat, address: str | None, here: bool) -> None:
        """To an address of theirs a code confirms it, for anybody can name anybody's address."""
        if address is None and not here:
            place = await chat.ask(WHERE, options={"mail": BY_MAIL, "here": HERE}, key="place")
            if place == "mail":
                address = await chat.ask(_("Which e-mail address is it?"), kind="email", key="address")
        if address is None:
            wording = newsletter_here(chat.shop.name)
            if await self._agreed(chat, wording):
                chat.consent(NEWSLETTER, True, wording)
                await chat.say(_("Done, you get our newsletter here."))
            return
        wording = newsletter_by_mail(chat.shop.name, address)
        if not await self._agreed(chat, wording):
            return
        if await chat.prove(address, consent=NEWSLETTER, wording=wording):
            await chat.say(
                _("I have sent a code to {address}. Type it here, and you get our newsletter.", address=address)
            )
        else:
            await chat.say(NO_CODE)

    async def price_alert(self, chat: Chat, product_id: str | None, below: int | None) -> None:
        """Below which price, then the alert."""
        product = await self._found(chat, product_id)
        if product is None:
            return
        title, price = product.title_in(chat.language), lowest(product)
        if price is None:
            await chat.say(
                _("The price of {product} is told on request only; ask for a person, please.", product=title)
            )
            return
        if below is None:
            prompt = _("{product} costs {price} now. At which price shall I tell you?", product=title, price=price)
            below = int(await chat.ask(prompt, kind="money", least=1, key="below"))
        if price.amount <= below:
            await chat.say(_("{product} costs {price} now, there is nothing to wait for.", product=title, price=price))
            return
        wanted = Money(below, price.currency)
        alert = Alert("", 0, 0, "price_alert", product.id, "", below, price.currency, title)
        await self._keep(chat, alert, price_wording(chat.shop.name, title, wanted))

    async def stock_alert(self, chat: Chat, product_id: str | None) -> None:
        """Which size or colour, where some are there and some are not; then the alert."""
        product = await self._found(chat, product_id)
        if product is None:
            return
        variant = await self._variant(chat, product)
        title = _named(product, variant, chat.language)
        if is_there(product, variant):
            await chat.say(_("{product} is in stock, there is nothing to wait for.", product=title))
            return
        number = variant.id if variant is not None else ""
        alert = Alert("", 0, 0, "stock_alert", product.id, number, title=title)
        await self._keep(chat, alert, stock_wording(chat.shop.name, title))

    # -- pieces of them --------------------------------------------------------------------------------------------

    async def _found(self, chat: Chat, product_id: str | None) -> Product | None:
        try:
            product = await chat.step(self._product, product_id, chat.opening, key="product", type=Product | None)
            if product is None:
                which = await chat.ask(WHICH, kind="product", key="which")
                product = await chat.step(self._product, which, which, key="named", type=Product | None)
            if product is None:
                await chat.say(UNKNOWN)
            elif await chat.step(self._kept, chat.customer.id, key="kept", type=int) >= self._most:
                await chat.say(_("You wait for so many things already; end one of them first, please."))
                return None
        except StepFailed:
            await chat.say(LATER)
            return None
        return cast("Product | None", product)

    async def _variant(self, chat: Chat, product: Product) -> Variant | None:
        """Of those that were named the one that is sold out, or the answer; None: whichever."""
        if len(product.variants) < 2:
            return None
        meant = variants_meant(product.variants, chat.opening)
        missing = [one for one in meant if not is_there(product, one)]
        if len(meant) == 1 or len(missing) < 2:
            return [*missing, *meant][0] if missing or len(meant) == 1 else None
        chosen = await chat.ask(_("Which one are you waiting for?"), options=variant_labels(missing), key="variant")
        return variant_of(product, chosen)

    async def _keep(self, chat: Chat, alert: Alert, wording: _) -> None:
        """Once it is agreed to; whose it is is filled in here."""
        if not await self._agreed(chat, wording):
            return
        chat.consent(alert.kind, True, wording)
        theirs = alert._replace(id=chat.uuid(), customer_id=chat.customer.id, conversation_id=chat.conversation_id)
        await chat.write(added(theirs, chat.now()), key="alert")
        await chat.say(ONCE)

    async def _agreed(self, chat: Chat, wording: _) -> bool:
        agreed = await chat.confirm(wording, key="agreed")
        if not agreed:
            await chat.say(NOTHING_SENT)
        return agreed


def _named(product: Product, variant: Variant | None, language: str) -> str:
    title = product.title_in(language)
    values = ", ".join(variant.values.values()) if variant is not None else ""
    return f"{title} ({values})" if values else title
