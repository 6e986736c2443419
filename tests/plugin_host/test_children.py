"""Work in a process of its own is done with the plugin's code, and never outlives who waits for it."""

import asyncio
import importlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

from shopbell import ChildFailed
from shopbell.plugin_host.children import run_child

PATIENCE = 30.0  # seconds
WORK = """
import json, os, signal, time
from pathlib import Path

import msgspec

from .grain import FLOUR

class Sack(msgspec.Struct):
    grain: bytes
    file: str

def grind(sack: Sack) -> None:
    told = {
        "flour": FLOUR, "bytes": len(sack.grain), "nice": os.nice(0) if hasattr(os, "nice") else 10,
        "threads": os.environ["OPENBLAS_NUM_THREADS"], "pid": os.getpid(),
    }
    Path(sack.file).with_suffix(".new").write_text(json.dumps(told))
    Path(sack.file).with_suffix(".new").rename(sack.file)

def jam(sack: Sack) -> None:
    print("this is seen by nobody")
    raise ValueError("the millstone is jammed")

def linger(sack: Sack) -> None:
    grind(sack)
    time.sleep(600)

def die(sack: Sack) -> None:
    os.kill(os.getpid(), signal.SIGKILL)

def plainly(words) -> None:
    Path(words["file"]).write_text(words["said"])

class Miller:
    def grind(self, sack: Sack) -> None: ...

unnamed = lambda sack: None
"""


@pytest.fixture
def mill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A plugin's module."""
    folder = tmp_path / "mill"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "grain.py").write_text('FLOUR = "rye"\n')
    (folder / "work.py").write_text(WORK)
    monkeypatch.syspath_prepend(tmp_path)
    for name in [name for name in sys.modules if name.partition(".")[0] == "mill"]:
        monkeypatch.delitem(sys.modules, name)
    return importlib.import_module("mill.work")


async def test_the_work_is_done_with_the_plugins_modules_slowly_and_with_one_thread(
    mill: ModuleType, tmp_path: Path
) -> None:
    file = tmp_path / "flour"

    await run_child(tmp_path / "mill", mill.grind, mill.Sack(b"x" * 10_000_000, str(file)), seconds=PATIENCE)

    told = json.loads(file.read_text())
    assert told.pop("pid") != os.getpid()
    assert told.pop("nice") >= 10
    assert told == {"flour": "rye", "bytes": 10_000_000, "threads": "1"}


async def test_plain_data_needs_no_type(mill: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "said"

    await run_child(tmp_path / "mill", mill.plainly, {"file": str(file), "said": "good flour"}, seconds=PATIENCE)

    assert file.read_text() == "good flour"


@pytest.mark.parametrize(("work", "said"), [("jam", "ValueError: the millstone is jammed"), ("die", "ended with -9")])
async def test_work_that_is_not_done_says_why(mill: ModuleType, tmp_path: Path, work: str, said: str) -> None:
    with pytest.raises(ChildFailed) as failed:
        await run_child(tmp_path / "mill", getattr(mill, work), mill.Sack(b"", ""), seconds=PATIENCE)

    assert str(failed.value) == said


async def test_code_that_does_not_load_says_why(mill: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "mill" / "grain.py").write_text("FLOUR = 1 / 0  # changed since")

    with pytest.raises(ChildFailed, match="ZeroDivisionError"):
        await run_child(tmp_path / "mill", mill.grind, mill.Sack(b"", ""), seconds=PATIENCE)


async def test_what_takes_too_long_is_ended(mill: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "flour"

    with pytest.raises(TimeoutError):
        await run_child(tmp_path / "mill", mill.linger, mill.Sack(b"", str(file)), seconds=2)

    assert not file.exists() or gone(pid_in(file))  # on a busy machine it has not come to work


async def test_what_nobody_waits_for_any_more_is_ended(mill: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "flour"
    async with asyncio.TaskGroup() as tasks:
        sack = mill.Sack(b"", str(file))
        waiting = tasks.create_task(run_child(tmp_path / "mill", mill.linger, sack, seconds=PATIENCE))
        pid = await asyncio.to_thread(pid_in, file)
        assert not gone(pid)
        waiting.cancel()

    assert gone(pid)


SHOP = """
import asyncio, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import mill.work
from shopbell.plugin_host.children import run_child
sack = mill.work.Sack(b"", sys.argv[2])
asyncio.run(run_child(Path(sys.argv[1]) / "mill", mill.work.linger, sack, seconds=600))
"""


def test_a_shop_that_dies_leaves_no_child(mill: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "flour"
    with subprocess.Popen([sys.executable, "-c", SHOP, str(tmp_path), str(file)]) as shop:
        pid = pid_in(file)
        assert not gone(pid)
        shop.send_signal(signal.SIGKILL)

    until = time.monotonic() + PATIENCE
    while not gone(pid) and time.monotonic() < until:
        time.sleep(0.01)
    assert gone(pid)


@pytest.mark.parametrize("work", ["unnamed", "Miller.grind", "Path", "made here"])
async def test_what_another_process_could_not_find_is_refused(mill: ModuleType, tmp_path: Path, work: str) -> None:
    def made_here(sack: object) -> None: ...

    found = {"unnamed": mill.unnamed, "Miller.grind": mill.Miller().grind, "Path": mill.Path, "made here": made_here}

    with pytest.raises(ValueError, match="at the top of one of the plugin's modules"):
        await run_child(tmp_path / "mill", found[work], mill.Sack(b"", ""), seconds=PATIENCE)


def pid_in(file: Path) -> int:
    """Wait until the child has said who it is."""
    until = time.monotonic() + PATIENCE
    while not file.exists():
        assert time.monotonic() < until, "the child never came to work"
        time.sleep(0.01)
    return int(json.loads(file.read_text())["pid"])


def gone(pid: int) -> bool:
    """Has the process ended? One that waits to be buried by whoever adopted it has."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z"
