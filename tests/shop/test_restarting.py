"""A shop that starts itself again, or cannot close: nothing accepted is lost."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shop.house import House
from tests.shop.plugins import HEAD, answering

pytestmark = pytest.mark.storage

HASTE = """
import shopbell.app.memory as memory
memory.LOOK_EVERY, memory.LOOKS_ABOVE, memory.SETTLED_SECONDS = 0.3, 4, 0.0
"""
HUNGRY = answering(
    "bang",
    "for _ in range(10):\n        KEPT.append(bytearray(50 << 20))\n        await asyncio.sleep(0.01)\n"
    "    return Reply(text='thanks')",
    above="KEPT = []\n",
)


@pytest.fixture
def houses(tmp_path: Path) -> Iterator[list[House]]:
    houses: list[House] = []
    yield houses
    for house in houses:
        house.end()


def test_a_shop_whose_memory_a_plugin_ate_starts_itself_again(tmp_path: Path, houses: list[House]) -> None:
    houses.append(house := House(tmp_path / "shop", settings="memory_limit_mb = 300", before=HASTE))
    house.write_plugin("bad", HUNGRY)
    assert house.start().opens()
    assert house.writes("cleo", "before") == 200
    assert house.says("ana", "bang") in ("thanks", "")  # "": the restart was faster

    until = time.monotonic() + 30
    while house.log().count("listening") < 2:
        assert time.monotonic() < until, house.log()
        house.writes("cleo", "meanwhile")
        time.sleep(0.02)
    assert house.opens()

    assert house.process is not None
    assert house.process.poll() is None  # the same process, the same port
    assert any("memory above" in line and '"bad"' in line for line in house.log().splitlines())
    assert house.says("ben", "hello") == "You said: hello"
    assert house.heard("cleo: You said: before")
    assert house.stop() == 0


CLINGING = (
    HEAD
    + """
@hookimpl
@asynccontextmanager
async def shopbell_lifespan(scope):
    yield
    while True:
        try:
            await asyncio.sleep(3600)
        except BaseException:
            pass
"""
)
SHORT = """
import shopbell.cli.serving as serving
serving.LATE_SECONDS = 1.0
"""


def test_a_shop_that_cannot_close_ends_anyway_and_goes_on_at_the_next_start(
    tmp_path: Path, houses: list[House]
) -> None:
    houses.append(house := House(tmp_path / "shop", settings="shutdown_grace = 0.5", before=SHORT))
    house.write_plugin("bad", CLINGING)
    house.write_plugin("slow", answering("slow", "await asyncio.sleep(2)\n    return Reply(text='slow indeed')"))
    assert house.start().opens()
    assert house.writes("ana", "slow") == 200

    assert house.stop() == 1
    house.write_plugin("bad", answering("bang", "return Reply(text='mended')"))
    assert house.start().opens()

    assert house.heard("ana: slow indeed")
    assert house.said().count("ana: slow indeed") == 1
    assert house.stop() == 0
