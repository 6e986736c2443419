"""What test shops compiled and learnt, kept for the tests after them: one phrase is learnt once, not in every shop.

It lies in pytest's cache. Models are named after what they were trained from and the code that trained them; compiled
plugins carry the hash of their text. Tests about the training itself carry ``@pytest.mark.trains``: their shops train
as a shop does.
"""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

DAYS = 7  # that a model nobody asks for is kept

_models: Path | None = None
_code: Path | None = None


def kept_models() -> Path | None:
    """The folder of the kept models; None while every shop trains its own."""
    return _models


def bring_code(compiled: Path) -> None:
    """Put the bundled plugins, compiled, where a new shop looks for them."""
    if _code is None or compiled.exists():
        return
    compiled.mkdir(mode=0o700, parents=True)
    for file in _code.glob("*.code"):
        (compiled / file.name).symlink_to(file)  # the shop replaces it when the text is another


def keep(data: Path) -> None:
    """Keep what a shop has compiled and learnt in its data folder."""
    if _code is not None:
        for file in (data / "compiled").glob("shopbell_*.code"):
            if not file.is_symlink():
                _copy(file, _code / file.name)
    if _models is not None:
        for file in (data / "understanding").glob("*.model"):
            if not (_models / file.name).exists():
                _copy(file, _models / file.name)


def _copy(file: Path, target: Path) -> None:
    half = target.with_suffix(f".{os.getpid()}")
    with suppress(FileNotFoundError):  # a shop throws its old models away
        shutil.copyfile(file, half)
        half.replace(target)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Finds the folders, and clears out what no test has asked for of late."""
    global _models, _code
    config.addinivalue_line("markers", "trains: its shops train their models themselves, whoever learnt the same")
    if not hasattr(config, "cache"):  # switched off
        return
    _models, _code = config.cache.mkdir("shopbell_models"), config.cache.mkdir("shopbell_code")
    if not hasattr(config, "workerinput"):
        oldest = time.time() - DAYS * 86_400
        for model in _models.iterdir():
            if model.stat().st_mtime < oldest:
                model.unlink()


@pytest.fixture(autouse=True)
def _trains(request: pytest.FixtureRequest) -> Iterator[None]:
    """Forgets the models for the time of a test about training."""
    global _models
    before = _models
    if request.node.get_closest_marker("trains"):
        _models = None
    yield
    _models = before
