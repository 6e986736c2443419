"""The API on a whole shop: what is answered is on disk, what is refused leaves no trace."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from shopbell.app import Opening, RunningShop, running_shop
from tests.plugins.api_house import EVENTS, MESSAGES
from tests.plugins.test_api_malformed import ILL_FORMED

pytestmark = pytest.mark.storage

KEY = "a-key-of-the-environment"


class Open:
    """A running shop and a client of it."""

    def __init__(self, shop: RunningShop, client: ClientSession) -> None:
        self.shop, self.client = shop, client

    async def ask(self, method: str, path: str, sent: Any = None, *, key: str = KEY) -> tuple[int, Any]:
        data = sent if isinstance(sent, bytes | None) else json.dumps(sent).encode()
        async with self.client.request(method, path, data=data, headers={"Authorization": f"Bearer {key}"}) as answer:
            return answer.status, json.loads(await answer.read())

    async def count(self, table: str) -> int:
        return int((await self.shop.store.fetch(f"SELECT count(*) FROM {table}"))[0][0])  # noqa: S608 our own names


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shop with nothing but its name."""
    monkeypatch.setenv("SHOPBELL_API_KEYS", KEY)
    (tmp_path / "shopbell.toml").write_text('[shop]\nname = "Test"\n')
    return tmp_path


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Open]:
    how = Opening(folder, folder / "data", port=0, demo=True, watchdog=False)
    async with running_shop(how) as shop, ClientSession(shop.url) as client:
        await shop.host.settle()  # on a slow machine a plugin may still be starting
        yield Open(shop, client)


async def test_a_repeated_message_gets_its_answer_even_after_a_restart(folder: Path) -> None:
    said = {"sender": "ana", "id": "1", "text": "hello"}
    async with opened(folder) as shop:
        first = await shop.ask("POST", MESSAGES, said)
        again = await shop.ask("POST", MESSAGES, said)
    async with opened(folder) as shop:
        later = await shop.ask("POST", MESSAGES, said)
        turns = await shop.count("turn")

    assert first[0] == 200, first
    assert first[1]["replies"]
    assert first == again == later
    assert turns == 1


async def test_the_cursor_tells_both_sides_in_order(folder: Path) -> None:
    async with opened(folder) as shop:
        for number in range(3):
            await shop.ask("POST", MESSAGES, {"sender": "ana", "id": str(number), "text": f"question {number}"})
        await shop.ask("POST", MESSAGES, {"sender": "ben", "id": "1", "text": "mine"})

        _, page = await shop.ask("GET", f"{MESSAGES}?sender=ana&limit=200")
        _, end = await shop.ask("GET", f"{MESSAGES}?sender=ana&after={page['next']}")

    seqs = [message["seq"] for message in page["messages"]]
    asked = [message["text"] for message in page["messages"] if message["author"] == "customer"]
    assert asked == ["question 0", "question 1", "question 2"]
    assert seqs == sorted(set(seqs))
    assert end["messages"] == []


async def test_what_is_refused_leaves_no_trace(folder: Path) -> None:
    async with opened(folder) as shop:
        statuses = [(await shop.ask("POST", MESSAGES, sent))[0] for sent, _ in ILL_FORMED if len(sent) < 1_000_000]
        left = [await shop.count(table) for table in ("inbox", "message", "identity", "customer", "conversation")]

    assert set(statuses) == {400, 422}
    assert left == [0, 0, 0, 0, 0]


async def test_a_look_at_nobodys_messages_makes_no_customer(folder: Path) -> None:
    async with opened(folder) as shop:
        told = await shop.ask("GET", f"{MESSAGES}?sender=nobody")
        left = await shop.count("customer")

    assert (told, left) == ((200, {"messages": [], "next": 0}), 0)


async def test_an_event_is_kept_once(folder: Path) -> None:
    event = {"kind": "cart.updated", "id": "1", "sender": "ana", "body": {"product": "rye"}}
    async with opened(folder) as shop:
        told = [await shop.ask("POST", EVENTS, [event, event]) for _ in range(2)]
        kept = await shop.count("event")

    assert told == [(200, {"accepted": 2, "new": 1}), (200, {"accepted": 2, "new": 0})]
    assert kept == 1


async def test_a_switched_off_api_asks_to_come_back_and_returns(folder: Path) -> None:
    said = {"sender": "ana", "id": "1", "text": "hello"}
    async with opened(folder) as shop:
        off = await shop.ask("PATCH", "/api/v1/plugins/shopbell_api", {"enabled": False})
        away = await shop.ask("POST", MESSAGES, said)
        await shop.ask("PATCH", "/api/v1/plugins/shopbell_api", {"enabled": True})
        back = await shop.ask("POST", MESSAGES, said)

    assert off[1]["state"] in ("stopping", "disabled")
    assert (away[0], back[0]) == (503, 200)


async def test_the_decision_can_be_looked_up(folder: Path) -> None:
    async with opened(folder) as shop:
        _, answered = await shop.ask("POST", MESSAGES, {"sender": "ana", "id": "1", "text": "hello"})
        status, record = await shop.ask("GET", f"/api/v1/turns/{answered['turn']}")

    assert (status, record["turn"]) == (200, answered["turn"])
    assert "hello" not in json.dumps(record)


async def test_a_limited_key_is_told_politely_to_slow_down(folder: Path) -> None:
    async with opened(folder) as shop:
        made = await shop.ask("POST", "/api/v1/keys", {"app": "kiosk", "scopes": ["chat"], "limited": True})
        said = [
            await shop.ask("POST", MESSAGES, {"sender": "ana", "id": str(n), "text": "hello"}, key=made[1]["key"])
            for n in range(22)
        ]

    assert {status for status, _ in said} == {200}
    assert "faster than I can read" in said[20][1]["replies"][-1]["text"]
    assert said[21][1]["replies"] == []
