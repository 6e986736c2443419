"""Where is my parcel? Only the customer hears it: a number alone opens nothing."""

import pytest

from shopbell import Write
from shopbell.testing import TestShop

ORDERS = (
    "number,status,email,postcode,promised,tracking_url\n"
    "CR-1001,shipped,ana@example.com,10115,2030-06-07,https://track.example/1\n"
    "100234,making,b@example.com,80331,,\n"
    "CR-1003,delayed,ana@example.com,10115,,\n"
    "CR-0900,delivered,ana@example.com,10115,,\n"
)
NOT_FOUND = "I find no order with this number and this postcode or e-mail address."


async def open_shop(shop: TestShop) -> None:
    (shop.folder / "orders.csv").write_text(ORDERS)
    await shop.enable("shopbell_files")
    status = await shop.enable("shopbell_order_status")
    assert status.state == "enabled", status.reason


async def test_number_and_postcode_open_the_order_and_for_a_while_it_stays_open(shop: TestShop) -> None:
    await open_shop(shop)

    await shop.customer("ana").plays("""
        > where is my order
        What is the order number?
        > CR-1001
        And the postcode or the e-mail address of that order?
        > 10 115
        Order CR-1001:
        It is on its way to you.
        It should be there on Friday, 7 June.
        Follow the parcel: https://track.example/1
        > where is my parcel
        Order CR-1001:
        It is on its way to you.
        It should be there on Friday, 7 June.
        Follow the parcel: https://track.example/1
    """)


@pytest.mark.parametrize("number", ["CR-1001", "CR-9999"])
async def test_wrong_and_not_found_are_answered_alike_and_not_for_ever(shop: TestShop, number: str) -> None:
    await open_shop(shop)
    eve = shop.customer("eve")
    heard = []

    await eve.says("where is my order")
    for guess in range(9):
        await eve.says(number)
        heard.append(str((await eve.says(f"{20000 + guess}")).text))

    assert all(one.startswith(NOT_FOUND) for one in heard[:8])
    assert heard[8].startswith("That was tried too often today.")
    assert await shop.held("eve")


async def test_a_known_customer_chooses_among_the_open_orders(shop: TestShop) -> None:
    await open_shop(shop)
    await shop.customer("ana").says("hello")
    await known_by_mail(shop, "ana", "ana@example.com")

    await shop.customer("ana").plays("""
        > where is my order
        Which order do you mean?
        [CR-1003] [CR-1001]
        > CR-1003
        Order CR-1003:
        It is delayed. We are sorry for that.
        > where is my order 100234
        And the postcode or the e-mail address of that order?
        > 80331
        Order 100234:
        We are working on it.
    """)


async def known_by_mail(shop: TestShop, customer: str, address: str) -> None:
    """The customer has shown that this mailbox is theirs."""
    sql = (
        "INSERT INTO identity (customer_id, channel, account, address, created_at, proven_at)"
        " SELECT customer_id, 'email', 'default', ?, 1, 1 FROM identity WHERE id = ?"
    )
    seat = await shop.seat(customer)
    await shop.running.store.commit([Write(sql, (address, seat.identity.id), 1)])


async def test_an_address_that_nobody_proved_opens_nothing(shop: TestShop) -> None:
    await open_shop(shop)

    reply = await shop.customer("ana@example.com").says("where is my order")

    assert reply.text == "What is the order number?"


async def test_what_was_opened_is_closed_after_half_an_hour_and_to_everybody_else(shop: TestShop) -> None:
    await open_shop(shop)
    for said in ("where is my order", "CR-1001", "ANA@example.com"):
        await shop.customer("ana").says(said)

    eve = await shop.customer("eve").says("where is my order")
    await shop.passes(minutes=31)
    ana = await shop.customer("ana").says("where is my order")

    assert eve.text == ana.text == "What is the order number?"


@pytest.mark.parametrize(
    ("asked", "question"),
    [
        ("wo bleibt mein Paket", "Wie lautet die Bestellnummer?"),
        ("où est mon colis", "Quel est le numéro de commande ?"),
        ("dónde está mi pedido", "¿Cuál es el número de pedido?"),
    ],
)
async def test_it_is_asked_for_in_every_language(shop: TestShop, asked: str, question: str) -> None:
    await shop.configure(languages=["en", "de", "fr", "es"])
    await open_shop(shop)

    assert str((await shop.customer("ana").says(asked)).text) == question
