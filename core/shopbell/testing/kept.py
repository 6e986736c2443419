"""What test shops compiled and learnt, kept for the tests after them: one phrase is learnt once, not in every shop.

It lies in pytest's cache; shops in processes that tests start find it there, and add to it. Models are named after
what they were trained from and the code that trained them; compiled plugins carry the hash of their text. Tests about
the training itself carry ``@pytest.mark.trains``: their shops train as a shop does.
"""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

DAYS = 7  # that a model nobody asks for is kept
# Variables with the two folders: they are inherited by the processes that tests start.
MODELS, CODE = "SHOPBELL_TEST_MODELS", "SHOPBELL_TEST_CODE"


def kept_models() -> Path | None:
    """The folder of the kept models; None while every shop trains its own."""
    return _folder(MODELS)


def bring_code(compiled: Path) -> None:
    """Put the bundled plugins, compiled, where a new shop looks for them."""
    code = _folder(CODE)
    if code is None or compiled.exists():
        return
    compiled.mkdir(mode=0o700, parents=True)
    for file in code.glob("*.code"):
        (compiled / file.name).symlink_to(file)  # the shop replaces it when the text is another


def keep(data: Path) -> None:
    """Keep what a shop has compiled and learnt in its data folder."""
    if (code := _folder(CODE)) is not None:
        for file in (data / "compiled").glob("shopbell_*.code"):
            if not file.is_symlink():
                _copy(file, code / file.name)
    if (models := _folder(MODELS)) is not None:
        for file in (data / "understanding").glob("*.model"):
            if not (models / file.name).exists():
                _copy(file, models / file.name)


def _folder(variable: str) -> Path | None:
    named = os.environ.get(variable)
    return Path(named) if named else None


def _copy(file: Path, target: Path) -> None:
    half = target.with_suffix(f".{os.getpid()}")
    with suppress(FileNotFoundError):  # a shop throws its old models away
        shutil.copyfile(file, half)
        half.replace(target)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Finds the folders, and clears out what no test has asked for of late."""
    config.addinivalue_line("markers", "trains: its shops train their models themselves, whoever learnt the same")
    if not hasattr(config, "cache"):  # switched off
        return
    models, code = config.cache.mkdir("shopbell_models"), config.cache.mkdir("shopbell_code")
    before = {name: os.environ.get(name, "") for name in (MODELS, CODE)}
    os.environ |= {MODELS: str(models), CODE: str(code)}
    config.add_cleanup(lambda: os.environ.update(before))
    if not hasattr(config, "workerinput"):
        oldest = time.time() - DAYS * 86_400
        for model in models.iterdir():
            if model.stat().st_mtime < oldest:
                model.unlink()


@pytest.fixture(autouse=True)
def _trains(request: pytest.FixtureRequest) -> Iterator[None]:
    """Forgets the models for the time of a test about training."""
    before = os.environ.get(MODELS, "")
    if request.node.get_closest_marker("trains"):
        os.environ[MODELS] = ""
    yield
    os.environ[MODELS] = before
