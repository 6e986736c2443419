"""One data folder, one process; the second one is told who the first is."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from shopbell.errors import ShopbellError
from shopbell.stores.lock import DataInUse, DataLock, Holding, holding

HOLD = """
import sys, time
from pathlib import Path
from shopbell.stores.lock import DataLock
lock = DataLock(Path(sys.argv[1]))
lock.announce(8765)
print("held", flush=True)
time.sleep(60)
"""


def start_holder(data: Path) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(data)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    return process


def end(process: "subprocess.Popen[bytes]", how: signal.Signals = signal.SIGKILL) -> None:
    process.send_signal(how)
    process.communicate()


def test_the_second_process_is_told_the_firsts_pid_and_port(tmp_path: Path) -> None:
    first = start_holder(tmp_path)
    try:
        with pytest.raises(DataInUse) as refused:
            DataLock(tmp_path)
        assert refused.value.by == Holding(first.pid, 8765)
        assert str(refused.value) == (
            f"{tmp_path} is in use by another Shopbell (process {first.pid}, port 8765); "
            "stop it first, or use another data folder"
        )
        assert holding(tmp_path) == Holding(first.pid, 8765)
    finally:
        end(first)


def test_a_killed_process_leaves_no_lock(tmp_path: Path) -> None:
    end(start_holder(tmp_path))

    assert holding(tmp_path) is None
    with DataLock(tmp_path):
        assert holding(tmp_path) == Holding(os.getpid())


def test_looking_never_takes_the_lock_from_its_holder(tmp_path: Path) -> None:
    with DataLock(tmp_path) as lock:
        lock.announce(9000, "0.0.0.0")  # noqa: S104 only a text here
        assert holding(tmp_path) == Holding(os.getpid(), 9000, "0.0.0.0")  # noqa: S104
        with pytest.raises(DataInUse):
            DataLock(tmp_path)
        lock.announce(80)
        assert holding(tmp_path) == Holding(os.getpid(), 80)
    assert holding(tmp_path) is None


def test_a_folder_that_was_never_used_is_held_by_nobody(tmp_path: Path) -> None:
    assert holding(tmp_path / "nothing") is None


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    with pytest.raises(ShopbellError, match="cannot be written"):
        DataLock(tmp_path / "file" / "data")


def test_folder_and_lock_are_the_owners_alone(tmp_path: Path) -> None:
    with DataLock(tmp_path / "data"):
        assert (tmp_path / "data").stat().st_mode & 0o077 == 0
        assert (tmp_path / "data" / "lock").stat().st_mode & 0o077 == 0
