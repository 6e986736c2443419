"""A shop's counter in memory: the web chat's plugin behind a real web server, without the rest of the runtime."""

import asyncio
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, cast

import msgspec
import structlog
from aiohttp import ClientSession, web

from shopbell import (
    ChannelEvent,
    InboundMessage,
    OutboundMessage,
    PluginScope,
    Reply,
    Settings,
    ShopEvent,
    StoredMessage,
)
from shopbell.http.problems import problem_of
from shopbell.replies import ReplyPart
from shopbell.shop import ShopInfo
from shopbell_webchat import shopbell_channels
from shopbell_webchat.channel import WebChat
from tests.web.visitor import Browser

HERE = Path(__file__).parent


class Taken:
    """An accepted message."""

    def __init__(self, turn_id: int, duplicate: bool) -> None:
        self.turn_id, self.duplicate = turn_id, duplicate

    async def replies(self, timeout: float) -> tuple[ReplyPart, ...] | None:
        """Nobody waits here."""
        return None


class Ledger:
    """An inbox that keeps everything in one list. ``trouble`` is raised by whoever reads or writes, while set."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str, StoredMessage]] = []
        self.trouble: Exception | None = None
        self.reads = 0

    async def accept(self, message: InboundMessage) -> Taken:
        await asyncio.sleep(0)
        if self.trouble is not None:
            raise self.trouble
        for _, _, line in self.lines:
            if line.message is not None and line.message.key == message.key:
                return Taken(line.turn_id, True)
        seq = len(self.lines) + 1
        stored = StoredMessage(seq=seq, turn_id=seq, author="customer", at=seq, message=message)
        self.lines.append((message.account, message.sender, stored))
        return Taken(seq, False)

    async def report(self, event: ChannelEvent) -> bool:
        return True

    async def record(self, account: str, events: Sequence[ShopEvent]) -> int:
        return 0

    async def transcript(self, account: str, address: str, *, after: int, limit: int) -> list[StoredMessage]:
        self.reads += 1
        await asyncio.sleep(0)
        if self.trouble is not None:
            raise self.trouble
        mine = [line for site, sender, line in self.lines if (site, sender) == (account, address) and line.seq > after]
        return mine[:limit]

    def write(self, account: str, address: str, reply: Reply, author: str) -> StoredMessage:
        """A message of the shop."""
        seq = len(self.lines) + 1
        stored = StoredMessage(seq=seq, turn_id=seq, author=author, at=seq, reply=reply)
        self.lines.append((account, address, stored))
        return stored

    @property
    def heard(self) -> list[InboundMessage]:
        """What customers said."""
        return [line.message for _, _, line in self.lines if line.message is not None]


class Keys:
    """A plugin's small store."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    async def get(self, key: str, default: Any = None) -> Any:
        return self.kept.get(key, default)

    async def put(self, key: str, value: Any) -> None:
        self.kept[key] = value

    async def keys(self, prefix: str = "") -> list[str]:
        return sorted(self.kept)


class Scope:
    """What one generation of the plugin is handed."""

    name = "shopbell_webchat"

    def __init__(self, shop: ShopInfo, kv: Keys, table: dict[str, Any]) -> None:
        self.shop, self.kv, self._table = shop, kv, table
        self.closing = asyncio.Event()
        self.log = structlog.get_logger()
        self.routes = web.UrlDispatcher()
        self.work: list[Callable[[], Awaitable[object]]] = []

    def settings(self, kind: type[Settings]) -> Settings:
        return msgspec.convert(self._table, kind)

    def route(self, method: str, path: str, handler: Any, *, needs: str | None = None) -> None:
        assert needs is None
        self.routes.add_route(method, path, handler)

    def spawn(self, work: Callable[..., Awaitable[object]], *args: object, name: str | None = None) -> None:
        self.work.append(work)

    def every(self, seconds: float, work: Callable[[], Awaitable[object]], *, name: str | None = None) -> None:
        async def again() -> None:
            while True:
                await work()
                await asyncio.sleep(seconds / 20)

        self.work.append(again)


class Counter:
    """A running shop. ``url`` is where it listens; ``say`` is the shop speaking to a visitor."""

    def __init__(self, table: dict[str, Any]) -> None:
        self.table, self.ledger, self.kv = table, Ledger(), Keys()
        self.shop = ShopInfo(name="Marta's Bakery", currency="EUR")
        self.answer: Callable[[InboundMessage], Sequence[ReplyPart] | None] = lambda message: None
        self.pages: dict[str, tuple[str, str]] = {}  # path -> (HTML, Content-Security-Policy)
        self.url = ""
        self.client_address: Callable[[web.Request], str] = lambda request: request.remote or ""
        self.speaking: asyncio.TaskGroup
        self._browsers: list[Browser] = []
        self._scope: Scope
        self.chat: WebChat
        self._stack = AsyncExitStack()

    def browser(self, session: ClientSession, token: str | None = None) -> Browser:
        """Somebody's browser; closed with the shop at the latest."""
        self._browsers.append(Browser(session, self.url, token))
        return self._browsers[-1]

    async def say(self, address: str, *parts: ReplyPart, text: str | None = None, author: str = "bot") -> StoredMessage:
        """Commit a message of the shop and nudge the channel, as the outbox does."""
        reply = Reply(*parts, text=text)
        stored = self.ledger.write("default", address, reply, author)
        message = OutboundMessage(
            outbox_id=stored.seq, turn_id=stored.turn_id, conversation_id=1, channel="webchat", account="default",
            address=address, reply=reply, author=author,
        )  # fmt: skip
        await self.chat.send(message)
        return stored

    async def change(self) -> None:
        """A new generation of the plugin takes over, as after an edit; the old one is closed."""
        old_scope, old_stack = self._scope, self._stack
        await self._load()
        old_scope.closing.set()
        await old_stack.aclose()

    async def _load(self) -> None:
        scope = Scope(self.shop, self.kv, self.table)
        (channel,) = shopbell_channels(cast(PluginScope, scope))
        chat = cast(WebChat, channel)
        stack = AsyncExitStack()
        tasks = await stack.enter_async_context(asyncio.TaskGroup())
        running = [tasks.create_task(_run(work)) for work in scope.work]
        stack.callback(lambda: [task.cancel() for task in running])
        await stack.enter_async_context(chat.run(_Answering(self)))
        self._scope, self.chat, self._stack = scope, chat, stack

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """The door: pages of the shop, everything else to the current generation."""
        if request.path in self.pages:
            html, policy = self.pages[request.path]
            headers = {"Content-Security-Policy": policy} if policy else {}
            return web.Response(text=html, content_type="text/html", headers=headers)
        with warnings.catch_warnings():  # aiohttp prefers typed keys; the plugin contract is a plain one
            warnings.simplefilter("ignore", web.NotAppKeyWarning)
            request["client"] = self.client_address(request)
        found = await self._scope.routes.resolve(request)
        request.match_info.update(found)
        try:
            return await found.handler(request)
        except Exception as exc:
            answer = problem_of(exc)
            if answer is None:
                raise
            return answer

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Counter"]:
        """Open the shop on a free port of this machine."""
        await self._load()
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", self.handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"
        try:
            async with asyncio.TaskGroup() as self.speaking:
                yield self
        finally:
            for browser in self._browsers:
                browser.cut()
            await self._stack.aclose()
            await runner.cleanup()


async def _run(work: Callable[[], Awaitable[object]]) -> None:
    await work()


async def until(condition: Callable[[], object]) -> None:
    """Let the shop go on until something is so."""
    while not condition():  # noqa: ASYNC110  whatever the condition is, there is no event for it
        await asyncio.sleep(0)


class _Answering:
    """The ledger, and the shop's answers behind it."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self.report, self.record = counter.ledger.report, counter.ledger.record
        self.transcript = counter.ledger.transcript

    async def accept(self, message: InboundMessage) -> Taken:
        taken = await self._counter.ledger.accept(message)
        parts = None if taken.duplicate else self._counter.answer(message)
        if parts:
            self._counter.speaking.create_task(self._counter.say(message.sender, *parts))
        return taken
