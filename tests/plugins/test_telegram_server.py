"""Telegram against a Bot API server that somebody else wrote: telegram-test-api, run with node."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import telegram
from aiohttp import ClientSession

from shopbell.testing import TestShop
from tests.plugins.mail_house import free_port
from tests.plugins.telegram_house import CHAT, TOKEN, USER

PACKAGE = Path(__file__).parents[2] / ".venv" / "npm" / "node_modules" / "telegram-test-api"
RUN = "const Server = require(process.argv[1]); new Server({port: +process.argv[2], host: '127.0.0.1'}).start()"
ECHO = """
from shopbell import Option, Reply, hookimpl, skill

@skill()
async def echo(turn):
    return Reply(text=f"You said <{turn.text}>.", options=[Option("Yes", "yes")])

@hookimpl
def shopbell_skills(scope):
    return [echo]
"""


@asynccontextmanager
async def bot_api() -> AsyncIterator[str]:
    """The server's address."""
    node = shutil.which("node")
    if node is None or not PACKAGE.exists():
        if os.environ.get("CI") == "true":
            raise AssertionError("node or telegram-test-api is not installed")
        pytest.skip("needs node, and: npm install --prefix .venv/npm telegram-test-api@4")
    port = free_port()
    process = await asyncio.create_subprocess_exec(node, "-e", RUN, str(PACKAGE), str(port))
    try:
        async with asyncio.timeout(20.0):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                except OSError:
                    await asyncio.sleep(0.05)
                else:
                    writer.close()
                    await writer.wait_closed()
                    break
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        await process.wait()


async def test_a_conversation_through_another_bot_api(shop: TestShop) -> None:
    async with bot_api() as url, ClientSession() as client:
        shop.write_plugin("echo", ECHO)
        await shop.enable("echo")
        (shop.folder / "token").write_text(TOKEN)
        bot = {"token": {"file": str(shop.folder / "token")}, "mode": "poll"}
        await shop.enable("shopbell_telegram", base_url=url, poll_seconds=0, bots={"default": bot})

        sent = {
            "botToken": TOKEN,
            "from": USER,
            "chat": CHAT | {"first_name": "Ana"},
            "date": 1763769600,
            "text": "hello",
        }
        async with client.post(f"{url}/sendMessage", json=sent) as answer:
            assert answer.status == 200
        got: list[Any] = []
        async with asyncio.timeout(15.0):
            while len(got) < 2:
                async with client.post(f"{url}/getUpdates", json={"token": TOKEN, "chatId": USER["id"]}) as answer:
                    got += (await answer.json())["result"]
                await asyncio.sleep(0.05)
        await shop.disable("shopbell_telegram")

    message = got[-1]["message"]
    assert message["text"] == "You said &lt;hello&gt;."
    assert message["parse_mode"] == "HTML"
    markup = message["reply_markup"]
    parsed = telegram.InlineKeyboardMarkup.de_json(markup, None)
    assert parsed.inline_keyboard[0][0].callback_data == "yes"
