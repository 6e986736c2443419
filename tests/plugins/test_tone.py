"""The shop's own voice: its words, its emoji, a word of regret to who is annoyed, once, and then no cheer."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.testing import TestShop
from shopbell_tone.voice import Voice, _without_emoji
from tests.shop.plugins import HEAD

ANSWERING = """
@skill()
async def baker(turn):
    {}

@hookimpl
def shopbell_skills(scope):
    return [baker]
"""
ANGRY = "bread late again, this is a disgrace, I am so angry, terrible service"
CHEER = 'return Reply(text="Fresh cookies at 180 °C! 🎉", options=["Cookies 🍪"])'


async def open_shop(shop: TestShop, said: str = CHEER, **settings: Any) -> None:
    shop.write_plugin("baker", HEAD + ANSWERING.format(said))
    await shop.configure(languages=["en", "de", "fr", "es"])
    status = await shop.enable("shopbell_tone", **settings)
    assert status.state == "enabled", status.reason


async def test_who_is_angry_hears_regret_once_and_no_cheer_until_it_is_over(shop: TestShop) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")

    said = [(await ana.says(text)).text for text in ("bread", ANGRY, ANGRY, "bread", "bread", "bread")]

    assert said == [
        "Fresh cookies at 180 °C! 🎉",
        "I am sorry about the trouble.\nFresh cookies at 180 °C.",
        "Fresh cookies at 180 °C.",
        "Fresh cookies at 180 °C.",
        "Fresh cookies at 180 °C.",
        "Fresh cookies at 180 °C! 🎉",
    ]


async def test_a_friendly_word_ends_it_at_once(shop: TestShop) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")
    await ana.says(ANGRY)

    assert (await ana.says("thank you, the bread is wonderful, I love it")).text.endswith("🎉")


async def test_the_anger_of_one_is_not_another_ones(shop: TestShop) -> None:
    await open_shop(shop)
    await shop.customer("ana").says(ANGRY)

    assert (await shop.customer("ben").says("bread")).text == "Fresh cookies at 180 °C! 🎉"


async def test_who_apologises_already_is_not_made_to_twice(shop: TestShop) -> None:
    await open_shop(shop, 'return Reply(text="We are sorry, the oven broke.")')

    assert (await shop.customer("ana").says(ANGRY)).text == "We are sorry, the oven broke."


async def test_the_owners_words_take_the_place_of_others(shop: TestShop) -> None:
    await open_shop(shop, words={"cookies": "biscuits", "fresh cookies": "warm biscuits"}, emoji="never")

    reply = await shop.customer("ana").says("bread")

    assert reply.text == "Warm biscuits at 180 °C!"
    assert [option.label for option in reply.options] == ["Biscuits"]


async def test_a_formal_shop_never_exclaims(shop: TestShop) -> None:
    await open_shop(shop, manner="formal", emoji="keep")
    ana = shop.customer("ana")

    assert (await ana.says("bread")).text == "Fresh cookies at 180 °C. 🎉"
    assert (await ana.says(ANGRY)).text.startswith("We regret the inconvenience.")


@pytest.mark.parametrize(
    ("language", "angry", "said"),
    [
        ("de", "bread ist eine Frechheit, ich bin stinksauer, furchtbar", "Es tut mir leid, dass Sie Ärger haben."),
        ("fr", "bread c'est scandaleux, je suis furieux, horrible", "Je suis désolé pour ces désagréments."),
        ("es", "bread es una vergüenza, estoy furioso, horrible", "Lamento mucho las molestias."),
    ],
)
async def test_regret_is_told_in_the_customers_language(shop: TestShop, language: str, angry: str, said: str) -> None:
    await open_shop(shop)
    await shop.configure(languages=[language])

    assert (await shop.customer("ana").says(angry)).text.startswith(said)


async def test_the_owners_own_sentence_of_regret_is_used(shop: TestShop) -> None:
    await open_shop(shop, regrets={"en": "Oh dear, that should not have happened."})

    assert (await shop.customer("ana").says(ANGRY)).text.startswith("Oh dear, that should not have happened.\n")


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Family 👨‍👩‍👧‍👦 day", "Family day"),
        ("Yes 👍🏽, of course", "Yes, of course"),
        ("Love ❤️ it", "Love it"),
        ("Flag 🇩🇪 here", "Flag here"),
        ("Size 5, 3 × 4 cm, 180 °C, Rye™ © 2026 → shop #1", "Size 5, 3 × 4 cm, 180 °C, Rye™ © 2026 → shop #1"),
        ("Press 1️⃣", "Press"),
    ],
)
def test_an_emoji_goes_whole_and_signs_of_the_trade_stay(said: str, left: str) -> None:
    assert _without_emoji(said) == left


@given(st.text())
def test_any_text_can_be_looked_at(text: str) -> None:
    assert len(_without_emoji(text)) <= len(text)


def test_words_that_hold_signs_of_patterns_are_words() -> None:
    voice = Voice("friendly", "keep", regret=False, regrets={}, words={"c++ (new)": "C"})

    assert voice._in_own_words("our C++ (new) book") == "our C book"
