"""A question that stands in a letter, or beside a greeting and thanks, is answered as it would be alone."""

from itertools import cycle

import pytest

from shopbell.testing import TestShop
from tests.shops.talks import talks_of
from tests.shops.test_talks import WRITTEN

LETTERS = (
    "Dear team,\n\nI hope you are having a good week. {asked}\n\nKind regards\nAnna Schmidt",
    "Hello,\n\nlast month a friend told me about your shop and I was very happy with everything. {asked}"
    "\nThank you very much in advance,\nTom",
    "Hi there! We are a family of five and moved into the neighbourhood in spring. {asked} I look forward to your"
    " answer.\n\nBest wishes\nJulia",
    "Good morning,\nmy husband was with you yesterday and forgot to ask something. {asked}\n\nMany thanks and have a"
    " lovely day!",
)
COURTESIES = (
    "hi, quick question: {asked}",
    "Sorry to bother you, but {asked}",
    "Hello, this is Maria. {asked}",
    "{asked} Thanks in advance!",
)
SHORTEST, LONGEST = 4, 19  # words of a question
LEAST = 0.9  # of all questions; in letters 175 of 180 when this was written


async def answered_by(shop: TestShop, name: str, said: str) -> tuple[object, object]:
    customer = shop.customer(name)
    await customer.says(said)
    why = await shop.why(customer.turn_id)
    return why["skill"], why["intent"]


async def answered_otherwise(shop: TestShop, name: str, frames: tuple[str, ...], wholly: bool) -> list[str]:
    """The shop's questions that are answered otherwise in these frames than alone, where these are too many."""
    firsts = dict.fromkeys(talk.exchanges[0].said for talk in talks_of(name))
    questions = [one for one in firsts if SHORTEST <= len(one.split()) <= LONGEST]
    otherwise = []
    for place, (asked, frame) in enumerate(zip(questions, cycle(frames), strict=False)):
        said = asked[0].upper() + asked[1:] + ("" if asked.endswith(tuple(".?!")) else "?") if wholly else asked
        alone = await answered_by(shop, f"alone {place}", asked)
        if await answered_by(shop, f"framed {place}", frame.format(asked=said)) != alone:
            otherwise.append(asked)
    assert len(questions) > len(frames)
    return otherwise if len(otherwise) > (1 - LEAST) * len(questions) else []


@pytest.mark.parametrize("demo_shop", WRITTEN, indirect=True)
async def test_a_letter_is_answered_as_what_it_asks(demo_shop: TestShop, request: pytest.FixtureRequest) -> None:
    name = request.node.callspec.params["demo_shop"]

    assert await answered_otherwise(demo_shop, name, LETTERS, wholly=True) == []


@pytest.mark.parametrize("demo_shop", WRITTEN, indirect=True)
async def test_courtesy_changes_no_answer(demo_shop: TestShop, request: pytest.FixtureRequest) -> None:
    name = request.node.callspec.params["demo_shop"]

    assert await answered_otherwise(demo_shop, name, COURTESIES, wholly=False) == []
