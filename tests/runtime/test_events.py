"""Edits and deletions, before and after the message had its turn."""

import pytest

from shopbell.messages import ChannelEvent, EventKind
from shopbell.runtime.commit import decode_message
from shopbell.testing import TestCustomer, TestShop
from tests.runtime.answers import install

pytestmark = pytest.mark.storage

SLOW_ECHO = """
GATE = asyncio.Event()

@skill()
async def answer(turn):
    if turn.text == "wait":
        await GATE.wait()
    if turn.text == "go":
        GATE.set()
    return Reply(text=f"You said: {turn.text}")
"""


def change(kind: EventKind, about: str, text: str = "") -> ChannelEvent:
    return ChannelEvent(
        kind=kind, channel="testing", account="default", sender="ana", key=f"{kind}-{about}", about=about, text=text
    )


async def text_of(shop: TestShop, turn: int) -> str:
    return decode_message((await shop.fetch("SELECT body FROM message WHERE id = ?", turn * 16))[0][0]).text


async def test_an_edit_before_the_turn_replaces_the_text(shop: TestShop, customer: TestCustomer) -> None:
    await install(shop, "echo", SLOW_ECHO)
    await customer.writes("wait")
    second = await customer.writes("cak", key="second")
    await shop.inbox.report(change("edit", "second", "cake"))
    await shop.customer("ben").says("go")

    parts = await second.replies(10.0)
    await shop.idle()

    assert parts is not None
    assert [getattr(part, "text", "") for part in parts] == ["You said: cake"]
    assert await text_of(shop, second.turn_id) == "cake"


async def test_a_message_deleted_before_its_turn_is_not_answered(shop: TestShop, customer: TestCustomer) -> None:
    await install(shop, "echo", SLOW_ECHO)
    await customer.writes("wait")
    second = await customer.writes("my secret", key="second")
    await shop.inbox.report(change("delete", "second"))
    await shop.customer("ben").says("go")

    assert await second.replies(10.0) == ()
    await shop.idle()
    assert await text_of(shop, second.turn_id) == ""


async def test_an_edit_after_the_turn_keeps_both_and_runs_no_second_turn(
    shop: TestShop, customer: TestCustomer
) -> None:
    await install(shop, "echo", SLOW_ECHO)
    await customer.says("one", key="first")
    turn = customer.turn_id
    await shop.inbox.report(change("edit", "first", "two"))
    await shop.idle()

    assert await text_of(shop, turn) == "one\n\ntwo"
    assert await shop.fetch("SELECT count(*) FROM message WHERE author = 'customer'") == [(1,)]


async def test_a_deletion_erases_what_was_said(shop: TestShop, customer: TestCustomer) -> None:
    await install(shop, "echo", SLOW_ECHO)
    await customer.says("my secret", key="first", payload="secret payload")
    await shop.inbox.report(change("delete", "first"))
    await shop.idle()

    rows = await shop.fetch("SELECT body FROM message WHERE author = 'customer'")
    assert all(b"secret" not in body for (body,) in rows)
