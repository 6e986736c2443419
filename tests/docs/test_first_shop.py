"""docs/first-shop.md makes a shop: every file that it shows is written, every command run, every answer heard."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from shopbell.cli import main
from shopbell.testing import TestShop
from shopbell.testing.dialogues import shown
from tests.docs.pages import ROOT, examples
from tests.shops.talks import fits, read_talks

PAGE = examples(ROOT / "docs" / "first-shop.md")
FILES = {example.file: example.text for example in PAGE if example.file}
CHATS = [example.text for example in PAGE if example.language == "chat"]


def set_up(folder: Path, **instead: str) -> str:
    """As the page says; returns what ``shopbell check`` tells."""
    assert CliRunner().invoke(main, ["init", str(folder)]).exit_code == 0
    for name, text in {**FILES, **instead}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return CliRunner().invoke(main, ["check", "--config", str(folder)]).output


@pytest.fixture
def workshop(tmp_path: Path) -> Path:
    """The folder that the page makes."""
    assert set_up(tmp_path / "workshop").strip() == "No mistakes."
    return tmp_path / "workshop"


async def test_the_workshop_answers_as_the_page_shows(workshop: Path) -> None:
    shop = TestShop(workshop, quiet=False)
    await shop.open()
    try:
        await shop.settle()
        [talk] = read_talks("# The page\n" + "\n".join(CHATS))
        for one in talk.exchanges:
            heard = shown(await shop.customer("ina").says(one.said))
            assert fits(heard, one.heard), f"after {one.said!r} the shop says\n{heard}"
        assert "[Full service, €95.00] [Puncture, €18.00]" in shown(
            await shop.customer("leo").says("I need an appointment")
        )
    finally:
        await shop.close()


def test_the_page_names_every_table_that_it_makes() -> None:
    assert set(FILES) == {"shopbell.toml", "catalogue.csv", "bookables.csv", "orders.csv", "faq/workshop.md"}
    assert CHATS


def test_what_goes_wrong_on_the_way_is_told_with_file_and_line_and_the_rest_is_used(tmp_path: Path) -> None:
    """A half-filled table, a date and a price that are none, a missing picture: a sentence each."""
    catalogue = "id;title;price;image\nCH11;Chain;34,90 €;\nTU28;;7,90;\nTY28;Tyre;a lot;\nLI01;Light;89,00;foto.jpg\n"
    orders = (
        "number,placed,status,postcode\nW-1,31.02.2026,making,1070\nW-2,01/12/2026,lost,1070\nW-3,2026-12-01,,1070\n"
    )

    told = set_up(tmp_path / "shop", **{"catalogue.csv": catalogue, "orders.csv": orders})

    for place, sentence in (
        ("catalogue.csv:3", "title is empty"),
        ("catalogue.csv:4", '"a lot" is no amount of money'),
        ("catalogue.csv:5", '"foto.jpg" is no address of a picture; it is left out, the product is not'),
        ("orders.csv:2", '"31.02.2026" is no day of the calendar'),
        ("orders.csv:3", 'status: "lost" is none of'),
    ):
        [line] = [line for line in told.splitlines() if place in line]
        assert sentence in " ".join(told.splitlines()), line


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_tables_are_taken_as_the_office_program_saved_them(tmp_path: Path, encoding: str) -> None:
    set_up(tmp_path / "shop")
    for name in ("catalogue.csv", "bookables.csv", "orders.csv"):
        path = tmp_path / "shop" / name
        path.write_bytes(path.read_text("utf-8").replace("\n", "\r\n").encode(encoding))

    told = CliRunner().invoke(main, ["check", "--config", str(tmp_path / "shop")]).output

    assert told.strip() == "No mistakes."
