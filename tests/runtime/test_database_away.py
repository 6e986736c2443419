"""The database server is restarted, crashes, and is gone for half a minute while customers write."""

import asyncio
import signal
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from shopbell.replies import decode_reply
from shopbell.testing import TestShop
from shopbell.testing.postgres import Cluster
from shopbell.testing.storage import VARIABLE
from tests.runtime.crash_shop import COUNTING

KEY = "a-key-for-this-test"
CUSTOMERS, GONE_SECONDS = 12, 30.0

pytestmark = [pytest.mark.storage, pytest.mark.timeout(300)]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """A server of this test's own, to be stopped and started."""
    try:
        cluster = Cluster(safe=True)
    except FileNotFoundError as exc:
        pytest.skip(str(exc))
    monkeypatch.setenv(VARIABLE, cluster.url)
    monkeypatch.setenv("SHOPBELL_API_KEYS", KEY)
    with cluster:
        yield cluster


class Crowd:
    """Customers who write one message after the other, and repeat what was not acknowledged."""

    def __init__(self, shop: TestShop) -> None:
        self.shop, self.going = shop, True
        self.acknowledged: dict[str, int] = {}
        self.refused: list[int] = []

    async def customer(self, http: aiohttp.ClientSession, name: str) -> None:
        while self.going:
            number = self.acknowledged.get(name, 0) + 1
            body = {"sender": name, "id": str(number), "text": str(number)}
            async with http.post(f"{self.shop.url}/api/v1/messages", json=body, params={"wait": "0"}) as answer:
                await answer.read()
                if answer.status < 300:
                    self.acknowledged[name] = number
                else:
                    self.refused.append(answer.status)
                    await asyncio.sleep(0.05)

    async def more(self, messages: int = 60) -> None:
        """Wait until so many more are acknowledged."""
        wanted = sum(self.acknowledged.values()) + messages
        async with asyncio.timeout(60):
            while sum(self.acknowledged.values()) < wanted:  # noqa: ASYNC110 a test may look often
                await asyncio.sleep(0.01)

    async def hears_no(self) -> None:
        """Wait until somebody is refused."""
        before = len(self.refused)
        async with asyncio.timeout(20):
            while len(self.refused) == before:  # noqa: ASYNC110 a test may look often
                await asyncio.sleep(0.01)


async def test_nothing_acknowledged_is_lost_while_the_server_comes_and_goes(tmp_path: Path, server: Cluster) -> None:
    shop = TestShop(tmp_path / "shop")
    await shop.open()
    await shop.enable("shopbell_api")
    shop.write_plugin("counting", COUNTING)
    await shop.settle()
    crowd = Crowd(shop)
    head = {"Authorization": f"Bearer {KEY}"}

    async with aiohttp.ClientSession(headers=head) as http, asyncio.TaskGroup() as customers:
        for n in range(CUSTOMERS):
            customers.create_task(crowd.customer(http, f"c{n}"))
        for how in (signal.SIGINT, signal.SIGQUIT):  # an upgrade of the server; a crash of it
            await crowd.more()
            await asyncio.to_thread(server.stop, how)
            await asyncio.to_thread(server.start)
        await crowd.more()
        await asyncio.to_thread(server.stop)
        await crowd.hears_no()
        async with http.get(f"{shop.url}/readyz") as ready:
            assert ready.status == 503
        await asyncio.sleep(GONE_SECONDS)
        await asyncio.to_thread(server.start)
        await crowd.more()
        crowd.going = False

    await shop.idle(60)
    assert set(crowd.refused) == {503}
    async with aiohttp.ClientSession() as http, http.get(f"{shop.url}/readyz") as ready:
        assert ready.status == 200
    heard = await shop.fetch(
        "SELECT identity.address, message.body FROM message JOIN identity ON identity.id = message.identity_id"
        " WHERE author = 'bot' ORDER BY message.id"
    )
    answers: dict[str, list[str]] = {}
    for address, body in heard:
        if " is " in (text := decode_reply(body).text) and text[0].isdigit():
            answers.setdefault(address, []).append(text)
    for name, last in crowd.acknowledged.items():
        # One more may have been stored whose acknowledgement was never waited for.
        assert answers[name] in ([f"{n} is {n}" for n in range(1, last + extra + 1)] for extra in (0, 1))
    assert await shop.fetch("SELECT count(*) FROM inbox WHERE done = 0") == [(0,)]
    await shop.close()
