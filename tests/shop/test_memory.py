"""Memory above the soft limit: suspects are named; a shop that stays above it starts itself again, not too often."""

import gc
import subprocess
import sys
import weakref
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from shopbell.app.memory import (
    LOOKS_ABOVE,
    SETTLED_SECONDS,
    Activity,
    Memory,
    activity_of,
    name_suspects,
    resident_bytes,
)
from shopbell.errors import StoreUnavailable
from shopbell.plugin_host.marker import Marker
from shopbell.testing import TestShop
from tests.shop.plugins import ECHO, answering

pytestmark = pytest.mark.storage

MB = 1 << 20


class Weight:
    """A shop's memory as a test wants it."""

    def __init__(self) -> None:
        self.mb, self.seconds, self.restarts = 60, 0.0, 0
        self.active = [Activity("faq", True, 1, 40), Activity("cakes", False, 2, 3), Activity("quiet", False, 3)]
        self.memory = Memory(
            lambda: 128, self.activity, self.restart, resident=lambda: self.mb * MB, now=lambda: self.seconds
        )

    async def activity(self, seconds: float) -> list[Activity]:
        return self.active

    def restart(self) -> None:
        self.restarts += 1

    async def looks(self, times: int) -> None:
        for _ in range(times):
            self.seconds += 5
            await self.memory.look()


async def test_who_was_active_since_it_grew_is_named_and_forgotten_when_it_shrinks() -> None:
    weight = Weight()
    await weight.looks(2)
    assert weight.memory.reason == ""

    weight.mb, weight.active[2] = 200, Activity("quiet", False, 4)
    await weight.looks(1)
    assert weight.memory.reason == (
        "200 MB of memory are in use, [server] memory_limit_mb is 128; since it grew: cakes answered 3 times, "
        "quiet was loaded, faq answered 40 times"
    )

    weight.mb = 100
    await weight.looks(1)
    assert weight.memory.reason == ""


async def test_a_shop_that_stays_above_restarts_once_it_has_run_for_ten_minutes() -> None:
    weight = Weight()
    weight.mb = 200
    await weight.looks(3 * LOOKS_ABOVE)
    assert weight.restarts == 0
    assert "restarts" not in weight.memory.reason

    weight.seconds = SETTLED_SECONDS
    await weight.looks(1)

    assert weight.restarts == 1
    assert weight.memory.reason.endswith("the shop restarts soon")


async def test_a_moment_above_the_limit_is_no_reason_to_restart() -> None:
    weight = Weight()
    weight.seconds = SETTLED_SECONDS
    for _ in range(10):
        weight.mb = 200
        await weight.looks(LOOKS_ABOVE - 1)
        weight.mb = 100
        await weight.looks(1)

    assert weight.restarts == 0


def test_nobody_is_suspected_who_did_nothing() -> None:
    assert name_suspects([Activity("faq", True, 1), Activity("off", False, None)], {"faq": 1, "off": 7}) == []


HUNGRY = answering("hungry", "KEPT.append(bytearray(40 << 20))\n    return Reply(text='thanks')", above="KEPT = []\n")


async def test_a_plugin_that_eats_memory_is_named_by_readyz(shop: TestShop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.write_plugin("echo", ECHO)
    shop.write_plugin("hungry", HUNGRY)
    await shop.settle()
    memory = shop.running.memory
    before = resident_bytes() // MB
    monkeypatch.setattr(memory, "_limit_mb", _constantly(before + 100))
    await shop.customer("ana").says("hello")
    await memory.look()
    assert memory.reason == ""

    for _ in range(4):
        assert (await shop.customer("ben").says("hungry")).text == "thanks"
    await memory.look()

    async with ClientSession() as session, session.get(f"{shop.url}/readyz") as answer:
        reasons = (await answer.json())["reasons"]
    assert any("MB of memory are in use" in reason and "hungry answered" in reason for reason in reasons), reasons
    assert (await shop.customer("ana").says("still there?")).text == "You said: still there?"


def _constantly(number: int) -> Callable[[], int]:
    return lambda: number


async def test_the_watch_goes_on_while_the_database_is_away(
    shop: TestShop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(sql: str, params: Sequence[Any] = ()) -> list[Any]:
        raise StoreUnavailable("the database is away")

    memory = Memory(lambda: 1, partial(activity_of, shop.running, Marker(tmp_path / "running")), None)
    monkeypatch.setattr(shop.running.store, "fetch", away)

    await memory.look()

    assert "MB of memory are in use" in memory.reason


@pytest.mark.skipif(sys.platform != "linux", reason="the C library of other systems decides for itself")
def test_what_was_read_once_and_let_go_does_not_stay() -> None:
    """In a process of its own: the setting is one of the process."""
    program = """
from shopbell.app.memory import one_heap, resident_bytes
one_heap()
before = resident_bytes()
large = bytearray(20 << 20)
del large
blocks = [bytearray(b"x") * (1 << 20) for _ in range(30)]
something_that_stays = bytearray(100_000)
del blocks
print((resident_bytes() - before) >> 20)
"""
    kept_mb = int(subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout)

    assert kept_mb < 10


async def test_a_shop_opened_again_in_one_process_leaves_nothing_of_the_last_time(shop: TestShop) -> None:
    shop.write_plugin("echo", ECHO)
    await shop.settle()
    await shop.customer("ana").says("echo")
    gone = weakref.ref(shop.running)

    for _ in range(2):  # while the second is opened the first may still be closing
        await shop.restart()
    gc.collect()

    assert gone() is None


async def test_a_shop_opened_again_does_not_walk_what_stood_before_the_first(shop: TestShop) -> None:
    stood = gc.get_freeze_count()

    await shop.restart()

    assert 0 < gc.get_freeze_count() <= stood  # less where something died that nobody needed to collect
