"""What a shop does not sell: things that it has none of, and things that it has only new."""

import pytest

from shopbell import ProductCard
from shopbell.testing import TestShop

HEAD = "id;title;title_de;title_fr;title_es;price;category"
ROWS = (
    "P1;Phone Lark;Telefon Lark;Téléphone Lark;Teléfono Lark;300.00;{phones}{}\n"
    "C1;Charger;Ladegerät;Chargeur;Cargador;20.00;chargers{}\n"
)
NEW, USED = f"{HEAD}\n{ROWS.replace('{}', '')}", f"{HEAD};condition\n{ROWS.replace('{}', ';used')}"
PHONES = {"en": "phones", "de": "Telefone", "fr": "téléphones", "es": "teléfonos"}
FAQ = """# Shop

## Do you repair laptops?

> laptop repair
> my laptop is broken

Yes, within a week.

## Which charger fits?

> charger for my computer

The one with its plug.

## How long does a parcel take?

> shipping time

Two days.
"""


async def open_shop(shop: TestShop, products: str = NEW, language: str = "en") -> None:
    shop.write("products.csv", products.replace("{phones}", PHONES[language]))
    shop.write("faq/shop.md", FAQ)
    await shop.configure(currency="EUR", languages=[language, *({"en", "de", "fr", "es"} - {language})])
    for plugin in ("shopbell_understanding", "shopbell_files", "shopbell_search", "shopbell_faq"):
        await shop.enable(plugin)
    status = await shop.enable("shopbell_product_search")
    assert status.state == "enabled", status.reason
    await shop.settle()


@pytest.mark.parametrize(
    ("language", "said", "named"),
    [
        ("en", "do you sell used phones", "used phones"),
        ("en", "refurbished phones", "refurbished phones"),
        ("en", "do you have any second-hand phones?", "used phones"),
        ("de", "haben Sie gebrauchte Telefone", "gebrauchte telefone"),
        ("fr", "avez-vous des téléphones d'occasion", "telephones d'occasion"),
        ("es", "¿tienen teléfonos usados?", "telefonos usados"),
        ("es", "teléfonos de segunda mano", "telefonos used"),
    ],
)
async def test_nothing_used_is_sold_where_no_condition_is_told(
    shop: TestShop, language: str, said: str, named: str
) -> None:
    await open_shop(shop, language=language)

    reply = await shop.customer("ana").says(said)

    assert named in str(reply.text)
    assert not any(isinstance(part, ProductCard) for part in reply.parts)


async def test_a_condition_that_the_catalogue_tells_is_looked_for(shop: TestShop) -> None:
    await open_shop(shop, USED)

    reply = await shop.customer("ana").says("do you sell used phones")

    assert [part.product for part in reply.parts if isinstance(part, ProductCard)] == ["P1"]


async def test_what_was_used_before_is_no_condition(shop: TestShop) -> None:
    await open_shop(shop)

    assert "used phones" not in str((await shop.customer("ana").says("I need a charger, I used phones of yours")).text)


async def test_a_thing_that_is_not_sold_is_said_not_to_be(shop: TestShop) -> None:
    await open_shop(shop)

    assert "We have no wireless mouse" in str((await shop.customer("ana").says("wireless mouse")).text)


async def test_who_asks_about_it_hears_the_shop(shop: TestShop) -> None:
    await open_shop(shop)

    assert (await shop.customer("ana").says("can you repair my laptop")).text == "Yes, within a week."
