"""A slip of the finger is told from another word by how likely each is in this shop."""

from pathlib import Path

import pytest

from shopbell import Intent, TrainingSet
from shopbell_understanding.encoders import encoders_of
from shopbell_understanding.learning import learn
from shopbell_understanding.model import TrainedModel
from shopbell_understanding.slips import Slips
from shopbell_understanding.vectors import word_vectors

PHRASES = {
    "where is my order": 9,
    "what does it cost to send a parcel": 6,
    "how can i track my payment": 6,
    "what do you have for a birthday": 3,
}
KNOWN = {
    word: sum(n for text, n in PHRASES.items() if word in text.split()) for text in PHRASES for word in text.split()
}


@pytest.fixture
def slips() -> Slips:
    return Slips(KNOWN, word_vectors().place)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("hat does it cost", "what does it cost"),  # a word, but hardly what was meant here
        ("where is my odrer", "where is my order"),
        ("how can i tack my layment", "how can i track my payment"),
        ("wher eis my order", "where is my order"),
        ("where ism y order", "where is my order"),
        ("where is myorder", "where is my order"),
        ("send a par cel", "send a parcel"),
        ("th cost", "the cost"),
    ],
)
def test_what_was_meant_is_the_likelier_of_slip_and_word(said: str, meant: str) -> None:
    known = {**KNOWN, "the": 20}

    assert Slips(known, word_vectors().place).put_right(said.split()) == meant.split()


@pytest.mark.parametrize(
    "text", ["where is it now", "my order was red", "size m", "a parcel for jordan", "order 12a", "where is my oder-nr"]
)
def test_other_words_stay_as_they_are(slips: Slips, text: str) -> None:
    assert slips.put_right(text.split()) == text.split()


def test_a_shop_that_sells_hats_is_asked_for_hats() -> None:
    slips = Slips({**KNOWN, "hat": 1}, word_vectors().place)

    assert slips.put_right(["hat", "cost"]) == ["hat", "cost"]


@pytest.mark.parametrize("text", ["", "q" * 40, "zxqv " * 60, "é ü ß", "1234 99", "i i i i"])
def test_any_words_are_read(slips: Slips, text: str) -> None:
    assert slips.put_right(text.split()) == text.split()


def test_a_space_too_early_loses_no_question(tmp_path: Path) -> None:
    taught = TrainingSet(
        (
            Intent("track", {"en": ("where is my order", "track my parcel", "when does my order come")}),
            Intent("cost", {"en": ("what does it cost to send a parcel", "price of delivery", "how much is shipping")}),
        ),
        ("en",),
    )
    path = tmp_path / "test.model"
    learn(taught, encoders_of(["words"])).write(path)

    asked = TrainedModel(path, taught, margin=0.1).understand("wher eism y oredr", "en")

    assert asked.intents[0][0] == "track"
