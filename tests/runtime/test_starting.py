"""A channel that hears something before the shop is quite open."""

import asyncio

import pytest

from shopbell.contracts import Write
from shopbell.messages import InboundMessage
from shopbell.runtime.commit import encode_body
from shopbell.testing import TestShop
from tests.runtime.answers import ECHO, install

pytestmark = pytest.mark.storage

POLLING = '''"""Fetches its messages, from the first moment on."""

import asyncio
from contextlib import asynccontextmanager

from shopbell import InboundMessage, hookimpl


class Polling:
    name = "polling"

    @asynccontextmanager
    async def run(self, inbox):
        message = InboundMessage(channel="polling", account="default", sender="ana", key="new", text="new")
        HOW

    async def send(self, message): ...


@hookimpl
def shopbell_channels(scope):
    return [Polling()]
'''
AT_ONCE = (
    "async with asyncio.TaskGroup() as group:\n            group.create_task(inbox.accept(message))\n            yield"
)
BEFORE_OPEN = "await inbox.accept(message)\n        yield"


@pytest.mark.parametrize("how", [AT_ONCE, BEFORE_OPEN], ids=["at-once", "before-it-is-open"])
async def test_what_was_left_undone_comes_before_what_a_channel_hears_at_the_start(shop: TestShop, how: str) -> None:
    await install(shop, "echo", ECHO)
    message = InboundMessage(channel="polling", account="default", sender="ana", key="old", text="old")
    row = (shop.running.store.ids.next("turn"), shop.clock.now(), encode_body(message))
    sql = "INSERT INTO inbox VALUES (?, 'message', 'polling', 'default', 'old', ?, 0, 0, ?)"
    await shop.running.store.commit([Write(sql, row, 1)])
    await shop.close()
    shop.write_plugin("polling", POLLING.replace("HOW", how))

    await shop.open()
    done: list[tuple[str]] = []
    async with asyncio.timeout(20):
        while len(done) < 2:
            await asyncio.sleep(0.01)
            done = [(key,) for (key,) in await shop.fetch("SELECT dedupe FROM inbox WHERE done = 1 ORDER BY id")]
    await shop.idle()

    assert done == [("old",), ("new",)]
    texts = [body for (body,) in await shop.fetch("SELECT body FROM message WHERE author = 'bot' ORDER BY id")]
    assert b"You said: old" in texts[1]
    assert all(b"did not understand" not in body for body in texts)
