"""What customers mean is found in what they write."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopbell import Intent, TrainingSet
from shopbell.config.shops import shop_folder
from shopbell_faq.entries import read_entries
from shopbell_understanding.encoders import encoders_of
from shopbell_understanding.learning import learn
from shopbell_understanding.model import TrainedModel
from shopbell_understanding.vectors import word_vectors


@pytest.fixture(scope="module")
def intents() -> tuple[Intent, ...]:
    folder = shop_folder("bakery")
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.glob("faq/**/*.md")}
    entries = [entry.intent() for entry in read_entries(files, "en").values()]
    hello = Intent("hello", {"en": ("hello", "good morning"), "de": ("guten Tag", "hallo")})
    return (*entries, hello)


def trained(folder: Path, intents: tuple[Intent, ...], languages: tuple[str, ...] = ("en", "de")) -> TrainedModel:
    """A model, learned in this process."""
    taught = TrainingSet(intents, languages)
    learn(taught, encoders_of(["words"])).write(folder / "test.model")
    return TrainedModel(folder / "test.model", taught, margin=0.1)


@pytest.fixture(scope="module")
def model(intents: tuple[Intent, ...], tmp_path_factory: pytest.TempPathFactory) -> TrainedModel:
    return trained(tmp_path_factory.mktemp("model"), intents)


def meaning(model: TrainedModel, text: str) -> str | None:
    """The intent that would be asked."""
    found = model.understand(text, None).intents
    return found[0][0] if found and found[0][1] >= model.threshold else None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("so where is my order now?", "faq.orders.where"),
        ("do you ever ship to France", "faq.delivery.abroad"),
        ("could i return this cake", "faq.returns.cake"),
        ("have you got any bread that is gluten free", "faq.bread.gluten-free"),
        ("how can one pay with you", "faq.payment.how"),
        ("i want to give somebody a gift card", "faq.payment.gift-card"),
        ("my parcel was damaged", "faq.delivery.damaged"),
        ("Kann ich bei Ihnen einen Gutschein kaufen?", "faq.payment.gift-card"),
        ("Ich möchte bitte meine Bestellung stornieren", "faq.orders.cancel"),
    ],
)
def test_other_words_for_the_same_are_understood(model: TrainedModel, text: str, wanted: str) -> None:
    assert meaning(model, text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("good morning! where is my order?", "faq.orders.where"),
        ("Good morning, do you ship to France", "faq.delivery.abroad"),
        ("morning, this is Ana, how do I pay", "faq.payment.how"),
        ("Guten Tag, ich heiße Lena, kann ich einen Gutschein kaufen", "faq.payment.gift-card"),
        ("good morning to you all", "hello"),
        ("good morning, what is the capital of France?", None),
    ],
)
def test_what_is_said_behind_a_greeting_counts(model: TrainedModel, text: str, wanted: str | None) -> None:
    assert meaning(model, text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("whre is my ordr", "faq.orders.where"),
        ("do you ahve gluten fre bread", "faq.bread.gluten-free"),
        ("can i retrun a cake", "faq.returns.cake"),
        ("is there a gfit card", "faq.payment.gift-card"),
        ("wo ist meine Bestelung", "faq.orders.where"),
        ("do you dhip to france", "faq.delivery.abroad"),  # the key beside, in the first letter
        ("do you deilver aborad", "faq.delivery.abroad"),
        ("do you have glutne free brraed", "faq.bread.gluten-free"),  # two slips in a word
    ],
)
def test_slips_of_the_finger_are_forgiven(model: TrainedModel, text: str, wanted: str) -> None:
    assert meaning(model, text) == wanted


@pytest.mark.parametrize("slip", ["ospital", "jospital", "hospitl", "hospitaal", "hopsital"])
def test_english_words_that_no_phrase_has_are_put_right_too(slip: str) -> None:
    assert word_vectors().put_right(slip) == "hospital"


def test_what_has_many_phrases_does_not_take_the_questions_of_what_has_few(tmp_path: Path) -> None:
    """Small talk comes in four languages, with forty phrases; the question of a shop has four."""
    greetings = tuple(f"{hello} {whom}" for hello in ("hola", "buenas", "saludos", "qué tal") for whom in "abcdefghij")
    plants = Intent("plants", {"es": ("plantas para casa", "una planta con poca luz", "cactus y suculentas")})
    cards = Intent("cards", {"es": ("aceptan tarjeta", "puedo pagar con tarjeta", "formas de pago")})
    model = trained(tmp_path, (Intent("hello", {"es": greetings}), plants, cards), ("es",))

    found = model.understand("tienen plantas", "es").intents

    assert found[0][0] == "plants"


@pytest.mark.parametrize("text", ["mein Sohn sucht ein Rad", "kann man sich ein Rad leihen", "zwei Räder in 16 Zoll"])
def test_words_of_other_languages_are_no_slips_in_english_ones(tmp_path: Path, text: str) -> None:
    soon = Intent("soon", {"en": ("how soon is it ready", "a toll for the ride", "men and ich")})
    model = trained(
        tmp_path, (soon, Intent("bikes", {"de": ("ein Rad leihen", "ein Rad für mein Kind")})), ("de", "en")
    )

    assert meaning(model, text) in ("bikes", None)


@pytest.mark.parametrize(
    "text",
    [
        "what is the meaning of life",
        "who won the world cup",
        "sdkfjh weoiru xcvmn",
        "do you repair bicycles",
        "tell me something about quantum physics",
        "1234567890",
        "🙂🙂",
        "",
        "   ?!",
    ],
)
def test_what_nobody_taught_is_not_understood(model: TrainedModel, text: str) -> None:
    assert meaning(model, text) is None


@pytest.mark.parametrize("around", ["hello, {}", "hi there {} please", "hello this is ana, {} please, number 4711"])
def test_courtesies_do_not_hide_the_question(model: TrainedModel, around: str) -> None:
    assert meaning(model, around.format("do you ship to france")) == "faq.delivery.abroad"


def test_a_greeting_alone_is_a_greeting(model: TrainedModel) -> None:
    assert meaning(model, "hello!!") == "hello"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("where is the station and how do I get there", "en"),
        ("wie komme ich von der Haltestelle zu Ihnen", "de"),
        ("ok", None),
        ("4711", None),
    ],
)
def test_the_language_is_told_where_the_words_tell_it(model: TrainedModel, text: str, language: str | None) -> None:
    assert model.understand(text, None).language == language


@pytest.mark.parametrize(
    "text", ["anna.miller@holiday-pictures.example", "https://shop.example/thank-you-for-your-order"]
)
def test_an_address_is_written_in_no_language(model: TrainedModel, text: str) -> None:
    assert model.understand(text, "de").language in (None, "de")


def test_a_shop_of_one_language_is_told_only_of_foreign_texts(intents: tuple[Intent, ...], tmp_path: Path) -> None:
    model = trained(tmp_path, intents, ("en",))

    assert model.understand("where is my order", None).language is None
    assert model.understand("wo ist denn bitte meine Bestellung", None).language == "de"


def test_training_again_gives_the_same_model(intents: tuple[Intent, ...], model: TrainedModel, tmp_path: Path) -> None:
    again = trained(tmp_path, intents)

    for text in ("gift card", "whre is my ordr", "can i pay for the delivery of a cake"):
        assert again.understand(text, None) == model.understand(text, None)


def test_what_was_asked_before_changes_nothing(
    intents: tuple[Intent, ...], model: TrainedModel, tmp_path: Path
) -> None:
    fresh = trained(tmp_path, intents)
    for text in ("delivry", "zzz", "wo bleibt das Brot"):
        model.understand(text, None)

    assert model.understand("delivry of bread", None) == fresh.understand("delivry of bread", None)


@pytest.mark.parametrize("taught", [(), (Intent("empty"),), (Intent("signs", {"en": ("?!", "...")}),)])
def test_a_shop_that_was_taught_nothing_understands_nothing(taught: tuple[Intent, ...], tmp_path: Path) -> None:
    model = trained(tmp_path, taught)

    assert meaning(model, "where is my order") is None


@given(st.text(max_size=400))
def test_any_text_has_scores_between_0_and_1_falling(model: TrainedModel, text: str) -> None:
    scores = [score for _, score in model.understand(text, None).intents]

    assert all(0.0 <= score < 1.0 for score in scores)
    assert scores == sorted(scores, reverse=True)


WORD = st.text("abcdeöß 日12", min_size=1, max_size=8)


@settings(deadline=None, max_examples=30)
@given(st.dictionaries(WORD, st.lists(WORD, max_size=4), max_size=6), st.lists(WORD, max_size=5))
def test_any_examples_train_a_model(
    tmp_path_factory: pytest.TempPathFactory, examples: dict[str, list[str]], said: list[str]
) -> None:
    intents = tuple(Intent(name, {"en": tuple(phrases)}) for name, phrases in examples.items())

    model = trained(tmp_path_factory.mktemp("model"), intents)

    found = model.understand(" ".join(said), None).intents
    assert {name for name, _ in found} <= set(examples)
    assert all(0.0 <= score < 1.0 for _, score in found)
