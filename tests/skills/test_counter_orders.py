"""Orders as they are given over a counter, with the day and the way they get home, and one thing after the other."""

from datetime import timedelta

import pytest

from shopbell.clock import Clock
from shopbell.testing import TestShop
from tests.skills.moments import move_to
from tests.skills.wares import open_search, plain

WARES = """id;title;title_de;title_fr;title_es;price;category;size;sku
B1;Baguette;Baguette;Baguette;Baguette;2.00;bread;;
R1;Rye loaf;Roggenbrot;Pain de seigle;Pan de centeno;5.00;bread;;
X1;Brioche;Brioche;Brioche;Brioche;6.00;bread;;
C1;Seed roll;Kernbrötchen;Petit pain aux graines;Panecillo de semillas;1.00;rolls;;
C2;Nut roll;Nussbrötchen;Petit pain aux noix;Panecillo de nueces;2.00;rolls;;
S1;Sailor shirt;Matrosenhemd;Chemise marin;Camisa marinera;20.00;shirts;M;S1-M
S1;Sailor shirt;Matrosenhemd;Chemise marin;Camisa marinera;20.00;shirts;L;S1-L
"""


async def open_counter(shop: TestShop, language: str = "en") -> None:
    await open_search(shop, WARES, language, "shopbell_cart", "shopbell_smalltalk")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "3 baguettes and 2 seed rolls for pickup tomorrow at 8, please"),
        ("en", "I want to order 3 baguettes and 2 seed rolls for delivery tomorrow"),
        ("en", "I'd like to place an order for 3 baguettes and 2 seed rolls"),
        ("en", "Hi! Three baguettes and two seed rolls, I'll pick them up on Saturday at 10"),
        ("en", "tomorrow at 7 we need 3 baguettes and 2 seed rolls"),
        ("en", "give me 3 baguettes and 2 seed rolls to go"),
        ("de", "Ich hätte gern 3 Baguettes und 2 Kernbrötchen zum Abholen morgen um 8"),
        ("de", "3 Baguettes und 2 Kernbrötchen, Abholung Samstag um 9 Uhr"),
        ("de", "ich brauche morgen früh um 7 drei Baguettes und zwei Kernbrötchen"),
        ("de", "3 Baguettes und 2 Kernbrötchen bitte, ich hole sie am Samstag ab"),
        ("fr", "3 baguettes et 2 pains de seigle à emporter demain à 8h, s'il vous plaît"),
        ("es", "3 baguettes y 2 panecillos de semillas para recoger mañana a las 8"),
    ],
)
async def test_when_and_how_it_gets_home_is_no_part_of_the_thing(shop: TestShop, language: str, said: str) -> None:
    await open_counter(shop, language)

    heard = (await shop.customer("ana").says(said)).text

    assert "3 x Baguette" in heard
    assert "2 x " in heard


async def test_the_day_is_noted(shop: TestShop, clock: Clock) -> None:
    await open_counter(shop)
    saturday = move_to(clock, "wed 10:00").date() + timedelta(days=3)

    await shop.customer("ana").plays(f"""
        > can I get 2 baguettes and a rye loaf for Saturday morning
        In your cart: 2 x Baguette: €4.00
        In your cart: 1 x Rye loaf: €5.00
        Noted for Saturday, {saturday.day} {saturday:%B}.
        [Check out] [Show my cart]
    """)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I'd like 10 rolls and a rye loaf"),
        ("de", "Ich möchte 10 Brötchen für morgen früh bestellen"),
        ("de", "Ich brauche morgen um 7 zehn Brötchen"),
    ],
)
async def test_of_many_kinds_it_is_asked_which(shop: TestShop, language: str, said: str) -> None:
    await open_counter(shop, language)

    reply = await shop.customer("ana").says(said)

    assert len(reply.options) == 2, "seed rolls and nut rolls; and no brioche"


@pytest.mark.parametrize(
    ("language", "first", "more"),
    [
        ("en", "2 baguettes please", "and 3 more"),
        ("en", "2 baguettes please", "3 more please"),
        ("en", "2 baguettes please", "another three"),
        ("de", "zwei Baguettes bitte", "noch drei"),
        ("de", "zwei Baguettes bitte", "ich hätte gerne noch drei dazu"),
        ("fr", "deux baguettes s'il vous plaît", "encore trois"),
        ("fr", "deux baguettes s'il vous plaît", "et trois de plus"),
        ("es", "dos baguettes por favor", "tres más por favor"),
    ],
)
async def test_so_many_more_of_the_same(shop: TestShop, language: str, first: str, more: str) -> None:
    await open_counter(shop, language)
    ana, bob = shop.customer("ana"), shop.customer("bob")
    await ana.says(first)

    reply, other = await ana.says(more), await bob.says(more)

    assert plain(reply.text).startswith("5 x Baguette")
    assert "x Baguette" not in other.text


async def test_another_one_is_of_the_same_kind(shop: TestShop) -> None:
    await open_counter(shop)

    await shop.customer("ana").plays("""
        > I'd like to order the sailor shirt in L
        In your cart: 1 x Sailor shirt (L): €20.00
        [Check out] [Show my cart]
        > another one
        2 x Sailor shirt (L): €40.00
        In all: €40.00, without delivery
    """)


async def test_another_one_is_not_of_what_was_left_for_something_else(shop: TestShop) -> None:
    await open_counter(shop)
    ana = shop.customer("ana")
    await ana.says("2 baguettes please")
    await ana.says("do you have rye loaves")

    await ana.says("3 more please")

    assert "2 x Baguette" in (await ana.says("show my cart")).text


async def test_what_there_is_already_and_what_comes_are_told_together(shop: TestShop) -> None:
    await open_counter(shop)
    ana = shop.customer("ana")
    await ana.says("2 baguettes please")

    assert "3 x Baguette: €6.00" in (await ana.says("add a baguette to my cart")).text


@pytest.mark.parametrize("said", ["ok, two then", "I'd like two", "can I have two please"])
async def test_a_number_is_enough_where_one_thing_was_shown(shop: TestShop, said: str) -> None:
    await open_counter(shop)
    ana = shop.customer("ana")
    await ana.says("how much is the rye loaf")

    assert "2 x Rye loaf" in (await ana.says(said)).text


@pytest.mark.parametrize(
    "said",
    ["can I get a refund", "can I have your number", "could I get a table for two",
     "I'll pick them up tomorrow", "do you have 3 baguettes"],
)  # fmt: skip
async def test_who_asks_for_something_else_orders_nothing(shop: TestShop, said: str) -> None:
    await open_counter(shop)
    ana = shop.customer("ana")
    await ana.says(said)

    assert (await ana.says("show my cart")).text == "Your cart is empty."


@pytest.mark.parametrize(
    ("language", "first", "said", "told"),
    [
        ("de", "haben Sie Roggenbrot", "dann nehme ich zwei", "2 x Roggenbrot"),
        ("de", "zeigen Sie mir Kernbrötchen", "und noch 6 Baguettes", "6 x Baguette"),
        ("en", "show me seed rolls", "and 6 baguettes", "6 x Baguette"),
    ],
)
async def test_behind_a_search_it_is_ordered_too(
    shop: TestShop, language: str, first: str, said: str, told: str
) -> None:
    await open_counter(shop, language)
    ana = shop.customer("ana")
    await ana.says({"en": "2 rye loaves please", "de": "2 Roggenbrote bitte"}[language])
    await ana.says(first)

    assert told in (await ana.says(said)).text


async def test_what_is_no_ware_is_not_ordered(shop: TestShop) -> None:
    await open_search(
        shop,
        "id;title;price;category;tags\nT1;Small tart;12.00;cakes;last-minute\nT2;Plum cake;20.00;cakes;\n",
        "en",
        "shopbell_cart",
    )
    ana = shop.customer("ana")
    await ana.says("5 minutes please")

    assert (await ana.says("show my cart")).text == "Your cart is empty."


async def test_what_is_not_sold_is_told_and_the_rest_ordered(shop: TestShop) -> None:
    await open_counter(shop)

    await shop.customer("ana").plays("""
        > two coffees and 3 baguettes, please
        I do not find “coffees” among our products.
        In your cart: 3 x Baguette: €6.00
        [Check out] [Show my cart]
    """)


async def test_who_goes_on_with_something_else_is_not_taken_at_half_a_word(shop: TestShop) -> None:
    await open_counter(shop)
    ana = shop.customer("ana")
    await ana.says("two baguettes and are they fresh")

    assert (await ana.says("show my cart")).text == "Your cart is empty."
