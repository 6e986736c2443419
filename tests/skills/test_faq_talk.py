"""Rich answers, facts, follow-ups, audiences, and whether it helped: as a customer meets them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest

from shopbell import Option
from shopbell.contracts import Write
from shopbell.people import Customer
from shopbell.testing import TestCustomer, TestShop

DELIVERY = """
## Do you deliver to my home? {#home}

> can you bring me bread

Yes, by bike, from Tuesday to Saturday.

### How much is it? {=cost}

> and how much

### And on Sunday?

> and on sundays
> at the weekend

On Sundays our bikes rest.

## What does delivery cost? {#cost}

> delivery fee

By bike {facts.bike_fee}.
"""
MINUTE = 60_000


async def open_faq(shop: TestShop, files: dict[str, str], **settings: object) -> None:
    for name, text in files.items():
        shop.write(f"faq/{name}.md", text)
    await shop.enable("shopbell_faq", **settings)
    await shop.settle()
    assert shop.plugin("shopbell_faq").state == "enabled", shop.plugin("shopbell_faq").reason


def move_to(shop: TestShop, *when: int) -> None:
    wanted = datetime(*when, tzinfo=ZoneInfo("UTC")).timestamp() * 1000  # type: ignore[misc,arg-type]
    shop.clock.advance(int(wanted) - shop.clock.now())


# ---- facts ----------------------------------------------------------------------------------------------------


async def test_a_fact_stands_in_one_place(shop: TestShop, customer: TestCustomer) -> None:
    await shop.configure(languages=["en", "de"], phone="+49 30 1")
    german = "## Was kostet die Lieferung? {#cost}\n\nMit dem Rad {facts.bike_fee}, Fragen an {shop.phone}."
    await open_faq(shop, {"delivery": DELIVERY, "de/delivery": german}, facts={"bike_fee": "4.50 EUR"})

    assert (await customer.says("what does delivery cost")).text == "By bike €4.50."
    assert (await customer.says("Was kostet die Lieferung?")).text == "Mit dem Rad 4,50\xa0€, Fragen an +49 30 1."

    await shop.enable("shopbell_faq", facts={"bike_fee": "5 EUR"})
    assert (await customer.says("what does delivery cost")).text == "By bike €5."


async def test_a_fact_of_one_file_and_one_per_language(shop: TestShop, customer: TestCustomer) -> None:
    text = (
        '+++\n[facts]\nnotice = {en = "three days", de = "drei Tage"}\nloaves = 1200\n+++\n'
        "## How long before?\n\n{facts.notice} for {facts.loaves} loaves."
    )
    await open_faq(shop, {"cakes": text})

    assert (await customer.says("how long before")).text == "three days for 1,200 loaves."


async def test_todays_hours_change_with_the_day(shop: TestShop, customer: TestCustomer) -> None:
    await shop.configure(hours={"mon-fri": "9:00-17:00", "2040-01-02": "closed"})
    await open_faq(
        shop, {"a": "## When can I ring?\n\nToday: {hours.today}. Always: {hours.week}. It is {date.today}."}
    )

    move_to(shop, 2040, 1, 1, 23, 59)
    sunday = await customer.says("when can I ring")
    move_to(shop, 2040, 1, 2, 0, 0)
    holiday = await customer.says("when can I ring")
    move_to(shop, 2040, 1, 3, 12, 0)
    tuesday = await customer.says("when can I ring")

    week = "Always: Mon-Fri 09:00-17:00, Sat-Sun closed."
    assert sunday.text == f"Today: closed. {week} It is January 1, 2040."
    assert holiday.text == f"Today: closed. {week} It is January 2, 2040."
    assert tuesday.text == f"Today: 09:00-17:00. {week} It is January 3, 2040."


async def test_a_variable_that_stands_for_nothing_leaves_the_answers_from_before(
    shop: TestShop, customer: TestCustomer
) -> None:
    await open_faq(shop, {"delivery": DELIVERY}, facts={"bike_fee": "4 EUR"})

    shop.write("faq/delivery.md", DELIVERY.replace("{facts.bike_fee}", "{facts.bik_fee}"))
    await shop.settle()

    assert (await customer.says("what does delivery cost")).text == "By bike €4."
    assert "faq/delivery.md:23" in shop.plugin("shopbell_faq").reason
    assert "did you mean {facts.bike_fee}?" in shop.plugin("shopbell_faq").reason


# ---- buttons --------------------------------------------------------------------------------------------------


async def test_a_button_asks_the_next_question(shop: TestShop, customer: TestCustomer) -> None:
    text = "## Do you bake?\n\nYes.\n\n- [Since when?](#since)\n- [Our oven](https://a.example/oven)\n\n"
    await open_faq(shop, {"a": text + "## Since when do you bake? {#since}\n\nSince 1901."})

    reply = await customer.says("do you bake")
    tapped = await customer.says("Since when?")

    assert reply.options == (
        Option("Since when?", payload="intent:faq.a.since"),
        Option("Our oven", url="https://a.example/oven"),
    )
    assert tapped.text == "Since 1901."


async def test_related_questions_are_offered_if_wanted(shop: TestShop, customer: TestCustomer) -> None:
    await open_faq(shop, {"delivery": DELIVERY}, facts={"bike_fee": "4 EUR"}, related=1)

    reply = await customer.says("delivery fee")
    then = await customer.says("1")

    assert [str(option.label) for option in reply.options] == ["Do you deliver to my home?"]
    assert then.text == "Yes, by bike, from Tuesday to Saturday."


# ---- follow-ups -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("how much is it?", "By bike €4."),
        ("and how mutch", "By bike €4."),
        ("ok and on sundays?", "On Sundays our bikes rest."),
        ("what about the weekend", "On Sundays our bikes rest."),
    ],
)
async def test_what_follows_an_answer_is_understood(
    shop: TestShop, customer: TestCustomer, asked: str, answered: str
) -> None:
    await open_faq(shop, {"delivery": DELIVERY}, facts={"bike_fee": "4 EUR"})

    alone = await customer.says(asked)
    await customer.says("can you bring me bread")
    after = await customer.says(asked)

    assert alone.text != answered or asked == "how much is it?"
    assert after.text == answered


async def test_several_follow_ups_one_after_the_other(shop: TestShop, customer: TestCustomer) -> None:
    await open_faq(shop, {"delivery": DELIVERY}, facts={"bike_fee": "4 EUR"})
    await shop.enable("shopbell_smalltalk")
    asked = ("can you bring me bread", "and how much?", "thanks", "and on sunday?")

    said = [(await customer.says(text)).text for text in asked]

    assert said[1] == "By bike €4."
    assert said[3] == "On Sundays our bikes rest."


async def test_another_subject_ends_the_one_before(shop: TestShop, customer: TestCustomer) -> None:
    await open_faq(shop, {"delivery": DELIVERY, "b": "## Is there a toilet?\n\nLeft."}, facts={"bike_fee": "4 EUR"})
    await customer.says("can you bring me bread")

    other = await customer.says("is there a toilet")
    late = await customer.says("and on sundays?")

    assert other.text == "Left."
    assert late.text != "On Sundays our bikes rest."


async def test_a_subject_is_forgotten_in_time(shop: TestShop, customer: TestCustomer) -> None:
    await open_faq(shop, {"delivery": DELIVERY}, facts={"bike_fee": "4 EUR"}, topic_minutes=5)
    await customer.says("can you bring me bread")

    shop.clock.advance(6 * MINUTE)

    assert (await customer.says("and on sundays?")).text != "On Sundays our bikes rest."


async def test_follow_ups_go_before_other_skills(shop: TestShop, customer: TestCustomer) -> None:
    await shop.configure(hours={"sun": "9:00-12:00"})
    await shop.enable("shopbell_opening_hours")
    await open_faq(shop, {"delivery": DELIVERY}, facts={"bike_fee": "4 EUR"})

    await customer.says("are you open on sunday")
    hours = await customer.says("and on sunday?")
    await customer.says("can you bring me bread")
    bikes = await customer.says("and on sunday?")

    assert "09:00-12:00" in hours.text
    assert bikes.text == "On Sundays our bikes rest."


# ---- audience -------------------------------------------------------------------------------------------------

PRICES = "## What does a loaf cost? {#loaf}\n\n4 €."
WHOLESALE = '+++\naudience = ["wholesale"]\n+++\n## What does a loaf cost? {#loaf}\n\nWholesale: 2 €.'


async def test_an_answer_for_some_customers_is_read_by_them_alone(shop: TestShop, customer: TestCustomer) -> None:
    await open_faq(shop, {"prices": PRICES, "wholesale": WHOLESALE})
    before = await customer.says("what does a loaf cost")
    seat = await shop.seat("ana")
    profile = msgspec.msgpack.encode(Customer(id=seat.lane.customer.id, attributes={"groups": ["wholesale"]}))
    await shop.running.store.commit([Write("UPDATE customer SET profile = ?", (profile,), 1)])
    await shop.restart()

    ana = await shop.customer("ana").says("what does a loaf cost")
    ben = await shop.customer("ben").says("what does a loaf cost")

    assert [reply.text for reply in (before, ana, ben)] == ["4 €.", "Wholesale: 2 €.", "4 €."]


@pytest.mark.parametrize(("channel", "answered"), [("testing", True), ("telegram", False)])
async def test_an_answer_for_one_channel(shop: TestShop, customer: TestCustomer, channel: str, answered: bool) -> None:
    text = f'+++\naudience = ["channel:{channel}"]\n+++\n## Where is the button?\n\nBelow.'
    await open_faq(shop, {"here": text})

    assert ((await customer.says("where is the button")).text == "Below.") is answered


# ---- did it help? ---------------------------------------------------------------------------------------------


def asks(options: tuple[Option, ...]) -> bool:
    return [str(option.label) for option in options] == ["Yes", "No"]


async def test_nobody_is_asked_after_a_sure_answer(shop: TestShop, customer: TestCustomer) -> None:
    await open_faq(shop, {"delivery": DELIVERY}, facts={"bike_fee": "4 EUR"})

    assert not asks((await customer.says("delivery fee")).options)


async def test_customers_are_asked_never_twice_for_one_thing(shop: TestShop, customer: TestCustomer) -> None:
    files = {"delivery": DELIVERY, "b": "## Is there a toilet?\n\nLeft."}
    await open_faq(shop, files, facts={"bike_fee": "4 EUR"}, helpful="always", helpful_minutes=60)

    first = await customer.says("delivery fee")
    at_once = await customer.says("is there a toilet")
    shop.clock.advance(61 * MINUTE)
    again = await customer.says("delivery fee")
    another = await customer.says("is there a toilet")

    assert [asks(reply.options) for reply in (first, at_once, again, another)] == [True, False, False, True]


async def test_what_helped_is_counted(shop: TestShop, customer: TestCustomer) -> None:
    await open_faq(shop, {"delivery": DELIVERY}, facts={"bike_fee": "4 EUR"}, helpful="always")
    await customer.says("delivery fee")

    said = await customer.says("yes")
    twice = await customer.says(payload="intent:faq.it-helped")

    assert said.text == twice.text == "Good, thank you."
    assert await shop.fetch("SELECT entry, helpful FROM p_shopbell_faq_verdict") == [("faq.delivery.cost", 1)]


async def test_what_did_not_help_is_kept_and_other_ways_are_offered(shop: TestShop, customer: TestCustomer) -> None:
    await shop.enable("shopbell_handoff")
    await open_faq(shop, {"delivery": DELIVERY}, facts={"bike_fee": "4 EUR"}, helpful="always")
    await customer.says("delivery fee")

    sorry = await customer.says("No")
    person = await customer.says("Talk to a person")

    assert [str(option.label) for option in sorry.options] == ["Do you deliver to my home?", "Talk to a person"]
    assert await shop.held("ana"), person.text
    kept = await shop.fetch("SELECT kind, closest, words FROM p_shopbell_faq_gap")
    assert kept == [("unhelpful", "faq.delivery.cost", "delivery fee")]
