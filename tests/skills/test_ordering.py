"""Orders in so many words, as they are given over a counter."""

from datetime import timedelta

import pytest

from shopbell.clock import Clock
from shopbell.testing import TestShop
from tests.skills.moments import move_to
from tests.skills.wares import plain

WARES = (
    "id,title,title_de,title_fr,title_es,price,category,size,sku\n"
    "B1,Baguette,Baguette,Baguette,Baguette,2.00,bread,,\n"
    "R1,Rye loaf,Roggenbrot,Pain de seigle,Pan de centeno,5.00,bread,,\n"
    "C1,Seed roll,Kernbrötchen,Petit pain aux graines,Panecillo,1.00,rolls,,\n"
    "C2,Nut roll,Nussbrötchen,Petit pain aux noix,Panecillo de nueces,2.00,rolls,,\n"
    "S1,Sailor shirt,Matrosenhemd,Chemise,Camisa,20.00,shirts,M,S1-M\n"
    "S1,Sailor shirt,Matrosenhemd,Chemise,Camisa,20.00,shirts,L,S1-L\n"
)


async def open_shop(shop: TestShop, language: str = "en") -> None:
    shop.write("catalogue.csv", WARES)
    others = [one for one in ("en", "de", "fr", "es") if one != language]
    await shop.configure(currency="EUR", languages=[language, *others])
    for plugin in ("shopbell_files", "shopbell_search", "shopbell_cart"):
        await shop.enable(plugin)
    await shop.settle()


async def test_several_things_at_once(shop: TestShop, clock: Clock) -> None:
    await open_shop(shop)
    saturday = move_to(clock, "wed 10:00").date() + timedelta(days=3)

    await shop.customer("ana").plays(f"""
        > two baguettes and a rye loaf please
        In your cart: 2 x Baguette: €4.00
        In your cart: 1 x Rye loaf: €5.00
        [Check out] [Show my cart]
        > I'd like to order a baguette and the sailor shirt in L for Saturday
        In your cart: 3 x Baguette: €6.00
        In your cart: 1 x Sailor shirt (L): €20.00
        Noted for Saturday, {saturday.day} {saturday:%B}.
        [Check out] [Show my cart]
        > take two baguettes out
        1 x Baguette: €2.00
        1 x Rye loaf: €5.00
        1 x Sailor shirt (L): €20.00
        In all: €27.00, without delivery
    """)


@pytest.mark.parametrize(
    ("language", "said", "heard"),
    [
        ("en", "could I order a rye loaf", "In your cart: 1 x Rye loaf: €5.00"),
        ("de", "zwei Baguettes bitte", "In Ihrem Warenkorb: 2 x Baguette: 4,00 €"),
        ("de", "Ich möchte ein Roggenbrot bestellen", "In Ihrem Warenkorb: 1 x Roggenbrot: 5,00 €"),
        ("fr", "je voudrais commander deux baguettes", "Dans votre panier : 2 x Baguette : 4,00 €"),
        ("es", "quiero pedir dos baguettes por favor", "En su carrito: 2 x Baguette: 4,00 €"),
    ],
)
async def test_it_is_ordered_in_every_language(shop: TestShop, language: str, said: str, heard: str) -> None:
    await open_shop(shop, language)

    reply = await shop.customer("ana").says(said)

    assert plain(reply.text).splitlines()[0] == heard


@pytest.mark.parametrize(
    "said",
    ["how long do two baguettes last", "I ordered two baguettes", "are two baguettes enough", "cancel my order",
     "a person with two baguettes"],
)  # fmt: skip
async def test_who_asks_or_tells_orders_nothing(shop: TestShop, said: str) -> None:
    await open_shop(shop)

    await shop.customer("ana").says(said)

    assert (await shop.customer("ana").says("show my cart")).text == "Your cart is empty."


async def test_of_what_was_spoken_of_a_number_is_enough(shop: TestShop) -> None:
    await open_shop(shop)

    await shop.customer("ana").says("add the rye loaf to my cart")
    reply = await shop.customer("ana").says("I'll take two")

    assert reply.text.startswith("2 x Rye loaf")


async def test_words_for_several_things_are_asked_about(shop: TestShop) -> None:
    await open_shop(shop)

    await shop.customer("ana").plays("""
        > 3 rolls please
        Which one would you like?
        [Seed roll] [Nut roll]
        > nut
        In your cart: 3 x Nut roll: €6.00
        [Check out] [Show my cart]
    """)


async def test_one_thing_after_the_other(shop: TestShop) -> None:
    await open_shop(shop)

    await shop.customer("ana").plays("""
        > 2 baguettes please
        In your cart: 2 x Baguette: €4.00
        [Check out] [Show my cart]
        > and a rye loaf
        In your cart: 1 x Rye loaf: €5.00
        [Check out] [Show my cart]
        > and another seed roll please
        In your cart: 1 x Seed roll: €1.00
        [Check out] [Show my cart]
    """)


@pytest.mark.parametrize("said", ["noch ein Roggenbrot", "auch ein Roggenbrot", "und dazu noch ein Roggenbrot bitte"])
async def test_german_goes_on_in_its_own_words(shop: TestShop, said: str) -> None:
    await open_shop(shop, "de")
    await shop.customer("ana").says("2 Baguettes bitte")

    assert (await shop.customer("ana").says(said)).text == "In Ihrem Warenkorb: 1 x Roggenbrot: 5,00\xa0€"


async def test_nobody_who_has_ordered_nothing_goes_on_ordering(shop: TestShop) -> None:
    await open_shop(shop)

    await shop.customer("ana").says("and a rye loaf")

    assert (await shop.customer("ana").says("show my cart")).text == "Your cart is empty."


@pytest.mark.parametrize("said", ["3 please", "ok 3 of them please"])
async def test_a_polite_number_is_of_what_was_spoken_of(shop: TestShop, said: str) -> None:
    await open_shop(shop)

    await shop.customer("ana").says("add the rye loaf to my cart")
    reply = await shop.customer("ana").says(said)
    other = await shop.customer("bob").says(said)

    assert reply.text.startswith("3 x Rye loaf")
    assert "cart" not in other.text


@pytest.mark.sqlite
async def test_a_number_in_a_sentence_does_not_have_the_wares_read(shop: TestShop) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")
    await ana.says("hello")
    read: list[str] = []
    reader = vars(shop.running.store)["_reader"]

    reader.set_trace_callback(read.append)
    await ana.says("hello, this is Ana, thank you please, number 17")
    reader.set_trace_callback(None)

    assert not [sql for sql in read if "shopbell_files_product" in sql]


@pytest.mark.parametrize(
    ("language", "looks_for", "first", "adds"),
    [
        ("en", "show me rolls", "2 baguettes please", "and another rye loaf please"),
        ("en", "show me rolls", "2 baguettes please", "I'd also like a rye loaf"),
        ("de", "zeig mir Baguettes", "zwei Baguettes bitte", "und noch ein Roggenbrot"),
        ("de", "zeig mir Baguettes", "zwei Baguettes bitte", "ich hätte gerne noch ein Roggenbrot"),
        ("fr", "montrez-moi une baguette", "deux baguettes s'il vous plaît", "et encore un pain de seigle"),
        ("es", "busco una baguette", "dos baguettes por favor", "y otro pan de centeno"),
    ],
)
async def test_after_a_search_it_is_ordered_on(
    shop: TestShop, language: str, looks_for: str, first: str, adds: str
) -> None:
    await open_shop(shop, language)
    await shop.enable("shopbell_product_search")
    await shop.settle()
    ana, bob = shop.customer("ana"), shop.customer("bob")
    await ana.says(first)
    await ana.says(looks_for)

    reply, looked_at = await ana.says(adds), await bob.says(adds.removesuffix(" please"))

    assert "1 x" in reply.text
    assert "1 x" not in looked_at.text, "nobody who has ordered nothing goes on ordering"


@pytest.mark.parametrize("said", ["a rye loaf for Saturday, please", "hallo, ein Roggenbrot bitte"])
async def test_one_thing_is_asked_for_over_the_counter(shop: TestShop, said: str) -> None:
    await open_shop(shop)

    reply = await shop.customer("ana").says(said)

    assert "1 x" in reply.text


@pytest.mark.parametrize(
    ("language", "looks_for", "takes"),
    [
        ("en", "show me the rye loaf", "ok then I'll take that one"),
        ("de", "zeig mir Roggenbrot", "das nehme ich dann"),
        ("de", "zeig mir Roggenbrot", "nehme ich"),
        ("fr", "montrez-moi le pain de seigle", "je le prends"),
        ("es", "busco pan de centeno", "me lo llevo"),
    ],
)
async def test_what_was_shown_alone_is_taken(shop: TestShop, language: str, looks_for: str, takes: str) -> None:
    await open_shop(shop, language)
    await shop.enable("shopbell_product_search")
    await shop.settle()
    ana = shop.customer("ana")
    await ana.says(looks_for)

    reply = await ana.says(takes)

    assert "1 x" in reply.text


async def test_another_number_of_it_and_what_it_comes_to(shop: TestShop) -> None:
    await open_shop(shop)

    await shop.customer("ana").plays("""
        > 2 baguettes please
        In your cart: 2 x Baguette: €4.00
        [Check out] [Show my cart]
        > make it three
        3 x Baguette: €6.00
        In all: €6.00, without delivery
        > and a rye loaf
        In your cart: 1 x Rye loaf: €5.00
        [Check out] [Show my cart]
        > change the baguettes to five
        5 x Baguette: €10.00
        1 x Rye loaf: €5.00
        In all: €15.00, without delivery
        > how much is it all together
        5 x Baguette: €10.00
        1 x Rye loaf: €5.00
        In all: €15.00, without delivery
        [Check out]
    """)


async def test_the_sum_is_asked_for_behind_a_search(shop: TestShop) -> None:
    await open_shop(shop)
    await shop.enable("shopbell_product_search")
    await shop.settle()
    ana = shop.customer("ana")
    await ana.says("2 baguettes please")
    await ana.says("show me the rye loaf")

    assert "In all: €4.00" in (await ana.says("how much is it all together?")).text


@pytest.mark.parametrize(
    ("first", "said", "sum_"),
    [
        ("zwei Baguettes bitte", "doch lieber drei Baguettes", "6,00"),
        ("zwei Baguettes bitte", "was kostet das zusammen?", "4,00"),
        ("deux baguettes s'il vous plaît", "plutôt trois baguettes", "6,00"),
        ("deux baguettes s'il vous plaît", "combien ça fait en tout ?", "4,00"),
        ("dos baguettes por favor", "mejor tres baguettes", "6,00"),
        ("dos baguettes por favor", "¿cuánto es en total?", "4,00"),
    ],
)
async def test_so_it_is_in_other_languages(shop: TestShop, first: str, said: str, sum_: str) -> None:
    await open_shop(shop, "de")
    ana = shop.customer("ana")
    await ana.says(first)

    assert sum_ in (await ana.says(said)).text
