"""What it may cost is said in one's own words, whatever a guided selection asks."""

import pytest

from shopbell.testing import TestShop
from tests.skills.wares import open_search, shown_in

KINDS = ("lamp", "clock", "box", "vase")
PRODUCTS = "id;title;price;category\n" + "".join(
    f"{kind[0].upper()}{price};{look} {kind};{price}.00;{kind}s\n"
    for kind in KINDS
    for look, price in (("Paper", 10), ("Glass", 30), ("Oak", 60), ("Brass", 90))
)


async def open_shop(shop: TestShop, language: str = "en") -> None:
    await open_search(shop, PRODUCTS, language)


@pytest.mark.parametrize(
    ("language", "begins", "said"),
    [
        ("en", "help me choose", "up to 70"),
        ("en", "help me choose", "70"),
        ("en", "help me choose", "no more than 70 euros please"),
        ("de", "helfen Sie mir bei der Auswahl", "bis 70 Euro"),
        ("fr", "aidez-moi à choisir", "pas plus de 70 €"),
        ("es", "ayúdame a elegir", "hasta 70"),
    ],
)
async def test_a_limit_answers_what_it_may_cost(shop: TestShop, language: str, begins: str, said: str) -> None:
    await open_shop(shop, language)
    ana = shop.customer("ana")
    await ana.says(begins)
    await ana.says("lamps")

    assert {*shown_in(await ana.says(said))} == {"L10", "L30", "L60"}


@pytest.mark.parametrize(("said", "shown"), [("up to 40", {"L10", "L30"}), ("between 20 and 70 euros", {"L30", "L60"})])
async def test_a_limit_said_to_another_question_is_kept(shop: TestShop, said: str, shown: set[str]) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")
    asked = await ana.says("help me choose")

    again = await ana.says(said)

    assert str(again.text) == str(asked.text)
    assert {*shown_in(await ana.says("lamps"))} == shown


async def test_what_was_said_there_is_no_message_for_others(shop: TestShop) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")
    for said in ("help me choose", "lamps", "up to 70"):
        await ana.says(said)

    assert {*shown_in(await ana.says("show me the brass clock"))} == {"C90"}
