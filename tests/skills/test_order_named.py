"""An order is named: is it asked where it is, or something else?"""

import pytest

from shopbell.testing import TestShop
from tests.skills.test_order_status import open_shop

PROOF = ("postcode", "Postleitzahl", "code postal", "código postal")


async def asks_for_proof(shop: TestShop, said: str) -> bool:
    await open_shop(shop)
    reply = await shop.customer("eve").says(said)
    return any(word in reply.text for word in PROOF)


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
