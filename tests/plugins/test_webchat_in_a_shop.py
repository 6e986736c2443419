"""The web chat in a real shop: on disk, through the whole turn, while plugins change."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from shopbell.testing import TestShop
from tests.web.visitor import Browser

pytestmark = pytest.mark.storage

ECHO = """
from shopbell import Reply, hookimpl, skill

@skill()
async def echo(turn):
    return Reply(text="{word} " + turn.text)

@hookimpl
def shopbell_skills(scope):
    return [echo]
"""


@pytest.fixture
async def ana(shop: TestShop) -> AsyncIterator[Browser]:
    shop.write_plugin("echo", ECHO.format(word="Heard:"))
    await shop.enable("shopbell_webchat")
    async with ClientSession() as session:
        browser = Browser(session, shop.url)
        yield browser
        browser.cut()


async def answer(browser: Browser, text: str) -> None:
    """Read on until the shop says that; once, it also says that it is an automatic assistant."""
    while not any(part["text"] == text for part in (await browser.hear("message")).get("parts", ())):
        pass


async def test_a_visitor_is_answered_and_the_conversation_survives_a_restart(shop: TestShop, ana: Browser) -> None:
    await ana.arrive()
    await ana.send(type="message", id="m1", text="good morning", context={"product": "rye"})
    await ana.hear("ack", id="m1")
    await answer(ana, "Heard: good morning")
    ana.cut()

    await shop.restart()

    again = Browser(ana._session, shop.url, ana.token)
    await again.arrive()
    assert again.messages == ana.messages
    again.cut()


async def test_a_message_sent_twice_is_one_turn(shop: TestShop, ana: Browser) -> None:
    await ana.arrive()
    await ana.send(type="message", id="m1", text="two rolls")
    await answer(ana, "Heard: two rolls")

    for _ in range(2):
        await ana.send(type="message", id="m1", text="two rolls")
        await ana.hear("ack", id="m1")

    assert len(ana.messages) == len({message["seq"] for message in ana.messages})
    assert len(await shop.fetch("SELECT id FROM turn")) == 1


async def test_switching_the_chat_off_and_on_loses_nothing(shop: TestShop, ana: Browser) -> None:
    await ana.arrive()
    await ana.send(type="message", id="m1", text="one")
    await answer(ana, "Heard: one")

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(shop.enable("shopbell_webchat", text_max=3_000))  # a new generation takes over
        assert await ana.closed() == 1012
    await ana.arrive()
    await ana.send(type="message", id="m2", text="two")
    await answer(ana, "Heard: two")

    assert [message["text"] for message in ana.messages if message["author"] == "customer"] == ["one", "two"]
    assert [message["seq"] for message in ana.messages] == sorted({message["seq"] for message in ana.messages})
