"""A platform that misbehaves on demand: a server on loopback that a channel takes for the real one."""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from aiohttp import web


class Asked(NamedTuple):
    """One request that the platform got."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body, decoded."""
        return json.loads(self.body)


class Answer(NamedTuple):
    """What the platform answers, and how badly.

    ``body`` is bytes, or anything that becomes JSON. ``slow``: seconds until it answers. ``cut``: it reads the whole
    request, then closes the connection without a word, so that nobody knows whether the request counted.
    """

    status: int = 200
    body: Any = b""
    headers: Mapping[str, str] = {}
    slow: float = 0.0
    cut: bool = False


class Platform:
    """Use it as an async context manager; ``url`` is where it listens.

    ``answer`` says what it answers when nothing else was ordered by ``misbehaves``; ``asked`` keeps every request.
    """

    def __init__(self, answer: Callable[[Asked], Answer] = lambda asked: Answer()) -> None:
        self.asked: list[Asked] = []
        self.port = 0
        self._answer = answer
        self._ordered: list[tuple[Answer, Callable[[Asked], bool]]] = []
        self._runner: web.AppRunner | None = None
        self._news = asyncio.Event()

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> "Platform":
        await self.come_up()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.go_down()

    def misbehaves(self, *answers: Answer, only: Callable[[Asked], bool] = lambda asked: True) -> None:
        """The next requests (of those that ``only`` picks) get these answers, one each."""
        self._ordered.extend((answer, only) for answer in answers)

    async def go_down(self) -> None:
        """Refuse every connection from now on."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def come_up(self) -> None:
        """Listen, on the same port as before."""
        site = web.Application(client_max_size=100 << 20)
        site.router.add_route("*", "/{path:.*}", self._take)
        self._runner = web.AppRunner(site, shutdown_timeout=0.1, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True).start()
        self.port = self._runner.addresses[0][1]

    async def wait_for(
        self, count: int, *, seconds: float = 10.0, only: Callable[[Asked], bool] = lambda asked: True
    ) -> list[Asked]:
        """Wait until so many requests came in (of those that ``only`` picks); returns them."""
        async with asyncio.timeout(seconds):
            while len(found := list(filter(only, self.asked))) < count:
                self._news.clear()
                await self._news.wait()
        return found

    def take(self, asked: Asked) -> Answer:
        """Keep a request; what it gets for an answer. A platform that speaks no HTTP calls it with what it heard."""
        self.asked.append(asked)
        self._news.set()
        place = next((place for place, (_, only) in enumerate(self._ordered) if only(asked)), None)
        return self._answer(asked) if place is None else self._ordered.pop(place)[0]

    async def _take(self, request: web.Request) -> web.StreamResponse:
        asked = Asked(request.method, request.path, dict(request.query), dict(request.headers), await request.read())
        answer = self.take(asked)
        await asyncio.sleep(answer.slow)
        if answer.cut:
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        body = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        headers = {"Content-Type": "application/json", **answer.headers}
        return web.Response(status=answer.status, body=body, headers=headers)
