"""The no-op baseline of the web chat and of webhooks: a WebSocket that sends every frame straight back, and a server
that takes whatever is posted, as a platform would.

python -m benchmarks.no_work PORT
"""

import asyncio
import sys

import uvloop
from aiohttp import web


async def echo(request: web.Request) -> web.WebSocketResponse:
    """Send back what comes."""
    socket = web.WebSocketResponse(heartbeat=None)
    await socket.prepare(request)
    async for frame in socket:
        await socket.send_str(frame.data)
    return socket


async def take(request: web.Request) -> web.Response:
    """Read it, and say yes."""
    await request.read()
    return web.json_response({"ok": True, "result": {"id": 42, "username": "shop_bot", "message_id": 1}})


async def ready(request: web.Request) -> web.Response:
    """Say that it listens."""
    return web.Response(text="ok")


async def serve(port: int) -> None:
    """Answer on ``port`` until killed."""
    app = web.Application()
    app.router.add_get("/chat/ws", echo)
    app.router.add_get("/readyz", ready)
    app.router.add_post("/{path:.*}", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
