"""A size that was said before is used when something is chosen."""

import pytest

from shopbell.testing import TestShop
from tests.skills.test_altering import open_shop


async def test_who_wears_m_is_not_asked_for_a_size(shop: TestShop) -> None:
    await open_shop(shop)

    await shop.customer("ana").plays("""
        > I wear M
        Noted: size M.
        > add the sailor shirt to my cart
        In your cart: 1 x Sailor shirt (M, blue): €20.00
        [Check out] [Show my cart]
    """)


async def test_what_else_differs_is_still_asked(shop: TestShop) -> None:
    await open_shop(shop)

    await shop.customer("ana").plays("""
        > I'm size L
        Noted: size L.
        > add the sailor shirt to my cart
        Which one would you like?
        [blue] [red]
        > red
        In your cart: 1 x Sailor shirt (L, red): €22.00
        [Check out] [Show my cart]
    """)


async def test_a_size_that_is_named_now_goes_first(shop: TestShop) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")
    for said in ("I wear L", "no, I wear M"):
        await ana.says(said)

    reply = await ana.says("add the sailor shirt in L and blue to my cart")

    assert "(L, blue)" in reply.text


async def test_a_size_that_there_is_not_is_asked_for(shop: TestShop) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")
    await ana.says("I wear XL")

    assert len((await ana.says("add the sailor shirt to my cart")).options) == 3


async def test_a_size_in_a_question_is_kept_too(shop: TestShop) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")
    await ana.says("do you have the sailor shirt in M?")

    assert "(M, blue)" in (await ana.says("add it to my cart")).text


@pytest.mark.parametrize(
    ("language", "said", "adds"),
    [
        ("de", "ich trage Größe M", "das Matrosenhemd in den Warenkorb"),
        ("de", "meine Größe ist M", "das Matrosenhemd in den Warenkorb"),
        ("fr", "je fais du M", "la chemise marin au panier"),
        ("fr", "ma taille est M", "la chemise marin au panier"),
        ("es", "uso la talla M", "pon la camisa marinera al carrito"),
        ("es", "mi talla es la M", "pon la camisa marinera al carrito"),
    ],
)
async def test_it_is_said_in_every_language(shop: TestShop, language: str, said: str, adds: str) -> None:
    await open_shop(shop, language)
    ana = shop.customer("ana")

    assert "M." in str((await ana.says(said)).text)
    assert "(M, blue)" in str((await ana.says(adds)).text)


async def test_the_colour_that_was_asked_for_is_the_one_that_is_bought(shop: TestShop) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")
    await ana.says("do you have the sailor shirt in red?")

    reply = await ana.says("add it to my cart")

    assert "red" in reply.text or all("red" in str(option.label) for option in reply.options), reply.text
    assert "blue" not in str([option.label for option in reply.options])
