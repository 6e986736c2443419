"""An order is named: is it asked where it is, or something else?"""

import pytest

from shopbell.testing import TestShop
from shopbell_order_status.finding import proof_beside
from tests.skills.test_order_status import open_shop

PROOF = ("postcode", "Postleitzahl", "code postal", "código postal")


async def asks_for_proof(shop: TestShop, said: str) -> bool:
    await open_shop(shop)
    reply = await shop.customer("eve").says(said)
    return any(word in reply.text for word in PROOF)


async def answered_by(shop: TestShop, said: str) -> str:
    await open_shop(shop)
    eve = shop.customer("eve")
    await eve.says(said)
    return str((await shop.why(eve.turn_id))["skill"])


@pytest.mark.parametrize(
    "said",
    [
        "hi, my order 100234 hasn't come yet and I'm really annoyed",
        "I have not received order 100234",
        "meine Bestellung 100234 ist immer noch nicht da",
        "ma commande 100234 n'est pas encore arrivée",
        "mi pedido 100234 no ha llegado",
    ],
)
async def test_an_order_that_has_not_come_is_looked_up(shop: TestShop, said: str) -> None:
    assert await asks_for_proof(shop, said)


@pytest.mark.parametrize(
    "said",
    [
        "I have not paid order 100234 yet, how can I pay",
        "ich habe die Bestellung 100234 noch nicht bezahlt",
        "je n'ai pas encore payé la commande 100234",
        "todavía no he pagado el pedido 100234",
    ],
)
async def test_an_order_that_is_to_be_paid_is_not_looked_for(shop: TestShop, said: str) -> None:
    assert not await asks_for_proof(shop, said)


@pytest.mark.parametrize(
    "said",
    [
        "hi there! I ordered a mug last week and it's still not here",
        "my package says delivered but I don't have it",
        "it says delivered but nothing is here",
        "I bought two candles and nothing has arrived",
        "ich habe letzte Woche eine Tasse bestellt und sie ist immer noch nicht da",
        "j'ai commandé une tasse et je n'ai rien reçu",
        "hice un pedido y todavía no ha llegado",
    ],
)
async def test_what_was_ordered_and_is_not_here_is_looked_for(shop: TestShop, said: str) -> None:
    assert (await answered_by(shop, said)).startswith("shopbell_order_status/")


@pytest.mark.parametrize(
    "said",
    [
        "I ordered a mug but I'm still not sure about the colour",
        "I bought a mug and the lid was not in the box",
        "I have not received my refund for what I ordered",
    ],
)
async def test_who_ordered_may_speak_of_something_else(shop: TestShop, said: str) -> None:
    assert await answered_by(shop, said) != "shopbell_order_status/order_missed"


async def test_a_number_in_the_next_sentence_is_the_order_s(shop: TestShop) -> None:
    assert await asks_for_proof(shop, "good morning! where's my order? it's AB-100234")


@pytest.mark.parametrize(
    "said",
    [
        "where's my package",
        "hey, where is my stuff???",
        "where's my order at",
        "wo bleibt mein Päckchen",
        "où est mon colis, svp",
        "dónde está mi envío",
    ],
)
async def test_where_it_is_can_be_asked_in_many_words(shop: TestShop, said: str) -> None:
    assert (await answered_by(shop, said)).startswith("shopbell_order_status/")


@pytest.mark.parametrize(
    ("said", "proof"),
    [
        ("CR-1001, zip 10115", "10115"),
        ("the number is CR-1001 and my zip code is 10115", "10115"),
        ("CR-1001 ana@mail.example", "ana@mail.example"),
        ("CR-1001", ""),
        ("where is CR-1001 of last week", ""),
        ("CR-1001, I ordered it on the 12th of May 2026", ""),
    ],
)
def test_a_proof_beside_the_number_is_found(said: str, proof: str) -> None:
    assert proof_beside(said, "CR-1001") == proof
