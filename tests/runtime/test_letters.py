"""In a letter the question stands among what is told; it is answered as it would be alone."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopbell.runtime.letters import MOST_SENTENCES, sentences_that_ask
from shopbell.testing import TestCustomer, TestShop
from tests.runtime.answers import install

TWO = """
OPEN = Intent("open", {"en": ["are you open on saturday"]})
PARK = Intent("park", {"en": ["where can I park"]})

@skill(OPEN)
async def opening(turn):
    return Reply(text="Until two.")

@skill(PARK)
async def parking(turn):
    return Reply(text="Behind the church.")
"""
LETTER = """Dear team,

last week I bought a rye loaf from you, and it was delicious. My sister will visit us next month.
{asked}

Kind regards
Anna"""


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("Are you open on Saturday?", "Until two."),
        ("Are you open on Saturday? Where can I park?", "Until two.\nBehind the church."),
        ("Are you open on Saturday, and where can I park?", "Until two.\nBehind the church."),
        ("Where can I park? And, as I said, where can I park?", "Behind the church."),
    ],
)
async def test_what_a_letter_asks_is_answered(shop: TestShop, customer: TestCustomer, asked: str, answer: str) -> None:
    await install(shop, "two", TWO, ("opening", "parking"))

    reply = await customer.says(LETTER.format(asked=asked))

    assert reply.text == answer


async def test_a_letter_that_nobody_understands_offers_a_person(shop: TestShop, customer: TestCustomer) -> None:
    await install(shop, "two", TWO, ("opening", "parking"))

    reply = await customer.says(LETTER.format(asked="Have you found my blue scarf?"))

    assert [str(option.label) for option in reply.options] == ["Talk to a person"]


told = st.lists(st.sampled_from(["my", "sister", "loaf", "visits", "lovely", "in", "spring"]), min_size=4, max_size=9)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.lists(told, min_size=1, max_size=5), after=st.lists(told, min_size=1, max_size=5))
def test_whatever_is_told_around_it_the_question_is_found(before: list[list[str]], after: list[list[str]]) -> None:
    question = "Could you tell me where I can park at the weekend?"
    text = " ".join([*(" ".join(one) + "." for one in before), question, *(" ".join(one) + "." for one in after)])

    assert sentences_that_ask(text) == [question]


@pytest.mark.parametrize(
    "text",
    [
        "are you open on saturday",
        "My grandmother died, I need something for the funeral",
        "I wear size M. Do you have the red dress?",
        "yes",
        "",
    ],
)
def test_what_is_short_is_read_as_a_whole(text: str) -> None:
    assert sentences_that_ask(text) == []


def test_of_a_very_long_letter_the_beginning_is_read() -> None:
    assert len(sentences_that_ask("Is it so? " * 400)) == MOST_SENTENCES
