"""The demo bakery answers what its customers ask."""

import csv
from decimal import Decimal

import pytest

from shopbell.config.shops import shop_folder
from shopbell.testing import TestShop
from shopbell_faq.entries import Entry, read_entries

BAKERY = shop_folder("bakery")


def entries() -> dict[str, Entry]:
    files = {path.relative_to(BAKERY).as_posix(): path.read_bytes() for path in BAKERY.glob("faq/**/*.md")}
    return read_entries(files, "en")


@pytest.mark.parametrize(
    ("asked", "intent", "said"),
    [
        ("where is my order", "faq.orders.where", "tracking link"),
        ("do you ship to france", "faq.delivery.abroad", "European Union"),
        ("what are your opening hours", "opening_hours", "Tuesday to Friday"),
        ("can i return a cake", "faq.returns.cake", "cannot take it back"),
        ("do you have gluten free bread", "faq.bread.gluten-free", "buckwheat"),
        ("how do i pay", "faq.payment.how", "PayPal"),
        ("is there a gift card", "faq.payment.gift-card", "200 €"),
        ("thanks", "smalltalk.thanks", ""),
        ("where can I park?", "parking", "church"),
    ],
)
async def test_what_is_asked_most_is_answered(bakery: TestShop, asked: str, intent: str, said: str) -> None:
    await bakery.settle()
    ana = bakery.customer("ana")

    plain = await ana.says(asked)
    why = await bakery.why(ana.turn_id)

    assert said in plain.text
    assert (why["outcome"], why["intent"]) == ("answered", intent)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("where is my order", "And the postcode"),  # there is a number in it
        ("do you ship to france", "European Union"),
        ("is there a gift card", "200 €"),
        ("thanks", "!"),
    ],
)
async def test_a_chatty_customer_is_answered_too(bakery: TestShop, asked: str, said: str) -> None:
    await bakery.settle()

    reply = await bakery.customer("ben").says(f"hello this is ben, {asked} please, number 4711")

    assert said in reply.text


async def test_a_german_customer_reads_german(bakery: TestShop) -> None:
    await bakery.settle()
    jan = bakery.customer("jan")

    bread = await jan.says("Haben Sie auch glutenfreies Brot?")
    hours = await jan.says("Wie sind Ihre Öffnungszeiten?")

    assert "Buchweizenbrot" in bread.text
    assert "Dienstag bis Freitag: 07:00-18:00" in hours.text


async def test_all_its_plugins_are_well(bakery: TestShop) -> None:
    states = {plugin.name: plugin.state for plugin in bakery.running.host.plugins()}

    off = {name for name, state in states.items() if state == "disabled"}
    wanted = (
        "booking",
        "cart",
        "checkout",
        "demo",
        "demo_payments",
        "email",
        "feedback",
        "greeting",
        "identity",
        "leads",
        "returns",
        "subscriptions",
        "telegram",
        "tone",
    )
    assert off <= {f"shopbell_{name}" for name in wanted}  # until the owner wants them
    assert {name: state for name, state in states.items() if name not in off and state != "enabled"} == {}


def test_every_question_can_be_asked_in_several_ways() -> None:
    found = entries()

    assert len(found) >= 35
    ways = {
        f"{name} ({version.language})": len(version.phrasings) for name, e in found.items() for version in e.versions
    }
    assert {name: count for name, count in ways.items() if count < 3} == {}


def test_the_catalogue_is_whole() -> None:
    with (BAKERY / "catalogue.csv").open(encoding="utf-8", newline="") as file:
        products = list(csv.DictReader(file))

    assert len(products) >= 45
    assert len({product["id"] for product in products}) == len(products)
    for product in products:
        assert None not in product, product["id"]  # a comma outside of quotes makes a column too many
        assert Decimal(product["price"]) > 0
        assert int(product["stock"] or 1) >= 0  # none is said of what is made to order
        assert product["url"].startswith("https://")


@pytest.mark.parametrize(
    ("first", "then", "said"),
    [
        ("do you deliver to my home", "how much is it", "€4.50"),
        ("do you deliver to my home", "how much does that cost", "€4.50"),
        ("do you deliver to my home", "and on sunday?", "rest"),
        ("do you deliver to my home", "how much are your cakes", "whole cakes from"),
        ("do you deliver to my home", "and how big is a cake", "six slices"),
        ("do you deliver to my home", "where are you", "Mill Lane 3"),
        ("i need a birthday cake", "and for tomorrow?", "two days"),
        ("i need a birthday cake", "how big is it", "six slices"),
        ("liefern Sie nach Hause", "und was kostet das?", "4,50\xa0€"),
        ("liefern Sie nach Hause", "und am Sonntag?", "08:00-12:00"),
    ],
)
async def test_what_is_asked_after_an_answer(bakery: TestShop, first: str, then: str, said: str) -> None:
    await bakery.settle()
    ana = bakery.customer("ana")
    await ana.says(first)

    assert said in (await ana.says(then)).text
