"""Small talk, abuse, gibberish and other languages are told apart in a shop of three questions as in one of 500."""

import gc
from collections.abc import Iterator
from pathlib import Path
from weakref import ref

import pytest

from shopbell import Intent, TrainingSet
from shopbell_smalltalk.phrases import INTENTS
from shopbell_understanding.encoders import encoders_of
from shopbell_understanding.learning import learn
from shopbell_understanding.model import TrainedModel

DONE = ("repair", "rent out", "deliver", "clean", "engrave", "buy back", "gift wrap", "insure", "exchange", "reserve")
THINGS = (
    *("bicycles", "lamps", "scarves", "kettles", "violins", "tents", "sofas", "cameras", "boots", "clocks", "mirrors"),
    *("curtains", "helmets", "knives", "carpets", "umbrellas", "rings", "skis", "globes", "drums", "vases", "saddles"),
    *("printers", "pillows", "wigs", "kites", "stoves", "canoes", "masks", "flutes", "toasters", "desks", "candles"),
    *("ladders", "puzzles", "aquariums", "hammocks", "razors", "telescopes", "trumpets", "suitcases", "blankets"),
    *("statues", "trophies", "beehives", "jukeboxes", "sewing machines", "pianos", "wheelchairs", "prams"),
)
QUESTIONS = [
    Intent(
        f"{done} {thing}", {"en": (f"do you {done} {thing}", f"{done} my {thing} please", f"can {thing} be {done}ed")}
    )
    for thing in THINGS
    for done in DONE
]


@pytest.fixture(scope="module", params=[3, 500])
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> TrainedModel:
    path = tmp_path_factory.mktemp("model") / "test.model"
    taught = TrainingSet((*QUESTIONS[:: len(QUESTIONS) // request.param][: request.param], *INTENTS), ("en",))
    learn(taught, encoders_of(["words"])).write(path)
    return TrainedModel(path, taught, margin=0.1)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("good morning to you", "smalltalk.greeting"),
        ("thanks a lot", "smalltalk.thanks"),
        ("you stupid idiot", "smalltalk.abuse"),
        ("do you repair bicycles please", "repair bicycles"),
    ],
)
def test_small_talk_and_abuse_are_no_questions(model: TrainedModel, text: str, intent: str) -> None:
    assert model.understand(text, "en").intents[0][0] == intent


@pytest.mark.parametrize("text", ["sdkfjh weoiru xcvmn", "qqqq wwww eeee", "what is the meaning of life"])
def test_gibberish_and_other_subjects_are_not_answered(model: TrainedModel, text: str) -> None:
    found = model.understand(text, "en").intents

    assert not found or found[0][1] < model.threshold


def test_another_language_is_told(model: TrainedModel) -> None:
    assert model.understand("wann wird mein Paket endlich geliefert werden", "en").language == "de"


@pytest.fixture
def no_collector() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


def test_a_model_that_is_replaced_leaves_the_memory_at_once(tmp_path: Path, no_collector: None) -> None:
    taught = TrainingSet((*QUESTIONS[:3], *INTENTS), ("en",))
    learn(taught, encoders_of(["words"])).write(tmp_path / "test.model")
    model = TrainedModel(tmp_path / "test.model", taught, margin=0.1)
    model.understand("do you repair bicycles", "en")
    parts = [ref(model), *map(ref, model.load())]

    del model

    assert [part() for part in parts] == [None] * 3
