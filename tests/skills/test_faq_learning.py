"""What the owner corrects is learned, as a line of a file; and what would be worth it."""

import json
import re
from pathlib import Path

import aiohttp
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from shopbell.cli import main
from shopbell.testing import TestCustomer, TestShop
from shopbell_faq.gaps import Asked
from shopbell_faq.groups import alike_by_words, grouped, labels, phrases_of
from tests.skills.owner import asked_in_vain, command, open_faq, rows

pytestmark = pytest.mark.storage

FALLBACK = "Sorry, I did not understand that."

# ---- corrections ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["turn", "phrase"])
async def test_a_correction_is_a_line_in_a_file(shop: TestShop, customer: TestCustomer, by: str) -> None:
    await open_faq(shop)
    assert (await customer.says("what do I owe the rider")).text == FALLBACK
    what = str(customer.turn_id) if by == "turn" else "what do I owe the rider"

    told = await command(shop, "correct", what, "delivery.cost", "--who", "ella")
    await shop.settle()

    assert told.stdout == '"what do I owe the rider" belongs to faq.delivery.cost now (en).\n'
    assert (await customer.says("What do I owe the rider?")).text == "4 €."
    heading, line = (shop.folder / "faq" / "corrections.tsv").read_text().splitlines()
    assert heading.startswith("# when")
    assert line.split("\t")[1:] == ["ella", "faq.delivery.cost", "en", "what do I owe the rider"]


@pytest.mark.parametrize("running", [True, False])
async def test_a_correction_can_be_undone(shop: TestShop, customer: TestCustomer, running: bool) -> None:
    await open_faq(shop)
    if not running:
        await shop.close()
    await command(shop, "correct", "what do I owe the rider", "delivery.cost")
    await command(shop, "correct", "what do I owe the rider", "delivery.where")

    first = await command(shop, "undo")
    if not running:
        await shop.open()
    await shop.settle()
    one_undone = await customer.says("what do I owe the rider")
    await command(shop, "undo")
    await shop.settle()
    both_undone = await customer.says("what do I owe the rider")
    none_left = await command(shop, "undo")

    assert "belongs to faq.delivery.where no longer" in first.stdout
    assert one_undone.text == "4 €."
    assert both_undone.text == FALLBACK
    assert (none_left.exit_code, "no correction to undo" in none_left.stderr) == (1, True)
    assert not (shop.folder / "faq" / "corrections.tsv").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("what do I owe", "delivery.csot"), "did you mean delivery.cost"),
        (("delivery fee", "delivery.where"), "stands in faq/delivery.md:1 for another answer"),
        (("1234567", "delivery.cost"), "nothing was written in turn 1234567"),
        (("+49 30 1234567", "delivery.cost"), "the phrase has no words"),
    ],
)
async def test_a_wrong_correction_is_refused_in_a_sentence(shop: TestShop, words: tuple[str, str], said: str) -> None:
    await open_faq(shop)

    told = await command(shop, "correct", *words)

    assert told.exit_code == 1
    assert said in told.stderr
    assert not (shop.folder / "faq" / "corrections.tsv").exists()


async def test_a_broken_line_is_told_and_the_answers_go_on(shop: TestShop, customer: TestCustomer) -> None:
    await open_faq(shop)

    shop.write("faq/corrections.tsv", "# mine\n2026-01-01\tella\tfaq.delivery.cost\n")
    await shop.settle()

    assert "faq/corrections.tsv:2: is no correction" in shop.plugin("shopbell_faq").reason
    assert (await customer.says("delivery fee")).text == "4 €."


async def test_apps_correct_over_http_with_an_admin_key(shop: TestShop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPBELL_API_KEYS", "console:a-long-secret-key")
    await shop.restart()
    await open_faq(shop)
    await asked_in_vain(shop)
    door, head = f"{shop.url}/p/shopbell_faq", {"Authorization": "Bearer a-long-secret-key"}
    body = {"phrase": "what do I owe the rider", "entry": "delivery.cost"}

    async with aiohttp.ClientSession(headers=head) as http:
        async with http.get(f"{door}/gaps") as answer:
            told = await answer.json()
        async with http.post(f"{door}/corrections", json=body) as answer:
            done = (answer.status, (await answer.json())["who"])
        async with http.post(f"{door}/corrections", json={"entry": "delivery.cost"}) as answer:
            unclear = answer.status
        async with http.post(f"{door}/entries", json={"gap": told[0]["gap"], "answer": "Yes."}) as answer:
            added = (answer.status, await answer.json())
        async with http.delete(f"{door}/corrections/last") as answer:
            undone = answer.status
        async with http.get(f"{shop.url}/openapi.json") as answer:
            document = await answer.json()
    async with aiohttp.ClientSession() as http, http.post(f"{door}/corrections", json=body) as answer:
        stranger = answer.status

    assert (done, unclear, undone, stranger) == ((201, "console"), 422, 200, 401)
    assert added == (201, {"file": "faq/answered.md"})
    assert "/p/shopbell_faq/gaps" in document["paths"]


# ---- labels ---------------------------------------------------------------------------------------------------


async def test_the_phrases_that_would_teach_most(shop: TestShop, customer: TestCustomer) -> None:
    await open_faq(shop)
    await asked_in_vain(shop)

    told = rows(await command(shop, "label", "--json"))

    assert told[0]["words"] == "do you sell oat milk"
    assert {"turn", "words", "closest", "score", "why", "count", "language"} == set(told[0])
    assert told[1]["words"] == "is there a cat in the shop"  # unlike the first, though as frequent as its sister


words = st.sampled_from(["oat milk", "oat milk please", "a cat", "cats", "parking", "where to park", "is it open"])
asked = st.lists(st.tuples(words, st.floats(0, 1), st.floats(0, 1)), max_size=30).map(
    lambda rows: [
        Asked(number, number % 4, 0, "en", "unanswered", "x" if score else "", score, margin * score, text)
        for number, (text, score, margin) in enumerate(rows, 1)
    ]
)


@given(asked)
def test_every_question_is_in_exactly_one_group(rows: list[Asked]) -> None:
    phrases = phrases_of(rows, ["parking"])

    groups = grouped(phrases, *alike_by_words(phrases))

    in_groups = sorted(turn for group in groups for turn in group.turns)
    assert in_groups == [row.id for row in rows if row.words != "parking"]
    assert [group.count for group in groups] == sorted((group.count for group in groups), reverse=True)
    assert all(group.gap in group.turns for group in groups)
    assert groups == grouped(phrases, *alike_by_words(phrases))


@given(asked)
def test_labels_are_few_and_different(rows: list[Asked]) -> None:
    phrases = phrases_of(rows, [])

    chosen = labels(phrases, alike_by_words(phrases)[0])

    assert len(chosen) == min(10, len(phrases))
    assert len({label.words for label in chosen}) == len(chosen)


# ---- the command line -----------------------------------------------------------------------------------------


def test_help_lists_the_commands_of_plugins(tmp_path: Path) -> None:
    whole = CliRunner().invoke(main, ["--help"])
    own = CliRunner().invoke(main, ["faq", "--help"])
    nobody = CliRunner().invoke(main, ["faq", "gaps", "--config", str(tmp_path)])

    assert re.search(r"faq +Questions that nobody answered", whole.output)
    assert all(name in own.output for name in ("add", "correct", "gaps", "helpful", "label", "list", "undo"))
    assert (nobody.exit_code, "there is no shop in" in nobody.stderr) == (1, True)


def test_check_finds_what_is_wrong_in_the_files(tmp_path: Path) -> None:
    (tmp_path / "shopbell.toml").write_text('[shop]\nname = "Ana"\n')
    (tmp_path / "faq").mkdir()
    (tmp_path / "faq" / "a.md").write_text("## Q\n\n{shop.phone}\n\n## R\n")
    (tmp_path / "faq" / "b.md").write_text("## Q2\n\n{facts.fee}\n")

    told = CliRunner().invoke(main, ["check", "--config", str(tmp_path), "--json"])

    found = [(row["file"], row["line"]) for row in map(json.loads, told.stdout.splitlines())]
    assert (told.exit_code, sorted(found)) == (1, [("faq/a.md", 5), ("faq/b.md", 3)])
