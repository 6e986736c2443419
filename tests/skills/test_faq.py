"""Customers ask what the owner has written an answer to."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from shopbell import Image
from shopbell.testing import TestCustomer, TestShop

FRANCE = """
## Do you ship to France? {#france}

> delivery to paris

Yes, in **two** days.
"""


async def open_faq(shop: TestShop, **files: str) -> None:
    for name, text in files.items():
        shop.write(f"faq/{name.replace('__', '/')}.md", text)
    await shop.enable("shopbell_faq")
    await shop.settle()


def move_to(shop: TestShop, year: int, month: int, day: int) -> None:
    """Noon in the shop's zone; the clock only moves forward."""
    wanted = datetime(year, month, day, 12, tzinfo=ZoneInfo("UTC")).timestamp() * 1000
    shop.clock.advance(int(wanted) - shop.clock.now())


@pytest.mark.parametrize("asked", ["Do you ship to France?", "DELIVERY TO PARIS!!", "do you shipp to frnace please"])
async def test_a_question_gets_its_answer(shop: TestShop, customer: TestCustomer, asked: str) -> None:
    await open_faq(shop, delivery=FRANCE, house="## Is there a toilet?\n\nYes, on the left.")

    reply = await customer.says(asked)

    assert reply.text == "Yes, in **two** days."


async def test_a_conversation_from_hello_to_done(shop: TestShop, customer: TestCustomer) -> None:
    await open_faq(shop, delivery=FRANCE)
    await shop.enable("shopbell_smalltalk")

    said = [await customer.says(text) for text in ("hello", "delivery to paris", "thanks", "bye")]

    assert customer.told_automatic
    assert [bool(reply.text) for reply in said] == [True] * 4
    assert said[1].text == "Yes, in **two** days."


async def test_an_edited_answer_is_live(shop: TestShop, customer: TestCustomer) -> None:
    await open_faq(shop, delivery=FRANCE)

    shop.write("faq/delivery.md", FRANCE.replace("**two** days", "an hour"))
    await shop.settle()

    assert (await customer.says("delivery to paris")).text == "Yes, in an hour."


async def test_a_mistake_leaves_the_answers_from_before(shop: TestShop, customer: TestCustomer) -> None:
    await open_faq(shop, delivery=FRANCE)

    shop.write("faq/delivery.md", FRANCE + "\n## And Spain?\n")
    await shop.settle()

    assert (await customer.says("delivery to paris")).text == "Yes, in **two** days."
    assert "faq/delivery.md:8" in shop.plugin("shopbell_faq").reason


async def test_customers_read_their_own_language(shop: TestShop) -> None:
    await shop.configure(languages=["en", "de"])
    await open_faq(shop, delivery=FRANCE, de__delivery="## Liefern Sie nach Frankreich? {#france}\n\nJa, gern.")

    german = await shop.customer("jan").says("Liefern Sie nach Frankreich?")
    english = await shop.customer("ana").says("delivery to paris")

    assert (german.text, english.text) == ("Ja, gern.", "Yes, in **two** days.")


async def test_an_answer_in_the_shops_language_is_better_than_none(shop: TestShop, customer: TestCustomer) -> None:
    await shop.configure(languages=["en", "de"])
    await open_faq(shop, delivery=FRANCE, de__house="## Guten Tag, haben Sie offen?\n\nJa.")
    await customer.says("Guten Tag, haben Sie offen?")

    reply = await customer.says(payload="intent:faq.delivery.france")  # a button; it speaks no language

    assert reply.text == "Ich kann das nur auf Englisch beantworten:\nYes, in **two** days."


async def test_an_answer_is_given_in_its_time_only(shop: TestShop, customer: TestCustomer) -> None:
    summer = "+++\nfrom = 2040-05-01\nuntil = 2040-09-30\n+++\n## Do you have ice cream?\n\nPlum."
    await open_faq(shop, summer=summer)

    move_to(shop, 2040, 4, 30)
    before = await customer.says("do you have ice cream")
    move_to(shop, 2040, 5, 1)
    first = await customer.says("do you have ice cream")
    move_to(shop, 2040, 9, 30)
    last = await customer.says("do you have ice cream")
    move_to(shop, 2040, 10, 1)
    after = await customer.says("do you have ice cream")

    assert (first.text, last.text) == ("Plum.", "Plum.")
    assert "Plum." not in (before.text, after.text)


async def test_in_its_time_a_dated_answer_stands_in(shop: TestShop, customer: TestCustomer) -> None:
    always = "## Do you have ice cream?\n\nOnly in summer."
    summer = "+++\nfrom = 2040-05-01\nuntil = 2040-09-30\n+++\n## Do you have ice cream?\n\nPlum."
    await open_faq(shop, a=always, summer=summer)

    move_to(shop, 2040, 1, 1)
    winter = await customer.says("do you have ice cream")
    move_to(shop, 2040, 7, 1)
    july = await customer.says("do you have ice cream")

    assert (winter.text, july.text) == ("Only in summer.", "Plum.")


async def test_a_picture_comes_along(shop: TestShop, customer: TestCustomer) -> None:
    await open_faq(shop, cakes="## What does the cake look like?\n\nSo:\n\n![A cake](https://a.example/cake.jpg)")

    reply = await customer.says("what does the cake look like")

    assert Image(url="https://a.example/cake.jpg", alt="A cake") in reply.parts
