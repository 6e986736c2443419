"""The demo's pay page: the same key is the same link, and paid is told once, whatever is clicked."""

import asyncio

import aiohttp
import pytest

from shopbell import Write
from shopbell.shop import Money, PaymentLink, Payments
from shopbell.testing import TestShop

pytestmark = pytest.mark.storage

TWELVE_FIFTY = Money(1250, "EUR")
HEARD = "SELECT body FROM event WHERE kind = 'payment.succeeded'"


async def a_link(shop: TestShop, key: str = "1", amount: Money = TWELVE_FIFTY) -> PaymentLink:
    status = await shop.enable("shopbell_demo_payments")
    assert status.state == "enabled", status.reason
    await shop.customer("ana").says("hello")
    seat = await shop.seat("ana")
    payments: Payments = shop.running.host.service("payments")
    return await payments.link("W-1", amount, conversation_id=seat.lane.conversation_id, key=key)


async def test_the_same_key_is_the_same_link(shop: TestShop) -> None:
    first, again, other = await a_link(shop), await a_link(shop), await a_link(shop, "2")

    assert first == again
    assert other.reference != first.reference


async def test_who_clicks_twice_pays_once(shop: TestShop) -> None:
    link = await a_link(shop)
    payments: Payments = shop.running.host.service("payments")

    async with aiohttp.ClientSession() as http:
        before = await (await http.get(link.url)).text()
        await asyncio.gather(*(http.post(link.url) for _ in range(5)))
        after = await (await http.get(link.url)).text()

    assert "€12.50" in before
    assert "<button>Pay</button>" in before
    assert "Paid. Thank you!" in after
    assert "<button>" not in after
    assert await payments.state(link.reference) == "paid"
    assert len(await shop.fetch(HEARD)) == 1


async def test_what_could_not_be_told_is_told_after_the_next_start(shop: TestShop) -> None:
    link = await a_link(shop)
    sql = "UPDATE p_shopbell_demo_payments_link SET state = 'paid' WHERE reference = ?"
    await shop.running.store.commit([Write(sql, (link.reference,), 1)])

    await shop.restart()
    async with asyncio.timeout(10):
        while not await shop.fetch(HEARD):  # noqa: ASYNC110 a test may look often
            await asyncio.sleep(0.01)

    assert len(await shop.fetch(HEARD)) == 1


async def test_a_link_ends_and_others_are_not_found(shop: TestShop) -> None:
    link = await a_link(shop)
    payments: Payments = shop.running.host.service("payments")
    shop.clock.advance(8 * 86_400_000)

    async with aiohttp.ClientSession() as http:
        over = await (await http.post(link.url)).text()
        strange = await http.get(link.url[:-3] + "abc")

    assert "This link is over." in over
    assert strange.status == 404
    assert await payments.state(link.reference) == "failed"
    assert await shop.fetch(HEARD) == []


@pytest.mark.parametrize(("amount", "shown"), [(Money(1250, "JPY"), "¥1,250"), (Money(1250, "KWD"), "1.250")])
async def test_every_currency_is_shown_to_its_last_coin(shop: TestShop, amount: Money, shown: str) -> None:
    link = await a_link(shop, amount=amount)

    async with aiohttp.ClientSession() as http:
        assert shown in await (await http.get(link.url)).text()
