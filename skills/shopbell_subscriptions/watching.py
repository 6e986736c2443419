"""Looks whether what customers wait for has come, and says it: once for each alert, through the gate."""

from typing import Any

from shopbell import Chat, NotReadyError, Option, Options, PluginScope, Skill, StepFailed, dialogue
from shopbell import Text as _
from shopbell.shop import Catalogue, Money, Product

from .alerts import ABOUT, ON_PRODUCT, PRODUCTS, Alert, AlertKind, ended, lowest

LOOK_SECONDS = 2.0
ANYWAY_MS = 60_000  # a look without a new version: what was sold may come back without one
PIECE = 200  # products of one step
FALLEN, BACK = "product.price_fallen", "product.back_in_stock"
KINDS: dict[AlertKind, str] = {"price_alert": FALLEN, "stock_alert": BACK}


class Watching:
    """Looks at the products that somebody waits for, whenever the catalogue has changed.

    What has come is told as an event whose key is the alert: neither a second look nor a restart doubles it, and what
    came while the shop was closed is found by the first look. A shop system may tell the same events by itself.
    """

    def __init__(self, scope: PluginScope) -> None:
        self._scope = scope
        self._version, self._next = -1, 0

    async def look(self) -> None:
        """Once; a catalogue that cannot be asked now is asked again soon."""
        try:
            catalogue: Catalogue = self._scope.service("catalogue")
            version, now = catalogue.version, self._scope.now()
            if version == self._version and now < self._next:
                return
            await self._all(catalogue)
        except NotReadyError:
            return
        self._version, self._next = version, now + ANYWAY_MS

    async def _all(self, catalogue: Catalogue) -> None:
        last = ""
        while ids := [row[0] for row in await self._scope.tables.fetch(PRODUCTS, (last, PIECE))]:
            for product in await catalogue.products(ids):
                for row in await self._scope.tables.fetch(ABOUT, (product.id,)):
                    await self._tell_if_true(Alert(*row), product)
            last = ids[-1]

    async def _tell_if_true(self, alert: Alert, product: Product) -> None:
        if not alert.is_true(product):
            return
        body: dict[str, Any] = {"product": product.id, "url": product.url}
        price = lowest(product)
        if alert.kind == "price_alert" and price is not None:
            body |= {"price": price.amount, "currency": price.currency}
        else:
            body |= {"variant": alert.variant}
        kind = KINDS[alert.kind]
        await self._scope.record(alert.conversation_id, kind, key=alert.id, body=body, consent=alert.kind)

    # -- saying it -------------------------------------------------------------------------------------------------

    def dialogues(self) -> list[Skill]:
        """One journey for each kind, for each needs a consent of its own."""

        @dialogue("price_fallen", on=[FALLEN], purpose="marketing", consent="price_alert")
        async def price_fallen(chat: Chat, event: dict[str, Any]) -> None:
            price, currency = event.get("price"), str(event.get("currency", ""))
            alert = await self._wanted(chat, "price_alert", event)
            if alert is None or not isinstance(price, int) or currency != alert.currency or price > alert.below:
                return
            now = Money(price, currency)
            await self._say(chat, alert, _("{product} costs {price} now.", product=alert.title, price=now), event)

        @dialogue("back_in_stock", on=[BACK], purpose="marketing", consent="stock_alert")
        async def back_in_stock(chat: Chat, event: dict[str, Any]) -> None:
            alert = await self._wanted(chat, "stock_alert", event)
            if alert is not None:
                await self._say(chat, alert, _("{product} is in stock again.", product=alert.title), event)

        return [price_fallen, back_in_stock]

    async def _wanted(self, chat: Chat, kind: AlertKind, event: dict[str, Any]) -> Alert | None:
        """The customer's own alert, if it has not ended meanwhile."""
        about = kind, str(event.get("product", "")), str(event.get("variant", ""))
        try:
            found = await chat.step(self._find, chat.customer.id, *about, key="wanted", type=list[Alert])
        except StepFailed:
            return None
        return found[0] if found else None

    async def _find(self, customer_id: int, *about: str) -> list[Alert]:
        return [Alert(*row) for row in await self._scope.tables.fetch(ON_PRODUCT, (customer_id, customer_id, *about))]

    async def _say(self, chat: Chat, alert: Alert, words: _, event: dict[str, Any]) -> None:
        await chat.say(words)
        if url := str(event.get("url", "")):
            await chat.say(Options(options=(Option(_("Look at it"), url=url),)))
        await chat.write(ended(alert.id, chat.customer.id), key="ended")
