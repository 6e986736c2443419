"""From the cart to a paid order: once, for the sum that was agreed to, and nobody gets the last piece twice."""

import asyncio

import aiohttp
import pytest

from shopbell.clock import Clock
from shopbell.messages import ShopEvent
from shopbell.replies import PaymentRequest
from shopbell.testing import TestShop
from shopbell_checkout.postcodes import postcode_in
from tests.skills.moments import move_to

pytestmark = pytest.mark.storage

PRODUCTS = "id,title,price,stock\nM1,Walnut mug,12.50,1\nP1,Paper lamp,1.00,\n"
ORDERS = "SELECT state FROM p_shopbell_files_placed"


async def open_shop(shop: TestShop, *, delivery: str = "", pays: bool = False) -> None:
    shop.write("products.csv", PRODUCTS)
    shop.write("offers.csv", "code,title,off,uses\nTENTH10,A tenth,10 %,1\n")
    if delivery:
        shop.write("delivery.csv", delivery)
    await shop.configure(currency="EUR", languages=["en", "de", "fr", "es"])
    for plugin in ("files", "cart", *(("demo_payments",) if pays else ()), "checkout"):
        status = await shop.enable(f"shopbell_{plugin}")
        assert status.state == "enabled", status.reason
    await shop.settle()


async def until_sure(shop: TestShop, name: str, product: str = "walnut mug") -> str:
    """Everything up to the last question."""
    customer = shop.customer(name)
    await customer.says(f"add the {product} to my cart")
    await customer.says("checkout")
    await customer.says(name.title())
    return (await customer.says(f"{name}@example.com")).text


async def test_an_order_that_is_brought_on_the_day_that_was_promised(shop: TestShop) -> None:
    await open_shop(shop, delivery="name,postcodes,fee,days\nbike,10,4.50,1\n")
    await shop.customer("ana").says("add the walnut mug to my cart")
    await shop.customer("ana").says("I have a voucher code TENTH10")

    await shop.customer("ana").plays("""
        > checkout
        How would you like to get it?
        [Bring it to me] [I pick it up]
        > bring it to me
        Which postcode shall it go to?
        > 99999
        We do not deliver there, I am sorry.
        How would you like to get it?
        [Bring it to me] [I pick it up]
        > bring it to me
        Which postcode shall it go to?
        > 10115
        ...
        > that suits me
        Street, number and town, please?
        > Mill Lane 3, Berlin
        Your name, please?
        > Ana
        And your e-mail address, for the order?
        > ana@example.com
        ...
    """)
    placed = await shop.customer("ana").says("yes")

    assert placed.text.startswith("Thank you! Your order has the number W-")
    order = await shop.running.host.service("orders").order(placed.text.rpartition(" ")[2].rstrip("."))
    assert str(order.total) == "15.75 EUR"
    assert (order.postcode, order.address, order.voucher) == ("10115", "Mill Lane 3, Berlin", "TENTH10")
    assert (await shop.customer("ana").says("show my cart")).text == "Your cart is empty."


@pytest.mark.parametrize(("wares", "fee"), [(("walnut mug",), "€0.00"), (("walnut mug", "paper lamp"), "€4.50")])
async def test_what_ships_free_is_brought_for_nothing(shop: TestShop, wares: tuple[str, ...], fee: str) -> None:
    await open_shop(shop, delivery="name,postcodes,fee,days\nbike,10,4.50,1\n")
    shop.write("products.csv", "id,title,price,free_shipping\nM1,Walnut mug,12.50,yes\nP1,Paper lamp,1.00,\n")
    await shop.settle()
    for ware in wares:
        await shop.customer("ana").says(f"add the {ware} to my cart")
    for said in ("checkout", "bring it to me"):
        await shop.customer("ana").says(said)

    reply = await shop.customer("ana").says("10115")

    assert str(reply.text).endswith(f"for {fee}.")


async def test_the_last_piece_goes_to_one_of_two(shop: TestShop) -> None:
    await open_shop(shop)
    for name in ("ana", "ben"):
        asked = await until_sure(shop, name)
        assert asked.endswith("In all: €12.50\nShall I place this order?")

    both = [await shop.customer(name).writes("yes") for name in ("ana", "ben")]
    said = ["\n".join(str(getattr(part, "text", "")) for part in await one.replies(15) or ()) for one in both]

    assert sorted("Thank you!" in one for one in said) == [False, True]
    assert sorted("Walnut mug has just been sold to somebody else." in one for one in said) == [False, True]
    assert len(await shop.fetch(ORDERS)) == 1


async def test_what_changed_while_the_question_stood_open_is_shown_again(shop: TestShop) -> None:
    await open_shop(shop)
    await until_sure(shop, "ana", "paper lamp")
    await shop.customer("ana").says("add the walnut mug to my cart")

    again = await shop.customer("ana").says("yes")
    ordered = await shop.customer("ana").says("yes")

    assert again.text.startswith("Something has changed meanwhile.")
    assert "In all: €13.50" in again.text
    assert ordered.text.startswith("Thank you!")


async def test_a_link_is_paid_and_told_once(shop: TestShop) -> None:
    await open_shop(shop, pays=True)
    await until_sure(shop, "ana")

    ordered = await shop.customer("ana").says("yes")
    [request] = [part for part in ordered.parts if isinstance(part, PaymentRequest)]
    async with aiohttp.ClientSession() as http:
        await asyncio.gather(*(http.post(request.url) for _ in range(3)))
    await shop.idle()
    await shop.passes(days=3)

    assert (request.amount, request.currency) == (1250, "EUR")
    assert await shop.fetch(ORDERS) == [("paid",)]
    said = [one for one in shop.channel.delivered.texts if "payment for order" in one]
    assert len(said) == 1
    assert not [one for one in shop.channel.delivered.texts if "cancelled" in one]


async def test_what_nobody_pays_is_on_the_shelf_again(shop: TestShop) -> None:
    await open_shop(shop, pays=True)
    await until_sure(shop, "ana")
    await shop.customer("ana").says("yes")

    await shop.passes(days=3)
    asked = await until_sure(shop, "ben")
    ordered = await shop.customer("ben").says("yes")

    assert asked.endswith("Shall I place this order?")
    assert ordered.text.startswith("Thank you!")
    assert sorted(await shop.fetch(ORDERS)) == [("open",), ("released",)]


@pytest.mark.parametrize(("amount", "state"), [(1250, "paid"), (1, "paid")])
async def test_a_payment_that_does_not_fit_brings_a_person(shop: TestShop, amount: int, state: str) -> None:
    await open_shop(shop, pays=True)
    await until_sure(shop, "ana")
    ordered = await shop.customer("ana").says("yes")
    number = str(ordered.text).split("number ")[1][:8]

    body = {"order": number, "amount": amount, "currency": "EUR"}
    event = ShopEvent(kind="payment.succeeded", source="bank", id="1", sender="ana", body=body)
    await shop.inbox.record("default", [event, event])
    await shop.idle()

    assert await shop.fetch(ORDERS) == [(state,)]
    assert await shop.held("ana") == (amount != 1250)


async def test_no_means_no(shop: TestShop) -> None:
    await open_shop(shop)
    await until_sure(shop, "ana")

    said = await shop.customer("ana").says("no")

    assert said.text == "All right, nothing is ordered. Your cart stays as it is."
    assert await shop.fetch(ORDERS) == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("zur Kasse", "Ihr Warenkorb ist leer."),
        ("passer la commande", "Votre panier est vide."),
        ("finalizar la compra", "Su carrito está vacío."),
    ],
)
async def test_it_speaks_the_customers_language(shop: TestShop, asked: str, said: str) -> None:
    await open_shop(shop)

    assert (await shop.customer("ana").says(asked)).text == said


BY_BIKE = "name,postcodes,fee,days,weekdays\nbike,10,4.50,1,mon-sat\n"


async def test_the_day_that_was_named_is_carried_to_the_delivery(shop: TestShop, clock: Clock) -> None:
    await open_shop(shop, delivery=BY_BIKE)
    move_to(clock, "wed 10:00")
    ana = shop.customer("ana")

    noted = await ana.says("I'd like to order the paper lamp for Saturday")
    await ana.says("checkout")
    await ana.says("bring it to me")
    promised = await ana.says("10115")

    assert "Noted for Saturday" in noted.text
    assert promised.text.startswith("It can be there on Saturday")


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("no, friday would be better", "It can be there on Friday"),
        ("on sunday please", "Nothing is delivered on that day."),
        ("ok", "Street, number and town, please?"),
        ("thursday is fine", "Street, number and town, please?"),
        ("another day", "Which day would you like?"),
    ],
)
async def test_another_day_is_said_at_once(shop: TestShop, clock: Clock, said: str, heard: str) -> None:
    await open_shop(shop, delivery=BY_BIKE)
    move_to(clock, "wed 10:00")
    ana = shop.customer("ana")
    for one in ("add the paper lamp to my cart", "checkout", "bring it to me"):
        await ana.says(one)

    assert (await ana.says("10115")).text.startswith("It can be there on Thursday")
    assert (await ana.says(said)).text.startswith(heard)


async def test_what_is_made_fresh_is_picked_up_on_a_day(shop: TestShop, clock: Clock) -> None:
    await open_shop(shop)
    await shop.configure(hours={"mon-fri": "9-18"})
    await shop.enable("shopbell_checkout", pick_up_day=True)
    move_to(clock, "wed 19:00")
    ana = shop.customer("ana")
    await ana.says("add the paper lamp to my cart")

    await ana.plays("""
        > checkout
        On which day will you pick it up?
        > today
        Today we have closed already.
        > next saturday
        ...
    """)
    await ana.says("friday")
    await ana.says("Ana")
    summary = await ana.says("ana@example.com")

    assert "You pick it up on Friday" in summary.text


async def test_the_day_that_was_named_is_the_day_of_picking_up(shop: TestShop, clock: Clock) -> None:
    await open_shop(shop)
    await shop.configure(hours={"mon-fri": "9-18"})
    await shop.enable("shopbell_checkout", pick_up_day=True)
    move_to(clock, "wed 10:00")
    ana, ben = shop.customer("ana"), shop.customer("ben")
    await ana.says("I'd like to order the paper lamp for tomorrow")
    await ben.says("I'd like to order the paper lamp for Sunday")

    asked, closed = await ana.says("checkout"), await ben.says("checkout")

    assert asked.text == "Your name, please?"
    assert closed.text.startswith("On Sunday, ")
    assert closed.text.endswith("On which day will you pick it up?")


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("can I pick it up on Friday?", "You pick it up on Friday, "),
        ("could I collect it on Friday", "You pick it up on Friday, "),
        ("ich hole es am Freitag ab", "You pick it up on Friday, "),
        ("kann ich es am Freitag abholen?", "You pick it up on Friday, "),
        ("je passe le chercher vendredi", "You pick it up on Friday, "),
        ("lo recojo el viernes", "You pick it up on Friday, "),
        ("I pick it up", "You pick it up."),
    ],
)
async def test_the_day_is_heard_beside_the_way(shop: TestShop, clock: Clock, said: str, heard: str) -> None:
    await open_shop(shop, delivery="name,postcodes,fee,days\nbike,10,4.50,1\n")
    await shop.enable("shopbell_understanding")
    await shop.settle()
    move_to(clock, "wed 10:00")
    ana = shop.customer("ana")
    for one in ("add the paper lamp to my cart", "checkout", said, "Ana"):
        await ana.says(one)

    assert heard in (await ana.says("ana@example.com")).text


async def test_on_a_closed_day_another_one_is_asked_for(shop: TestShop, clock: Clock) -> None:
    await open_shop(shop, delivery="name,postcodes,fee,days\nbike,10,4.50,1\n")
    await shop.configure(hours={"mon-fri": "9-18"})
    await shop.enable("shopbell_understanding")
    await shop.settle()
    move_to(clock, "wed 10:00")
    ana = shop.customer("ana")
    for one in ("add the paper lamp to my cart", "checkout"):
        await ana.says(one)

    reply = await ana.says("I pick it up on Sunday")

    assert reply.text.startswith("On Sunday, ")
    assert reply.text.endswith("On which day will you pick it up?")


async def test_who_checks_out_an_empty_cart_is_offered_what_was_just_shown(shop: TestShop) -> None:
    await open_shop(shop)
    for plugin in ("search", "product_search"):
        await shop.enable(f"shopbell_{plugin}")
    await shop.settle()
    ana = shop.customer("ana")

    assert (await ana.says("checkout")).text == "Your cart is empty."
    await ana.says("do you have the walnut mug")
    offered = await ana.says("checkout")

    assert offered.text.splitlines()[0] == "Your cart is empty. Would you like Walnut mug?"
    assert [option.label for option in offered.options] == ["I'll take it"]
    assert "1 x Walnut mug" in (await ana.says("I'll take it")).text
    assert "Your name" in (await ana.says("checkout")).text


async def test_an_address_in_place_of_the_postcode_is_not_asked_for_again(shop: TestShop) -> None:
    await open_shop(shop, delivery="name,postcodes,fee,days\nbike,10,4.50,1\n")
    await shop.customer("ana").says("add the walnut mug to my cart")

    await shop.customer("ana").plays("""
        > checkout
        ...
        > bring it to me
        Which postcode shall it go to?
        > my sister's
        I find no postcode in that. Please write it with its digits.
        > Torstraße 12, 10119 Berlin
        ...
        > that suits me
        Your name, please?
        > Ana
        ...
        > ana@example.com
        ...
    """)
    placed = await shop.customer("ana").says("yes")

    order = await shop.running.host.service("orders").order(placed.text.rpartition(" ")[2].rstrip("."))
    assert (order.postcode, order.address) == ("10119", "Torstraße 12, Berlin")


@pytest.mark.parametrize(
    ("said", "postcode"),
    [
        ("10115", "10115"),
        ("it's 10115", "10115"),
        ("1404 E 6th Street, Austin, TX 78702", "78702"),
        ("78702-1234", "78702-1234"),
        ("10 Downing Street, London SW1A 2AA", "SW1A 2AA"),
        ("Keizersgracht 12, 1015 CS Amsterdam", "1015 CS"),
        ("D02 AF30", "D02 AF30"),
        ("Dublin 2", "Dublin 2"),
        ("00-950 Warszawa", "00-950"),
    ],
)
def test_the_postcode_is_found_in_what_is_answered(said: str, postcode: str) -> None:
    assert postcode_in(said) == postcode
