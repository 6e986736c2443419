"""Old generations die: canaries on their classes and functions, after many reloads."""

import logging
from typing import Any

import pytest

from tests.plugin_host.bench import Bench

HEAD = """
    import asyncio
    from contextlib import asynccontextmanager
    from shopbell import Intent, Reply, Settings, hookimpl, skill

    class Thing:
        def method(self): ...
"""

CLEAN = {
    "nothing": "",
    "a skill": """
    @skill(Intent("greet", {"en": ["hello"]}))
    async def greet(turn): return Reply(text="hello")
    @hookimpl
    def shopbell_skills(scope): return [greet]
    """,
    "settings of its own": """
    class Own(Settings, frozen=True, kw_only=True):
        words: tuple[str, ...] = ("hello",)
        nested: dict[str, int] = {}
    class Greet:
        name = "greet"
        intents = (Intent("greet"),)
        def __init__(self, scope): self.scope, self.settings = scope, scope.settings(Own)
        async def answer(self, turn): return Reply(text=self.settings.words[0])
    @hookimpl
    def shopbell_skills(scope): return [Greet(scope)]
    """,
    "tasks": """
    async def wait(): await asyncio.Event().wait()
    async def sleep(): await asyncio.sleep(3600)
    @hookimpl
    def shopbell_skills(scope):
        scope.spawn(wait); scope.spawn(sleep); scope.every(3600, wait); scope.undo(Thing().method)
        return []
    """,
    "a lifespan with an exception inside": """
    @hookimpl
    @asynccontextmanager
    async def shopbell_lifespan(scope):
        try: 1 / 0
        except ZeroDivisionError: scope.log.info("lifespan")
        scope.spawn(asyncio.Event().wait)
        yield
    """,
    "a channel": """
    class Channel:
        name = "post"
        @asynccontextmanager
        async def run(self, inbox): yield
        async def send(self, message): ...
    @hookimpl
    def shopbell_channels(scope): return [Channel()]
    """,
    "http, routes, events, services": """
    class Desk:
        async def answer(self, request): ...
        async def heard(self, event, conversation): ...
    @hookimpl
    def shopbell_services(scope):
        desk = Desk()
        scope.http
        scope.route("GET", "/desk/{id}", desk.answer)
        scope.subscribe(["order.shipped"], desk.heard)
        return {"desk": desk}
    """,
    "dataclasses, enums, structs": """
    import dataclasses, enum, msgspec
    @dataclasses.dataclass
    class D: a: int = 1
    class E(enum.Enum): A = 1
    class S(msgspec.Struct): a: list[int]
    DECODER = msgspec.json.Decoder(list[S])
    DECODER.decode(b'[{"a": [1]}]')
    @hookimpl
    def shopbell_skills(scope): return []
    """,
    "an abstract class and half an async generator": """
    import abc
    class Base(abc.ABC): ...
    class K: ...
    Base.register(K)
    async def pieces():
        yield 1
        yield 2
    KEPT = pieces()
    @hookimpl
    @asynccontextmanager
    async def shopbell_lifespan(scope):
        await anext(KEPT)
        yield
    """,
    "a task that died": """
    async def die(): raise RuntimeError(Thing())
    @hookimpl
    def shopbell_skills(scope):
        scope.spawn(die)
        return []
    """,
    "a module of its own": """
    from . import models
    @hookimpl
    def shopbell_services(scope): return {"shelf": models.Shelf()}
    """,
}


@pytest.mark.parametrize("code", CLEAN.values(), ids=list(CLEAN))
async def test_what_a_plugin_may_do_dies_with_it(bench: Bench, code: str) -> None:
    if "hookimpl" not in code:
        code = "    @hookimpl\n    def shopbell_policies(scope): return []\n"
    shelf = "import dataclasses\n@dataclasses.dataclass\nclass Shelf:\n    size: int = 3\n"
    bench.write("p", bench.code(HEAD) + bench.code(code), models=shelf)
    await bench.start()

    for _ in range(12):
        status = await bench.host.reload("p")
        assert (status.state, status.reason) == ("enabled", "")
    await bench.until_empty("p")

    assert bench.host.zombies() == []


async def test_fifty_changed_saves_leave_nothing_behind(bench: Bench) -> None:
    code = bench.code(HEAD) + bench.code(CLEAN["settings of its own"])
    bench.write("p", code)
    await bench.start()

    for number in range(50):
        bench.write("p", code + f"NUMBER = {number}\n")
        await bench.host.settle()
    await bench.until_empty("p")

    assert bench.status("p").state == "enabled"
    assert len(bench.epochs) == 51
    assert bench.host.zombies() == []


async def test_failed_loads_leave_nothing_behind(bench: Bench) -> None:
    good = bench.code(HEAD) + bench.code(CLEAN["tasks"])
    bench.write("p", good)
    await bench.start()

    for number in range(10):
        bench.write("p", good.replace("return []", "return [Thing()]") + f"NUMBER = {number}\n")
        await bench.host.settle()
        assert "Thing is no Skill" in bench.status("p").reason
    await bench.until_empty("p")

    assert bench.host.zombies() == []


async def test_what_is_kept_elsewhere_is_found(bench: Bench) -> None:
    code = bench.code(HEAD) + "import logging\n@hookimpl\ndef shopbell_skills(scope):\n"
    bench.write("p", code + "    logging.getLogger('shop of a test').things = [Thing]\n    return []\n")
    await bench.start()
    logger: Any = logging.getLogger("shop of a test")
    kept = logger.things

    await bench.host.reload("p")
    await bench.until_empty("p")
    assert len(bench.host.zombies()) == 1

    kept.clear()
    assert bench.host.zombies() == []
