"""Where is my parcel? Only the customer hears it: a number alone opens nothing."""

import pytest

from shopbell import ShopEvent, Write
from shopbell.replies import decode_reply
from shopbell.shop import same_postcode
from shopbell.testing import TestShop
from shopbell_order_status.finding import proof_in

pytestmark = pytest.mark.storage

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


async def test_postcode_and_number_may_come_in_either_order(shop: TestShop) -> None:
    await open_shop(shop)

    await shop.customer("ana").plays("""
        > where is my order
        What is the order number?
        > my postcode is 10115
        And the postcode or the e-mail address of that order?
        > CR-1001
        Order CR-1001:
        It is on its way to you.
        It should be there on Friday, 7 June.
        Follow the parcel: https://track.example/1
    """)


@pytest.mark.parametrize("said", ["CR-1001", "my order number is CR-1001", "Bestellnummer: cr-1001"])
async def test_a_number_alone_is_about_that_order(shop: TestShop, said: str) -> None:
    await open_shop(shop)

    reply = await shop.customer("ana").says(said)

    assert str(reply.text).endswith("of that order?") or str(reply.text).endswith("dieser Bestellung?")


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
        "INSERT INTO identity (id, customer_id, channel, account, address, created_at, proven_at)"
        " SELECT ?, customer_id, 'email', 'default', ?, 1, 1 FROM identity WHERE id = ?"
    )
    seat, store = await shop.seat(customer), shop.running.store
    await store.commit([Write(sql, (store.ids.next("identity"), address, seat.identity.id), 1)])


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


LATE = (
    "number,status,email,postcode,promised,carrier,tracking,product,title,quantity,price\n"
    "L-1001,making,ana@example.com,10115,2026-01-02,,,P1,Cake,1,20.00\n"
    "L-1002,shipped,ana@example.com,10115,2030-06-07,DHL,77,P2,Bread,1,8.00\n"
)


async def open_late(shop: TestShop, **settings: object) -> None:
    (shop.folder / "orders.csv").write_text(LATE)
    await shop.enable("shopbell_files")
    status = await shop.enable("shopbell_order_status", **settings)
    assert status.state == "enabled", status.reason


async def asks(shop: TestShop, name: str, number: str = "L-1001") -> str:
    """What a customer hears of an order whose postcode they know."""
    await shop.customer(name).says(f"where is my order {number}")
    return str((await shop.customer(name).says("10115")).text)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"sorry_voucher": "SORRY5"}, "For the wait we give you a voucher: SORRY5"),
        ({"sorry_amount": "3.00"}, "For the wait we give you €3.00; it is noted with your order."),
        ({"sorry_amount": "9.00"}, "For the wait we give you €4.00; it is noted with your order."),  # 20 % of 20 euros
    ],
)
async def test_a_late_order_is_made_good_once_whoever_asks(shop: TestShop, settings: object, told: str) -> None:
    await open_late(shop, **settings)  # type: ignore[arg-type]

    heard = [await asks(shop, name) for name in ("ana", "ana's husband")]
    again = str((await shop.customer("ana").says("where is my order L-1001")).text)

    assert all("We are sorry that it is late." in one for one in (*heard, again))
    assert [told in one for one in (*heard, again)] == [True, False, False]


async def test_two_conversations_at_once_get_it_once(shop: TestShop) -> None:
    await open_late(shop, sorry_voucher="SORRY5")
    names = [f"customer {n}" for n in range(4)]
    for name in names:
        await shop.customer(name).says("where is my order L-1001")

    asked = [await shop.customer(name).writes("10115") for name in names]
    heard = [" ".join(str(getattr(part, "text", "")) for part in await one.replies(15) or ()) for one in asked]

    assert sum("SORRY5" in one for one in heard) == 1
    assert all("Order L-1001:" in one for one in heard)
    assert await shop.fetch("SELECT count(*) FROM p_shopbell_order_status_given") == [(1,)]


async def test_what_is_in_time_or_over_the_limit_gets_nothing(shop: TestShop) -> None:
    await open_late(shop, sorry_voucher="SORRY5")

    assert "SORRY5" not in await asks(shop, "ana", "L-1002")


INCIDENTS = """
[[incident]]
text = {en = "DHL is on strike until Friday.", de = "DHL streikt bis Freitag."}
carrier = "dhl"

[[incident]]
text = "Please do not eat the cake: it may hold nuts."
products = ["P1"]

[[incident]]
text = "This is long over."
until = 2020-01-01
"""


async def test_what_goes_wrong_is_told_where_it_concerns_the_order(shop: TestShop) -> None:
    shop.write("incidents.toml", INCIDENTS)
    await open_late(shop)

    cake, bread = await asks(shop, "ana"), await asks(shop, "ben", "L-1002")

    assert "it may hold nuts" in cake
    assert "strike" not in cake
    assert "DHL is on strike until Friday." in bread
    assert "nuts" not in bread
    assert "long over" not in cake + bread


async def test_an_incident_that_cannot_be_read_is_told_and_the_others_hold(shop: TestShop) -> None:
    shop.write("incidents.toml", INCIDENTS + "\n[[incident]]\ntxt = 'x'\n")
    await open_late(shop)

    told = [sentence for _plugin, hook in shop.running.host.epoch.health for sentence in hook()]

    assert [one.partition(": Object")[0] for one in told] == ["incidents.toml: [[incident]] number 4"]
    assert "nuts" in await asks(shop, "ana")


async def report(shop: TestShop, kind: str, sender: str, order: str) -> None:
    event = ShopEvent(kind=kind, source="test", id=f"{kind} {order} {sender}", sender=sender, body={"order": order})
    await shop.inbox.record("default", [event])
    await shop.idle()


async def test_who_asked_for_it_hears_what_happens_and_nobody_else(shop: TestShop) -> None:
    await open_shop(shop)
    await shop.customer("eve").says("hello")
    await shop.customer("ana").plays("""
        > notify me when it ships
        What is the order number?
        > 100234
        And the postcode or the e-mail address of that order?
        > 80331
        All right, I will tell you here when something happens to order 100234.
    """)

    for sender in ("ana", "eve"):
        await report(shop, "order.shipped", sender, "100234")
    await report(shop, "order.shipped", "ana", "CR-1001")
    await report(shop, "order.delivered", "ana", "100234")

    sql = "SELECT message.body FROM message JOIN outbox ON outbox.id = message.id WHERE purpose = 'transactional'"
    said = [str(decode_reply(body).text) for (body,) in await shop.fetch(sql)]
    assert said == [
        "News of order 100234:", "It is on its way to you.", "News of order 100234:", "It was delivered.",
    ]  # fmt: skip
    assert await shop.fetch("SELECT count(*) FROM p_shopbell_order_status_wanted") == [(0,)]


async def test_an_amount_that_is_none_is_refused(shop: TestShop) -> None:
    status = await shop.enable("shopbell_order_status", sorry_amount="a little")

    assert status.state == "failed"
    assert "sorry_amount" in status.reason


@pytest.mark.parametrize("said", ["where is my order CR-1001", "has my order no. CR-1001 been sent?"])
async def test_an_order_that_is_named_goes_before_what_is_said_of_all_orders(shop: TestShop, said: str) -> None:
    shop.write(
        "faq/orders.md",
        "## Where is my order?\n\n> has my order been sent\n> has my order been changed\n\nOrders leave at noon.\n",
    )
    await open_shop(shop)
    await shop.enable("shopbell_faq", helpful="never")
    await shop.settle()

    heard = (await shop.customer("ana").says(said)).text
    general = (await shop.customer("ben").says("where is my order?")).text
    change = (await shop.customer("eva").says("has my order CR-1001 been changed")).text

    assert heard == "And the postcode or the e-mail address of that order?"
    assert general == "Orders leave at noon."
    assert change == "Orders leave at noon."


async def test_who_asks_for_something_for_the_delay_gets_what_the_owner_allows_or_a_person(shop: TestShop) -> None:
    await open_shop(shop)

    await shop.customer("ana").says("can I get something for the delay")
    await shop.customer("ana").says("CR-1003")
    reply = await shop.customer("ana").says("10115")

    assert reply.text == "A person looks at what can be done for order CR-1003, and answers you here."
    [waiting] = await shop.running.handoffs()
    assert waiting.message == "CR-1003: can I get something for the delay"


async def test_what_is_no_proof_costs_no_attempt(shop: TestShop) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")
    for said in ("where is my order", "CR-1001", "what is that good for"):
        reply = await ana.says(said)

    assert str(reply.text).startswith("Please give the postcode of the order")
    assert await shop.fetch("SELECT count(*) FROM p_shopbell_order_status_try") == [(0,)]
    assert str((await ana.says("10115")).text).startswith("Order CR-1001:")


@pytest.mark.parametrize(
    "said", ["what about 2 of them", "und was ist mit den 2 anderen", "I want 200 of these as well"]
)
async def test_a_number_alone_makes_no_proof(shop: TestShop, said: str) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")
    for one in ("where is my order CR-1001", said):
        await ana.says(one)

    assert await shop.fetch("SELECT count(*) FROM p_shopbell_order_status_try") == [(0,)]


@pytest.mark.parametrize(
    "said", ["my zip code is 10115", "10115 Berlin", "die Postleitzahl ist 10115", "c'est 10115 !"]
)
async def test_the_postcode_is_found_in_a_sentence(shop: TestShop, said: str) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")
    await ana.says("where is my order CR-1001")

    assert "CR-1001" in (await ana.says(said)).text


@pytest.mark.parametrize("said", ["SW1A 1AA", "m1 1ae", "1012 AB Amsterdam", "K1A 0B6", "D02 X285", "101", "1000-205"])
def test_postcodes_of_many_countries_are_proofs(said: str) -> None:
    assert same_postcode(proof_in(said)) == same_postcode(said.removesuffix(" Amsterdam"))


async def test_an_answer_of_the_shop_is_for_those_whose_order_is_not_known(shop: TestShop) -> None:
    await open_shop(shop)
    shop.write(
        "faq/orders.md", "# Orders\n\n## Where is my order?\n\n> is my order on its way\n\nThe van comes at two.\n"
    )
    await shop.enable("shopbell_faq")
    await shop.enable("shopbell_order_status", order=10)
    await shop.settle()
    stranger, ana = shop.customer("eve"), shop.customer("ana")
    await ana.says("where is my order CR-1001")
    await ana.says("10115")

    assert (await stranger.says("where is my order")).text == "The van comes at two."
    assert (await ana.says("where is my order")).text.startswith("Order CR-1001:")
    assert (await stranger.says("where is my order CR-1003")).text.startswith("And the postcode")
