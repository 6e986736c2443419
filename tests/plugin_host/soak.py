"""Reload and toggle under traffic: 60 turns in flight, every fifth save broken.

python -m tests.plugin_host.soak 2000     # prints what happened, memory included
"""

import asyncio
import gc
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

import psutil

from shopbell.plugin_host import loading
from shopbell.stores.store import open_store
from tests.plugin_host.bench import Bench

CODE = """
    import asyncio, random
    from contextlib import asynccontextmanager
    from aiohttp import web
    from shopbell import Intent, Reply, hookimpl, skill
    from . import late as early
    V = {version}

    class Post:
        name = "post"
        @asynccontextmanager
        async def run(self, inbox): yield
        async def send(self, message): ...

    class Greet:
        name = "greet"
        intents = (Intent("greet", {{"en": ["hello"]}}),)
        closed = False
        def close(self): self.closed = True
        async def answer(self, turn):
            await asyncio.sleep(random.random() * 0.03)
            from . import late
            assert not self.closed, "closed under a running turn"
            assert V == late.V == early.V, "mixed generations"
            return Reply(text=str(V))

    @hookimpl
    def shopbell_skills(scope):
        greet = Greet()
        scope.undo(greet.close)
        scope.spawn(asyncio.Event().wait)
        return [greet]

    @hookimpl
    def shopbell_channels(scope): return [Post()]
"""


class Outcome(NamedTuple):
    """What a soak run saw."""

    turns: int
    failed: list[str]
    unanswered: int  # turns while the plugin was switched off
    versions: int  # different generations seen by turns
    swaps: int
    refused: int  # broken saves
    most_epochs: int  # alive at once
    zombies: list[str]
    grown: int  # bytes of resident memory, from the first tenth on
    seconds: float


async def soak(bench: Bench, reloads: int, *, toggle: bool, turns: int = 60) -> Outcome:
    """Run it; ``toggle`` switches the plugin off and on in the configuration instead of saving it."""
    seen: set[str] = set()
    failed: list[str] = []
    count = {"turns": 0, "refused": 0, "most": 0, "unanswered": 0}
    going = True

    def save(version: int, *, broken: bool) -> None:
        bench.write("p", "def (" if broken else CODE.format(version=version), late=f"V = {version}\n")

    async def traffic() -> None:
        while going:
            try:
                words = await bench.says()
            except Exception as exc:
                failed.append(repr(exc))
            else:
                if words == "nobody":
                    count["unanswered"] += 1
                    await asyncio.sleep(0.001)
                else:
                    seen.add(words)
            count["turns"] += 1

    async def change(number: int) -> None:
        if toggle:
            await bench.configure("p", enabled=number % 2 == 0)
            return
        save(number, broken=number % 5 == 0)
        await bench.host.settle()
        count["refused"] += "invalid syntax" in bench.status("p").reason

    save(0, broken=False)
    await bench.start()
    before = process = psutil.Process()
    memory, began = 0, time.monotonic()
    async with asyncio.TaskGroup() as tasks:
        for _ in range(turns):
            tasks.create_task(traffic())
        for number in range(1, reloads + 1):
            await change(number)
            count["most"] = max(count["most"], 1 + len(bench.host._adoption.retired))
            await asyncio.sleep(random.random() * 0.01)
            if number == reloads // 10:
                gc.collect()
                memory = process.memory_info().rss
        going = False
    gc.collect()
    grown = before.memory_info().rss - memory
    await bench.until(lambda: not bench.host._adoption.retired)
    await bench.until_empty("p")
    return Outcome(
        turns=count["turns"],
        failed=failed,
        unanswered=count["unanswered"],
        versions=len(seen),
        swaps=len(bench.epochs),
        refused=count["refused"],
        most_epochs=count["most"],
        zombies=bench.host.zombies(),
        grown=grown,
        seconds=time.monotonic() - began,
    )


async def main(reloads: int) -> None:
    """Both ways, each in a shop of its own."""
    loading.SETTLE = 0.005
    for toggle in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            store: Any = await open_store(Path(folder) / "data")
            bench = Bench(Path(folder) / "shop", store)
            outcome = await soak(bench, reloads, toggle=toggle)
            await bench.stop()
            await store.close()
        print("toggling" if toggle else "saving", outcome._asdict())


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000))
