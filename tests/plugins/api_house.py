"""The API behind a listening door; the shop behind it repeats what it hears, and keeps it in memory."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import structlog
from aiohttp import ClientSession

from shopbell.errors import ConfigError, Overloaded, StoreUnavailable
from shopbell.http.limits import Limits
from shopbell.http.outside import outside_session
from shopbell.messages import ChannelEvent, InboundMessage, OutboundMessage, ShopEvent, StoredMessage
from shopbell.replies import Reply, ReplyPart
from shopbell.secret import Secret
from shopbell_api import shopbell_channels
from shopbell_api.channel import ApiChannel
from tests.http.conftest import House

SLOW, HELD, FULL, BROKEN = "slow", "held", "full", "broken disk"  # texts that the shop takes in a special way


MESSAGES, EVENTS = "/api/v1/messages", "/api/v1/events"


def body(**changed: Any) -> bytes:
    """A message as JSON."""
    return json.dumps({"sender": "ana", "id": "1", "text": "hi"} | changed).encode()


class Taken:
    """``Accepted``: a message and its answer."""

    def __init__(self, turn_id: int, duplicate: bool, answer: tuple[ReplyPart, ...] | None) -> None:
        self.turn_id, self.duplicate, self._answer = turn_id, duplicate, answer

    async def replies(self, timeout: float) -> tuple[ReplyPart, ...] | None:
        if self._answer is None:
            await asyncio.sleep(timeout)
        return self._answer


class Echo:
    """``Inbox``: answers every message with its own words, each key once."""

    def __init__(self) -> None:
        self.heard: list[InboundMessage] = []
        self.told: list[StoredMessage] = []
        self.facts: dict[tuple[str, str], ShopEvent] = {}

    async def accept(self, message: InboundMessage) -> Taken:
        if message.text == FULL:
            raise Overloaded("Too many messages are waiting.")
        if message.text == BROKEN:
            raise StoreUnavailable("disk full")
        known = [
            (n, one) for n, one in enumerate(self.heard, 1) if (one.account, one.key) == (message.account, message.key)
        ]
        if not known:
            self.heard.append(message)
        turn, said = known[0] if known else (len(self.heard), message)
        answer = (
            None if said.text == SLOW else () if said.text == HELD else Reply(text=said.text, options=["Yes"]).parts
        )
        return Taken(turn, bool(known), answer)

    async def report(self, event: ChannelEvent) -> bool:
        return True

    async def record(self, account: str, events: Sequence[ShopEvent]) -> int:
        before = len(self.facts)
        for event in events:
            self.facts.setdefault((event.source, event.id), event)
        return len(self.facts) - before

    async def transcript(self, account: str, address: str, *, after: int, limit: int) -> list[StoredMessage]:
        return [one for one in self.told if one.seq > after and one.author == f"{account}/{address}"][:limit]

    def tell(self, account: str, address: str, text: str) -> None:
        """Something a person says to the customer, later."""
        seq = len(self.told) + 1
        author = f"{account}/{address}"
        self.told.append(StoredMessage(seq=seq, turn_id=seq, author=author, at=5, reply=Reply(text=text)))


class ApiScope:
    """What the plugin is handed."""

    name = "shopbell_api"
    log = structlog.get_logger("shopbell_api")
    media: Any = None  # nothing is fetched here

    def __init__(self, house: "ApiHouse", table: dict[str, Any], secrets: dict[str, tuple[str, ...]]) -> None:
        self._house, self._table, self.secrets = house, table, secrets
        self.undone: list[Any] = []

    def settings(self, kind: type[Any]) -> Any:
        return msgspec.convert(self._table, kind, dec_hook=lambda _, raw: Secret.parse(raw))

    def secret(self, reference: Secret) -> tuple[str, ...]:
        name = reference.sources[0].name
        if name not in self.secrets:
            raise ConfigError("the secret is not there")
        return self.secrets[name]

    def route(self, method: str, path: str, handler: Any, *, needs: Any = None) -> None:
        self._house.route(method, path, handler, needs=needs)

    def outside(self, url: str) -> ClientSession:
        """As the real one, closed with the house."""
        session = outside_session(url)
        self._house.sessions.append(session)
        return session

    def undo(self, inverse: Any) -> None:
        self.undone.append(inverse)


class ApiHouse(House):
    """The door, the plugin, the echo."""

    channel: ApiChannel
    echo: Echo
    scope: ApiScope
    running: AsyncExitStack  # the channel's ``run``
    sessions: list[ClientSession]  # by which apps were called

    async def hang_up(self) -> None:
        """End the calls."""
        for session in self.sessions:
            await session.close()

    async def say(
        self,
        text: str = "hello",
        *,
        id: str = "1",  # noqa: A002 the API's own word
        sender: str = "ana",
        **more: Any,
    ) -> tuple[int, Any]:
        """Post one message: status and JSON."""
        key = more.pop("key", None)
        wait = more.pop("wait", None)
        query = {} if wait is None else {"wait": str(wait)}
        body = {"sender": sender, "id": id, "text": text, **more}
        answer = await self.ask("POST", "/api/v1/messages", json=body, params=query, **({"key": key} if key else {}))
        return answer.status, await answer.json(content_type=None)

    async def deliver(self, text: str = "It shipped today.", *, account: str = "default", number: int = 7) -> None:
        """One attempt of the outbox."""
        await self.channel.send(
            OutboundMessage(
                outbox_id=number, turn_id=3, conversation_id=41, channel="api", account=account, address="ana",
                reply=Reply(text=text), created_at=1_763_769_600_000,
            )
        )  # fmt: skip


@asynccontextmanager
async def api_house(
    data: Path,
    table: dict[str, Any] | None = None,
    secrets: dict[str, tuple[str, ...]] | None = None,
    limits: Limits | None = None,
) -> AsyncIterator[ApiHouse]:
    """Open all of it.

    Raises:
        ConfigError: as the plugin does.
    """
    async with AsyncExitStack() as stack:
        house = ApiHouse(data)
        house.sessions = []
        stack.push_async_callback(house.close)
        stack.push_async_callback(house.hang_up)
        house.scope, house.echo = ApiScope(house, table or {}, secrets or {}), Echo()
        (channel,) = shopbell_channels(house.scope)  # type: ignore[arg-type]
        assert isinstance(channel, ApiChannel)
        house.channel, house.limits = channel, limits or house.limits
        house.running = await stack.enter_async_context(AsyncExitStack())
        await house.running.enter_async_context(channel.run(house.echo))
        await house.open()
        yield house
