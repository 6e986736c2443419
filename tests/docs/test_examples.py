"""The examples of the pages do what the pages say, read from top to bottom as a reader does."""

import ast
import asyncio
import tomllib
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from shopbell.cli.plugin_check import plugin_source
from shopbell.config.check import check
from shopbell.config.file import FILE
from shopbell.plugin_host.manifest import parse_manifest
from shopbell.testing import TestShop
from tests.docs.pages import PAGES, ROOT, Example, all_examples, examples

SETTINGS = [example for example in all_examples("toml") if example.file == FILE]
MANIFESTS = [example for example in all_examples("toml") if example.file.endswith("plugin.toml")]
# What a demo shop says (```chat boutique) is one of its own conversations; the first shop has a test of its own.
WITH_CHATS = [
    page
    for page in PAGES
    if page.name != "first-shop.md" and any(one.language == "chat" and not one.file for one in examples(page))
]


def exchanges(example: Example) -> list[tuple[str, str]]:
    """What a customer says (lines with ``>``) and what the shop answers."""
    told = [part.strip().split("\n", 1) for part in example.text.split("> ") if part.strip()]
    return [(asked.strip(), answered.strip()) for asked, answered in told]


@pytest.mark.parametrize("document", WITH_CHATS, ids=lambda document: document.name)
async def test_a_page_does_what_it_shows(shop: TestShop, document: Path) -> None:
    for example in examples(document):
        if example.file == FILE:
            tables = tomllib.loads(example.text)
            await shop.configure(**tables.get("shop", {}))
            for plugin, settings in tables.get("plugins", {}).items():
                await shop.enable(plugin, **settings)
        elif example.file.startswith("plugins/"):
            shop.write(example.file, example.text)
        elif example.file.startswith("faq/"):
            shop.write(example.file, example.text)
            await shop.enable("shopbell_faq")
        elif example.file.startswith("flows/"):
            shop.write(example.file, example.text)
            await shop.enable("shopbell_flows")
        elif example.file.endswith(".csv") or example.file == "synonyms.toml":
            shop.write(example.file, example.text)
            await shop.enable("shopbell_files")
        elif example.language == "chat" and not example.file:
            await shop.settle()
            for asked, answered in exchanges(example):
                assert (await shop.customer("ana").says(asked)).text == answered, str(example)


async def test_the_shown_test_of_a_dialogue_passes(shop: TestShop) -> None:
    shown = [example for example in examples(ROOT / "docs" / "dialogues.md") if example.file]
    for example in shown:
        if example.file.startswith("plugins/"):
            shop.write(example.file, example.text)
    written: dict[str, Any] = {}
    exec(next(example.text for example in shown if example.file == "test_cakes.py"), written)  # noqa: S102 our page

    await written["test_a_cake_is_ordered"](shop)


async def test_the_shown_work_in_another_process_is_done(shop: TestShop) -> None:
    page = examples(ROOT / "docs" / "first-plugin.md")
    for example in page:
        if example.file.startswith("plugins/van/"):
            shop.write(example.file, example.text)
    [[(asked, answered)]] = [exchanges(e) for e in page if e.language == "text" and "van" in e.text]
    await shop.settle()

    async with asyncio.timeout(60):
        for number in count():  # another customer each time: who hears the same thirty times is taken for a machine
            reply = await shop.customer(f"ana {number}").says(asked)
            if reply.text == answered:
                break
            assert reply.text == "We are planning the van's round."
            await asyncio.sleep(0.1)


def test_the_shown_dialogue_is_short() -> None:
    source = next(e.text for e in examples(ROOT / "docs" / "dialogues.md") if e.file == "plugins/cakes/__init__.py")
    [play] = [
        node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.AsyncFunctionDef) and node.name == "order"
    ]

    assert (play.end_lineno or 0) - play.decorator_list[0].lineno < 20


SHOWN_OF_SHOPS = [example for example in all_examples("chat") if example.file]


@pytest.mark.parametrize("example", SHOWN_OF_SHOPS, ids=str)
def test_what_a_demo_shop_says_on_a_page_is_one_of_its_conversations(example: Example) -> None:
    assert example.text in (ROOT / "tests" / "shops" / f"{example.file}.txt").read_text("utf-8")


@pytest.mark.parametrize("example", SETTINGS, ids=str)
def test_shown_settings_are_accepted(tmp_path: Path, example: Example) -> None:
    for earlier in examples(example.page):
        if earlier.file.startswith("plugins/"):
            path = tmp_path / earlier.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(earlier.text, encoding="utf-8")
    shop = "" if "shop" in tomllib.loads(example.text) else '[shop]\nname = "Corner shop"\n\n'
    (tmp_path / FILE).write_text(shop + example.text, encoding="utf-8")

    plugins = plugin_source(tmp_path, tmp_path / "data")

    assert [str(mistake) for mistake in check(tmp_path, [plugins])] == []


@pytest.mark.parametrize("example", MANIFESTS, ids=str)
def test_shown_manifests_are_accepted(tmp_path: Path, example: Example) -> None:
    path = tmp_path / Path(example.file).parent.name / "plugin.toml"

    assert parse_manifest(example.text, path).name == path.parent.name


@pytest.mark.parametrize("example", all_examples("python"), ids=str)
def test_shown_python_is_python(example: Example) -> None:
    assert ast.parse(example.text).body


@pytest.mark.parametrize("example", [e for page in PAGES for e in examples(page)], ids=str)
def test_every_example_says_its_language(example: Example) -> None:
    known = {"caddyfile", "csv", "chat", "console", "html", "ini", "json", "python", "sh", "text", "toml", "markdown"}

    assert example.language in known
    assert example.language != "toml" or example.file, "say which file it is, so that it is checked"
