"""A platform's rates are kept, the oldest message goes first after an outage, and machines do not talk for ever."""

import asyncio
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shopbell.capabilities import EVERYTHING
from shopbell.errors import DeliveryError
from shopbell.messages import OutboundMessage
from shopbell.runtime.pace import Pace, Paces
from shopbell.testing import Delivered, TestShop
from tests.runtime.answers import ECHO, install

pytestmark = pytest.mark.storage

SAME = """
@skill()
async def answer(turn):
    return Reply(text="I am not here.")
"""


@given(rate=st.floats(0.1, 100), burst=st.floats(0, 20), asked=st.lists(st.floats(0, 5), min_size=1, max_size=60))
def test_no_stretch_of_time_sees_more_than_the_rate_and_the_burst(
    rate: float, burst: float, asked: list[float]
) -> None:
    pace, now, sent = Pace(), 1_000.0, []
    for pause in asked:
        now += pause
        now = max(now, now + pace.wait(now, rate, burst))
        pace.spend(now, rate)
        sent.append(now)

    for first in range(len(sent)):
        for last in range(first, len(sent)):
            assert last - first + 1 <= max(burst, 1.0) + (sent[last] - sent[first]) * rate + 1e-3


def test_one_address_waits_while_another_goes() -> None:
    paces = Paces()
    waits = [paces.take("ana", 10.0, 2) for _ in range(3)]

    assert [wait > 0 for wait in waits] == [False, False, True]
    assert paces.take("ben", 10.0, 2) <= 0
    assert paces.take("ana", 10.0 + waits[2] + 0.001, 2) <= 0


async def test_after_an_outage_the_oldest_message_of_the_account_goes_first(
    shop: TestShop, outbox: Delivered, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.channel.capabilities = replace(EVERYTHING, per_second=20.0)
    await shop.running.host.reload("testing")
    await install(shop, "echo", ECHO)
    names = [f"c{n}" for n in range(8)]
    for name in names:
        await shop.customer(name).says("hello")
    await shop.delivered(16)
    monkeypatch.setattr("shopbell.runtime.retries.PROBE_SECONDS", 0.05)
    away = True

    async def send(message: OutboundMessage) -> None:
        if away:
            outbox.attempts.append(message.outbox_id)
            raise DeliveryError("testing", "down", kind="temporary", retry_after=0.05)
        outbox.take(message)

    monkeypatch.setattr(shop.channel, "send", send)
    for name in [*names, *reversed(names)]:
        await shop.customer(name).says("and now?")
    async with asyncio.timeout(10):
        while len(outbox.attempts) < 16 + 12:  # noqa: ASYNC110 a few rounds of failing
            await asyncio.sleep(0.01)
    away = False
    await shop.delivered(32)

    ids = [message.outbox_id for message in outbox.messages[16:]]
    assert sum(one > other for one, other in pairwise(ids)) <= 1  # the one that tried may not have been the oldest
    assert {state for (state,) in await shop.fetch("SELECT state FROM outbox")} <= {"sent", "sending"}


async def test_two_customers_whose_messages_all_failed_get_them_when_the_platform_is_back(
    shop: TestShop, outbox: Delivered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shopbell.runtime.retries.PROBE_SECONDS", 0.05)
    await install(shop, "echo", ECHO)
    ana, ben = shop.customer("ana"), shop.customer("ben")
    await ana.says("hello")
    await ben.says("hello")
    await shop.delivered(4)
    outbox.fails(
        *[DeliveryError("testing", "no", kind="temporary", retry_after=seconds) for seconds in (0.3, 0.9, 0.02, 0.02)]
    )

    await ana.says("and now?")
    await ben.says("and now?")
    await shop.delivered(6)

    assert sorted(message.address for message in outbox.messages[4:]) == ["ana", "ben"]


async def test_a_key_that_is_not_accepted_any_more_is_told_to_the_owner(shop: TestShop, outbox: Delivered) -> None:
    await install(shop, "echo", ECHO)
    outbox.fails(DeliveryError("testing", "401", kind="auth"))
    await shop.customer("ana").says("hello")
    async with asyncio.timeout(10):
        while not shop.running.outbox_queue.troubles():  # noqa: ASYNC110 nobody's event
            await asyncio.sleep(0.01)

    assert any("testing/default: the channel's key is not accepted" in one for one in shop.running.readiness().reasons)
    await shop.running.advance_clock(61_000)
    await shop.delivered(2)
    assert shop.running.outbox_queue.troubles() == []
