"""Nothing is sent past the gate: not by a dialogue that begins by itself, not by hand, not after a restart."""

import ast
import asyncio
from pathlib import Path

import pytest

from shopbell.errors import DeliveryError
from shopbell.messages import ChannelEvent, ShopEvent
from shopbell.testing import Delivered, TestCustomer, TestShop
from tests.runtime.answers import ECHO, install

pytestmark = pytest.mark.storage

CORE = Path(__file__).parents[2] / "core" / "shopbell"
UNASKED = """
from shopbell import dialogue

@dialogue("shipped", on=["order.shipped"])
async def shipped(chat, event):
    await chat.say("Your order is on its way.")

@dialogue("cake", on=["cake.week", "order.shipped"], purpose="marketing")
async def cake(chat, event):
    await chat.say("It is cake week!")
"""
NOON_MS = 12 * 3_600_000
DAY_MS = 24 * 3_600_000


@pytest.fixture
async def noon(shop: TestShop) -> TestShop:
    """A shop at noon that has something to say by itself; Ana has written to it."""
    shop.clock.advance((NOON_MS - shop.clock.now()) % DAY_MS)
    await install(shop, "echo", ECHO)
    await install(shop, "unasked", UNASKED, ["shipped", "cake"])
    await shop.customer("ana").says("hello")
    await shop.delivered(2)
    return shop


async def happens(shop: TestShop, kind: str, number: str, sender: str = "ana") -> None:
    await shop.inbox.record("default", [ShopEvent(kind=kind, source="shop", id=number, sender=sender)])
    await shop.idle()
    await shop.passes()


async def consents(shop: TestShop) -> None:
    """Ana wants offers: she said STOP once, and START."""
    await shop.customer("ana").says("unsubscribe")
    await shop.customer("ana").says("START")
    await shop.delivered(4)


async def last(shop: TestShop) -> tuple[str, str, str, str]:
    rows = await shop.fetch("SELECT purpose, state, verdict, reason FROM outbox ORDER BY id DESC LIMIT 1")
    return rows[0]  # type: ignore[return-value]


async def test_offers_need_consent_and_notices_do_not(noon: TestShop, outbox: Delivered) -> None:
    await happens(noon, "order.shipped", "1")
    await noon.delivered(3)

    assert outbox.texts[-1] == "Your order is on its way."
    assert await last(noon) == (
        "marketing", "refused", "refused", "the customer never gave consent to offers on this channel",
    )  # fmt: skip


async def test_stop_holds_for_offers_while_the_notice_goes_out(noon: TestShop, outbox: Delivered) -> None:
    await consents(noon)
    await happens(noon, "cake.week", "1")
    await noon.delivered(5)
    assert outbox.texts[-1] == "It is cake week!"

    said = await noon.customer("ana").says("STOP")
    await noon.passes(days=8)
    await happens(noon, "order.shipped", "2")
    await noon.delivered(7)

    assert said.text == "You will get no more offers from us. Write START if you want them again."
    assert outbox.texts[-1] == "Your order is on its way."
    assert (await last(noon))[2:] == ("refused", "the customer said STOP")
    assert await noon.fetch("SELECT given, wording FROM consent ORDER BY id") == [
        (0, "unsubscribe"), (1, "START"), (0, "STOP"),
    ]  # fmt: skip


async def test_a_second_offer_on_the_same_day_waits_for_the_next(noon: TestShop, outbox: Delivered) -> None:
    await consents(noon)
    await happens(noon, "cake.week", "1")
    await noon.delivered(5)
    await happens(noon, "cake.week", "2")
    assert (await last(noon))[1:3] == ("due", "delayed")

    await noon.passes(hours=25)
    await noon.running.outbox_queue.look_again()
    await noon.delivered(6)

    assert outbox.texts[-2:] == ["It is cake week!", "It is cake week!"]


async def test_a_notice_at_night_waits_for_the_morning_and_holds_up_no_answer(
    noon: TestShop, outbox: Delivered
) -> None:
    await noon.quiet_hours("21:00-8:00")
    await noon.passes(hours=11)
    await happens(noon, "order.shipped", "1")
    assert await noon.fetch("SELECT state, verdict, reason FROM outbox WHERE purpose = 'transactional'") == [
        ("due", "delayed", "quiet hours")
    ]
    await noon.customer("ana").says("anybody there?")
    await noon.delivered(3)
    assert outbox.texts[-1] == "You said: anybody there?"

    await noon.restart()
    await noon.passes(hours=10)
    await noon.running.outbox_queue.look_again()
    await noon.delivered(4)

    assert outbox.texts[-1] == "Your order is on its way."


async def test_an_offer_that_was_to_wait_is_looked_at_again_before_it_goes(noon: TestShop, outbox: Delivered) -> None:
    await consents(noon)
    await noon.quiet_hours("21:00-8:00")
    await noon.passes(hours=11)
    await happens(noon, "cake.week", "1")
    await noon.customer("ana").says("stop all")
    await noon.delivered(5)
    await noon.passes(hours=10)
    await noon.running.outbox_queue.look_again()
    refused = "SELECT 1 FROM outbox WHERE purpose = 'marketing' AND state = 'refused'"
    async with asyncio.timeout(10):
        while not await noon.fetch(refused):  # noqa: ASYNC110 the commit is nobody's event
            await asyncio.sleep(0.01)

    assert "It is cake week!" not in outbox.texts


async def test_who_blocked_the_shop_gets_nothing_more_by_whatever_door(noon: TestShop, outbox: Delivered) -> None:
    await consents(noon)
    await noon.inbox.report(
        ChannelEvent(
            kind="opt_out", channel="testing", account="default", sender="ana", key="b1", details={"scope": "blocked"}
        )
    )
    await noon.idle()
    before = len(outbox.attempts)
    await happens(noon, "order.shipped", "1")
    await happens(noon, "cake.week", "2")
    assert await noon.running.outbox_queue.redrive(None) == 0
    await noon.restart()
    await noon.customer("ben").says("hello")
    await noon.delivered(6)

    assert [message.address for message in outbox.messages[4:]] == ["ben", "ben"]
    assert len(outbox.attempts) == before + 2
    states = await noon.fetch("SELECT DISTINCT state, reason FROM outbox WHERE purpose <> 'conversational'")
    assert states == [("refused", "the customer blocked the shop")]


@pytest.mark.parametrize("known_before", [True, False], ids=["reported", "found out by the notice itself"])
async def test_a_notice_takes_another_address_of_a_customer_who_blocked_the_shop(
    noon: TestShop, outbox: Delivered, known_before: bool
) -> None:
    await noon.customer("ana-mail").says("hello")
    await noon.customer("ana").says("I am here")
    await noon.delivered(5)
    mail, ana = (await noon.seat("ana-mail")).identity.id, (await noon.seat("ana")).identity.id
    assert (await noon.running.linking.link(mail, ana, "code", "customer")).state == "linked"
    if known_before:
        details = {"scope": "blocked"}
        event = ChannelEvent(
            kind="opt_out", channel="testing", account="default", sender="ana", key="b1", details=details
        )
        await noon.inbox.report(event)
        await noon.idle()
    else:
        outbox.fails(DeliveryError("testing", "403", kind="user_blocked"))

    await happens(noon, "order.shipped", "1")
    await noon.delivered(6)

    assert (outbox.messages[-1].address, outbox.texts[-1]) == ("ana-mail", "Your order is on its way.")
    assert await noon.fetch("SELECT verdict FROM outbox WHERE purpose = 'transactional'") == [("rerouted",)]
    said = await noon.fetch("SELECT author FROM message WHERE identity_id = ? ORDER BY id DESC LIMIT 1", mail)
    assert said == [("bot",)]


async def test_why_and_metrics_tell_what_the_gate_said(noon: TestShop, customer: TestCustomer) -> None:
    await happens(noon, "cake.week", "1")
    [(turn_id,)] = await noon.fetch("SELECT turn_id FROM outbox WHERE purpose = 'marketing'")

    explained = (await noon.why(turn_id))["explained"]

    assert (
        "The gate: as an offer it was refused (the customer never gave consent to offers on this channel)." in explained
    )
    assert noon.running.permits.said["refused", "marketing"] == 1


def test_only_the_outbox_hands_messages_to_channels() -> None:
    found = []
    for path in (one for one in sorted(CORE.rglob("*.py")) if "testing" not in one.parts):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "send":
                owner = ast.unparse(node.func.value)
                if "channel" in owner.lower():
                    found.append((str(path.relative_to(CORE)), owner))

    assert found == [
        ("plugin_host/guards.py", "self._channel"),
        ("runtime/outbox.py", "entry.channel"),
        ("runtime/outbox.py", "entry.channel"),
    ]
