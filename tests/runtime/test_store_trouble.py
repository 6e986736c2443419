"""The disk is full, or somebody else has the database: doors answer 503, and the shop goes on by itself."""

import asyncio
import resource
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from shopbell.errors import StoreUnavailable
from shopbell.replies import Reply
from shopbell.testing import TestShop
from tests.runtime.answers import ECHO, install

pytestmark = pytest.mark.sqlite  # about the file itself

KEY = "a-key-for-this-test"
COUNTING = """
import asyncio

GATE = asyncio.Event()

@skill()
async def answer(turn):
    if turn.text == "go":
        GATE.set()
    elif turn.text == "wait":
        await GATE.wait()
    said = turn.recall("said", 0) + 1
    turn.remember("said", said)
    return Reply(text=f"{said}: {turn.text}")
"""


@contextmanager
def full_disk(shop: TestShop) -> Iterator[None]:
    """No file of this process may grow beyond what the shop's write-ahead log is now."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    log = (shop.data / "shopbell.db-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (log, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def locked(shop: TestShop) -> Iterator[None]:
    """Another program has the database for itself."""
    with closing(sqlite3.connect(shop.data / "shopbell.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


Trouble = Callable[[TestShop], AbstractContextManager[None]]
TROUBLES = pytest.mark.parametrize("trouble", [full_disk, locked], ids=["full-disk", "locked-database"])


@pytest.fixture
async def api(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TestShop]:
    """A shop with the API's door, and a skill that repeats."""
    monkeypatch.setenv("SHOPBELL_API_KEYS", KEY)
    monkeypatch.setattr("shopbell.stores.sqlite.BUSY_MS", 50)  # not two seconds
    shop = TestShop(tmp_path / "shop")
    await shop.open()
    await shop.enable("shopbell_api")
    await install(shop, "echo", ECHO)
    yield shop
    await shop.close()


async def post(shop: TestShop, number: int) -> tuple[int, dict[str, Any]]:
    body = {"sender": f"c{number % 7}", "id": str(number), "text": f"message {number} {'x' * 500}"}
    async with (
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {KEY}"}) as session,
        session.post(f"{shop.url}/api/v1/messages", json=body) as answer,
    ):
        return answer.status, await answer.json(content_type=None)


async def ready(shop: TestShop) -> int:
    async with aiohttp.ClientSession() as session, session.get(f"{shop.url}/readyz") as answer:
        return answer.status


@TROUBLES
async def test_in_trouble_the_api_answers_503_and_afterwards_everything_is_as_if_nothing_had_been(
    api: TestShop, trouble: Trouble
) -> None:
    assert (await post(api, 0))[0] == 200
    answers: dict[int, int] = {}
    with trouble(api):
        number = 0
        while 503 not in answers.values() and number < 300:
            number += 1
            answers[number] = (await post(api, number))[0]
        results = await asyncio.gather(*(post(api, n) for n in range(number + 1, number + 20)))
        answers |= {n: status for n, (status, _) in enumerate(results, number + 1)}
        assert await ready(api) == 503

    assert set(answers.values()) <= {200, 503}
    assert 503 in answers.values()
    stored = {
        int(key.partition("\x1f")[0]) for (key,) in await api.fetch("SELECT dedupe FROM inbox WHERE kind = 'message'")
    }
    assert {n for n, status in answers.items() if status == 200} | {0} == stored

    for n in answers:
        status, said = await post(api, n)
        assert status == 200
        assert said["replies"][-1]["text"].startswith(f"You said: message {n}")
    assert await ready(api) == 200
    assert await api.fetch("SELECT count(*) FROM turn") == [(len(answers) + 1,)]
    assert await api.fetch("PRAGMA integrity_check") == [("ok",)]


@TROUBLES
async def test_a_message_stored_before_the_trouble_is_answered_after_it_and_its_conversation_keeps_its_order(
    shop: TestShop, trouble: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    await install(shop, "counting", COUNTING)
    ana = shop.customer("ana")
    first = await ana.writes("wait", key="first")
    with trouble(shop):
        with suppress(StoreUnavailable):
            while True:  # fill up what little room there is
                await shop.customer("ben").writes("x" * 20_000)
        with pytest.raises(StoreUnavailable):
            await ana.writes("second", key="second")
        with pytest.raises(StoreUnavailable):
            await shop.customer("cleo").writes("go")
        await open_gate(shop)
        await asyncio.sleep(0.1)  # the first turn is decided, and cannot be stored
        assert await first.replies(0.0) is None

    second = await ana.writes("second", key="second")
    third = await ana.writes("third", key="third")
    answers = [await accepted.replies(10.0) for accepted in (first, second, third)]

    texts = [Reply(*parts).text.splitlines()[-1] for parts in answers if parts]
    assert texts == ["1: wait", "2: second", "3: third"]
    assert await shop.fetch("SELECT count(*) FROM inbox WHERE done = 0") == [(0,)]
    await shop.idle()
    assert shop.running.store.trouble is None


async def open_gate(shop: TestShop) -> None:
    """Let the skill that waits go on, without a message."""
    (entry,) = shop.running.host.epoch.plain_skills
    vars(entry.skill)["_answer"].__globals__["GATE"].set()


@TROUBLES
async def test_a_new_customers_first_message_that_could_not_be_stored_leaves_nothing_behind(
    shop: TestShop, trouble: Trouble
) -> None:
    await install(shop, "echo", ECHO)
    await shop.customer("ben").says("hello")
    with trouble(shop):
        for _ in range(100):
            results = await asyncio.gather(
                *(shop.customer("ana").writes("x" * 9_000, key=f"m{n}") for n in range(4)), return_exceptions=True
            )
            if all(isinstance(result, StoreUnavailable) for result in results):
                break
            await shop.idle()

    replies = await asyncio.gather(*(shop.customer("ana").says(f"again {n}", key=f"n{n}") for n in range(4)))

    assert [reply.text for reply in replies] == [f"You said: again {n}" for n in range(4)]
    assert await shop.fetch("SELECT count(*) FROM conversation") == [(2,)]
    assert await shop.fetch("SELECT count(*) FROM identity") == [(2,)]
