"""The WebSocket door: hello, what was missed, then both ways until somebody leaves."""

from typing import NamedTuple

from aiohttp import WSMessage, WSMsgType, web

from shopbell import RequestError

from .channel import WebChat
from .frames import (
    CLOSE_FLOOD,
    CLOSE_PROTOCOL,
    CLOSE_SILENT,
    CLOSE_SITE,
    CLOSE_TOKEN,
    CLOSE_VERSION,
    VERSION,
    Failure,
    Hello,
    Ping,
    Pong,
    Say,
    Typing,
    Welcome,
    read_frame,
)
from .limits import subscriber
from .origins import Origins
from .sockets import Socket
from .tokens import Visitor

HELLO_TIMEOUT = 10.0  # seconds from the handshake to the first frame


class Refusal(NamedTuple):
    """Why a socket is closed at once."""

    code: str
    text: str
    close: int


class SocketDoor:
    """Serves ``GET /chat/ws``."""

    def __init__(self, chat: WebChat, origins: Origins) -> None:
        self._chat, self._origins = chat, origins

    async def open(self, request: web.Request) -> web.StreamResponse:
        """Hold one socket, from handshake to close.

        Raises:
            RequestError: 403 for a foreign page, 429 or 503 when there are too many sockets.
            NotReadyError: this generation of the chat is going; the next one is there in a moment.
        """
        self._origins.check(request)
        self._chat.check_open()
        client = subscriber(request["client"])
        with self._chat.places.take(client):
            ws = await Socket.handshake(request)
            socket = Socket(ws, request)
            with self._chat.holding(socket):
                visitor = await self._find_visitor(ws, client, socket)
                if isinstance(visitor, Refusal):
                    await socket.refuse(*visitor)
                else:
                    await self._serve(visitor, socket, ws, client)
        return ws

    async def _find_visitor(self, ws: web.WebSocketResponse, client: str, socket: Socket) -> Visitor | Refusal:
        """Wait for the hello and see who says it."""
        try:
            hello = _read(await ws.receive(HELLO_TIMEOUT))
        except TimeoutError:
            return Refusal("invalid", "No hello came.", CLOSE_SILENT)
        except RequestError as exc:
            return Refusal("invalid", str(exc), CLOSE_PROTOCOL)
        if not isinstance(hello, Hello):
            return Refusal("invalid", "The first frame must be a hello.", CLOSE_PROTOCOL)
        if hello.v != VERSION:
            return Refusal("version", f"This shop speaks version {VERSION}.", CLOSE_VERSION)
        socket.after = hello.after
        visitor = self._identify(hello, client)
        if hello.login is not None and isinstance(visitor, Visitor):
            await self._chat.log_in(visitor, hello.login)
        return visitor

    def _identify(self, hello: Hello, client: str) -> Visitor | Refusal:
        if hello.site not in self._chat.settings.sites:
            return Refusal("site", "There is no chat for this site.", CLOSE_SITE)
        if hello.token is None:
            if self._chat.visitors.wait(client):
                return Refusal("rate", "Too many new visitors from this address.", CLOSE_FLOOD)
            return self._chat.tokens.new_visitor(hello.site)
        visitor = self._chat.tokens.read(hello.token)
        if visitor is None or visitor.site != hello.site:
            return Refusal("token", "This token is not valid any more.", CLOSE_TOKEN)
        return visitor

    async def _serve(self, visitor: Visitor, socket: Socket, ws: web.WebSocketResponse, client: str) -> None:
        token = self._chat.tokens.issue(visitor)  # a fresh one: it is good for months from the last visit
        shop = self._chat.shop.name
        await socket.say(Welcome(v=VERSION, token=token, visitor=visitor.address, seq=socket.after, shop=shop))
        async with self._chat.watching(visitor, socket):
            async for message in ws:
                if self._chat.frames.wait(client):
                    await socket.refuse("rate", "Too many frames from this address.", CLOSE_FLOOD)
                    return
                await self._answer(message, visitor, socket)

    async def _answer(self, message: WSMessage, visitor: Visitor, socket: Socket) -> None:
        said_id = ""
        try:
            frame = _read(message)
            if isinstance(frame, Ping):
                await socket.say(Pong())
            elif isinstance(frame, Say):
                said_id = frame.id
                await socket.say(await self._chat.say(visitor, frame))
                await self._chat.mirror(visitor, windows=1)
            elif not isinstance(frame, Typing):
                raise RequestError(400, "Hello was said already")
        except RequestError as exc:
            await socket.say(_failure(exc, said_id))


def _read(message: WSMessage) -> Hello | Say | Ping | Typing:
    if message.type is not WSMsgType.TEXT:
        raise RequestError(400, "Frames are JSON text")
    return read_frame(message.data)


def _failure(exc: RequestError, said_id: str) -> Failure:
    code = str(exc.extra.get("code", "busy" if exc.status >= 500 else "invalid"))
    return Failure(code=code, text=str(exc), id=said_id, retry_after=exc.retry_after)
