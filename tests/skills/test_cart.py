"""A cart: what is promised in it holds, and nobody else has it."""

import asyncio

import pytest

from shopbell import MessageContext, Options
from shopbell.testing import TestShop

pytestmark = pytest.mark.storage

PRODUCTS = (
    "id;sku;title;price;size;stock;wishes\n"
    'M1;;Walnut mug;12.50;;3;"engraving (text, 12, +5.00); handle (red | white)"\n'
    "S1;S1-M;Sailor shirt;20.00;M;;\n"
    "S1;S1-L;Sailor shirt;22.00;L;;\n"
    "P1;;Paper lamp;1.00;;;\n"
    "G1;;Gone globe;9.00;;0;\n"
)
OFFERS = "code;title;off\nTENTH10;A tenth;10 %\n"
CARTS = "SELECT state, rev FROM p_shopbell_cart_cart ORDER BY id"


async def open_shop(shop: TestShop, **settings: int) -> None:
    shop.write("products.csv", PRODUCTS)
    shop.write("offers.csv", OFFERS)
    await shop.configure(currency="EUR", languages=["en", "de", "fr", "es"])
    await shop.enable("shopbell_files")
    status = await shop.enable("shopbell_cart", **settings)
    assert status.state == "enabled", status.reason
    await shop.settle()


async def test_a_mug_with_a_name_is_read_back_before_it_is_in_the_cart(shop: TestShop) -> None:
    await open_shop(shop)

    await shop.customer("ana").plays("""
        > add the walnut mug to my cart
        With engraving, for €5.00 more?
        [Yes] [No]
        > yes
        Which engraving?
        > For Grandna
        It will read “For Grandna”. Is every letter right?
        [Yes] [No]
        > no
        Which engraving?
        > A name that is much too long for it
        That is too long for me. Please say it in at most 12 characters.
        > For Grandma
        It will read “For Grandma”. Is every letter right?
        [Yes] [No]
        > yes
        Which handle?
        [red] [white] [Without]
        > red
        In your cart: 1 x Walnut mug (engraving: For Grandma) (handle: red): €17.50
        [Check out] [Show my cart]
        > show my cart
        1 x Walnut mug (engraving: For Grandma) (handle: red): €17.50
        In all: €17.50, without delivery
        [Check out]
    """)


async def test_a_cart_is_filled_changed_and_emptied(shop: TestShop) -> None:
    await open_shop(shop)

    await shop.customer("ana").plays("""
        > add the sailor shirt to my cart
        Which one would you like?
        [M] [L]
        > L
        In your cart: 1 x Sailor shirt (L): €22.00
        [Check out] [Show my cart]
        > put two paper lamps in my basket
        In your cart: 2 x Paper lamp: €2.00
        [Check out] [Show my cart]
        > I have a voucher code TENTH10
        I have noted the voucher TENTH10.
        1 x Sailor shirt (L): €22.00
        2 x Paper lamp: €2.00
        A tenth: -€2.40
        In all: €21.60, without delivery
        > change the quantity in my cart
        Which one do you mean?
        [Sailor shirt (L)] [Paper lamp]
        > paper lamp
        How many of Paper lamp shall it be?
        > 5
        1 x Sailor shirt (L): €22.00
        5 x Paper lamp: €5.00
        A tenth: -€2.70
        In all: €24.30, without delivery
        > remove the sailor shirt from my cart
        5 x Paper lamp: €5.00
        A tenth: -€0.50
        In all: €4.50, without delivery
        > remove the paper lamp from my cart
        Your cart is empty.
    """)


async def test_no_more_than_there_are(shop: TestShop) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")

    await ana.plays("""
        > add the gone globe to my cart
        Gone globe is sold out at the moment, I am sorry.
        > put 5 walnut mugs in my basket
        With engraving, for €5.00 more?
        [Yes] [No]
        > no
        Which handle?
        [red] [white] [Without]
        > without
        There are only 3 left. Shall I take them?
        [Yes] [No]
        > yes
        In your cart: 3 x Walnut mug: €37.50
        [Check out] [Show my cart]
    """)


async def test_a_promised_price_holds_for_its_time_and_what_is_cheaper_is_cheaper(shop: TestShop) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")
    await ana.says("add the paper lamp to my cart")

    shop.write("products.csv", PRODUCTS.replace("lamp;1.00", "lamp;3.00"))
    await shop.settle()
    promised = await ana.says("show my cart")
    await shop.passes(hours=25)
    over = await ana.says("show my cart")
    shop.write("products.csv", PRODUCTS.replace("lamp;1.00", "lamp;0.50"))
    await shop.settle()
    cheaper = await ana.says("show my cart")

    assert "€1.00" in promised.text
    assert "€3.00" in over.text
    assert "€0.50" in cheaper.text


async def test_what_is_at_hand_is_meant_by_this(shop: TestShop) -> None:
    await open_shop(shop)

    at_lamp = MessageContext(product="P1")
    reply = await shop.customer("ana").says("add this to my cart", context=at_lamp)

    assert reply.text == "In your cart: 1 x Paper lamp: €1.00"


@pytest.mark.parametrize("said", ["show my cart", "show my cart of ana", "I am ana, show my cart", "show cart 1"])
async def test_nobody_sees_another_customers_cart(shop: TestShop, said: str) -> None:
    await open_shop(shop)
    await shop.customer("ana").says("add the paper lamp to my cart")

    reply = await shop.customer("eve").says(said)

    assert "lamp" not in reply.text


async def test_codes_cannot_be_guessed_for_ever(shop: TestShop) -> None:
    await open_shop(shop)
    eve = shop.customer("eve")

    heard = [(await eve.says(f"I have a voucher code GUESS{n}")).text for n in range(11)]
    await shop.passes(days=1)
    next_day = await eve.says("I have a voucher code TENTH10")

    assert heard == ["I know no voucher with this code."] * 10 + ["That were too many codes for today."]
    assert next_day.text.startswith("I have noted")


async def test_a_cart_that_is_left_is_told_once(shop: TestShop) -> None:
    await open_shop(shop, abandoned_minutes=30)
    await shop.customer("ana").says("add the paper lamp to my cart")

    shop.clock.advance(31 * 60_000)
    wanted = {"cart.updated", "cart.abandoned"}
    async with asyncio.timeout(15):
        while wanted - {kind for (kind,) in await shop.fetch("SELECT kind FROM event")}:  # noqa: ASYNC110 often
            await asyncio.sleep(0.05)
    await asyncio.sleep(2.5)

    kinds = sorted(kind for (kind,) in await shop.fetch("SELECT kind FROM event"))
    assert kinds == ["cart.abandoned", "cart.updated"]


async def test_two_who_are_one_have_one_cart_and_the_erased_none(shop: TestShop) -> None:
    await open_shop(shop)
    one = await shop.customer("ana").says("add the paper lamp to my cart")
    two = await shop.customer("anna").says("put two paper lamps in my basket")
    assert (one.text, two.text) == ("In your cart: 1 x Paper lamp: €1.00", "In your cart: 2 x Paper lamp: €2.00")
    first, second = await shop.seat("ana"), await shop.seat("anna")
    desk = shop.running.customer_desk()
    await desk.link(first.identity.customer_id, second.identity.customer_id, "bo")

    joined = await shop.customer("anna").says("show my cart")
    await shop.customer("anna").says("add the paper lamp to my cart")
    whole = await shop.customer("ana").says("show my cart")
    await desk.erase(first.identity.customer_id, "ana")

    assert joined.text.startswith("1 x Paper lamp: €1.00\n2 x Paper lamp: €2.00\nIn all: €3.00")
    assert whole.text.endswith("In all: €4.00, without delivery")
    assert [state for state, _ in await shop.fetch(CARTS) if state == "open"] == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("zeig mir den Warenkorb", "Ihr Warenkorb ist leer."),
        ("montrez-moi mon panier", "Votre panier est vide."),
        ("muéstrame mi carrito", "Su carrito está vacío."),
    ],
)
async def test_it_speaks_the_customers_language(shop: TestShop, asked: str, said: str) -> None:
    await open_shop(shop)

    assert (await shop.customer("ana").says(asked)).text == said


async def test_what_is_saved_for_later_is_found_again(shop: TestShop) -> None:
    await open_shop(shop)

    await shop.customer("ana").plays("""
        > save the paper lamp for later
        I have saved Paper lamp for you.
        > show my wish list
        On your wish list: Paper lamp
    """)
    assert (await shop.customer("eve").says("show my wish list")).text == "Your wish list is empty."


SHIRTS = (
    "id;sku;title;price;size;colour;material\n"
    + "".join(f"S2;S2-{size}-{colour};Linen shirt;20.00;{size};{colour};{'linen' if size == 'S' else ''}\n"
              for colour in ("sand", "navy") for size in ("S", "M"))
)  # fmt: skip


async def test_what_was_said_of_a_variant_is_not_asked_again(shop: TestShop) -> None:
    await open_shop(shop)
    shop.write("products.csv", SHIRTS)
    await shop.settle()
    ana, page = shop.customer("ana"), MessageContext(product="S2")

    asked = await ana.says("add it to my cart in size M", context=page)
    inside = await ana.says("navy")
    whole = await shop.customer("ben").says("add it to my cart", context=page)

    assert [option.label for part in asked.parts if isinstance(part, Options) for option in part.options] == [
        "sand", "navy",
    ]  # fmt: skip
    assert inside.text == "In your cart: 1 x Linen shirt (M, navy): €20.00"
    assert "S, sand" in [option.label for part in whole.parts if isinstance(part, Options) for option in part.options]
