"""Trains models in a child process, and finds those that were trained before by what they were trained from."""

import hashlib
import os
import sys
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import anyio
import msgspec
from anyio.abc import Process

from shopbell import TrainingSet

from .child import Lesson, told
from .model import TrainedModel

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger

CHILD = "shopbell_understanding.child"  # by its installed name: a running plugin is loaded under another
KEPT = 4  # model files: going back to the phrases of yesterday needs no training
LONGEST_TRAINING = 300.0  # seconds
TOLD = 2_000  # characters of what a failing child says


class TrainingFailed(RuntimeError):
    """The child ended without a model; the message is the last line it said."""


class Choices(NamedTuple):
    """What the owner decides of the understanding."""

    encoders: tuple[str, ...]
    margin: float
    threshold: float | None = None


class PhraseUnderstanding:
    """See ``shopbell.understanding.Understanding``."""

    name = "phrases"

    def __init__(self, choices: Choices, log: "FilteringBoundLogger | None" = None) -> None:
        """Take the owner's choices, and where to tell what a training found out (numbers only, no words)."""
        self._choices, self._log = choices, log

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
            TrainingFailed: it ended without a model.
            TimeoutError: it took too long, and was ended.
        """
        path = self._path(phrases, folder)
        folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 once per training, and there already
        with anyio.fail_after(LONGEST_TRAINING):
            await _run(Lesson(phrases, self._choices.encoders, str(path)))
        _throw_away(folder)
        model = TrainedModel(path, phrases, self._choices.margin, self._choices.threshold)
        if self._log is not None:
            self._log.info("phrases looked at", **model.quality.in_figures())
        return model

    def _path(self, phrases: TrainingSet, folder: Path) -> Path:
        digest = hashlib.sha256(msgspec.msgpack.encode((phrases, self._choices.encoders)))
        digest.update(_own_code())
        return folder / f"{digest.hexdigest()[:32]}.model"


async def _run(lesson: Lesson) -> None:
    # One thread for arithmetic: the shop needs the other core.
    alone = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    command = [sys.executable, "-m", CHILD]
    process = await anyio.open_process(command, stdout=None, env={**os.environ, **alone})
    try:
        # A child that ended at once has closed its end; what it says tells why.
        with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError):
            if process.stdin is not None:
                await process.stdin.send(told(lesson))
        said = await _last_words(process)
        if await process.wait() != 0:
            raise TrainingFailed(said.strip().splitlines()[-1] if said.strip() else f"ended with {process.returncode}")
    finally:
        with anyio.CancelScope(shield=True):
            if process.returncode is None:
                process.kill()
            await process.aclose()


async def _last_words(process: Process) -> str:
    said = b""
    if process.stderr is not None:
        async for part in process.stderr:
            said = (said + part)[-TOLD:]
    return said.decode(errors="replace")


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
