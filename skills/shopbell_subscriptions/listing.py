"""What a customer is subscribed to, and how it ends: one of it, or all."""

from typing import NamedTuple

from shopbell import Chat, Option, PluginScope, Reply, StepFailed, TextPart, Turn
from shopbell import Text as _
from shopbell.shop import Money

from .alerts import OF_CUSTOMER, Alert, ended
from .consents import NEWSLETTER, Said, readers
from .consents import OF_CUSTOMER as SAID_BY
from .sentences import ENDED, LATER, NOTHING

ALL = "all"


class Entry(NamedTuple):
    """One subscription: the newsletter, or an alert (``id``)."""

    id: str
    kind: str
    title: str = ""
    below: int = 0
    currency: str = ""

    @property
    def words(self) -> _:
        """As it is listed."""
        if self.kind == NEWSLETTER:
            return _("Our newsletter")
        if self.kind == "price_alert":
            return _("{product} at {price} or less", product=self.title, price=Money(self.below, self.currency))
        return _("{product} in stock again", product=self.title)


class Listing:
    """Finds a customer's subscriptions, and ends them."""

    def __init__(self, scope: PluginScope) -> None:
        self._scope = scope

    async def found(self, customer_id: int) -> list[Entry]:
        """The newsletter first, then alerts, the oldest first."""
        said = [Said(*row) for row in await self._scope.tables.fetch(SAID_BY, (customer_id,))]
        rows = await self._scope.tables.fetch(OF_CUSTOMER, (customer_id, customer_id))
        alerts = [Alert(*row) for row in rows]
        news = [Entry(NEWSLETTER, NEWSLETTER)] if readers(said) else []
        return news + [Entry(one.id, one.kind, one.title, one.below, one.currency) for one in alerts]

    async def shown(self, turn: Turn) -> Reply:
        """All of it, and a way to end it."""
        found = await self.found(turn.customer.id)
        if not found:
            return Reply(text=NOTHING)
        lines = [TextPart(text=one.words) for one in found]
        way_out = Option(_("End something"), "end a subscription")
        return Reply(TextPart(text=_("You are subscribed to:")), *lines, options=[way_out])

    async def end(self, chat: Chat, only: str) -> None:
        """End one of it, or all.

        Args:
            only: newsletter, or alerts: these and no question; empty: whichever is chosen.
        """
        try:
            found = await chat.step(self.found, chat.customer.id, key="found", type=list[Entry])
        except StepFailed:
            await chat.say(LATER)
            return
        meant = [one for one in found if not only or (one.kind == NEWSLETTER) == (only == NEWSLETTER)]
        if not meant:
            await chat.say(NOTHING)
            return
        if len(meant) > 1 and not only:
            options = {**{one.id: one.words for one in meant}, ALL: _("All of it")}
            chosen = await chat.ask(_("What shall end?"), options=options, key="which")
            meant = [one for one in meant if chosen in (one.id, ALL)]
        for one in meant:
            if one.kind != NEWSLETTER:
                await chat.write(ended(one.id, chat.customer.id), key="ended")
        left = {one.kind for one in found if one not in meant}
        for kind in sorted({one.kind for one in meant} - left):
            chat.consent(kind, False, chat.opening)
        await chat.say(ENDED)
