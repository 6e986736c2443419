"""A greeting at the beginning of a visit: by name, for the season and the page, once, and never to who is annoyed."""

from datetime import datetime
from typing import Any

import pytest

from shopbell import MessageContext
from shopbell.testing import TestShop
from tests.shop.plugins import HEAD, answering

NAMED = """turn.learn("name", "Ana")
    return Reply(text="All right.")"""
IMPERSONAL = """turn.learn("personalisation", False)
    return Reply(text="All right.")"""
CALM = (
    HEAD
    + """
@skill()
async def calm(turn):
    return Reply(text="Let me see.")

@hookimpl
def shopbell_skills(scope):
    return [calm]
"""
)


async def open_shop(shop: TestShop, **settings: Any) -> None:
    """A shop that greets, knows about bread, and learns who somebody is."""
    for word, body in {"bread": 'return Reply(text="At six.")', "named": NAMED, "impersonal": IMPERSONAL}.items():
        shop.write_plugin(word, answering(word, body))
    await shop.configure(languages=["en", "de", "fr", "es"], time_zone="Europe/Berlin")
    status = await shop.enable("shopbell_greeting", **settings)
    assert status.state == "enabled", status.reason


async def test_who_comes_back_is_greeted_by_name_once_a_visit(shop: TestShop) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")

    first = await ana.says("named")
    await shop.passes(hours=23)
    meanwhile = await ana.says("bread")
    await shop.passes(hours=25)
    later = [(await ana.says("bread")).text for _ in range(2)]

    assert first.text == "All right."
    assert meanwhile.text == "At six."
    assert later == ["Welcome back, Ana!\nAt six.", "At six."]


async def test_who_gave_no_name_is_welcome_too(shop: TestShop) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")
    await ana.says("bread")
    await shop.passes(hours=25)

    assert (await ana.says("bread")).text == "Welcome back!\nAt six."


async def test_who_wants_nothing_personal_is_not_known_again(shop: TestShop) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")
    await ana.says("named")
    await ana.says("impersonal")
    await shop.passes(hours=25)

    assert (await ana.says("bread")).text == "At six."


async def test_an_angry_customer_gets_the_answer_alone(shop: TestShop) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")
    await ana.says("named")
    await shop.passes(hours=25)

    shop.write_plugin("calm", CALM)
    await shop.settle()

    reply = await ana.says("late again! this is a disgrace, I am so angry with you, terrible")

    assert reply.text == "Let me see."


async def test_a_hello_is_answered_by_one_greeting(shop: TestShop) -> None:
    await open_shop(shop)
    await shop.enable("shopbell_smalltalk")
    ana = shop.customer("ana")
    await ana.says("named")
    await shop.passes(hours=25)

    assert (await ana.says("hello")).text == "Welcome back, Ana!\nWhat can I do for you?"


@pytest.mark.parametrize(
    ("today", "said"),
    [
        ("2027-12-24", "Merry Christmas!\nAt six."),
        ("2028-01-02", "A happy new year!\nAt six."),
        ("2028-01-07", "At six."),
    ],
)
async def test_the_season_is_told_in_its_days(shop: TestShop, today: str, said: str) -> None:
    seasons = [
        {"first": "12-20", "last": "12-26", "text": {"en": "Merry Christmas!", "de": "Frohe Weihnachten!"}},
        {"first": "12-27", "last": "01-06", "text": {"en": "A happy new year!"}},
    ]
    await open_shop(shop, seasons=seasons)
    noon = datetime.fromisoformat(f"{today}T12:00+01:00").timestamp() * 1000
    shop.clock.advance(int(noon) - shop.clock.now())

    assert (await shop.customer("ana").says("bread")).text == said


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("https://shop.example/wedding/cakes?from=ad", "A wedding: how lovely.\nAt six."),
        ("https://shop.example/?q=/wedding", "At six."),
        ("", "At six."),
    ],
)
async def test_the_page_is_noticed(shop: TestShop, page: str, said: str) -> None:
    await open_shop(shop, pages=[{"path": "/wedding", "text": {"en": "A wedding: how lovely."}}])

    reply = await shop.customer("ana").says("bread", context=MessageContext(page=page))

    assert reply.text == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Willkommen zurück, Ana!"),
        ("fr", "Heureux de vous revoir, Ana !"),
        ("es", "¡Qué gusto volver a saludarle, Ana!"),
    ],
)
async def test_it_speaks_the_customers_language(shop: TestShop, language: str, said: str) -> None:
    await open_shop(shop)
    await shop.configure(languages=[language])
    ana = shop.customer("ana")
    await ana.says("named")
    await shop.passes(hours=25)

    assert (await ana.says("bread")).text.startswith(said)


async def test_a_day_that_no_year_has_is_told(shop: TestShop) -> None:
    status = await shop.enable("shopbell_greeting", seasons=[{"first": "02-30", "last": "03-01", "text": {"en": "!"}}])

    assert status.state != "enabled"
    assert "seasons[0].first" in status.reason
    assert "is no day of a year; write month and day, as 12-24" in status.reason
