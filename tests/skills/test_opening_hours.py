"""When is the shop open? As customers ask, in four languages."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.clock import Clock
from shopbell.testing import TestCustomer, TestShop
from shopbell_opening_hours.days import asked_days
from tests.skills.moments import move_to

HOURS = {"mon-fri": "9:00-12:00, 14:00-18:00", "sat": "10-13"}
WEDNESDAY = date(2026, 11, 25)


async def open_shop(shop: TestShop, hours: dict[str, str] = HOURS) -> None:
    await shop.configure(hours=hours, languages=["en", "de", "fr", "es"])
    await shop.enable("shopbell_opening_hours")


@pytest.mark.parametrize("asked", ["Are you open on Sunday?", "OPEN SUNDAY", "so r u opne on sunday"])
async def test_a_closed_day_is_said_plainly(shop: TestShop, asked: str) -> None:
    await shop.configure(hours={"mon-sat": "9:00-17:00"})
    await shop.enable("shopbell_opening_hours")

    reply = await shop.customer("ana").says(asked)

    assert reply.text == "On Sunday we are closed."


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("When are you open on Saturday?", "On Saturday we are open 10:00-13:00."),
        ("are you open tomorrow", "Tomorrow we are open 09:00-12:00, 14:00-18:00."),
        ("Are you open today?", "Today we are open 09:00-12:00, 14:00-18:00.\nWe are open now, until 12:00."),
        ("open at the weekend?", "On Saturday we are open 10:00-13:00.\nOn Sunday we are closed."),
        ("offen am Wochenende?", "Am Samstag haben wir von 10:00-13:00 geöffnet.\nAm Sonntag haben wir geschlossen."),
        ("Haben Sie am Sonntag geöffnet?", "Am Sonntag haben wir geschlossen."),
        ("haben Sie morgen auf", "Morgen haben wir von 09:00-12:00, 14:00-18:00 geöffnet."),
        ("Êtes-vous ouverts samedi ?", "Le samedi, nous sommes ouverts 10:00-13:00."),
        ("êtes-vous ouverts le dimanche", "Le dimanche, nous sommes fermés."),
        ("¿Están abiertos el domingo?", "El domingo estamos cerrados."),
        ("¿abren mañana?", "Mañana abrimos 09:00-12:00, 14:00-18:00."),
    ],
)
async def test_the_day_that_was_asked_for_is_told(shop: TestShop, clock: Clock, asked: str, answer: str) -> None:
    await open_shop(shop)
    move_to(clock, "wed 10:00")

    reply = await shop.customer("ana").says(asked)

    assert reply.text == answer


@pytest.mark.parametrize(
    ("asked", "then", "answer"),
    [
        ("when are you open", "and sunday?", "On Sunday we are closed."),
        ("when are you open", "what about saturday", "On Saturday we are open 10:00-13:00."),
        ("are you open today", "tomorrow?", "Tomorrow we are open 09:00-12:00, 14:00-18:00."),
        ("wann habt ihr auf", "und sonntag?", "Am Sonntag haben wir geschlossen."),
        ("wann habt ihr auf", "wie sieht es am Samstag aus?", "Am Samstag haben wir von 10:00-13:00 geöffnet."),
        ("haben Sie morgen auf", "und sa?", "Am Samstag haben wir von 10:00-13:00 geöffnet."),
        ("quels sont vos horaires", "et samedi ?", "Le samedi, nous sommes ouverts 10:00-13:00."),
        ("cuál es su horario", "¿y el domingo?", "El domingo estamos cerrados."),
    ],
)
async def test_another_day_is_asked_for_in_short(
    shop: TestShop, clock: Clock, asked: str, then: str, answer: str
) -> None:
    await open_shop(shop)
    move_to(clock, "wed 10:00")
    ana = shop.customer("ana")
    await ana.says(asked)

    reply = await ana.says(then)

    assert reply.text == answer


async def who_was_told_the_hours(shop: TestShop, clock: Clock) -> TestCustomer:
    """A customer who may go on with small talk, or with a day."""
    await open_shop(shop)
    await shop.enable("shopbell_smalltalk")
    move_to(clock, "wed 10:00")
    ana = shop.customer("ana")
    await ana.says("when are you open")
    return ana


async def test_another_day_is_still_understood_behind_a_thank_you(shop: TestShop, clock: Clock) -> None:
    ana = await who_was_told_the_hours(shop, clock)
    await ana.says("thanks")

    assert (await ana.says("and sunday?")).text == "On Sunday we are closed."


async def test_after_talk_of_other_things_a_day_is_no_longer_taken_for_the_hours(shop: TestShop, clock: Clock) -> None:
    ana = await who_was_told_the_hours(shop, clock)
    for said in ("are you a bot", "how are you"):
        await ana.says(said)

    await ana.says("xyzzy")

    assert (await shop.why(ana.turn_id))["declined"] == ()


async def test_a_day_with_something_else_is_no_other_day(shop: TestShop, clock: Clock) -> None:
    await open_shop(shop)
    move_to(clock, "wed 10:00")
    ana = shop.customer("ana")
    await ana.says("when are you open")

    reply = await ana.says("a carrot cake for sunday")

    assert "closed" not in str(reply.text)


@pytest.mark.parametrize(
    ("moment", "answer"),
    [
        ("wed 10:00", "We are open now, until 12:00."),
        ("wed 11:45", "We close in 14 minutes, at 12:00."),
        ("wed 12:30", "We are closed now and open today at 14:00."),
        ("wed 20:00", "We are closed now and open again tomorrow at 09:00."),
        ("sat 20:00", "We are closed now and open again on Monday at 09:00."),
    ],
)
async def test_now_is_told_with_what_comes_next(shop: TestShop, clock: Clock, moment: str, answer: str) -> None:
    await open_shop(shop)
    move_to(clock, moment)

    reply = await shop.customer("ana").says("Are you open now?")

    assert reply.text == answer


async def test_the_owner_says_what_soon_is(shop: TestShop, clock: Clock) -> None:
    await open_shop(shop)
    await shop.enable("shopbell_opening_hours", soon=0)
    move_to(clock, "wed 11:58")

    reply = await shop.customer("ana").says("Are you open now?")

    assert reply.text == "We are open now, until 12:00."


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (
            "what are your opening hours",
            "We are open now, until 12:00.\nMonday to Friday: 09:00-12:00, 14:00-18:00\nSaturday: 10:00-13:00\n"
            "Sunday: closed",
        ),
        (
            "Wie sind Ihre Öffnungszeiten?",
            "Wir haben jetzt geöffnet, bis 12:00 Uhr.\nMontag bis Freitag: 09:00-12:00, 14:00-18:00\n"
            "Samstag: 10:00-13:00\nSonntag: geschlossen",
        ),
    ],
)
async def test_the_week_is_told_in_short(shop: TestShop, clock: Clock, asked: str, answer: str) -> None:
    await open_shop(shop)
    move_to(clock, "wed 10:00")

    reply = await shop.customer("ana").says(asked)

    assert reply.text == answer


async def test_an_exception_goes_before_its_weekday_and_is_told_by_date(shop: TestShop, clock: Clock) -> None:
    friday = move_to(clock, "wed 10:00").date() + timedelta(days=2)
    await open_shop(shop, {**HOURS, friday.isoformat(): "closed"})
    ana = shop.customer("ana")

    on_friday, on_date, week, holidays = [
        (await ana.says(asked)).text
        for asked in ("are you open on friday?", f"are you open on {friday}", "opening hours", "Christmas hours?")
    ]

    said = f"{friday:%A, %B} {friday.day}, {friday.year}"
    assert on_friday == on_date == f"On {said} we are closed."
    assert week.endswith(f"{said}: closed")
    assert holidays.startswith("These days are different:")


async def test_a_shop_that_never_closes_says_so(shop: TestShop, clock: Clock) -> None:
    await open_shop(shop, {"mon-sun": "0-24"})
    move_to(clock, "wed 3:00")

    reply = await shop.customer("ana").says("are you open now")

    assert reply.text == "We are open now, around the clock."


async def test_open_past_midnight_closes_the_next_day(shop: TestShop, clock: Clock) -> None:
    await open_shop(shop, {"fri": "18-24", "sat": "0-2"})
    move_to(clock, "fri 23:00")

    reply = await shop.customer("ana").says("are you open now")

    assert reply.text == "We are open now, until 02:00."


async def test_a_shop_that_told_no_hours_leaves_the_question_to_others(shop: TestShop, customer: TestCustomer) -> None:
    await shop.enable("shopbell_opening_hours")

    reply = await customer.says("when are you open")

    assert reply.text == "Sorry, I did not understand that."
    assert (await shop.why(customer.turn_id))["declined"] == ("shopbell_opening_hours/opening_hours",)


@pytest.mark.parametrize(
    ("text", "language", "days_ahead"),
    [
        ("the day after tomorrow", "en", [2]),
        ("this evening", "en", [0]),
        ("on sat or sun", "en", [3, 4]),
        ("mon magasin", "fr", []),
        ("open on wensday or thusday?", "en", [0, 1]),
        ("heute Morgen", "de", [0]),
        ("Guten Morgen, habt ihr übermorgen auf?", "de", [2]),
        ("von Mo bis Fr", "de", [2, 5]),
        ("am Sonnabend", "de", [3]),
        ("après-demain", "fr", [2]),
        ("aujourd’hui ou ce week-end", "fr", [0, 3, 4]),
        ("mañana por la mañana", "es", [1]),
        ("esta noche o el miércoles", "es", [0]),
        ("pasado mañana", "es", [2]),
        ("24.12. oder 2026-12-25", "de", [29, 30]),
        ("am 31.2.", "de", []),
    ],
)
def test_days_are_found_in_the_words(text: str, language: str, days_ahead: list[int]) -> None:
    found = asked_days(text, WEDNESDAY, language)

    assert [(asked.day - WEDNESDAY).days for asked in found] == days_ahead


@given(
    st.text(max_size=300) | st.from_regex(r"(\d{1,5}[-./ ]){2}\d{1,4}|morgen|la manana"),
    st.sampled_from(["en", "de", "fr", "es", "x"]),
)
def test_any_text_names_at_most_seven_days_in_order(text: str, language: str) -> None:
    days = [asked.day for asked in asked_days(text, WEDNESDAY, language)]

    assert days == sorted(set(days))
    assert len(days) <= 7


@pytest.mark.parametrize(
    "talk",
    [
        (
            ("hello", "How can I help you?|What can I do for you?|What would you like to know?"),
            ("are you open now?", "We are closed now and open again tomorrow at 10:00."),
            ("and on sunday, are you open", "On Sunday we are closed."),
            ("thanks, bye", "welcome|pleasure|Glad|Goodbye|nice day"),
        ),
        (
            ("Guten Tag", "Guten Tag|Willkommen"),
            ("habt ihr jetzt offen?", "Wir haben gerade geschlossen und öffnen morgen um 10:00 Uhr wieder."),
            ("und habt ihr am Sonntag offen?", "Am Sonntag haben wir geschlossen."),
            ("vielen Dank", "Gern|gern|Schön"),
        ),
    ],
    ids=["English", "German"],
)
async def test_from_hello_to_done(shop: TestShop, clock: Clock, talk: tuple[tuple[str, str], ...]) -> None:
    await open_shop(shop)
    await shop.enable("shopbell_smalltalk")
    move_to(clock, "fri 19:00")
    ana = shop.customer("ana")

    for said, answers in talk:
        reply = await ana.says(said)
        assert any(answer in reply.text for answer in answers.split("|")), reply.text


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("are you open on 5 December", "On Saturday, December 5, 2026 we are open 10:00-13:00."),
        ("are you open on the 6th of December?", "On Sunday, December 6, 2026 we are closed."),
        ("haben Sie am 6. Dezember offen", "Am Sonntag, 6. Dezember 2026 haben wir geschlossen."),
        ("êtes-vous ouverts le 6 décembre", "Le dimanche 6 décembre 2026, nous sommes fermés."),
    ],
)
async def test_a_date_in_words_is_a_day(shop: TestShop, clock: Clock, asked: str, answer: str) -> None:
    await open_shop(shop)
    move_to(clock, "wed 10:00")

    assert (await shop.customer("ana").says(asked)).text == answer
