"""Plugins that end the process: at most their one turn is repeated, and the third start runs without them."""

import threading
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.shop.counter import BOUND
from tests.shop.house import House
from tests.shop.plugins import HEAD, adapting, answering, sending, serving, subscribing

pytestmark = pytest.mark.storage

SORRY = "Sorry, something went wrong on our side. A person will look at it."
DIE = "os._exit(7)"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path / "shop")
    yield house
    house.end()


def is_well(house: House) -> bool:
    return house.says("ben", "hello") == "You said: hello"


def test_who_ends_the_process_while_answering_is_out_at_the_third_start(house: House) -> None:
    house.write_plugin("bad", answering("bang", f"if True:\n        {DIE}"))
    house.start()
    assert house.opens()
    assert is_well(house)
    assert house.writes("cleo", "before") == 200
    assert house.heard("cleo: You said: before")

    assert house.writes("ana", "bang") in (200, 0)
    assert house.died() == 7
    assert not house.start().opens()
    assert house.died() == 7

    assert house.start().opens(), house.log()
    assert is_well(house)
    assert house.heard(f"ana: {SORRY}")
    told = house.plugin()
    assert told["state"] == "quarantined"
    assert "the shop ended twice in the same place of it" in told["reason"]
    _, waiting = house.get("/api/v1/handoffs")
    assert len(waiting) == 1
    assert house.said().count("cleo: You said: before") == 1
    assert house.writes("dora", "bang") == 200
    assert house.heard("dora: You said: bang")

    house.write_plugin("bad", answering("bang", "return Reply(text='mended')"))
    until = time.monotonic() + 20
    asked = count()
    while house.says(f"ben {next(asked)}", "bang") != "mended":
        assert time.monotonic() < until
    assert house.stop() == 0


AT_START = {
    "import": f"import os\n{DIE}",
    "hook": HEAD + f"@hookimpl\ndef shopbell_skills(scope):\n    {DIE}",
    "lifespan": HEAD + f"@hookimpl\n@asynccontextmanager\nasync def shopbell_lifespan(scope):\n    {DIE}\n    yield",
    "task": HEAD
    + f"async def die(): {DIE}\n@hookimpl\ndef shopbell_skills(scope):\n    scope.spawn(die)\n    return []",
}


POLLING = (
    HEAD
    + f"""import anyio

class Polling:
    name = "polling"

    @asynccontextmanager
    async def run(self, inbox):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self.poll)
            yield
            tasks.cancel_scope.cancel()

    async def poll(self):
        await asyncio.sleep(0.7)
        {DIE}

    async def send(self, message):
        pass


@hookimpl
def shopbell_channels(scope):
    return [Polling()]
"""
)


def test_who_ends_the_process_in_a_task_of_its_channel_is_out_at_the_third_start(house: House) -> None:
    house.write_plugin("bad", POLLING)

    for _ in range(2):
        house.start().opens()
        assert house.died() == 7

    assert house.start().opens(), house.log()
    assert is_well(house)
    assert house.plugin()["state"] == "quarantined"


@pytest.mark.parametrize("source", AT_START.values(), ids=list(AT_START))
def test_who_ends_the_process_at_its_start_is_out_at_the_third(house: House, source: str) -> None:
    house.write_plugin("bad", source)

    for _ in range(2):
        assert not house.start().opens()
        assert house.died() == 7

    assert house.start().opens(), house.log()
    assert is_well(house)
    assert house.plugin()["state"] == "quarantined"


def test_a_policy_that_ends_the_process_is_out_at_the_third_start(house: House) -> None:
    house.write_plugin("bad", adapting(f"return {DIE} if turn.text == 'bang' else reply"))
    assert house.start().opens()
    house.writes("ana", "bang")
    assert house.died() == 7
    assert not house.start().opens()

    assert house.start().opens(), house.log()
    assert house.heard(f"ana: {SORRY}")
    assert house.plugin()["state"] == "quarantined"
    assert house.says("ben", "bang") == "You said: bang"


def test_a_channel_whose_send_ends_the_process_is_out_at_the_third_start(house: House) -> None:
    house.write_plugin("bad", sending(DIE))
    assert house.start().opens()
    house.get("/hooks/bad/in?sender=ana&text=hello")
    assert house.died() == 7
    house.start().opens()
    assert house.died() == 7

    assert house.start().opens(), house.log()
    assert is_well(house)
    assert house.plugin()["state"] == "quarantined"
    assert house.get("/hooks/bad/in?sender=ana&text=hello")[0] == 503


def test_a_subscriber_that_ends_the_process_is_out_at_the_third_start(house: House) -> None:
    event = {"sender": "ana", "id": "e1", "kind": "order.shipped"}
    house.write_plugin("bad", subscribing(DIE).replace("reaction", "order.shipped"))
    assert house.start().opens()
    assert house.ask("POST", "/api/v1/events", event)[0] in (0, 202)
    assert house.died() == 7, house.log()
    house.start().opens()
    assert house.died() == 7

    assert house.start().opens(), house.log()
    assert is_well(house)
    assert house.plugin()["state"] == "quarantined"


def test_a_route_that_ends_the_process_twice_is_out_at_the_third_start(house: House) -> None:
    house.write_plugin("bad", serving(DIE))
    for _ in range(2):
        assert house.start().opens()
        assert house.get("/hooks/bad/in")[0] == 0
        assert house.died() == 7

    assert house.start().opens(), house.log()
    assert house.get("/hooks/bad/in")[0] == 503
    assert is_well(house)
    assert house.plugin()["state"] == "quarantined"


BLOCKS = {"sleeps": "time.sleep(30)", "turns in circles": "exec('while True: pass')"}


@pytest.mark.parametrize("block", BLOCKS.values(), ids=list(BLOCKS))
def test_the_others_are_answered_soon_after_somebody_blocks(house: House, block: str) -> None:
    house.write_plugin("bad", answering("bang", block))
    house.write_plugin("door", serving(block, path="/hooks/door/in"))
    assert house.start().opens()
    assert is_well(house)

    for provoke in (lambda: house.says("ana", "bang"), lambda: house.get("/hooks/door/in")):
        trouble = threading.Thread(target=provoke)
        trouble.start()
        time.sleep(0.1)
        began = time.monotonic()
        assert is_well(house)
        assert time.monotonic() - began < BOUND
        trouble.join(BOUND)
        assert not trouble.is_alive()
    assert house.stop() == 0
