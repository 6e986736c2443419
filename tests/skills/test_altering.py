"""What is in the cart is meant otherwise: another size, another number, or none of it."""

import pytest

from shopbell.testing import TestShop

PRODUCTS = (
    "id;sku;title;title_de;title_fr;title_es;price;size;colour;stock;category\n"
    "S1;S1-M;Sailor shirt;Matrosenhemd;Chemise marin;Camisa marinera;20.00;M;blue;;shirts\n"
    "S1;S1-L;Sailor shirt;;;;22.00;L;blue;;shirts\n"
    "S1;S1-LR;Sailor shirt;;;;22.00;L;red;1;shirts\n"
    "P1;;Paper lamp;Papierlampe;Lampe en papier;Lámpara de papel;1.00;;;;lamps\n"
    "P2;;Paper tray;Papierfach;Bac à papier;Bandeja de papel;2.00;;;;trays\n"
)


async def open_shop(shop: TestShop, language: str = "en") -> None:
    shop.write("products.csv", PRODUCTS)
    await shop.configure(currency="EUR", languages=[language, *({"en", "de", "fr", "es"} - {language})])
    for plugin in ("shopbell_understanding", "shopbell_files", "shopbell_search", "shopbell_product_search"):
        await shop.enable(plugin)
    status = await shop.enable("shopbell_cart")
    assert status.state == "enabled", status.reason
    await shop.settle()


async def test_another_size_stands_in_place_of_the_first(shop: TestShop) -> None:
    await open_shop(shop)

    await shop.customer("ana").plays("""
        > add two paper lamps to my cart
        In your cart: 2 x Paper lamp: €2.00
        [Check out] [Show my cart]
        > add the sailor shirt in M to my cart
        In your cart: 1 x Sailor shirt (M, blue): €20.00
        [Check out] [Show my cart]
        > no, make it L
        2 x Paper lamp: €2.00
        1 x Sailor shirt (L, blue): €22.00
        In all: €24.00, without delivery
        > make it two
        2 x Paper lamp: €2.00
        2 x Sailor shirt (L, blue): €44.00
        In all: €46.00, without delivery
        > actually make that one in m
        2 x Paper lamp: €2.00
        2 x Sailor shirt (M, blue): €40.00
        In all: €42.00, without delivery
        > change the paper lamps to three
        3 x Paper lamp: €3.00
        2 x Sailor shirt (M, blue): €40.00
        In all: €43.00, without delivery
    """)


async def test_there_must_be_as_many_of_it(shop: TestShop) -> None:
    await open_shop(shop)

    await shop.customer("ana").plays("""
        > add two sailor shirts in L and blue to my cart
        In your cart: 2 x Sailor shirt (L, blue): €44.00
        [Check out] [Show my cart]
        > sorry, in red
        There are only 1 left. Shall I take them?
        [Yes] [No]
        > yes
        1 x Sailor shirt (L, red): €22.00
        In all: €22.00, without delivery
    """)


@pytest.mark.parametrize(
    ("language", "first", "said", "line"),
    [
        ("en", "add the sailor shirt in M to my cart", "could you make it L instead?", "1 x Sailor shirt (L, blue)"),
        ("en", "add the sailor shirt in M to my cart", "no, size L please", "1 x Sailor shirt (L, blue)"),
        ("de", "leg das Matrosenhemd in M in den Warenkorb", "nein, lieber in L", "1 x Matrosenhemd (L, blue)"),
        ("de", "leg das Matrosenhemd in M in den Warenkorb", "ach nein, mach zwei draus", "2 x Matrosenhemd (M, blue)"),
        ("fr", "ajoutez la chemise marin en M à mon panier", "non, plutôt en L", "1 x Chemise marin (L, blue)"),
        ("fr", "ajoutez la chemise marin en M à mon panier", "non, mettez-en deux s'il vous plaît", "2 x Chemise"),
        ("es", "añade la camisa marinera en M a mi carrito", "no, mejor en L", "1 x Camisa marinera (L, blue)"),
        ("es", "añade la camisa marinera en M a mi carrito", "perdón, que sean dos", "2 x Camisa marinera (M, blue)"),
    ],
)
async def test_it_is_thought_of_again_in_every_language(
    shop: TestShop, language: str, first: str, said: str, line: str
) -> None:
    await open_shop(shop, language)
    ana = shop.customer("ana")
    await ana.says(first)

    assert line in (await ana.says(said)).text


@pytest.mark.parametrize("said", ["no thanks", "no, show me lamps in L", "make it cheaper", "no, I am not sure"])
async def test_who_wants_something_else_changes_nothing(shop: TestShop, said: str) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")
    await ana.says("add the sailor shirt in M to my cart")
    await ana.says(said)

    assert "1 x Sailor shirt (M, blue)" in (await ana.says("show my cart")).text


@pytest.mark.parametrize(
    ("language", "first", "chosen_from", "said"),
    [
        ("en", "add a paper lamp to my cart", "add the sailor shirt to my cart", "take out the paper lamp"),
        ("en", "add a paper lamp to my cart", "I'd like to order something of paper", "please remove the lamp"),
        ("de", "die Papierlampe in den Warenkorb", "das Matrosenhemd in den Warenkorb", "nimm die Papierlampe raus"),
        ("fr", "la lampe en papier au panier", "la chemise marin au panier", "retirez la lampe en papier"),
        ("es", "pon la lámpara de papel al carrito", "pon la camisa marinera al carrito", "quita la lámpara de papel"),
    ],
)  # fmt: skip
async def test_who_takes_something_out_leaves_an_open_choice(
    shop: TestShop, language: str, first: str, chosen_from: str, said: str
) -> None:
    await open_shop(shop, language)
    ana = shop.customer("ana")
    await ana.says(first)
    assert (await ana.says(chosen_from)).options

    reply = await ana.says(said)

    assert len(reply.parts) == 1
    assert "x" not in reply.text
    assert not (await ana.says("show my cart")).options


async def test_a_choice_is_narrowed_by_what_is_said(shop: TestShop) -> None:
    await open_shop(shop)

    await shop.customer("ana").plays("""
        > add the sailor shirt to my cart
        Which one would you like?
        [M, blue] [L, blue] [L, red]
        > in L please
        Which one would you like?
        [blue] [red]
        > red
        In your cart: 1 x Sailor shirt (L, red): €22.00
        [Check out] [Show my cart]
    """)


async def test_another_size_is_said_while_the_colour_is_asked_for(shop: TestShop) -> None:
    await open_shop(shop)

    await shop.customer("ana").plays("""
        > add the sailor shirt in L to my cart
        Which one would you like?
        [blue] [red]
        > no, make it M
        In your cart: 1 x Sailor shirt (M, blue): €20.00
        [Check out] [Show my cart]
    """)
