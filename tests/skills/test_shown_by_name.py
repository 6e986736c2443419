"""Who asks to see a product by its name sees it, however they ask."""

import pytest

from shopbell.testing import TestShop
from tests.skills.wares import open_search, shown_in


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "zeigen Sie mir das Landbrot"),
        ("de", "zeigt mir mal das Landbrot"),
        ("de", "kann ich das Landbrot sehen?"),
        ("fr", "je peux voir le Landbrot ?"),
        ("fr", "montre-moi le Landbrot"),
        ("es", "muéstrame el Landbrot"),
        ("es", "enséñame el Landbrot"),
    ],
)
async def test_a_product_is_shown_by_its_name(shop: TestShop, language: str, said: str) -> None:
    table = "id;title;price;category\nB1;Landbrot;5.20;bread\nB2;Dinkelbrot;5.90;bread\nC1;Stollen;18.00;cakes\n"
    await open_search(shop, table, language)

    assert shown_in(await shop.customer("ana").says(said)) == ["B1"]


async def test_a_product_is_not_there_in_a_colour_that_others_have(shop: TestShop) -> None:
    rows = (
        "id,sku,title,price,category,colour,size",
        "D1,D1-R,Odette dress,80.00,dresses,red,M",
        "D1,D1-G,Odette dress,80.00,dresses,green,M",
        "D2,D2-M,Ada skirt,40.00,skirts,navy,M",
    )
    shop.write("catalogue.csv", "\n".join(rows))
    for plugin in ("shopbell_files", "shopbell_understanding", "shopbell_search", "shopbell_product_search"):
        await shop.enable(plugin)
    await shop.settle()

    navy = await shop.customer("ana").says("do you have the Odette dress in navy")
    red = await shop.customer("ben").says("do you have the Odette dress in red?")

    assert navy.text == "We do not have Odette dress in navy."
    assert shown_in(red) == ["D1"]


@pytest.mark.parametrize(
    ("language", "said", "expected"),
    [
        ("de", "haben Sie Sonnenblumen?", ["P1"]),
        ("de", "zeigen Sie mir Adventskränze", ["P2"]),
        ("de", "gibt es Weihnachtssterne", ["P3"]),
        ("fr", "avez-vous des gâteaux marbrés ?", ["P4"]),
        ("es", "¿tienen girasoles?", ["P1"]),
    ],
)
async def test_a_name_is_known_in_the_plural(shop: TestShop, language: str, said: str, expected: list[str]) -> None:
    rows = (
        "id;title;title_es;price;category",
        "P1;Sonnenblume, groß;Girasol grande;2.90;Einzelne Blumen",
        "P2;Adventskranz klassisch;Corona;48.00;Kränze",
        "P3;Weihnachtsstern;Flor de Pascua;9.50;Zimmerpflanzen",
        "P4;Gâteau marbré;Bizcocho;19.00;Süßes",
    )
    await open_search(shop, "\n".join(rows), language)

    assert shown_in(await shop.customer("ana").says(said)) == expected


async def test_a_column_that_is_written_freely_is_found_by_one_of_its_words(shop: TestShop) -> None:
    rows = (
        "id;title;price;category;fits",
        "H1;Four ports;19.50;hubs;any computer with USB",
        "H2;Eight ports;29.50;hubs;network",
        "C1;Headset;88.00;audio;USB",
    )
    await open_search(shop, "\n".join(rows), "en")

    assert shown_in(await shop.customer("ana").says("have you got any usb hubs")) == ["H1"]


@pytest.mark.parametrize(
    ("said", "shown"), [("knives", "K1"), ("do you have shelves", "S1"), ("peonies", "P1"), ("show me lilies", "L1")]
)
async def test_several_are_found_by_the_name_of_one(shop: TestShop, said: str, shown: str) -> None:
    table = (
        "id;title;price;category\nK1;Bread knife;9.00;kitchen\nS1;Wall shelf;9.00;home\n"
        "P1;Peony;3.00;flowers\nL1;Lily;3.00;flowers\n"
    )
    await open_search(shop, table, "en")

    assert shown_in(await shop.customer("ana").says(said)) == [shown]
