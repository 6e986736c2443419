"""Keeps the understanding up to date: exact phrases live with the epoch, the model follows when it is trained."""

import asyncio
import hashlib
from collections.abc import Callable

import msgspec
import structlog

from shopbell.adapt import Catalogues
from shopbell.plugin_host.epoch import Epoch
from shopbell.runtime.epochs import Prepared
from shopbell.runtime.understand import Understander
from shopbell.shop import ShopInfo
from shopbell.understanding import Model, TrainingSet

log = structlog.get_logger("shopbell.understanding")

PAUSE = 0.1  # seconds; who has just saved a question asks it now, and training takes the processor from the answer


class Trainer:
    """Prepares epochs and trains models; one training at a time, always for the newest epoch."""

    def __init__(self, shop: Callable[[], ShopInfo]) -> None:
        self._shop = shop
        self._model: Model | None = None
        self._trained = ""  # what the model was trained from
        self._wanted, self.settled = asyncio.Event(), asyncio.Event()
        self.settled.set()  # the newest epoch has the model that belongs to it
        self._newest: Epoch | None = None
        self.failure = ""  # why the last training failed

    async def prepare(self, epoch: Epoch) -> None:
        """Fill in ``epoch.prepared``: no turn runs on it before."""
        shop = self._shop()
        if epoch.understanding is None:
            self._model, self._trained = None, ""  # of a plugin that was switched off: nothing of it may stay
        understander = Understander(epoch.intents, self._model, epoch.entity_readers, shop)
        epoch.prepared = Prepared(understander, Catalogues(epoch.catalogues, shop.languages).render, shop)
        self._newest = epoch
        if self._model is None and epoch.understanding is not None:
            await self._train()  # the first answers should not wait for a model that is a moment away
        else:
            self.settled.clear()
            self._wanted.set()

    async def run(self) -> None:
        """Train in the background whenever a new epoch asks for it."""
        while True:
            await self._wanted.wait()
            await asyncio.sleep(PAUSE)
            self._wanted.clear()
            await self._train()
            if not self._wanted.is_set():
                self.settled.set()

    async def _train(self) -> None:
        epoch = self._newest
        if epoch is None or epoch.understanding is None or epoch.prepared is None:
            return
        understanding, prepared = epoch.understanding, epoch.prepared
        phrases = TrainingSet(tuple(epoch.intents.values()), prepared.shop.languages)
        code = next((m.generation.around.snapshot.sha for m in epoch.members if m.generation.given.understanding), "")
        digest = code + hashlib.sha256(msgspec.json.encode(phrases)).hexdigest()
        if digest == self._trained:
            return
        epoch.acquire()
        try:
            model = await asyncio.to_thread(understanding.train, phrases)
        except BaseException as exc:
            if isinstance(exc, asyncio.CancelledError):
                raise
            self.failure = f"the understanding could not be trained: {type(exc).__name__}"
            log.exception("training failed", understanding=type(understanding).__name__)
            return
        finally:
            epoch.release()
        self._model, self._trained, self.failure = model, digest, ""
        prepared.understander.use(model)
        newest = self._newest
        if newest is not None and newest is not epoch and newest.prepared is not None:
            newest.prepared.understander.use(model)
        log.info("understanding trained", intents=len(phrases.intents))
