"""Whom the shop's web site vouches for is known at every door: in the web chat, and in an app."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession

from shopbell.config.decode import Put
from shopbell.config.edit import edit
from shopbell.testing import TestShop
from tests.plugins.api_house import MESSAGES
from tests.runtime.answers import ECHO, install
from tests.runtime.test_login import KEY, token
from tests.web.visitor import Browser

pytestmark = pytest.mark.storage

THEIRS = "SELECT DISTINCT customer_id FROM identity WHERE channel IN ('webchat', 'api')"


@pytest.fixture
async def client(shop: TestShop, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ClientSession]:
    """A client of a shop that knows its web site's secret."""
    monkeypatch.setenv("LOGIN_SECRET", KEY)
    await install(shop, "echo", ECHO)
    edited = edit(shop.folder, [Put(("customers", "login_secret"), {"env": "LOGIN_SECRET"})], "test")
    shop.running.use_config(edited.config)
    await shop.enable("shopbell_webchat")
    await shop.enable("shopbell_api")
    async with ClientSession(shop.url) as client:
        yield client


async def posts(shop: TestShop, client: ClientSession, **said: Any) -> tuple[int, Any]:
    key = (shop.data / "admin.token").read_text().strip()
    async with client.post(MESSAGES, json=said, headers={"Authorization": f"Bearer {key}"}) as answer:
        return answer.status, await answer.json(content_type=None)


async def visits(shop: TestShop, client: ClientSession, login: str) -> None:
    browser = Browser(client, shop.url)
    await browser.connect(login=login)
    await browser.hear("ready")
    await browser.send(type="message", id="m1", text="hello")
    await browser.hear("ack", id="m1")
    browser.cut()


async def test_the_web_chat_and_an_app_speak_with_one_customer(shop: TestShop, client: ClientSession) -> None:
    shown = token(sub="c1", exp=shop.clock.now() / 1000 + 600)

    await visits(shop, client, shown)
    status, answer = await posts(shop, client, sender="app-7", id="1", text="hello", login=shown)
    await shop.idle()
    await shop.running.linking.undo(0, "nobody")  # behind the link, for one is made after the other

    assert status == 200, answer
    assert len(await shop.fetch(THEIRS)) == 1


async def test_a_forged_log_in_makes_nobody_known(shop: TestShop, client: ClientSession) -> None:
    forged = token("guessed", sub="c1", exp=shop.clock.now() / 1000 + 600)

    await visits(shop, client, forged)  # the visitor chats on as a stranger
    status, answer = await posts(shop, client, sender="app-7", id="1", text="hello", login=forged)
    await shop.idle()

    assert (status, "login" in answer["detail"]) == (422, True)
    assert await shop.fetch("SELECT channel FROM identity") == [("webchat",)]
