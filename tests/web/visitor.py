"""A browser's side of the web chat's protocol, without a browser."""

from typing import Any

import msgspec
from aiohttp import ClientSession, ClientWebSocketResponse


class Browser:
    """Keeps what it heard, and the last seq; the shop closes it at the latest."""

    def __init__(self, session: ClientSession, url: str, token: str | None = None) -> None:
        self._session, self._url = session, url
        self.token, self.visitor, self.after = token, "", 0
        self.messages: list[dict[str, Any]] = []
        self.socket: ClientWebSocketResponse
        self._sockets: list[ClientWebSocketResponse] = []

    async def connect(self, **hello: Any) -> None:
        """Open a socket, say hello, and hear everything missed."""
        self.socket = await self._session.ws_connect(f"{self._url}/chat/ws")
        self._sockets.append(self.socket)
        await self.send(**{"type": "hello", "v": 1, "token": self.token, "after": self.after, **hello})

    async def arrive(self) -> None:
        """Connect and wait until the replay is complete."""
        await self.connect()
        await self.hear("ready")

    async def send(self, **frame: Any) -> None:
        await self.socket.send_json(frame)

    async def next(self) -> dict[str, Any]:
        """The next frame.

        Raises:
            ConnectionError: the socket is closed; ``socket.close_code`` says why.
        """
        message = await self.socket.receive(10)
        if not isinstance(message.data, str):
            raise ConnectionError(message.type)
        frame: dict[str, Any] = msgspec.json.decode(message.data)
        if frame["type"] == "welcome":
            self.token, self.visitor = frame["token"], frame["visitor"]
        elif frame["type"] == "message":
            self.messages.append(frame)
            self.after = frame["seq"]
        return frame

    async def hear(self, kind: str, **facts: Any) -> dict[str, Any]:
        """Read on until such a frame comes."""
        while True:
            frame = await self.next()
            if frame["type"] == kind and all(frame.get(name) == fact for name, fact in facts.items()):
                return frame

    async def closed(self) -> int | None:
        """Read until the shop closes the socket; the code."""
        try:
            while True:
                await self.next()
        except ConnectionError:
            return self.socket.close_code

    def cut(self) -> None:
        """The connection breaks without a goodbye."""
        for socket in self._sockets:
            socket._response.close()
        self._sockets.clear()
