"""The language of a text is told where its words tell it, and a conversation does not jump between languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell_understanding.languages import LanguageGuess
from shopbell_understanding.words import words_of

SHOP = ("en", "de", "fr", "es")


def guess(text: str, current: str | None = None, shop: tuple[str, ...] = SHOP) -> str | None:
    return LanguageGuess({}, shop).guess(words_of(text), current)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("where is my order", "en"),
        ("do you ship abroad?", "en"),
        ("thanks a lot", "en"),
        ("are pretzels vegan", "en"),
        ("are the croissants fresh", "en"),
        ("wo bleibt mein Paket", "de"),
        ("habt ihr heute offen", "de"),
        ("danke schön", "de"),
        ("où est ma commande", "fr"),
        ("vous livrez aussi le samedi ?", "fr"),
        ("merci beaucoup", "fr"),
        ("dónde está mi pedido", "es"),
        ("donde esta mi pedido", "es"),
        ("quiero devolver un producto", "es"),
        ("bread under 4 euros", "en"),
        ("vegane Kekse unter 5 Euro", "de"),
        ("des biscuits vegan sous 5 euros", "fr"),
    ],
)
def test_short_sentences_of_a_shop_are_told_apart(text: str, language: str) -> None:
    assert guess(text) == language


@pytest.mark.parametrize("text", ["", "ok", "4711", "🙂", "OK!!!", "\0\0", "B001", "hmm", "oh wow"])
def test_what_tells_no_language_is_none(text: str) -> None:
    assert guess(text) is None
    assert guess(text, "de") is None


@pytest.mark.parametrize("text", ["Paris", "croissant", "M", "zucchini"])
def test_a_conversation_does_not_leave_its_language_for_a_word(text: str) -> None:
    assert guess(text, "de") in (None, "de")


def test_a_word_of_two_languages_speaks_for_neither() -> None:
    both = {"en": [["vegan", "bread"], ["vegan", "cake"]], "de": [["was", "ist", "vegan"], ["veganes", "brot"]]}

    assert LanguageGuess(both, ("en", "de")).guess(words_of("vegan biscuits under 5 euros")) == "en"
    assert LanguageGuess(both, ("de", "en")).guess(["vegan"]) is None


def test_a_conversation_changes_its_language_for_a_sentence() -> None:
    assert guess("sorry, can we speak english please", "de") == "en"


def test_a_language_that_the_shop_does_not_speak_is_recognised() -> None:
    assert guess("dov'è il mio ordine, per favore?", shop=("en", "de")) == "it"
    assert guess("waar blijft mijn bestelling eigenlijk?", "en", shop=("en",)) == "nl"


def test_a_variant_keeps_its_name() -> None:
    assert guess("wo bleibt mein Paket", shop=("en", "de-AT")) == "de-AT"


def test_the_words_of_the_shops_own_examples_count() -> None:
    told = LanguageGuess({"en": [["zorb"]], "de": [["blupp"]]}, ("en", "de"))

    assert (told.guess(["zorb"]), told.guess(["blupp"])) == ("en", "de")


def test_a_language_without_a_table_is_never_guessed() -> None:
    assert guess("hello there my friend", shop=("tlh", "en")) in ("en", None)


@given(st.text(max_size=300), st.sampled_from((None, "en", "de", "xx")))
def test_nothing_raises(text: str, current: str | None) -> None:
    guess(text, current)
