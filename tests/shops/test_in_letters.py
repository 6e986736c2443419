"""A question that stands in a letter is answered as it would be alone."""

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
SHORTEST, LONGEST = 4, 19  # words of a question
LEAST = 0.9  # of all questions; 175 of 180 when this was written


async def answered_by(shop: TestShop, name: str, said: str) -> tuple[object, object]:
    customer = shop.customer(name)
    await customer.says(said)
    why = await shop.why(customer.turn_id)
    return why["skill"], why["intent"]


@pytest.mark.parametrize("demo_shop", WRITTEN, indirect=True)
async def test_a_letter_is_answered_as_what_it_asks(demo_shop: TestShop, request: pytest.FixtureRequest) -> None:
    talks = talks_of(request.node.callspec.params["demo_shop"])
    firsts = dict.fromkeys(talk.exchanges[0].said for talk in talks)
    questions = [one for one in firsts if SHORTEST <= len(one.split()) <= LONGEST]

    otherwise = []
    for place, (asked, letter) in enumerate(zip(questions, cycle(LETTERS), strict=False)):
        whole = asked[0].upper() + asked[1:] + ("" if asked.endswith(tuple(".?!")) else "?")
        alone = await answered_by(demo_shop, f"alone {place}", asked)
        if await answered_by(demo_shop, f"letter {place}", letter.format(asked=whole)) != alone:
            otherwise.append(asked)

    assert len(otherwise) <= (1 - LEAST) * len(questions), otherwise
