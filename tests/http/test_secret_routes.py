"""Stored secrets change in the running shop at once; their values never come back."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

import pytest
from aiohttp import ClientSession

from shopbell.clock import Clock
from shopbell.config.vault import Vault
from shopbell.http.compose import DoorSettings, open_door
from shopbell.http.secret_routes import SecretRoutes
from shopbell.http.server import serve
from shopbell.plugin_host.epoch import Epoch
from shopbell.stores.store import open_store
from shopbell.testing.storage import storage_of

pytestmark = pytest.mark.storage


class Opened(NamedTuple):
    """A door with the secret routes, a client with the operator's token, and what was heard of changes."""

    client: ClientSession
    vault: Vault
    changed: list[str]


class Host:
    """A shop without plugins."""

    epoch = Epoch(1)


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Opened]:
    changed: list[str] = []
    async with AsyncExitStack() as stack:
        store = await open_store(tmp_path, storage_of(tmp_path))
        stack.push_async_callback(store.close)
        vault = Vault(store, tmp_path)
        routes = SecretRoutes(vault, Clock(), changed.append).routes()
        settings, nobody = DoorSettings(title="Test", version="1"), cast(Any, SimpleNamespace(demo=False))
        door = await open_door(settings, nobody, cast(Any, Host()), store, Clock(), tmp_path, more=routes)
        listening = await stack.enter_async_context(serve(door, "127.0.0.1", 0, grace=2.0))
        head = {"Authorization": f"Bearer {(tmp_path / 'admin.token').read_text()}"}
        client = await stack.enter_async_context(ClientSession(listening.url, headers=head))
        yield Opened(client, vault, changed)


async def test_a_secret_is_set_listed_and_removed(opened: Opened) -> None:
    client, vault, changed = opened

    async with client.put("/api/v1/secrets/telegram", json={"value": "hunter2"}) as put:
        assert put.status == 200
        assert "hunter2" not in await put.text()
    assert vault.values == {"telegram": "hunter2"}
    async with client.get("/api/v1/secrets") as listed:
        assert [row["name"] for row in await listed.json()] == ["telegram"]
    async with client.delete("/api/v1/secrets/telegram") as removed:
        assert removed.status == 200

    assert vault.values == {}
    assert changed == ["telegram", "telegram"]


@pytest.mark.parametrize(
    ("method", "name", "body", "status"),
    [
        ("PUT", "Big%20Name", {"value": "x"}, 422),
        ("PUT", "empty", {"value": " "}, 422),
        ("PUT", "other", {"valeu": "hunter2"}, 422),
        ("DELETE", "nothing", None, 404),
    ],
)
async def test_what_makes_no_sense_is_refused(
    opened: Opened, method: str, name: str, body: dict[str, str] | None, status: int
) -> None:
    async with opened.client.request(method, f"/api/v1/secrets/{name}", json=body) as answer:
        assert answer.status == status
        assert "hunter2" not in await answer.text()

    assert opened.changed == []


async def test_only_the_operator_may(opened: Opened) -> None:
    async with opened.client.get("/api/v1/secrets", headers={"Authorization": "Bearer wrong"}) as answer:
        assert answer.status == 401
