"""Keeps the understanding up to date: exact phrases live with the epoch, the model follows when it is trained."""

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path

import msgspec
import structlog

from shopbell.adapt import Catalogues
from shopbell.plugin_host.epoch import Epoch
from shopbell.runtime.epochs import Prepared
from shopbell.runtime.understand import Understander
from shopbell.shop import ShopInfo
from shopbell.understanding import Model, TrainingSet, Understanding

log = structlog.get_logger("shopbell.understanding")

PAUSE = 0.1  # seconds; who has just saved a question asks it now, and training takes the processor from the answer


class Trainer:
    """Prepares epochs and trains models; one training at a time, always for the newest epoch."""

    def __init__(self, shop: Callable[[], ShopInfo], folder: Path, more: Path | None = None) -> None:
        """Take what is known of the shop now, the folder for models, and one that others trained for."""
        self._shop, self._folder = shop, folder
        self._folders = (folder,) if more is None else (folder, more)
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
            # A start: with the model of the last time there is nothing to wait for.
            self._recall(epoch, epoch.understanding, *_taught(epoch, shop))
        self.settled.clear()
        self._wanted.set()

    async def run(self) -> None:
        """Train in the background whenever a new epoch asks for it."""
        if self._model is not None:
            await asyncio.to_thread(self._model.load)
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            if not await self._known():
                if self._model is not None:
                    await asyncio.sleep(PAUSE)
                    self._wanted.clear()
                await self._train()
            if not self._wanted.is_set():
                self.settled.set()

    def _recall(self, epoch: Epoch, understanding: Understanding, phrases: TrainingSet, digest: str) -> Model | None:
        """Take the model that was trained from the same before; None when there is none."""
        try:
            recalled = (understanding.recall(phrases, folder) for folder in self._folders)
            model = next((model for model in recalled if model is not None), None)
        except Exception as exc:  # a plugin's code; it is trained again, then
            log.warning("model not found again", error=type(exc).__name__)
            return None
        if model is not None:
            self._use(model, digest, epoch)
        return model

    async def _known(self) -> bool:
        """Is there nothing to train for the newest epoch? Its model is in use, or was found and is now."""
        epoch = self._newest
        if epoch is None or epoch.understanding is None or epoch.prepared is None:
            return True
        phrases, digest = _taught(epoch, epoch.prepared.shop)
        if digest == self._trained:
            return True
        model = self._recall(epoch, epoch.understanding, phrases, digest)
        if model is not None:
            await asyncio.to_thread(model.load)
        return model is not None

    async def _train(self) -> None:
        epoch = self._newest
        if await self._known() or epoch is None or epoch.understanding is None or epoch.prepared is None:
            return
        phrases, digest = _taught(epoch, epoch.prepared.shop)
        epoch.acquire()
        try:
            model = await epoch.understanding.train(phrases, self._folder)
            await asyncio.to_thread(model.load)
        except BaseException as exc:
            if isinstance(exc, asyncio.CancelledError):
                raise
            self.failure = f"the understanding could not be trained: {type(exc).__name__}"
            log.exception("training failed", understanding=type(epoch.understanding).__name__)
            return
        finally:
            epoch.release()
        self._use(model, digest, epoch)
        log.info("understanding trained", intents=len(phrases.intents))

    def _use(self, model: Model, digest: str, epoch: Epoch) -> None:
        self._model, self._trained, self.failure = model, digest, ""
        for each in {epoch, self._newest}:
            if each is not None and each.prepared is not None:
                each.prepared.understander.use(model)


def _taught(epoch: Epoch, shop: ShopInfo) -> tuple[TrainingSet, str]:
    """What the epoch's model is trained from, and its digest together with the code that trains."""
    # Others only have buttons, or are understood without a model.
    taught = [one for one in epoch.intents.values() if any(one.examples.values()) and not one.word_for_word]
    phrases = TrainingSet(tuple(taught), shop.languages)
    code = next((m.generation.around.snapshot.sha for m in epoch.members if m.generation.given.understanding), "")
    return phrases, code + hashlib.sha256(msgspec.json.encode(phrases)).hexdigest()
