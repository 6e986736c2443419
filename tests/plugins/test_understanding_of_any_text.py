"""Whatever is written, the whole understanding reads its first 2,000 characters, and never raises."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shopbell import Intent, TrainingSet, Understood
from shopbell.shop import ShopInfo
from shopbell_understanding.encoders import encoders_of
from shopbell_understanding.entities import ShopEntities, read_catalogue
from shopbell_understanding.learning import learn
from shopbell_understanding.model import TrainedModel
from shopbell_understanding.vectors import word_vectors

READ = 2_000  # characters
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
CATALOGUE = b"id,title,price\n1,Rye sourdough loaf,4.20\n2,Blue cotton scarf,19.90\n"
PARTS = st.sampled_from(
    (
        "where is my order ",
        "🙂",
        "\u200b",
        "\u202e",
        "\0",
        "Ωж漢ا",
        "e\u0301" * 9,
        "١٢٣",
        "((a+)+)+$",
        "0" * 50,
        "a" * 99,
        "\ud800",
    )
)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> TrainedModel:
    path = tmp_path_factory.mktemp("model") / "test.model"
    orders = Intent("orders", {"en": ("where is my order", "has my parcel been sent"), "de": ("wo ist mein Paket",)})
    taught = TrainingSet((orders, Intent("open", {"en": ("when are you open",)})), ("en", "de"))
    learn(taught, encoders_of(["words"])).write(path)
    return TrainedModel(path, taught, margin=0.1)


@pytest.fixture(scope="module")
def values() -> ShopEntities:
    return ShopEntities(ShopInfo(name="Bakery", languages=("en", "de")), read_catalogue(CATALOGUE))


@settings(deadline=None, max_examples=150)
@example("\0" * 100_000)
@example("🙂" * 100_000)
@example("\u200b" * 100_000)
@example("a" * 100_000 + "!")
@example("where is my order? " * 6_000)
@given(st.one_of(st.text(max_size=300), st.lists(PARTS, max_size=400).map("".join)))
def test_only_the_beginning_counts_and_nothing_raises(model: TrainedModel, values: ShopEntities, text: str) -> None:
    found = model.understand(text, "en")

    assert isinstance(found, Understood)
    assert found == model.understand(text[:READ], "en")
    assert all(0 <= score < 1 for _, score in found.intents)
    assert -1 <= found.sentiment <= 1
    assert all(0 <= one.start < one.end <= len(text) for one in values.read(text[:READ], "en", NOON))


@pytest.mark.parametrize("letter", ["a", "_", "é", "x"])
def test_of_one_word_its_first_forty_letters_are_read(letter: str) -> None:
    # Each would be looked up with all that follow it: two thousand letters are two million look-ups.
    assert word_vectors().pieces(letter * 2_000) == word_vectors().pieces(letter * 40)
