"""The HTTP door, for networks that let no WebSocket through: the same messages by long poll."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import anyio
import msgspec
from aiohttp import hdrs, web

from shopbell import RequestError

from .channel import WebChat
from .frames import FRAME_MAX, Message, encode, read_say, read_site
from .limits import subscriber
from .origins import Origins
from .tokens import Visitor

WAIT_MAX = 25.0  # seconds; below the 30 after which many proxies lose patience
ALLOWED = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "600",
}


class Page(msgspec.Struct, frozen=True):
    """The answer of a poll: ask again with ``after`` set to ``seq``."""

    messages: list[Message]
    seq: int


class PollDoor:
    """Serves ``/chat/token`` and ``/chat/messages``."""

    def __init__(self, chat: WebChat, origins: Origins) -> None:
        self._chat, self._origins = chat, origins

    async def allow(self, request: web.Request) -> web.StreamResponse:
        """``OPTIONS``: may a page of that origin call us? The browser asks before it does."""
        return web.Response(status=204, headers={**self._origins.check(request), **ALLOWED})

    async def new_visitor(self, request: web.Request) -> web.StreamResponse:
        """``POST /chat/token``: an id and a token for somebody new. Nothing is stored yet."""
        cors = self._origins.check(request)
        with _readable(cors):
            site = read_site(await _body(request))
            if site not in self._chat.settings.sites:
                raise RequestError(404, "There is no chat for this site", code="site")
            if wait := self._chat.visitors.wait(subscriber(request["client"])):
                raise RequestError(429, "Too many new visitors", retry_after=int(wait) + 1, code="rate")
            visitor = self._chat.tokens.new_visitor(site)
            made = {"token": self._chat.tokens.issue(visitor), "visitor": visitor.address, "shop": self._chat.shop.name}
            return _json(made, cors, status=201)

    async def say(self, request: web.Request) -> web.StreamResponse:
        """``POST /chat/messages``: 202 with the acknowledgement once the message is on disk."""
        cors = self._origins.check(request)
        with _readable(cors):
            visitor = self._visitor(request)
            ack = await self._chat.say(visitor, read_say(await _body(request)))
            await self._chat.mirror(visitor, windows=0)
            return _json(ack, cors, status=202)

    async def poll(self, request: web.Request) -> web.StreamResponse:
        """``GET /chat/messages?after=&wait=``: what came after ``after``, waiting for it up to ``wait`` seconds."""
        cors = self._origins.check(request)
        with _readable(cors):
            visitor = self._visitor(request)
            after = int(_number(request, "after", 2**53))
            wait = _number(request, "wait", WAIT_MAX)
            with self._chat.places.take(subscriber(request["client"])):
                messages = await self._read(visitor, after, wait)
            return _json(Page(messages, messages[-1].seq if messages else after), cors)

    async def _read(self, visitor: Visitor, after: int, wait: float) -> list[Message]:
        rooms = self._chat.rooms
        room = rooms.enter(*visitor)
        room.polls += 1
        try:
            news = room.news  # before the read: what is committed after it sets this one
            messages = await rooms.read(room, after)
            if messages or not wait or self._chat.leaving:
                return messages
            with anyio.move_on_after(wait):
                await news.wait()
            return [] if self._chat.leaving else await rooms.read(room, after)
        finally:
            room.polls -= 1
            rooms.leave(room)

    def _visitor(self, request: web.Request) -> Visitor:
        scheme, _, token = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
        visitor = self._chat.tokens.read(token.strip()) if scheme.casefold() == "bearer" else None
        if visitor is None or visitor.site not in self._chat.settings.sites:
            raise RequestError(
                401, "This token is not valid any more", "POST /chat/token gives a new one.", code="token"
            )
        return visitor


@contextmanager
def _readable(cors: Mapping[str, str]) -> Iterator[None]:
    """Let the page read a refusal as well: without these headers the browser shows it a bare network error."""
    try:
        yield
    except RequestError as exc:
        exc.extra["headers"] = dict(cors)
        raise


async def _body(request: web.Request) -> bytes:
    # Only this type makes a browser ask first (OPTIONS), so no foreign page's form reaches this door.
    if request.content_type != "application/json":
        raise RequestError(415, "Send JSON", "The content type must be application/json.", code="invalid")
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > FRAME_MAX:
            raise RequestError(413, "The message is too long", f"At most {FRAME_MAX} bytes.", code="too_long")
    return bytes(body)


def _number(request: web.Request, name: str, most: float) -> float:
    text = request.query.get(name, "0")
    try:
        number = float(text)
    except ValueError:
        number = -1
    if not 0 <= number <= most:
        raise RequestError(400, "Not a number that fits", f"{name} is between 0 and {most:g}.", code="invalid")
    return number


def _json(answer: object, cors: Mapping[str, str], status: int = 200) -> web.Response:
    headers = {**cors, "Cache-Control": "no-store"}
    return web.Response(body=encode(answer), status=status, headers=headers, content_type="application/json")
