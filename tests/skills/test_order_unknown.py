"""Where is my order, when its number is not at hand."""

import pytest

from shopbell.testing import TestShop
from tests.skills.test_order_status import open_shop

pytestmark = pytest.mark.storage


@pytest.mark.parametrize(
    ("asks", "answer", "then"),
    [
        ("where is my order", "I don't know the number", "You find both in the confirmation of your order."),
        ("where is my order", "no idea, sorry", "You find both in the confirmation of your order."),
        ("wo ist meine Bestellung", "weiß ich nicht", "Beides steht in der Bestätigung Ihrer Bestellung."),
        ("wo ist meine Bestellung", "ich habe keine Nummer", "Beides steht in der Bestätigung Ihrer Bestellung."),
        ("où est ma commande", "je ne sais pas", "Les deux figurent dans la confirmation de votre commande."),
        ("dónde está mi pedido", "no lo sé", "Ambas cosas están en la confirmación de su pedido."),
    ],
)
async def test_who_does_not_know_the_number_is_helped(shop: TestShop, asks: str, answer: str, then: str) -> None:
    await shop.configure(languages=["en", "de", "fr", "es"])
    await open_shop(shop)
    ana = shop.customer("ana")
    await ana.says(asks)

    assert (await ana.says(answer)).text.startswith(then)


async def test_a_person_looks_for_an_order_without_its_number(shop: TestShop) -> None:
    await open_shop(shop)

    await shop.customer("ana").plays("""
        > where is my order
        What is the order number?
        > CR-1001
        And the postcode or the e-mail address of that order?
        > I can't remember
        You find both in the confirmation of your order. Or shall a person look for it?
        [Yes] [No]
        > yes
        Under which name was it ordered, when, and what?
        > Ana Petrov, last Tuesday, two loaves
        A person looks for it and answers you here.
    """)

    assert await shop.held("ana")


async def test_who_looks_for_it_alone_is_not_held_up(shop: TestShop) -> None:
    await open_shop(shop)

    await shop.customer("ana").plays("""
        > where is my order
        What is the order number?
        > I have lost it
        You find both in the confirmation of your order. Or shall a person look for it?
        [Yes] [No]
        > no
        All right. Write the number here when you have found it.
        > CR-1001
        And the postcode or the e-mail address of that order?
    """)
