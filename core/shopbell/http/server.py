"""Listening: the aiohttp server around the door, opened and closed with the shop."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import NamedTuple

import structlog
from aiohttp import web

from shopbell.errors import ConfigError
from shopbell.http.client import reachable
from shopbell.http.door import Door
from shopbell.http.request import ShopRequest

log = structlog.get_logger("shopbell.http")

LINGER = 2.0  # seconds in which the rest of a refused body is read and dropped, so that its sender sees the answer
IDLE = 75.0  # seconds a connection may wait for its next request; longer than common proxies keep theirs

# aiohttp tells of requests it cannot parse with the client's address; an address belongs in no log.
_silent = logging.Logger("shopbell.http.parser", logging.CRITICAL + 1)


class Listening(NamedTuple):
    """Where the shop listens; ``port`` is the real one when 0 was asked for."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """For the shop's own machine."""
        host = reachable(self.host)
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


@asynccontextmanager
async def serve(door: Door, host: str, port: int, *, grace: float = 10.0) -> AsyncIterator[Listening]:
    """Answer requests until the block ends; then no new ones, and ``grace`` seconds for those that are open.

    Raises:
        ConfigError: nobody can listen there.
    """
    runner = Runner(door, shutdown_timeout=grace)
    await runner.setup()
    try:
        await _listen(runner, host, port)
        listening = Listening(host, runner.addresses[0][1])
        log.info("listening", host=host, port=listening.port)
        yield listening
    finally:
        await runner.cleanup()


class Runner(web.ServerRunner):
    """aiohttp's server without its application: every request goes to the door."""

    def __init__(self, door: Door, *, shutdown_timeout: float) -> None:
        make_request = partial(
            ShopRequest, loop=asyncio.get_running_loop(), body_limit=door.body_limit, prepare=door.prepare
        )
        server = web.Server(
            door.handle,  # type: ignore[arg-type]  # what it is handed is what ``request_factory`` makes
            request_factory=make_request,
            access_log=None,
            logger=_silent,
            lingering_time=LINGER,
            keepalive_timeout=IDLE,
        )
        super().__init__(server, shutdown_timeout=shutdown_timeout)
        self._door = door

    async def shutdown(self) -> None:
        """Nobody new comes in any more: say goodbye on the open sockets."""
        await self._door.close_sockets()


async def _listen(runner: Runner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port, backlog=1024).start()
    except OSError as exc:
        reason = exc.strerror or str(exc)
        raise ConfigError(
            f"cannot listen on {host}:{port}: {reason}", hint="is another program there? choose [server] port"
        ) from exc
