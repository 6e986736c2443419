"""Policies change how a reply is said: what they remember is their own, and they see the words as the customer does."""

import pytest

from shopbell import Card
from shopbell.testing import TestShop
from tests.shop.plugins import HEAD, answering

COUNTING = (
    HEAD
    + """
class Counting:
    name = "counting"
    def adapt(self, turn, reply):
        seen = turn.recall("seen", 0) + 1
        turn.remember("seen", seen)
        return Reply(*reply.parts, text=f"({seen})")

@hookimpl
def shopbell_policies(scope):
    return [Counting()]
"""
)
LOUD = (
    HEAD
    + """
from shopbell import reworded

class Loud:
    name = "loud"
    def adapt(self, turn, reply):
        return reworded(reply, lambda words: turn.render(words).upper())

@hookimpl
def shopbell_policies(scope):
    return [Loud()]
"""
)
MENU = (
    HEAD
    + """
from shopbell import Card, Carousel, Option, Text

@skill(Intent("menu", {"en": ["menu"]}))
async def menu(turn):
    card = Card(title="Rye bread", subtitle=Text("from {price}", price="3.20"), url="https://shop.example/rye",
                options=(Option("Take it", payload="take rye"),))
    return Reply(Carousel(cards=(card,)), text=Text("What shall it be?"), options=["Nothing"])

@hookimpl
def shopbell_skills(scope):
    return [menu]
"""
)


async def test_a_policy_remembers_for_itself_whoever_answers(shop: TestShop) -> None:
    shop.write_plugin("counting", COUNTING)
    for word in ("bread", "cake"):
        seen = "return Reply(text=f\"{word}: {turn.recall('seen')}\")".replace("{word}", word)
        shop.write_plugin(word, answering(word, seen))
    await shop.settle()
    ana = shop.customer("ana")

    said = [(await ana.says(word)).text for word in ("bread", "cake", "bread")]

    assert said == ["(1)\nbread: None", "(2)\ncake: None", "(3)\nbread: None"]


async def test_a_policy_may_change_every_word_and_nothing_else(shop: TestShop) -> None:
    shop.write_plugin("menu", MENU)
    shop.write_plugin("loud", LOUD)
    await shop.settle()

    reply = await shop.customer("ana").says("menu")

    [card] = [part for part in reply.parts if isinstance(part, Card)]
    assert (card.title, card.subtitle) == ("RYE BREAD", "FROM 3.20")
    [take] = card.options
    assert (card.url, take.label, take.payload) == ("https://shop.example/rye", "TAKE IT", "take rye")
    assert reply.text == "WHAT SHALL IT BE?"
    assert [option.label for option in reply.options] == ["NOTHING"]


@pytest.mark.parametrize("said", ["Take it", "1"])
async def test_a_button_is_understood_by_the_label_that_was_shown(shop: TestShop, said: str) -> None:
    shop.write_plugin("menu", MENU)
    shop.write_plugin("loud", LOUD)
    shop.write_plugin("taking", answering("take rye", 'return Reply(text="taken")'))
    await shop.settle()
    ana = shop.customer("ana")
    await ana.says("menu")

    assert (await ana.says(said)).text == "TAKEN"
