"""A dialogue of several turns, as its customer lives through it."""

import pytest

from shopbell.testing import TestShop
from tests.dialogues.shops import ORDER, PARKING, calls, use

pytestmark = pytest.mark.storage


async def test_a_dialogue_asks_one_thing_after_the_other(shop: TestShop) -> None:
    await use(shop, ORDER)

    await shop.customer("ana").plays("""
        > I want a cake
        Which size?
        [S] [M]
        > m
        How many?
        > three please
        3 x M: 3,300
        Shall I order it?
        [Yes] [No]
        > yes
        Any note for us?
        > ring twice
        Thank you. paid-3300, ring twice
    """)

    assert calls(shop) == [("quote", "cake", "M"), ("charge", 3300)]
    assert (await shop.state("ana")).dialogues == []
    assert await shop.fetch("SELECT status FROM run") == [("finished",)]
    assert await shop.fetch("SELECT * FROM timer") == []


async def test_a_wrong_answer_is_explained_and_asked_again_until_a_person_takes_over(shop: TestShop) -> None:
    await use(shop, ORDER)

    await shop.customer("ana").plays("""
        > I want a cake
        ...
        > XXL
        Please choose one of these.
        Which size?
        [S] [M]
        > enormous!!!
        Please choose one of these.
        If you do not want to go on, write “cancel”.
        Which size?
        [S] [M]
        > as big as a house
        I am sorry, I do not get on here. A person will help you.
    """)

    assert await shop.held("ana")
    assert await shop.fetch("SELECT status FROM run") == [("handed over",)]


async def test_what_is_out_of_bounds_is_told_with_the_bound(shop: TestShop) -> None:
    await use(shop, ORDER)

    await shop.customer("ana").plays("""
        > I want a cake
        ...
        > S
        How many?
        > 500
        It cannot be more than 20.
        > -3
        It cannot be less than 1.
        If you do not want to go on, write “cancel”.
        > 2
        ...
    """)


async def test_never_mind_ends_it(shop: TestShop) -> None:
    await use(shop, ORDER)

    await shop.customer("ana").plays("""
        > I want a cake
        ...
        > Never mind!
        All right, I have stopped here.
        > is there parking
        Sorry, I did not understand that.
    """)

    assert await shop.fetch("SELECT status FROM run") == [("cancelled",)]


COMPENSATED = """
@dialogue("table", Intent("table", {"en": ["book a table"]}))
async def table(chat):
    await chat.step(CALLS.append, "reserved", key="reserve")
    try:
        name = await chat.ask("In which name?", key="name")
    except Cancelled:
        await chat.step(CALLS.append, "released", key="release")
        await chat.say("I gave the table free again.")
        why = await chat.ask("May I ask why?", key="why")
        await chat.say(f"Thank you: {why}")
        return
    await chat.say(f"Booked for {name}.")
"""


async def test_what_was_done_is_undone_when_the_customer_does_not_want_it_any_more(shop: TestShop) -> None:
    await use(shop, COMPENSATED)

    await shop.customer("ana").plays("""
        > book a table
        In which name?
        > cancel
        I gave the table free again.
        May I ask why?
        > too far away
        Thank you: too far away
    """)

    assert calls(shop) == ["reserved", "released"]


async def test_back_from_the_start_and_where_were_we(shop: TestShop) -> None:
    await use(shop, ORDER)

    await shop.customer("ana").plays("""
        > I want a cake
        ...
        > back
        This is the first question.
        Which size?
        [S] [M]
        > S
        How many?
        > where were we?
        How many?
        > help
        Please give a number, for example 2.
        How many?
        > back
        Which size?
        [S] [M]
        > M
        How many?
        > start over
        All right, from the beginning.
        Which size?
        [S] [M]
        > S
        How many?
        > 2
        2 x S: 1,800
        Shall I order it?
        [Yes] [No]
        > yes
        Any note for us?
        > back
        Part of this is already done, so I cannot go back any more.
        Any note for us?
        > no
        Thank you. paid-1800, no
    """)

    assert calls(shop).count(("charge", 1800)) == 1


async def test_another_question_in_between_is_answered_and_the_dialogue_goes_on(shop: TestShop) -> None:
    await use(shop, ORDER, PARKING)

    await shop.customer("ana").plays("""
        > I want a cake
        ...
        > where can I park?
        Behind the church.
        Back to your order.
        Which size?
        [S] [M]
        > is there parking
        Behind the church.
        Back to your order.
        Which size?
        [S] [M]
        > is there parking
        Behind the church.
        Back to your order.
        Which size?
        [S] [M]
        > m
        How many?
    """)


NAMES = """
@dialogue("names", Intent("names", {"en": ["tell me names"]}), title="the names", steps=3)
async def names(chat):
    found = []
    for _number in range(3):
        found.append(await chat.ask("Which name?", key="name"))
    await chat.say(", ".join(found))


@dialogue("colour", Intent("colour", {"en": ["my colour"]}), title="the colour")
async def colour(chat):
    await chat.say("Red it is." if await chat.ask("Red?", kind="yes_no", key="red") else "Not red.")
"""


async def test_a_long_dialogue_counts_its_questions(shop: TestShop) -> None:
    await use(shop, NAMES)

    await shop.customer("ana").plays("""
        > tell me names
        Which name? (1 of 3)
        > Ana
        Which name? (2 of 3)
        > Ben
        Which name? (3 of 3)
        > Cleo
        Ana, Ben, Cleo
    """)


async def test_a_dialogue_inside_another_comes_back_to_it(shop: TestShop) -> None:
    await use(shop, NAMES, ORDER)

    await shop.customer("ana").plays("""
        > I want a cake
        ...
        > my colour
        Red?
        [Yes] [No]
        > sure, why not
        Red it is.
        Back to your order.
        Which size?
        [S] [M]
        > s
        How many?
    """)


LEVELS = "\n".join(
    f"""
@dialogue("d{n}", Intent("d{n}", {{"en": ["talk about {word}"]}}), title="level {n}")
async def d{n}(chat):
    await chat.ask("Level {n}?", kind="number", key="n")
"""
    for n, word in enumerate(["apples", "bees", "cats", "dogs", "eggs", "figs"], 1)
)


async def test_at_most_five_wait_below_each_other(shop: TestShop) -> None:
    await use(shop, LEVELS)

    customer = shop.customer("ana")
    for word in ["apples", "bees", "cats", "dogs", "eggs"]:
        await customer.says(f"talk about {word}")
    for _ in range(3):
        await customer.says("talk about figs")
    await customer.plays("""
        > talk about figs
        Let us finish what we have begun first.
        Back to level 5.
        Level 5?
        > 1
        Back to level 4.
        Level 4?
        > 1
        Back to level 3.
        Level 3?
        > 1
        Back to level 2.
        Level 2?
        > 1
        Back to level 1.
        Level 1?
        > 1
    """)

    assert (await shop.state("ana")).dialogues == []


async def test_a_person_can_be_asked_for_even_where_any_words_would_do(shop: TestShop) -> None:
    await use(shop, NAMES)
    await shop.enable("shopbell_handoff")
    await shop.settle()

    customer = shop.customer("ana")
    await customer.says("tell me names")
    reply = await customer.says("I want to talk to a person")

    assert reply.text.startswith("I am passing you on to a person")
    assert await shop.held("ana")


async def test_a_late_tap_on_an_older_question_answers_nothing(shop: TestShop) -> None:
    await use(shop, NAMES, ORDER)

    customer = shop.customer("ana")
    await customer.says("my colour")
    first = await customer.says("what?")
    await customer.says(payload=first.options[0].payload)
    await customer.says("my colour")
    reply = await customer.says(payload=first.options[0].payload)

    assert reply.text == "This choice is no longer open.\nRed?"


async def test_a_number_answers_the_open_question_and_no_earlier_menu(shop: TestShop) -> None:
    await use(shop, ORDER)

    await shop.customer("ana").plays("""
        > I want a cake
        ...
        > 2
        How many?
        > 2
        2 x M: 2,200
        Shall I order it?
        [Yes] [No]
    """)


async def test_two_messages_at_once_are_taken_one_after_the_other(shop: TestShop) -> None:
    await use(shop, ORDER)
    customer = shop.customer("ana")
    await customer.says("I want a cake")

    first, second = await customer.writes("M"), await customer.writes("4")
    await first.replies(5)
    heard = await second.replies(5)

    assert heard is not None
    assert [part.text for part in heard if hasattr(part, "text")] == ["4 x M: 4,400", "Shall I order it?"]


async def test_it_goes_on_after_a_restart_at_another_day(shop: TestShop) -> None:
    await use(shop, ORDER)
    customer = shop.customer("ana")
    await customer.says("I want a cake")
    await customer.says("M")
    await shop.restart()
    await shop.passes(minutes=5)

    reply = await customer.says("2")

    assert reply.text == "2 x M: 2,200\nShall I order it?"


async def test_it_follows_the_customers_language(shop: TestShop) -> None:
    await shop.configure(languages=["de", "en"])
    await use(shop, ORDER.replace('{"en": [', '{"de": ["ich will eine torte"], "en": ['))

    customer = shop.customer("ana")
    await customer.says("ich will eine Torte")
    await customer.says("S")
    reply = await customer.says("sehr viele")

    assert reply.text.startswith("Bitte nennen Sie eine Zahl")
    assert (await customer.says("zwei")).text == "2 x S: 1.800\nShall I order it?"
    assert [option.label for option in (await customer.says("wo waren wir")).options] == ["Ja", "Nein"]


async def test_a_plugin_that_goes_away_leaves_nobody_waiting(shop: TestShop) -> None:
    await use(shop, ORDER)
    customer = shop.customer("ana")
    await customer.says("I want a cake")
    await shop.disable("cakes")

    reply = await customer.says("M")

    assert reply.text == "Sorry, this was interrupted. A person will take over."
    assert await shop.held("ana")
    assert (await shop.state("ana")).dialogues == []


async def test_a_dialogue_that_raises_ends_with_a_person(shop: TestShop) -> None:
    await use(
        shop,
        """
@dialogue("broken", Intent("broken", {"en": ["break it"]}))
async def broken(chat):
    await chat.ask("Sure?", key="sure")
    raise RuntimeError("no")
""",
    )
    customer = shop.customer("ana")
    await customer.says("break it")

    reply = await customer.says("yes")

    assert reply.text == "Sorry, something went wrong on our side. A person will look at it."
    assert await shop.fetch("SELECT status FROM run") == [("failed",)]
    assert (await shop.state("ana")).dialogues == []
