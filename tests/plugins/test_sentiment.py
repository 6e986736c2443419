"""How a customer feels is told from what is said, not from how politely."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell_understanding.feelings import NEUTRAL, STRONG, feelings


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "thanks for nothing"),
        ("en", "My parcel never arrived and nobody answers"),
        ("en", "this is ridiculous, I have been waiting for three weeks!!"),
        ("en", "the bread was not good"),
        ("en", "great, my order is late again"),
        ("en", "FUCK YOU"),
        ("de", "danke für nichts"),
        ("de", "Mein Paket ist immer noch nicht da"),
        ("de", "toll, schon wieder kaputt"),
        ("fr", "merci pour rien"),
        ("fr", "je suis très déçue, le gâteau était rassis"),
        ("es", "gracias por nada"),
        ("es", "estoy muy decepcionado, el pan estaba duro"),
    ],
)
def test_a_complaint_is_negative(language: str, text: str) -> None:
    assert feelings(language).feel(text).sentiment < -NEUTRAL


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Thank you so much, the cake was delicious!"),
        ("en", "I love your croissants"),
        ("de", "Vielen Dank, das Brot war super lecker!"),
        ("fr", "C'était parfait, merci beaucoup !"),
        ("es", "muchas gracias, todo perfecto"),
    ],
)
def test_praise_is_positive_and_happy(language: str, text: str) -> None:
    mood = feelings(language).feel(text)

    assert mood.sentiment > NEUTRAL
    assert mood.emotion == "happy"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "thanks, when do you open tomorrow?"),
        ("en", "could you please tell me the price, thanks?"),
        ("en", "where is my order"),
        ("en", "4711"),
        ("en", ""),
        ("de", "danke, wann habt ihr morgen offen?"),
        ("de", "wo ist meine Bestellung"),
        ("fr", "vous êtes ouverts demain ?"),
        ("es", "¿a qué hora abren?"),
        ("xx", "anything"),
    ],
)
def test_a_polite_question_is_neither(language: str, text: str) -> None:
    mood = feelings(language).feel(text)

    assert abs(mood.sentiment) <= NEUTRAL
    assert mood.emotion is None


@pytest.mark.parametrize(
    ("language", "text", "emotion"),
    [
        ("en", "wtf is wrong with you guys", "angry"),
        ("de", "Das ist eine Frechheit, ich warte seit zwei Wochen!", "angry"),
        ("fr", "c'est de l'arnaque", "angry"),
        ("es", "esto es una estafa", "angry"),
        ("en", "I am very disappointed", "disappointed"),
        ("de", "ich bin enttäuscht", "disappointed"),
    ],
)
def test_anger_and_disappointment_are_told_apart(language: str, text: str, emotion: str) -> None:
    assert feelings(language).feel(text).emotion == emotion


def test_anger_is_stronger_than_unease() -> None:
    english = feelings("en")

    assert english.feel("this is a scam, worst shop ever").sentiment < -STRONG
    assert english.feel("my order is 2 days late").sentiment > -STRONG


@pytest.mark.parametrize(
    ("language", "text", "urgent"),
    [
        ("en", "I need it today, it is urgent!", True),
        ("de", "ich brauche es dringend", True),
        ("fr", "c'est urgent, au plus vite", True),
        ("es", "lo necesito cuanto antes", True),
        ("en", "no hurry, whenever you like", False),
        ("en", "where is my order", False),
    ],
)
def test_urgency_is_noticed(language: str, text: str, urgent: bool) -> None:
    assert (feelings(language).feel(text).urgency >= 0.5) is urgent


@given(st.text(max_size=400), st.sampled_from(("en", "de", "fr", "es", "xx", "")))
def test_whatever_comes_is_within_bounds(text: str, language: str) -> None:
    mood = feelings(language).feel(text)

    assert -1.0 <= mood.sentiment <= 1.0
    assert 0.0 <= mood.urgency <= 1.0
    assert mood.emotion in (None, "angry", "disappointed", "happy")


@pytest.mark.parametrize("text", ["!" * 100_000, "\0" * 2_000, "not " * 30_000, "😡" * 2_000, "still not " * 9_000])
def test_noise_is_read_to_its_bound(text: str) -> None:
    feelings("en").feel(text)
