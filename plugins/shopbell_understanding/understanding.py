"""Trains models in a child process, and finds those that were trained before by what they were trained from."""

import hashlib
import os
from collections.abc import Awaitable, Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from shopbell import TrainingSet

from .child import Lesson, train
from .model import TrainedModel

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger

KEPT = 4  # model files: going back to the phrases of yesterday needs no training
LONGEST_TRAINING = 300.0  # seconds


class Choices(NamedTuple):
    """What the owner decides of the understanding."""

    encoders: tuple[str, ...]
    margin: float
    threshold: float | None = None


class PhraseUnderstanding:
    """See ``shopbell.understanding.Understanding``."""

    name = "phrases"

    def __init__(
        self, choices: Choices, child: Callable[..., Awaitable[None]], log: "FilteringBoundLogger | None" = None
    ) -> None:
        """Take the owner's choices and the means.

        Args:
            child: ``scope.child``.
            log: where to tell what a training found out (numbers only, no words).
        """
        self._choices, self._child, self._log = choices, child, log

    def recall(self, phrases: TrainingSet, folder: Path) -> TrainedModel | None:
        """The model that was trained from exactly this, with exactly this code."""
        path = self._path(phrases, folder)
        try:
            model = TrainedModel(path, phrases, self._choices.margin, self._choices.threshold)
        except (OSError, ValueError):
            return None
        os.utime(path)  # in use: the last to be thrown away
        return model

    async def train(self, phrases: TrainingSet, folder: Path) -> TrainedModel:
        """Train in a child process.

        Raises:
            ChildFailed: it ended without a model.
            TimeoutError: it took too long, and was ended.
        """
        path = self._path(phrases, folder)
        folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 once per training, and there already
        lesson = Lesson(phrases, self._choices.encoders, str(path))
        await self._child(train, lesson, seconds=LONGEST_TRAINING)
        _throw_away(folder)
        model = TrainedModel(path, phrases, self._choices.margin, self._choices.threshold)
        if self._log is not None:
            self._log.info("phrases looked at", **model.quality.in_figures())
        return model

    def _path(self, phrases: TrainingSet, folder: Path) -> Path:
        digest = hashlib.sha256(msgspec.msgpack.encode((phrases, self._choices.encoders)))
        digest.update(_own_code())
        return folder / f"{digest.hexdigest()[:32]}.model"


def _throw_away(folder: Path) -> None:
    """Keep the models that were used last."""
    models = sorted(folder.glob("*.model"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in models[KEPT:]:
        path.unlink(missing_ok=True)


@lru_cache(maxsize=1)
def _own_code() -> bytes:
    """Another release learns another model of the same phrases."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.digest()
