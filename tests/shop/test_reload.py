"""Plugins that are saved and switched while customers chat: no failed turn, nobody told that a door does not exist."""

import asyncio
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from aiohttp import ClientSession

from shopbell.testing import TestShop
from tests.shop.plugins import HEAD, answering
from tests.web.visitor import Browser

pytestmark = pytest.mark.storage

STAMPED = (
    HEAD
    + """
from aiohttp import web
from .stamp import STAMP

@skill(Intent("version", {"en": ["zebra version please"]}))
async def version(turn):
    await asyncio.sleep(0.01)
    from .stamp import STAMP as now
    return Reply(text=f"version {STAMP} {now}")

async def hook(request):
    await asyncio.sleep(0.01)
    return web.Response(text=f"version {STAMP}")

@hookimpl
@asynccontextmanager
async def shopbell_lifespan(scope):
    scope.route("POST", "/hooks/stamped/in", hook)
    yield

@hookimpl
def shopbell_skills(scope):
    return [version]
"""
)
OWNERS = count()
QUESTION = "zebra version please"
NOT_UNDERSTOOD = "Sorry, I did not understand that."


def save(shop: TestShop, version: int) -> None:
    """As an editor does: one file."""
    shop.write("plugins/stamped/stamp.py", f'STAMP = "{version}"\n')
    if version == 0:
        shop.write_plugin("stamped", STAMPED)


def switch(shop: TestShop, plugin: str, on: bool) -> None:
    """As an owner does, in an editor."""
    file = shop.folder / "shopbell.toml"
    head, _, rest = file.read_text().partition(f"[plugins.{plugin}]\n")
    body = rest.partition("\n")[2] if rest.startswith("enabled") else rest
    shop.write("shopbell.toml", f"{head}[plugins.{plugin}]\nenabled = {str(on).lower()}\n{body}")


async def until(true: Callable[[], bool]) -> None:
    """Wait for what the shop does by itself."""
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def until_says(shop: TestShop, text: str, expected: str) -> None:
    """Ask until that is the answer, each time as somebody else: the same one would be taken for a machine."""
    async with asyncio.timeout(30):
        while (await shop.customer(f"owner {next(OWNERS)}").says(text)).text != expected:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_a_question_added_to_the_faq_is_answered_in_its_words_at_once_and_in_others_soon(shop: TestShop) -> None:
    shop.write("faq/all.md", "## Do you sell rye bread\n\nEvery day.\n")
    await shop.enable("shopbell_faq")
    await until_says(shop, "do you sell rye bread", "Every day.")

    with Path(shop.folder / "faq" / "all.md").open("a") as file:  # noqa: ASYNC230
        file.write("\n## Can I bring my giraffe\n\nOnly small ones.\n")

    await until_says(shop, "Can I bring my giraffe?", "Only small ones.")
    await shop.settle()
    assert (await shop.customer("ben").says("may I bring a giraffe")).text == "Only small ones."


async def test_a_saved_plugin_is_live_and_a_broken_save_is_not(shop: TestShop) -> None:
    save(shop, 0)
    await until_says(shop, QUESTION, "version 0 0")
    save(shop, 1)
    await until_says(shop, QUESTION, "version 1 1")

    shop.write("plugins/stamped/stamp.py", 'STAMP = "2\n')
    async with asyncio.timeout(20):
        while "stamp.py" not in shop.plugin("stamped").reason:
            assert (await shop.customer(f"ana {next(OWNERS)}").says(QUESTION)).text == "version 1 1"
    save(shop, 3)
    await until_says(shop, QUESTION, "version 3 3")
    assert shop.plugin("stamped").reason == ""


async def test_a_hundred_saves_under_traffic_fail_no_turn_and_mix_none(shop: TestShop) -> None:
    save(shop, 0)
    await until_says(shop, QUESTION, "version 0 0")
    over = asyncio.Event()
    heard: list[str] = []

    async def asks(name: str) -> None:
        while not over.is_set():  # nobody asks the same so often that a machine is suspected
            heard.append((await shop.customer(f"{name} {len(heard) // 200}").says(QUESTION)).text)

    async with asyncio.TaskGroup() as group:
        for number in range(20):
            group.create_task(asks(f"c{number}"))
        for version in range(1, 101):
            if version % 5 == 0:
                shop.write("plugins/stamped/stamp.py", f'STAMP = "{version}\n')
                await shop.running.host.settle()
            else:
                save(shop, version)
                await until_says(shop, QUESTION, f"version {version} {version}")
        over.set()
    await shop.settle()

    assert {(one, two) for one, two in (text.removeprefix("version ").split() for text in heard) if one != two} == set()
    assert len(heard) > 200
    await until(lambda: not shop.running.host._records["stamped"].leaving)
    assert shop.running.host.zombies() == []


@pytest.fixture
def toggled(shop: TestShop) -> TestShop:
    """With two plugins to be switched."""
    save(shop, 0)
    shop.write_plugin("wrap", answering("wrap", "return Reply(text='wrapped')"))
    return shop


async def test_switching_in_the_file_disturbs_no_other_socket_and_no_turn(toggled: TestShop) -> None:
    shop = toggled
    switch(shop, "shopbell_webchat", True)
    switch(shop, "wrap", True)
    await until_says(shop, QUESTION, "version 0 0")
    await until_says(shop, "wrap", "wrapped")
    await until(lambda: shop.plugin("shopbell_webchat").state == "enabled")
    async with ClientSession() as session:
        browser = Browser(session, shop.url)
        await browser.arrive()
        first = browser.socket
        over = asyncio.Event()
        statuses: set[int] = set()

        async def asks() -> None:
            while not over.is_set():
                assert (await shop.customer(f"ana {next(OWNERS)}").says(QUESTION)).text == "version 0 0"

        async def delivers() -> None:
            while not over.is_set():
                async with session.post(f"{shop.url}/hooks/stamped/in") as answer:
                    statuses.add(answer.status)
                    assert answer.status == 200 or int(answer.headers["Retry-After"]) > 0

        async with asyncio.TaskGroup() as group:
            group.create_task(asks())
            group.create_task(delivers())
            for _ in range(5):
                switch(shop, "wrap", False)
                await until_says(shop, "wrap", NOT_UNDERSTOOD)
                switch(shop, "wrap", True)
                await until_says(shop, "wrap", "wrapped")
            over.set()
        assert statuses == {200}
        assert not first.closed

        switch(shop, "shopbell_webchat", False)
        assert await browser.closed() == 1012
        async with session.get(f"{shop.url}/chat/loader.js") as answer:
            assert answer.status == 503
        switch(shop, "shopbell_webchat", True)
        await until(lambda: shop.plugin("shopbell_webchat").state == "enabled")
        await browser.arrive()
        browser.cut()


async def test_a_webhook_whose_plugin_is_off_is_told_to_come_back(toggled: TestShop) -> None:
    shop = toggled
    switch(shop, "stamped", True)
    await until_says(shop, QUESTION, "version 0 0")
    seen: list[int] = []
    over = asyncio.Event()

    async def delivers(session: ClientSession) -> None:
        while not over.is_set():
            async with session.post(f"{shop.url}/hooks/stamped/in") as answer:
                seen.append(answer.status)
                if answer.status != 200:
                    assert int(answer.headers["Retry-After"]) > 0

    async with ClientSession() as session, asyncio.TaskGroup() as group:
        for _ in range(4):
            group.create_task(delivers(session))
        for _ in range(5):
            switch(shop, "stamped", False)
            await until_says(shop, QUESTION, NOT_UNDERSTOOD)
            switch(shop, "stamped", True)
            await until_says(shop, QUESTION, "version 0 0")
        over.set()

    assert set(seen) == {200, 503}
