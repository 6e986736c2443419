"""One open WebSocket. No task of its own and small buffers: thousands of them wait in a small shop's memory."""

from asyncio import Transport
from typing import cast

import anyio
from aiohttp import WSMsgType, web

from .frames import FRAME_MAX, Failure, Ready, ShopFrame, Typing, encode

HEARTBEAT = 30.0  # seconds between pings of the server; a browser answers them by itself
CLOSE_TIMEOUT = 2.0  # seconds for the browser to say goodbye as well
BACKLOG_MAX = 256 * 1024  # bytes not yet taken by the network; who is further behind comes back and catches up
STUCK = 5.0  # seconds


class Socket:
    """A browser's window, once it has opened the socket. ``after`` is the last ``seq`` it was sent."""

    __slots__ = ("_transport", "_ws", "after", "ready")

    def __init__(self, ws: web.WebSocketResponse, request: web.Request) -> None:
        self._ws, self._transport = ws, cast(Transport, request.transport)
        self.after, self.ready = 0, False

    @staticmethod
    async def handshake(request: web.Request) -> web.WebSocketResponse:
        """Complete the opening handshake."""
        # No compression: its window costs more memory per idle socket than everything else together.
        ws = web.WebSocketResponse(
            heartbeat=HEARTBEAT, timeout=CLOSE_TIMEOUT, compress=False, max_msg_size=FRAME_MAX, writer_limit=FRAME_MAX
        )
        await ws.prepare(request)
        return ws

    async def show(self, frame: bytes) -> None:
        """Send one frame; a socket that is gone is left to its handler, one that is stuck is cut off."""
        if self._ws.closed or self._transport.is_closing():
            return
        if self._transport.get_write_buffer_size() > BACKLOG_MAX:
            self._transport.abort()
            return
        with anyio.move_on_after(STUCK) as patience:
            try:
                await self._ws.send_frame(frame, WSMsgType.TEXT)
            except ConnectionError:
                return
        if patience.cancelled_caught:
            self._transport.abort()

    async def say(self, frame: ShopFrame | Typing) -> None:
        """Send one frame of the protocol."""
        await self.show(encode(frame))

    async def caught_up(self) -> None:
        """Tell the browser once that its replay is complete."""
        if not self.ready:
            self.ready = True
            await self.say(Ready(seq=self.after))

    async def refuse(self, code: str, text: str, close: int) -> None:
        """Say why, and close with that code (4000 and up: the protocol's own)."""
        await self.say(Failure(code=code, text=text))
        await self.close(close)

    async def close(self, code: int) -> None:
        """Close with a code; does nothing twice."""
        with anyio.move_on_after(CLOSE_TIMEOUT + 1):
            await self._ws.close(code=code)
