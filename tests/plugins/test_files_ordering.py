"""Orders are placed in the shop's own books: once, and nothing is sold that is not there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopbell.shop import Money, NewOrder, NotPlaced, Offers, Order, Ordering, OrderLine
from shopbell.testing import TestShop
from tests.plugins.shop_files import told, with_files

pytestmark = pytest.mark.storage

PRODUCTS = "id,sku,title,price,size,stock\nM1,,Mug,12.50,,1\nT1,T1-S,Tea,4.00,S,5\nT1,T1-L,Tea,7.00,L,\n"
OFFERS = (
    "code,title,off,least,uses,starts,ends,products\n"
    "WELCOME,Welcome,10 %,,2,,,\n"
    "Five,Five off,5.00,10.00,,,2026-12-31,\n"
    ",Summer,5 %,100.00,,,,\n"
    "GONE,Gone,10 %,,,,2020-01-01,\n"
)
DELIVERY = "name,fee,most_per_day\nbike,4.50,2\n"


def wanting(product: str = "M1", quantity: int = 1, variant: str = "", **more: object) -> NewOrder:
    line = OrderLine(product=product, variant=variant, title=product, price=Money(1250, "EUR"), quantity=quantity)
    return NewOrder(lines=(line,), currency="EUR", **more)  # type: ignore[arg-type]


async def open_shop(shop: TestShop) -> Ordering:
    await with_files(shop, products_csv=PRODUCTS, offers_csv=OFFERS, delivery_csv=DELIVERY)
    return ordering(shop)


def ordering(shop: TestShop) -> Ordering:
    service: Ordering = shop.running.host.service("ordering")
    return service


async def test_the_last_piece_is_sold_once_and_the_shelf_knows(shop: TestShop) -> None:
    book = await open_shop(shop)

    first = await book.place(wanting(email="Ana@example.com", postcode="10115"), key="a")
    again = await book.place(wanting(), key="a")
    second = await book.place(wanting(), key="b")

    assert isinstance(first, Order)
    assert again == first
    assert second == NotPlaced(reason="sold_out", product="M1")
    assert "stock={'': 0}" in await told(shop, "product M1")
    assert first.number in await told(shop, "orders ana@example.com")


async def test_sales_outlive_a_new_start_and_end_with_a_new_count(shop: TestShop) -> None:
    book = await open_shop(shop)
    await book.place(wanting(), key="a")

    await shop.restart()
    still = await ordering(shop).place(wanting(), key="b")
    shop.write("products.csv", PRODUCTS.replace("Mug", "Big mug"))
    await shop.settle()
    renamed = await ordering(shop).place(wanting(), key="c")
    shop.write("products.csv", PRODUCTS.replace("12.50,,1", "12.50,,2"))
    await shop.settle()
    counted_anew = await ordering(shop).place(wanting(quantity=2), key="d")

    assert isinstance(still, NotPlaced)
    assert isinstance(renamed, NotPlaced)
    assert isinstance(counted_anew, Order)


async def test_sizes_have_shelves_of_their_own_and_what_is_not_counted_is_always_there(shop: TestShop) -> None:
    book = await open_shop(shop)

    assert isinstance(await book.place(wanting("T1", 5, "T1-S"), key="a"), Order)
    assert await book.place(wanting("T1", 1, "T1-S"), key="b") == NotPlaced(
        reason="sold_out", product="T1", variant="T1-S"
    )
    assert isinstance(await book.place(wanting("T1", 500, "T1-L"), key="c"), Order)
    assert isinstance(await book.place(wanting("nothing of ours"), key="d"), NotPlaced)


async def test_who_does_not_pay_gives_everything_back_once(shop: TestShop) -> None:
    book = await open_shop(shop)
    offers: Offers = shop.running.host.service("offers")
    held = {"voucher": "welcome", "area": "bike", "promised_on": "2030-06-07"}
    order = await book.place(wanting(**held), key="a")
    assert isinstance(order, Order)

    released = [await book.release(order.number, 5) for _ in range(2)]
    next_one = await book.place(wanting(**held), key="b")

    assert released == [True, False]
    assert isinstance(next_one, Order)
    left = await offers.by_code("WELCOME")
    assert left is not None
    assert left.uses_left == 1
    assert "cancelled" in await told(shop, f"order {order.number}")


async def test_a_payment_is_noted_once_also_for_what_was_cancelled(shop: TestShop) -> None:
    book = await open_shop(shop)
    order = await book.place(wanting(), key="a")
    late = await book.place(wanting("T1", 1, "T1-L"), key="b")
    assert isinstance(order, Order)
    assert isinstance(late, Order)
    await book.release(late.number, 2)

    paid = [await book.paid(order.number, Money(1250, "EUR"), 3) for _ in range(2)]
    too_late = await book.paid(late.number, Money(1250, "EUR"), 3)

    assert [one and (one.payment, one.state) for one in paid] == [("paid", "paid")] * 2
    assert paid[0] == paid[1]
    assert too_late is not None
    assert (too_late.payment, too_late.state) == ("paid", "cancelled")
    assert not await book.release(order.number, 4)
    assert await book.paid("W-1", Money(1, "EUR"), 3) is None


async def test_vouchers_and_days_have_an_end(shop: TestShop) -> None:
    book = await open_shop(shop)
    tea = {"product": "T1", "variant": "T1-L"}

    vouchers = [await book.place(wanting(**tea, voucher="WELCOME"), key=f"v{n}") for n in range(3)]  # type: ignore[arg-type]
    day = {"area": "bike", "promised_on": "2030-06-07"}
    days = [await book.place(wanting(**tea, **day), key=f"d{n}") for n in range(3)]  # type: ignore[arg-type]

    assert [isinstance(one, Order) for one in vouchers] == [True, True, False]
    assert vouchers[2] == NotPlaced(reason="voucher")
    assert days[2] == NotPlaced(reason="full")
    for code in ("GONE", "nothing"):
        assert await book.place(wanting(**tea, voucher=code), key=code) == NotPlaced(reason="voucher")  # type: ignore[arg-type]


async def test_offers_are_read_as_owners_write_them(shop: TestShop) -> None:
    await open_shop(shop)
    offers: Offers = shop.running.host.service("offers")

    five, welcome = await offers.by_code(" five "), await offers.by_code("welcome")

    assert five is not None
    assert (five.amount, five.least) == (Money(500, "EUR"), Money(1000, "EUR"))
    assert five.ends_at == 1798758000000  # the end of the day, shop time
    assert welcome is not None
    assert (welcome.percent, welcome.uses_left) == (10, 2)
    assert [one.title for one in await offers.running(1)] == ["Summer"]


async def test_an_erased_customers_order_is_nobodys(shop: TestShop) -> None:
    book = await open_shop(shop)
    await shop.customer("ana").says("hello")
    seat = await shop.seat("ana")
    whose = {
        "email": "ana@example.com",
        "name": "Ana",
        "address": "Mill Lane 3",
        "customer_id": seat.identity.customer_id,
    }
    order = await book.place(wanting(**whose), key="a")
    assert isinstance(order, Order)

    await shop.running.customer_desk().erase(seat.identity.customer_id, "ana")

    known = await told(shop, f"order {order.number}", "bob")
    assert order.number in known
    assert "Ana" not in known
    assert "Mill Lane" not in known
    assert await told(shop, "orders ana@example.com", "bob") == "none"


@asynccontextmanager
async def a_shop_with(pieces: int) -> AsyncIterator[TestShop]:
    with TemporaryDirectory() as folder:
        shop = TestShop(Path(folder) / "shop")
        await shop.open()
        await with_files(shop, products_csv=f"id,title,price,stock\nM1,Mug,12.50,{pieces}\n", offers_csv=OFFERS)
        yield shop
        await shop.close()


async def race(pieces: int, wanted: list[int], voucher: bool) -> None:
    async with a_shop_with(pieces) as shop:
        book = ordering(shop)
        code = "WELCOME" if voucher else ""
        placing = [book.place(wanting(quantity=n, voucher=code), key=f"{at}") for at, n in enumerate(wanted)]
        ended = await asyncio.gather(
            *placing, *(book.place(wanting(quantity=n), key=f"{at}") for at, n in enumerate(wanted))
        )
        orders = {one.number: one for one in ended if isinstance(one, Order)}
        sold = sum(line.quantity for one in orders.values() for line in one.lines)
        used = sum(bool(one.voucher) for one in orders.values())

        assert sold <= pieces
        assert used <= 2
        assert len(await shop.fetch("SELECT id FROM p_shopbell_files_placed")) == len(orders)
        refused = [
            n for n, one in zip(wanted, ended, strict=False) if isinstance(one, NotPlaced) and one.reason == "sold_out"
        ]
        assert all(n > pieces - sold for n in refused), "there was enough for it"


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 4), st.lists(st.integers(1, 3), min_size=2, max_size=6), st.booleans())
def test_whoever_races_nothing_is_sold_twice(pieces: int, wanted: list[int], voucher: bool) -> None:
    asyncio.run(race(pieces, wanted, voucher))


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("A,A,,,,,,", "off: an offer takes off either a share, such as 10 %, or an amount, such as 5.00"),
        ("A,A,110 %,,,,,", 'off: "110 %" is not between 1 % and 100 %, or no whole number'),
        ("A,A,1.00,,,2026-05-02,2026-05-01,", "ends: it ends before it starts"),
        ("A,A,-3.00,,,,,", "off: it must be more than nothing"),
        ("FIVE,A,10 %,,,,,", "the code FIVE stands in line 3, too"),
    ],
)
async def test_an_offer_that_cannot_be_read_is_told_and_the_others_hold(
    shop: TestShop, row: str, sentence: str
) -> None:
    from shopbell_files.cells import Shop
    from shopbell_files.loading import read_offered

    offers, [finding] = read_offered({"offers.csv": (OFFERS + row).encode()}, Shop("EUR", "en", "DE", "Europe/Berlin"))

    assert len(offers) == 4
    assert (finding.line, finding.sentence) == (6, sentence)
