"""Keeps the model up to date: fitted anew in a child process at night, and when catalogue or orders have changed."""

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from anyio import to_thread

from shopbell import ChildFailed, NotReadyError, PluginScope
from shopbell.shop import Catalogue, OrderBook, pages

from .child import Task, fit_model
from .lesson import DAY_MS, Ledger, Lesson, Ware, ware_of
from .model_file import SUFFIX, Header, newest_model, throw_away
from .recommender import ShopRecommender

LOOK_SECONDS = 10.0
LONGEST_FIT = 600.0  # seconds
SHARE = 100  # a fit may take one hundredth of the time: what took 5 s is not repeated within 500 s
LEAST_PAUSE = 60.0  # seconds
MOVED = 20  # one order in so many is new, or gone
NIGHT = 3  # o'clock, shop time
PIECE = 500  # products or orders of one page
EPOCH = datetime(1970, 1, 1).toordinal()


class Sight(NamedTuple):
    """What there is now."""

    orders: int
    catalogue: int  # version
    today: int  # days since 1970
    hour: int  # shop time


def fit_is_due(known: Header | None, now: Sight) -> bool:
    """Has enough changed since the last fit?"""
    if known is None or known.catalogue != now.catalogue:
        return True
    if abs(now.orders - known.orders) * MOVED >= max(known.orders, 1) and now.orders != known.orders:
        return True
    # At night the last thirty days begin a day later; a shop without orders has no such days.
    return now.orders > 0 and known.day < now.today and now.hour >= NIGHT


class Following:
    """Looks every few seconds; one fit at a time."""

    def __init__(
        self, scope: PluginScope, recommender: ShopRecommender, clock: Callable[[], float] = time.time
    ) -> None:
        """``clock``: seconds since 1970."""
        self._scope, self._recommender, self._clock = scope, recommender, clock
        self._folder: Path = scope.derived()
        self._not_before = 0.0
        self._recalled = False
        self.trouble = ""  # why the last fit failed; for the owner

    async def _recall(self) -> None:
        """Take the model of the last time."""
        self._recalled = True
        found = newest_model(self._folder)
        if found is not None:
            await self._use(found)

    async def look(self) -> None:
        """Fit if it is time."""
        if not self._recalled:  # here and not before the shop is ready: numpy alone takes 0.15 s
            await self._recall()
        moment = self._clock()
        if moment < self._not_before:
            return
        try:
            catalogue: Catalogue = self._scope.service("catalogue")
            book = self._orders()
            orders = await book.count() if book is not None else 0
            local: datetime = self._scope.shop.local(int(moment * 1000))
            now = Sight(orders, catalogue.version, local.toordinal() - EPOCH, local.hour)
            model = self._recommender.model
            # Version 0: the catalogue is just being read.
            if now.catalogue and fit_is_due(model.header if model is not None else None, now):
                await self._fit(await self._gather(catalogue, book, now))
                self._not_before = moment + max(LEAST_PAUSE, SHARE * (self._clock() - moment))
        except NotReadyError:
            return

    def _orders(self) -> OrderBook | None:
        try:
            book: OrderBook = self._scope.service("orders")
        except NotReadyError:
            return None
        return book

    async def _gather(self, catalogue: Catalogue, book: OrderBook | None, now: Sight) -> Lesson:
        wares: list[Ware] = []
        async for piece in pages(catalogue):
            wares += map(ware_of, piece)
        ledger, place = Ledger(wares), ""
        while book is not None and (page := await book.purchases(place, PIECE)):
            place = page[-1].place
            for one in page:
                ledger.note(one.buyer, one.at // DAY_MS, one.products)
        return Lesson(wares, ledger.sales(), now.today, now.orders, now.catalogue)

    async def _fit(self, lesson: Lesson) -> None:
        model = self._folder / f"{time.time_ns():020d}{SUFFIX}"
        try:
            await self._scope.child(fit_model, Task(lesson, str(model)), seconds=LONGEST_FIT)
        except TimeoutError:
            self.trouble = f"took longer than {LONGEST_FIT:g} seconds"
        except (ChildFailed, OSError) as exc:  # a full disk: the shop goes on with the model that it has
            self.trouble = str(exc)
        else:
            await self._use(model)
            self.trouble = ""
            self._scope.log.info("recommendations fitted", products=len(lesson.wares), orders=lesson.orders)
            return
        self._scope.log.warning("recommendations not fitted")

    async def _use(self, folder: Path) -> None:
        from .scoring import Model  # lazy: numpy, off the way from start to ready

        try:
            self._recommender.model = await to_thread.run_sync(Model, folder)
        except (OSError, ValueError):  # of another version, or half gone: it is fitted anew
            self._recommender.model = None
        await to_thread.run_sync(throw_away, self._folder, folder)
