"""From saving a file to its effect, and thousands of saves and switches while customers chat.

Every reply carries the version twice, with a pause in between and a late import: unequal halves are a turn that saw
two generations. The version stands in one file, because no editor saves two at once.
"""

import asyncio
import json
import re
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import aiohttp

from .load import TURNS
from .report import Figure, below, none_of
from .served import HEADERS, Served, new_shop, running_shop, scratch
from .switching import ANSWER as SWITCHED_ON
from .switching import QUESTION as SWITCHED
from .switching import Beside, Owner

MANIFEST = 'name = "shopbell_version"\nversion = "1.0.0"\napi = 1\n'
PLUGIN = '''"""Tells which version of it answers."""

import asyncio

from shopbell import Intent, Reply, hookimpl, skill

from .stamp import STAMP


@skill(Intent("version", {"en": ["zebra version please"]}))
async def version(turn):
    await asyncio.sleep(0.02)
    from .stamp import STAMP as now

    return Reply(text=f"version {STAMP} {now}")


@hookimpl
def shopbell_skills(scope):
    return [version]
'''
QUESTION = "zebra version please"
ANSWER = re.compile(r"version (\S+) (\S+)")
IN_FLIGHT = 60
# Who asks until an answer is live must not be handed to a person, who never comes.
HANDOFF, PATIENT = "[plugins.shopbell_handoff]\n", "fallbacks = 0\n"


class Customer:
    """Asks over the API, one question at a time."""

    def __init__(self, session: aiohttp.ClientSession, shop: Served, name: str) -> None:
        self._session, self._url, self._name = session, shop.url + TURNS, name

    async def asks(self, text: str) -> str:
        """The reply's words; empty when the turn failed. The first one also says that nobody is writing by hand."""
        message = {"sender": self._name, "id": secrets.token_hex(8), "text": text}
        async with self._session.post(self._url, json=message, headers=HEADERS) as answer:
            if answer.status != 200:
                return ""
            replies = (await answer.json())["replies"]
            return str(replies[-1].get("text", "")) if replies else ""

    async def waits_for(self, text: str, expected: Callable[[str], bool], seconds: float = 20.0) -> float:
        """Ask until the reply is as expected; returns the seconds that took."""
        start = time.perf_counter()
        async with asyncio.timeout(seconds):
            while not expected(await self.asks(text)):
                await asyncio.sleep(0.001)
        return time.perf_counter() - start


class Author:
    """Saves the plugin as an editor does: in place."""

    def __init__(self, config: Path) -> None:
        self._folder = config / "plugins" / "shopbell_version"
        self._folder.mkdir(parents=True)
        self.saves(0)
        (self._folder / "__init__.py").write_text(PLUGIN)
        (self._folder / "plugin.toml").write_text(MANIFEST)

    def saves(self, version: int) -> None:
        """A good save."""
        (self._folder / "stamp.py").write_text(f'STAMP = "{version}"\n')

    def breaks(self, version: int) -> None:
        """A save that does not compile."""
        (self._folder / "stamp.py").write_text(f'STAMP = "{version}\n')


class Traffic:
    """Customers who ask without a pause, and what they heard."""

    def __init__(self) -> None:
        self.turns = self.failed = self.mixed = 0
        self.over = False

    async def ask(self, customer: Customer) -> None:
        """One customer, until the traffic is over."""
        while not self.over:
            told = ANSWER.fullmatch(await customer.asks(QUESTION))
            self.turns += 1
            self.failed += told is None
            self.mixed += told is not None and told[1] != told[2]


def measure(reloads: int = 2000) -> list[Figure]:
    """Measure both on one shop."""
    with scratch() as folder:
        config = new_shop(folder)
        settings = config / "shopbell.toml"
        settings.write_text(settings.read_text().replace(HANDOFF, HANDOFF + PATIENT))
        author, switches = Author(config), Owner(config)
        with running_shop(config, folder / "data") as shop:
            return asyncio.run(measure_shop(shop, config, author, switches, reloads))


async def measure_shop(shop: Served, config: Path, author: Author, switches: Owner, reloads: int) -> list[Figure]:
    """All figures of one running shop."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        owner = Customer(session, shop, "owner")
        faq = [await save_faq(config, owner, number) for number in range(20)]
        code = [await save_code(author, owner, number) for number in range(1, 21)]
        traffic, beside = Traffic(), Beside(session, shop)
        async with asyncio.TaskGroup() as group:
            for number in range(IN_FLIGHT):
                group.create_task(traffic.ask(Customer(session, shop, f"c{number}")))
            await save_often(author, owner, range(100, 100 + reloads // 10), shop)
            before = shop.resident_mb()
            await save_often(author, owner, range(1000, 1000 + reloads), shop)
            after = shop.resident_mb()
            group.create_task(beside.call())
            group.create_task(beside.chat())
            await switch_often(switches, owner, reloads)
            traffic.over = beside.over = True
        return [
            below("FAQ: save to live", median(faq) * 1000, "ms (median of 20)", 150),
            below("code: save to live", median(code) * 1000, "ms (median of 20)", 150),
            Figure("saves under traffic, every fifth broken", reloads),
            Figure("turns meanwhile", traffic.turns),
            none_of("failed turns", traffic.failed),
            none_of("turns of two generations", traffic.mixed),
            none_of("generations that did not die", await zombies(session, shop)),
            below("memory growth", after - before, "MB", 5),
            *beside.figures(reloads),
            below("memory growth by switching", shop.resident_mb() - after, "MB", 5),
        ]


async def save_faq(config: Path, owner: Customer, number: int) -> float:
    """Add a question that nobody asked before; seconds until its words are answered."""
    question, answer = f"giraffe number {number}", f"giraffe answer {number}"
    with (config / "faq" / "bench.md").open("a") as file:
        file.write(f"\n## {question}\n\n{answer}\n")
    return await owner.waits_for(question, lambda told: answer in told)


async def save_code(author: Author, owner: Customer, version: int) -> float:
    """Save the plugin; seconds until the new version answers."""
    author.saves(version)
    return await owner.waits_for(QUESTION, lambda told: told == f"version {version} {version}")


async def save_often(author: Author, owner: Customer, versions: range, shop: Served) -> None:
    """Save each version as soon as the one before answers; every fifth is broken and must leave it answering."""
    for version in versions:
        if version % 5 == 0:
            author.breaks(version)
            await refused(owner, shop)
        else:
            await save_code(author, owner, version)


async def switch_often(switches: Owner, owner: Customer, times: int) -> None:
    """Switch off and on in turn, each as soon as the one before has taken effect."""
    for number in range(times):
        on = number % 2 == 1
        switches.switches(on)
        await owner.waits_for(SWITCHED, lambda told, on=on: (told == SWITCHED_ON) is on)  # type: ignore[misc]


async def refused(owner: Customer, shop: Served, seconds: float = 20.0) -> None:
    """Return once the shop says why the save does not load."""
    async with asyncio.timeout(seconds):
        while True:
            rows = json.loads((await asyncio.to_thread(shop.get, "/api/v1/plugins"))[1])
            rows = rows["plugins"] if isinstance(rows, dict) else rows
            if any("stamp.py" in str(row.get("reason")) for row in rows if row["name"] == "shopbell_version"):
                return
            await asyncio.sleep(0.005)


async def zombies(session: aiohttp.ClientSession, shop: Served) -> int:
    """Old generations still alive after the last turn, by the shop's own count.

    It looks after them in a quiet moment, three seconds after the last one went.
    """
    await asyncio.sleep(6.0)
    count = -1
    for _ in range(100):
        async with session.get(shop.url + "/metrics", headers=HEADERS) as answer:
            found = re.search(r"^shopbell_zombie_generations (\d+)", await answer.text(), re.MULTILINE)
        count = int(found[1]) if found else -1
        if count == 0:
            return 0
        await asyncio.sleep(0.1)
    return count
