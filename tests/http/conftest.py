"""A door that listens: real store, keys, limits, routes and server; only what is behind it is in memory."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp import ClientResponse, ClientSession, InvalidURL

from shopbell.clock import Clock
from shopbell.contracts import KeyScope, RouteHandler
from shopbell.errors import ConfigError, LoadError, RequestError
from shopbell.http.compose import DoorSettings, open_door
from shopbell.http.limits import Limits, Rate
from shopbell.http.operations import CustomerInfo, HandoffInfo, IdentityInfo, OutboxInfo, PluginInfo, Readiness
from shopbell.http.server import Listening, serve
from shopbell.plugin_host.breaker import Breaker
from shopbell.plugin_host.contributions import Contributions
from shopbell.plugin_host.epoch import Epoch, Member
from shopbell.plugin_host.guards import Guard
from shopbell.plugin_host.routes import Route, Unavailable
from shopbell.plugin_host.visits import Visits
from shopbell.stores.store import open_store
from shopbell.testing.storage import storage_of

ENV_KEY = "env-key-of-the-test"


class Behind:
    """What stands behind the door: a shop with one plugin, one customer, one handoff, one parked message."""

    demo = True

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.now = Readiness(True)
        self.states = {"faq": "enabled"}
        self.held = HandoffInfo(conversation=7, holder="queue", since=1, customer=3)
        self.parked = OutboxInfo(
            id=33, turn=2, conversation=7, channel="api", account="default", purpose="conversational",
            state="parked", reason="no answer", attempts=9, created_at=1, due_at=1,
        )  # fmt: skip

    def readiness(self) -> Readiness:
        return self.now

    def metrics(self) -> list[Any]:
        return []

    async def plugins(self) -> list[PluginInfo]:
        return [PluginInfo(name=name, version="1", state=state) for name, state in self.states.items()]

    async def enable_plugin(self, name: str, enabled: bool, who: str) -> PluginInfo | None:
        if name == "broken":
            raise ConfigError("no such table")
        if name not in self.states:
            return None
        self.states[name] = "enabled" if enabled else "disabled"
        return PluginInfo(name=name, version="1", state=self.states[name], reason=f"by {who}")

    async def reload_plugin(self, name: str) -> PluginInfo | None:
        if name == "broken":
            raise LoadError("invalid syntax (line 3)")
        return PluginInfo(name=name, version="1", state="enabled") if name in self.states else None

    async def turn(self, turn_id: int) -> dict[str, Any] | None:
        return {"turn": turn_id, "skill": "faq"} if turn_id == 2 else None

    async def customer(self, customer_id: int) -> CustomerInfo | None:
        if customer_id != 3:
            return None
        address = IdentityInfo(1, "api", "default", "ana")
        return CustomerInfo(
            id=3, name=None, language="en", attributes={}, identities=[address], conversation=7, holder="queue"
        )

    async def handoffs(self) -> list[HandoffInfo]:
        return [self.held]

    async def release(self, conversation_id: int, who: str) -> HandoffInfo | None:
        return self.held if conversation_id == 7 else None

    async def outbox(self, state: str | None, limit: int) -> list[OutboxInfo]:
        return [self.parked] if state in (None, "parked") else []

    async def redrive(self, outbox_id: int) -> OutboxInfo | None:
        if outbox_id == 34:
            raise RequestError(409, "Already sent", "It was delivered.")
        return self.parked if outbox_id == 33 else None

    async def advance_clock(self, ms: int) -> int:
        self.clock.advance(ms)
        return self.clock.now()


class House:
    """The door in service. ``plugin`` is the one that owns the routes of ``route``."""

    def __init__(self, data: Path) -> None:
        self.data, self.clock = data, Clock()
        self.behind = Behind(self.clock)
        self.breaker, self.visits = Breaker(), Visits()
        self.away: dict[str, Unavailable] = {}
        self.limits = Limits(Rate(0, 0), Rate(0, 0))
        self.listening: Listening
        self.client: ClientSession
        self._routes: list[Route] = []
        self.epoch = Epoch(1)
        self._stack = AsyncExitStack()

    def route(self, method: str, path: str, handler: RouteHandler, *, needs: KeyScope | None = None) -> None:
        """A route of the plugin; a new epoch has it at once."""
        self._routes.append(Route("visitor", method, path, handler, needs))
        generation = SimpleNamespace(
            name="visitor",
            breaker=self.breaker,
            visits=self.visits,
            given=Contributions(routes=tuple(self._routes)),
            guard=Guard("visitor", self.breaker, None),
        )
        self.epoch = Epoch(self.epoch.id + 1, [Member(cast(Any, generation), 100)], self.away)

    async def open(self, **settings: Any) -> None:
        """Listen on a free port."""
        self.store = await open_store(self.data, storage_of(self.data))
        self._stack.push_async_callback(self.store.close)
        chosen = DoorSettings(title="Test", version="1", keys_env="TEST_KEYS", **settings)
        self.door = await open_door(chosen, self.behind, self, self.store, self.clock, self.data, limits=self.limits)
        self._serving = AsyncExitStack()
        self._stack.push_async_callback(self.close_server)
        self.listening = await self._serving.enter_async_context(serve(self.door, "127.0.0.1", 0, grace=2.0))
        self.client = await self._stack.enter_async_context(ClientSession(self.listening.url))

    async def close_server(self) -> None:
        """No new requests; the open ones are finished."""
        await self._serving.aclose()

    async def close(self) -> None:
        """Close, in the reverse order."""
        await self._stack.aclose()

    async def ask(self, method: str, path: str, *, key: str | None = ENV_KEY, **more: Any) -> ClientResponse:
        """One request, its body read. Redirects are not followed."""
        headers = {**({"Authorization": f"Bearer {key}"} if key else {}), **more.pop("headers", {})}
        async with self.client.request(method, path, headers=headers, allow_redirects=False, **more) as answer:
            await answer.read()
            return answer

    async def make_key(self, *scopes: str, app: str = "shop-app", **more: Any) -> str:
        """A stored key."""
        answer = await self.ask("POST", "/api/v1/keys", json={"app": app, "scopes": list(scopes), **more})
        assert answer.status == 201
        return str((await answer.json())["key"])


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    """An open door."""
    monkeypatch.setenv("TEST_KEYS", ENV_KEY)
    house = House(tmp_path)
    await house.open()
    try:
        yield house
    finally:
        await house.close()


@pytest.fixture
async def unopened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    """A door that the test opens with settings of its own."""
    monkeypatch.setenv("TEST_KEYS", ENV_KEY)
    house = House(tmp_path)
    try:
        yield house
    finally:
        await house.close()


@pytest.fixture
def nonsense(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., int]]:
    """Asks an open door for anything; the status, 400 when aiohttp's own client refuses to write it."""
    monkeypatch.setenv("TEST_KEYS", ENV_KEY)
    with asyncio.Runner() as runner:
        house = House(tmp_path)
        runner.run(house.open())

        async def ask(method: str, path: str, body: bytes) -> int:
            try:
                return (await house.ask(method, "/" + path.lstrip("/"), data=body)).status
            except (InvalidURL, ValueError):
                return 400

        try:
            yield lambda method, path, body: runner.run(ask(method, path, body))
        finally:
            runner.run(house.close())
