"""A wish for an alert is understood however long a title is."""

import asyncio

import pytest

from shopbell.testing import TestShop
from tests.skills.subscribing import STOCK_ASKED

LONG = "The House at the Corner of the Wood"
TITLES = f"id,title,price,stock\nB1,{LONG},12.50,0\nB2,Emma,8.00,0\nM1,Walnut mug,12.50,5\n"


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("let me know when The House at the Corner of the Wood is back", LONG),
        ("can you tell me as soon as the house at the corner of the wood is available", LONG),
        (
            "sagen Sie mir bitte Bescheid, sobald The House at the Corner of the Wood wieder da ist",
            LONG,
        ),
        ("prévenez-moi quand The House at the Corner of the Wood est disponible", LONG),
        ("avíseme cuando The House at the Corner of the Wood vuelva", LONG),
        ("text me when Emma is in stock", "Emma"),
    ],
)
async def test_a_long_name_hides_no_wish_for_an_alert(counter: TestShop, said: str, title: str) -> None:
    counter.write("catalogue.csv", TITLES)
    await counter.enable("shopbell_understanding")
    await counter.settle()

    for number in range(300):  # until the titles of the new table are known to the understanding
        asked = await counter.customer(f"ana{number}").says(said)
        if asked.options:
            break
        await asyncio.sleep(0.1)

    assert title in asked.text
    assert len(asked.options) == 2, asked.text
    if asked.text.startswith("Shall"):
        assert asked.text == STOCK_ASKED.format(title=title)
