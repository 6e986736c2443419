"""A platform that is busy or away, over the real code of the channels: who waits, how long, and in which order."""

import asyncio
import base64
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from itertools import pairwise

import pytest
from aiohttp import ClientSession

from shopbell.testing import Answer, Asked, Platform, TestShop
from shopbell_telegram.sending import CAN_SHOW
from tests.plugins.telegram_house import CHAT, HEADER, SECRET, USER, obliging, refusal, update
from tests.runtime.answers import ECHO, install

pytestmark = pytest.mark.storage

KEY = "key-of-the-app"
SIGNING = "whsec_" + base64.b64encode(b"outage" * 6).decode()
MINUTE = 60_000  # milliseconds


class House:
    """A shop with two bots and an app that is called back, each on a platform of its own kind."""

    def __init__(self, shop: TestShop, client: ClientSession) -> None:
        self.shop, self._client = shop, client
        self.telegram, self.app = Platform(self._obliging), Platform()
        self.arrived: list[tuple[float, int, str]] = []  # monotonic seconds, chat, words; those that were taken
        self._count = 0

    def _obliging(self, asked: Asked) -> Answer:
        if asked.path.endswith("/sendMessage"):
            self.arrived.append((time.monotonic(), asked.json()["chat_id"], asked.json()["text"]))
        return obliging(asked)

    async def open(self) -> None:
        """Switch both channels on."""
        kept = {"first": "1:ABC", "second": "2:ABC", "secret": SECRET, "signing": SIGNING}
        for name, value in kept.items():
            (self.shop.folder / name).write_text(value)
        refer = {name: {"file": str(self.shop.folder / name)} for name in kept}
        bots = {
            name: {"token": refer[name], "mode": "webhook", "webhook_secret": refer["secret"]}
            for name in ("first", "second")
        }
        await install(self.shop, "echo", ECHO)
        await self.shop.enable("shopbell_telegram", base_url=self.telegram.url, bots=bots, send_timeout=2.0)
        app = {"callback": f"{self.app.url}/callback", "secret": refer["signing"]}
        await self.shop.enable("shopbell_api", apps={"phone": app}, callback_timeout=2.0)

    async def brings(self, chat: int, text: str, bot: str = "first") -> None:
        """Somebody writes to a bot."""
        self._count += 1
        said = update(self._count, text=text, **{"from": USER | {"id": chat}, "chat": CHAT | {"id": chat}})
        hook = f"{self.shop.url}/hooks/shopbell_telegram/{bot}"
        async with self._client.post(hook, json=said, headers={HEADER: SECRET}) as answer:
            assert answer.status == 200

    async def posts(self, sender: str, text: str) -> None:
        """Somebody writes in the app."""
        said = {"sender": sender, "id": text, "text": text}
        key = {"Authorization": f"Bearer {KEY}"}
        async with self._client.post(f"{self.shop.url}/api/v1/messages?wait=0", json=said, headers=key) as answer:
            assert answer.status in (200, 202)

    async def states(self) -> list[str]:
        """The states of all messages on their way."""
        return [state for (state,) in await self.shop.fetch("SELECT DISTINCT state FROM outbox ORDER BY 1")]

    async def until(self, count: int) -> None:
        """Wait until so many messages arrived in Telegram."""
        async with asyncio.timeout(30.0):
            while len(self.arrived) < count:  # noqa: ASYNC110 nobody's event
                await asyncio.sleep(0.005)


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The app's key; read when the shop opens."""
    monkeypatch.setenv("SHOPBELL_API_KEYS", f"phone:{KEY}")


@pytest.fixture
async def house(shop: TestShop) -> AsyncIterator[House]:
    """The shop, open."""
    async with AsyncExitStack() as stack:
        house = House(shop, await stack.enter_async_context(ClientSession()))
        await stack.enter_async_context(house.telegram)
        await stack.enter_async_context(house.app)
        await house.open()
        yield house


class PassingTime:
    """``time`` for the outbox: the seconds that the test lets pass are added to those that do."""

    def __init__(self) -> None:
        self.passed = 0.0

    def monotonic(self) -> float:
        """Seconds."""
        return time.monotonic() + self.passed


async def test_a_bot_that_is_too_fast_stops_for_all_its_customers_and_the_other_bot_goes_on(house: House) -> None:
    for chat in (11, 12):
        await house.brings(chat, "hello")
    await house.until(4)
    house.telegram.misbehaves(
        refusal(429, "Too Many Requests: retry after 1", retry_after=1),
        only=lambda asked: asked.path.endswith("/bot1:ABC/sendMessage"),
    )

    await house.brings(11, "too fast")
    await house.telegram.wait_for(5, only=lambda asked: asked.path.endswith("/sendMessage"))
    refused = time.monotonic()
    await house.brings(12, "me too")
    await house.brings(13, "here?", bot="second")
    await house.until(8)

    late = [(at - refused, chat) for at, chat, _ in house.arrived[4:]]
    assert [chat for _, chat in late[:2]] == [13, 13]
    assert {chat for _, chat in late[2:]} == {11, 12}
    assert min(after for after, chat in late if chat != 13) > 0.9


async def test_an_app_that_asks_for_time_gets_it_for_all_its_customers(house: House) -> None:
    house.app.misbehaves(Answer(429, headers={"Retry-After": "1"}))

    await house.posts("ana", "hello")
    await house.app.wait_for(1)
    await house.posts("ben", "hello")
    await asyncio.sleep(0.4)  # nobody's event: nothing happens
    before = len(house.app.asked)
    asked = await house.app.wait_for(5)

    assert before == 1
    assert {one.json()["data"]["sender"] for one in asked[1:]} == {"ana", "ben"}


async def test_a_broken_callback_comes_again_under_the_same_id_until_it_arrives(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shopbell.runtime.retries.retry_delay", lambda attempt, rng: 0.01)
    house.app.misbehaves(*[Answer(cut=True)] * 4)

    await house.posts("ana", "hello")
    asked = await house.app.wait_for(6)

    ids = [one.headers["webhook-id"] for one in asked]
    assert ids[:5] == [ids[0]] * 5
    assert ids[5] != ids[0]
    assert len({one.body for one in asked[:5]}) == 1


async def test_an_hour_of_outage_is_caught_up_oldest_first_at_the_platforms_rate_while_others_are_served(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = PassingTime()
    for module in ("retries", "turnstile", "outbox"):
        monkeypatch.setattr(f"shopbell.runtime.{module}.time", clock)
    chats = range(100, 160)
    for chat in chats:
        await house.brings(chat, "hello")
    await house.until(2 * len(chats))
    await house.telegram.go_down()

    for number in (1, 2):
        for chat in chats if number == 1 else reversed(chats):
            await house.brings(chat, f"n{number}")
    await house.shop.idle()
    for _ in range(60):
        clock.passed += 60
        await house.shop.running.advance_clock(MINUTE)
        await asyncio.sleep(0.01)  # whoever tries now does
    assert set(await house.states()) <= {"due", "sending", "sent"}  # nothing was parked or given up
    before = len(house.arrived)
    await house.telegram.come_up()
    clock.passed += 60
    await house.shop.running.advance_clock(MINUTE)
    await house.until(before + len(chats) // 2)
    await house.posts("ana", "and I?")
    await house.app.wait_for(2)
    served_after = len(house.arrived) - before
    await house.until(before + 2 * len(chats))

    caught_up = house.arrived[before:]
    wanted = [*((chat, "n1") for chat in chats), *((chat, "n2") for chat in reversed(chats))]
    place = {(chat, f"You said: {text}"): place for place, (chat, text) in enumerate(wanted)}
    places = [place[chat, text] for _, chat, text in caught_up]
    assert sorted(places) == list(range(len(wanted)))  # each once
    assert sum(one > other for one, other in pairwise(places)) <= 2  # those that tried may not have been the oldest
    times = [at for at, _, _ in caught_up]
    burst = CAN_SHOW.per_second / 4
    for first, since in enumerate(times):
        within = sum(since <= at < since + 1.0 for at in times[first:])
        assert within <= CAN_SHOW.per_second * 1.1 + burst + 2
    assert served_after < 2 * len(chats)  # the app's customer did not wait for Telegram's
    async with asyncio.timeout(10.0):
        while await house.states() != ["sent"]:  # noqa: ASYNC110 the commit is nobody's event
            await asyncio.sleep(0.01)
