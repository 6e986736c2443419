"""Tells the owner: keeps what happened, and carries it to the mail server, again after a growing pause."""

import time

from shopbell import ChannelEvent, NotReadyError, PluginScope, ShopbellError, ShopEvent, Write

from .letters import Letter, booking_letter, order_letter, return_letter
from .news import CLAIM, DONE, DUE, FORGET, KEPT_MS, POSTPONE, News, added, news_of
from .settings import OwnerSettings

KINDS = ("order.placed", "return.announced", "booking.taken")
LOOK_SECONDS = 1.0
LEASE_MS = 60_000  # then news that somebody took counts as untold: whoever took it has died
FIRST_PAUSE, LONGEST_PAUSE = 15.0, 3_600.0  # seconds
MOST_ATTEMPTS = 60  # over two days


class Telling:
    """Works from the rows alone: a crash loses nothing, and a second copy of a letter has the same name."""

    def __init__(self, scope: PluginScope, settings: OwnerSettings) -> None:
        self._scope, self._settings = scope, settings
        self.trouble: str | None = None  # why the last letter did not go, for the owner

    async def note(self, event: ChannelEvent | ShopEvent, conversation_id: int) -> None:
        """In the event's own turn. Without a mail server there is nobody to tell."""
        if not isinstance(event, ShopEvent) or self._settings.recipient(event.kind) is None:
            return
        try:
            self._scope.service("mail")
        except NotReadyError:
            return
        await self._scope.tables.commit(added(event, self._scope.now()))

    async def look(self) -> None:
        """Tell what is due."""
        for row in await self._scope.tables.fetch(DUE, (_now(),)):
            await self._take(news_of(row))

    async def forget(self) -> None:
        """What was told long ago."""
        await self._scope.tables.commit(Write(FORGET, (_now() - KEPT_MS,)))

    async def _take(self, news: News) -> None:
        tries = news.attempts + 1
        try:
            claim = Write(CLAIM, (tries, _now() + LEASE_MS, news.id, news.attempts), 1)
            await self._scope.tables.commit(claim)
        except ShopbellError:  # another generation was first, or the disk refuses
            return
        try:
            await self._tell(news)
        except (OSError, ValueError, KeyError, TimeoutError, ShopbellError) as exc:
            await self._failed(news, tries, exc)
            return
        self.trouble = None
        await self._scope.tables.commit(Write(DONE, (_now(), news.id)))

    async def _tell(self, news: News) -> None:
        to = self._settings.recipient(news.kind)
        letter = await self._letter(news) if to is not None else None
        if letter is None:
            return
        await self._scope.service("mail").send(*letter, f"news/{news.id}", to or None)
        self._scope.log.info("owner told", kind=news.kind)

    async def _letter(self, news: News) -> Letter | None:
        """None: the order is gone."""
        shop = self._scope.shop
        if news.kind == "return.announced":
            return return_letter(news, shop)
        if news.kind == "booking.taken":
            return booking_letter(news, shop)
        order = await self._scope.service("orders").order(str(news.facts.get("order", "")))
        return order_letter(news, order, shop) if order is not None else None

    async def _failed(self, news: News, tries: int, exc: Exception) -> None:
        """Come back later, or give up. The reason goes without the server's words: they repeat addresses."""
        self.trouble = f"you cannot be told of new orders, returns and bookings ({type(exc).__name__})"
        reason = {"kind": news.kind, "error": type(exc).__name__, "tries": tries}
        if tries >= MOST_ATTEMPTS:
            self._scope.log.error("news given up", **reason)
            await self._scope.tables.commit(Write(DONE, (_now(), news.id)))
            return
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(tries - 1, 20))
        self._scope.log.warning("news not told", again_in=pause, **reason)
        await self._scope.tables.commit(Write(POSTPONE, (_now() + int(pause * 1000), news.id, tries)))


def _now() -> int:
    """Milliseconds UTC of this machine: pauses must not depend on a clock that a demo moves."""
    return time.time_ns() // 1_000_000
