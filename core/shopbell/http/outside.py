"""Requests to the open internet only: what is checked is what is connected to, after a redirect, too.

A name is resolved, its addresses are checked, and the connection goes to just these. An address that stands in a URL
as such is never resolved, so each request is looked at, those that a redirect leads to as well.
"""

import asyncio
import socket
from urllib.parse import urlsplit

from aiohttp import (
    ClientHandlerType,
    ClientRequest,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
)
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from shopbell.addresses import THIS_MACHINE, is_private
from shopbell.errors import PrivateAddressError


def outside_session(
    url: str = "", *, seconds: float = 30.0, unpacks: bool = True, loop: asyncio.AbstractEventLoop | None = None
) -> ClientSession:
    """A session that connects to the open internet alone; it keeps no cookies.

    Args:
        url: what it is for; where that names this machine, this machine may be called.
        seconds: for one request, unless it says otherwise.
        unpacks: bodies that come compressed.
        loop: where it is not the running one.

    Every request may raise ``PrivateAddressError`` beside what aiohttp raises.
    """
    here = urlsplit(url).hostname in THIS_MACHINE
    guard = _Guard(THIS_MACHINE if here else frozenset())
    return ClientSession(
        connector=TCPConnector(resolver=_Resolver(guard, loop), limit=32, loop=loop),
        timeout=ClientTimeout(total=seconds),
        cookie_jar=DummyCookieJar(loop=loop),
        middlewares=(guard.request,),
        auto_decompress=unpacks,
        loop=loop,
    )


class _Guard:
    """Refuses what lies inside, but for ``allowed`` hosts."""

    def __init__(self, allowed: frozenset[str]) -> None:
        self._allowed = allowed

    def check(self, name: str, address: str) -> None:
        """Raises ``PrivateAddressError``."""
        if name not in self._allowed and is_private(address):
            raise PrivateAddressError("the address leads into a private network")

    async def request(self, request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
        """A middleware of the session."""
        host = request.url.host or ""
        self.check(host, host)
        return await handler(request)


class _Resolver(AbstractResolver):
    """Resolves names, and refuses those of which any answer points inside."""

    def __init__(self, guard: _Guard, loop: asyncio.AbstractEventLoop | None) -> None:
        self._guard, self._inner = guard, ThreadedResolver(loop)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """All addresses of a name; raises ``PrivateAddressError``."""
        found = await self._inner.resolve(host, port, family)
        for each in found:
            self._guard.check(host, each["host"])
        return found

    async def close(self) -> None:
        """Nothing is held open."""
