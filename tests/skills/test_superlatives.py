"""One of those that were shown: the cheaper one, the biggest, the most powerful."""

import pytest

from shopbell.testing import TestShop
from tests.skills.wares import open_search, shown_in

PRODUCTS = (
    "id;title;title_de;title_fr;title_es;price;category;weight;power;size\n"
    "L1;Paper lamp;Papierlampe;Lampe en papier;Lámpara de papel;9.00;lamps;900 g;40 W;\n"
    "L2;Brass lamp;Messinglampe;Lampe en laiton;Lámpara de latón;90.00;lamps;2.5 kg;25 W;\n"
    "L3;Glass lamp;Glaslampe;Lampe en verre;Lámpara de vidrio;49.00;lamps;1,8 kg;9 W;\n"
    "B1;Box 10 l;Kiste 10 l;Boîte 10 l;Caja 10 l;4.00;boxes;;;\n"
    "B2;Box 250 ml;Kiste 250 ml;Boîte 250 ml;Caja 250 ml;2.00;boxes;;;\n"
    "C1;Desk clock;Tischuhr;Horloge de bureau;Reloj de mesa;30.00;clocks;;;\n"
)
LAMPS = {"en": "show me lamps", "de": "zeig mir Lampen", "fr": "montrez-moi des lampes", "es": "muéstrame lámparas"}


async def open_shop(shop: TestShop, language: str = "en") -> None:
    await open_search(shop, PRODUCTS, language)


@pytest.mark.parametrize(
    ("language", "said", "product"),
    [
        ("en", "which is cheaper", "L1"),
        ("en", "and which one of these is the most expensive?", "L2"),
        ("en", "which of them costs less?", "L1"),
        ("en", "the cheapest of these", "L1"),
        ("en", "the heaviest one", "L2"),
        ("en", "which one is the most powerful?", "L1"),
        ("de", "was ist günstiger?", "L1"),
        ("de", "welche davon ist am teuersten?", "L2"),
        ("de", "welche kostet weniger?", "L1"),
        ("de", "die billigste", "L1"),
        ("de", "welche ist am leichtesten?", "L1"),
        ("fr", "laquelle est moins chère ?", "L1"),
        ("fr", "lequel est le moins cher ?", "L1"),
        ("fr", "lequel est le plus cher ?", "L2"),
        ("fr", "la plus lourde", "L2"),
        ("es", "¿cuál es más barato?", "L1"),
        ("es", "¿cuál de ellas es la más cara?", "L2"),
        ("es", "¿cuál es la más ligera?", "L1"),
    ],
)
async def test_one_of_those_that_were_shown(shop: TestShop, language: str, said: str, product: str) -> None:
    await open_shop(shop, language)
    ana = shop.customer("ana")
    assert len(shown_in(await ana.says(LAMPS[language]))) == 3

    assert shown_in(await ana.says(said)) == [product]


async def test_what_a_title_tells_is_compared_by_its_unit(shop: TestShop) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")
    await ana.says("show me boxes")

    assert shown_in(await ana.says("the biggest one")) == ["B1"]


@pytest.mark.parametrize(
    "said", ["which is cheaper?", "was ist günstiger?", "lequel est moins cher ?", "¿cuál es más barato?"]
)
async def test_of_one_its_price_is_told(shop: TestShop, said: str) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")
    await ana.says("show me the desk clock")

    reply = await ana.says(said)

    assert shown_in(reply) == ["C1"]
    assert "30" in reply.text


async def test_of_none_it_is_asked_which_two_are_meant(shop: TestShop) -> None:
    await open_shop(shop)

    assert "Which two do you mean?" in (await shop.customer("ana").says("which is cheaper")).text


async def test_what_nobody_knows_of_them_is_asked_back(shop: TestShop) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")
    await ana.says("show me lamps")

    assert "Which one do you mean?" in (await ana.says("which is the newest?")).text


async def test_cheaper_alone_asks_for_others(shop: TestShop) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")
    await ana.says("show me lamps")

    assert "nothing cheaper" in (await ana.says("cheaper")).text


@pytest.mark.parametrize(
    ("language", "compares", "said"),
    [
        ("en", "compare the first two", "which is cheaper?"),
        ("de", "vergleichen Sie die ersten beiden", "was ist günstiger?"),
        ("fr", "comparez les deux premiers", "lequel est moins cher ?"),
        ("es", "compara los dos primeros", "¿cuál es más barato?"),
    ],
)
async def test_of_two_that_were_compared_it_is_one_of_these(
    shop: TestShop, language: str, compares: str, said: str
) -> None:
    await open_shop(shop, language)
    ana = shop.customer("ana")
    shown = shown_in(await ana.says(LAMPS[language]))
    pair = shown_in(await ana.says(compares))
    cheaper = min(pair, key=["L1", "L3", "L2"].index)

    assert pair == shown[:2]
    assert shown_in(await ana.says(said)) == [cheaper]


async def test_the_cheapest_of_a_kind_is_looked_for(shop: TestShop) -> None:
    await open_shop(shop)

    assert shown_in(await shop.customer("ana").says("what is your cheapest lamp"))[0] == "L1"
