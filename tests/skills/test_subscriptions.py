"""Customers wait for a lower price, or for what is sold out; each hears of it once."""

import pytest

from shopbell.messages import MessageContext, ShopEvent
from shopbell.testing import TestShop
from tests.skills.subscribing import (
    ASKED,
    STOCK_ASKED,
    consents,
    offers,
    open_alerts,
    waits_at_a_higher_price,
    waits_for_a_price,
    waits_for_stock,
    wares,
)

pytestmark = pytest.mark.storage


# -- a lower price ------------------------------------------------------------------------------------------------


async def test_a_lower_price_is_told_once(counter: TestShop) -> None:
    await waits_for_a_price(counter)
    assert await consents(counter) == [("price_alert", 1, ASKED)]

    wares(counter, "9.50")
    assert await offers(counter, 1) == [("ana", "price_alert", "sent")]
    await counter.delivered(4)

    assert counter.channel.delivered.texts[-1] == "Walnut mug costs €9.50 now."
    assert await open_alerts(counter) == []


async def test_a_price_alert_with_its_price_is_no_search(counter: TestShop) -> None:
    for plugin in ("shopbell_understanding", "shopbell_search", "shopbell_product_search"):
        await counter.enable(plugin)
    await counter.settle()

    asked = await counter.customer("ana").says("tell me when the walnut mug is under €10")

    assert asked.text == ASKED


async def test_only_sizes_that_are_sold_out_are_asked_for_and_by_what_parts_them(counter: TestShop) -> None:
    counter.write(
        "catalogue.csv",
        "id,sku,title,price,size,colour,material,stock\n"
        "D1,D1-RS,Slip dress,90,S,red,velvet,0\nD1,D1-RM,Slip dress,90,M,red,,0\nD1,D1-BM,Slip dress,90,M,blue,,4\n"
        "D1,D1-BS,Slip dress,90,S,blue,,0\n",
    )
    await counter.settle()
    ana = counter.customer("ana")

    red = await ana.says("tell me when the slip dress is back in red")
    await ana.says("never mind")
    blue = await ana.says("tell me when the slip dress is back in blue")
    await ana.says("never mind")
    there = await ana.says("tell me when the slip dress is back in blue M")

    assert [str(option.label) for option in red.options] == ["S", "M"]
    assert blue.text == STOCK_ASKED.format(title="Slip dress (S, blue)")
    assert there.text == "Slip dress (M, blue) is in stock, there is nothing to wait for."


async def test_a_price_that_falls_too_little_is_not_told(counter: TestShop) -> None:
    await waits_for_a_price(counter)
    await waits_at_a_higher_price(counter)

    wares(counter, "10.01")
    await offers(counter, 1)  # the other one, told by the same look

    assert await open_alerts(counter) == [("price_alert", "M1")]


async def test_what_came_while_the_shop_was_closed_is_told_and_nothing_twice(counter: TestShop) -> None:
    await waits_for_a_price(counter)
    await waits_at_a_higher_price(counter)
    wares(counter, "11.00")
    assert await offers(counter, 1) == [("ben", "price_alert", "sent")]

    await counter.close()
    wares(counter, "9.00")
    await counter.open()
    await counter.settle()
    told = await offers(counter, 2)

    assert told == [("ben", "price_alert", "sent"), ("ana", "price_alert", "sent")]


async def test_the_product_at_hand_and_the_price_are_asked_for_where_they_are_not_said(counter: TestShop) -> None:
    ana = counter.customer("ana")

    asked = await ana.says("price alert", context=MessageContext(product="M1"))
    worded = await ana.says("10")

    assert asked.text == "Walnut mug costs €12.50 now. At which price shall I tell you?"
    assert worded.text == ASKED
    assert (await counter.customer("ben").says("price alert")).text == (
        "Which product do you mean? Tell me its name, please."
    )


async def test_a_price_that_is_there_already_is_said(counter: TestShop) -> None:
    said = await counter.customer("ana").says("tell me when the walnut mug is under 20")

    assert said.text == "Walnut mug costs €12.50 now, there is nothing to wait for."


async def test_who_declines_gets_nothing_and_has_agreed_to_nothing(counter: TestShop) -> None:
    await counter.customer("ana").says("tell me when the walnut mug is under 10")

    said = await counter.customer("ana").says("no")

    assert said.text == "All right, I send you nothing."
    assert await consents(counter) == []
    assert await open_alerts(counter) == []


async def test_asking_again_changes_the_price(counter: TestShop) -> None:
    await waits_for_a_price(counter)

    await counter.customer("ana").says("tell me when the walnut mug is under 11")
    await counter.customer("ana").says("yes")

    assert await counter.fetch("SELECT below FROM p_shopbell_subscriptions_alert") == [(1100,)]


async def test_there_is_an_end_to_waiting(counter: TestShop) -> None:
    await counter.enable("shopbell_subscriptions", most_alerts=1)
    await waits_for_a_price(counter)

    said = await counter.customer("ana").says("price alert for the walnut mug")

    assert said.text == "You wait for so many things already; end one of them first, please."


# -- back in stock ------------------------------------------------------------------------------------------------


async def test_what_is_back_is_told_once(counter: TestShop) -> None:
    wares(counter, stock=0)
    await counter.settle()
    await waits_for_stock(counter)

    wares(counter, stock=3)

    assert await offers(counter, 1) == [("ana", "stock_alert", "sent")]
    assert await open_alerts(counter) == []


async def test_what_is_there_needs_no_alert(counter: TestShop) -> None:
    said = await counter.customer("ana").says("tell me when the walnut mug is back")

    assert said.text == "Walnut mug is in stock, there is nothing to wait for."


DRESS = "id,sku,title,price,stock,size\n" + "".join(
    f"D1,D1-{size},Linen dress,80.00,{stock},{size}\n" for size, stock in (("S", 2), ("M", 0), ("L", 0))
)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("tell me when the linen dress in M is back", "Linen dress (M) is in stock again?"),
        (
            "tell me when the linen dress in size S is back",
            "Linen dress (S) is in stock, there is nothing to wait",
        ),
        ("tell me when the linen dress is back", "Which one are you waiting for?"),
    ],
)
async def test_the_size_that_is_sold_out_is_meant(counter: TestShop, said: str, heard: str) -> None:
    counter.write("catalogue.csv", DRESS)
    await counter.settle()

    assert heard in (await counter.customer("ana").says(said)).text


async def test_another_customers_event_tells_nothing(counter: TestShop) -> None:
    await waits_for_a_price(counter)
    await counter.customer("ben").says("hello")
    body = {"product": "M1", "price": 100, "currency": "EUR"}
    kind = "product.price_fallen"

    await counter.inbox.record("default", [ShopEvent(kind=kind, source="shop", id="1", sender="ben", body=body)])
    await counter.inbox.record(
        "default", [ShopEvent(kind=kind, source="shop", id="2", sender="ana", body={**body, "price": 1001})]
    )
    await counter.idle()

    assert await offers(counter, 0) == []
    assert await open_alerts(counter) == [("price_alert", "M1")]
