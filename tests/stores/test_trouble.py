"""The disk is full, or somebody else has the database: nothing is stored half, and the shop recovers by itself."""

import asyncio
import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from shopbell.contracts import Write
from shopbell.errors import StoreUnavailable
from shopbell.stores.store import Store, open_store

pytestmark = pytest.mark.sqlite  # about the file itself

KB = 1024


def job(n: int) -> list[Write]:
    """Two rows that belong together, 20 KB."""
    return [
        Write("INSERT INTO kv VALUES ('left', ?, ?)", (f"{n:04}", os.urandom(10 * KB))),
        Write("INSERT INTO kv VALUES ('right', ?, ?)", (f"{n:04}", os.urandom(10 * KB))),
    ]


async def stored(store: Store, plugin: str) -> set[int]:
    return {int(name) for (name,) in await store.fetch("SELECT name FROM kv WHERE plugin = ?", (plugin,))}


async def commit_until_refused(store: Store) -> tuple[set[int], StoreUnavailable]:
    """Numbers of the jobs that were acknowledged, and the first refusal."""
    acknowledged: set[int] = set()
    for n in range(1000):
        try:
            await store.commit(job(n))
        except StoreUnavailable as refusal:
            return acknowledged, refusal
        acknowledged.add(n)
    raise AssertionError("the disk never got full")


class Disk(NamedTuple):
    """A place for a shop, and ways to fill it and to make room again."""

    data: Path
    fill: Callable[[], None]
    free: Callable[[], None]


@pytest.fixture
def size_limit(tmp_path: Path) -> Iterator[Disk]:
    """Files of this process may not grow beyond a size (Python ignores SIGXFSZ, so that writes fail with EFBIG)."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (600 * KB, before[1]))

    def free() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    yield Disk(tmp_path, fill, free)
    free()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Disk]:
    """A file system of 8 MB."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "shopbell-test", str(tmp_path)]
    if sys.platform != "linux" or os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("mounting a small disk needs root on Linux; the size limit stands in for it")
    filler = tmp_path / "filler"

    def fill() -> None:
        with filler.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4 * KB))
            except OSError:
                pass
        os.truncate(filler, filler.stat().st_size - 200 * KB)  # so that some jobs get in before the end

    yield Disk(tmp_path / "data", fill, lambda: filler.unlink(missing_ok=True))
    subprocess.run(["umount", str(tmp_path)], check=True)


@pytest.fixture(params=["size_limit", "small_disk"])
def disk(request: pytest.FixtureRequest) -> Disk:
    made: Disk = request.getfixturevalue(request.param)
    return made


async def test_a_full_disk_refuses_whole_jobs_and_the_shop_recovers_by_itself(disk: Disk) -> None:
    store = await open_store(disk.data)
    disk.fill()
    acknowledged, refusal = await commit_until_refused(store)

    assert "cannot write now" in str(refusal)
    assert store.trouble is not None
    assert await stored(store, "left") == acknowledged == await stored(store, "right")

    disk.free()
    await store.commit(job(5000))
    assert store.trouble is None
    assert await stored(store, "left") == acknowledged | {5000} == await stored(store, "right")
    assert await store.fetch("PRAGMA integrity_check") == [("ok",)]
    await store.close()


async def test_all_jobs_of_a_batch_are_refused_together_when_the_disk_is_full(disk: Disk) -> None:
    store = await open_store(disk.data)
    disk.fill()
    results = await asyncio.gather(*(store.commit(job(n)) for n in range(400)), return_exceptions=True)
    acknowledged = {n for n, result in enumerate(results) if result is None}

    assert all(isinstance(result, StoreUnavailable) for result in results if result is not None)
    assert len(acknowledged) < 400
    assert await stored(store, "left") == acknowledged == await stored(store, "right")
    disk.free()
    await store.close()


async def test_what_was_stored_before_the_disk_was_full_is_there_after_a_restart(disk: Disk) -> None:
    store = await open_store(disk.data)
    disk.fill()
    acknowledged, _ = await commit_until_refused(store)
    await store.close()

    disk.free()
    again = await open_store(disk.data)
    assert await stored(again, "left") == acknowledged == await stored(again, "right")
    await again.close()


async def test_while_another_process_has_the_database_nothing_is_stored_and_then_all_is_well(tmp_path: Path) -> None:
    store = await open_store(tmp_path)
    await store.commit(job(1))
    with closing(sqlite3.connect(tmp_path / "shopbell.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        results = await asyncio.gather(store.commit(job(2)), store.commit(job(3)), return_exceptions=True)

        assert [type(result) for result in results] == [StoreUnavailable, StoreUnavailable]
        assert store.trouble is not None
        assert await stored(store, "left") == {1}  # readers go on
        other.execute("ROLLBACK")

    await store.commit(job(4))
    assert await stored(store, "left") == {1, 4} == await stored(store, "right")
    assert store.trouble is None
    await store.close()


async def test_a_short_lock_is_waited_out(tmp_path: Path) -> None:
    store = await open_store(tmp_path)
    with closing(sqlite3.connect(tmp_path / "shopbell.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        asyncio.get_running_loop().call_later(0.2, other.execute, "ROLLBACK")
        await store.commit(job(1))

    assert await stored(store, "left") == {1}
    await store.close()
