"""What the pages point at is there, and what there is stands on the pages."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

import shopbell
import shopbell.shop
import shopbell.testing
from shopbell.config.settings import CustomerSettings, RetentionSettings, ServerSettings, ShopSettings, StorageSettings
from shopbell.plugin_host.manifest import Manifest
from tests.docs.pages import PAGES, ROOT, links

CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
SCRIPTS = [path for path in [*sorted((ROOT / "scripts").iterdir()), ROOT / ".ci" / "run"] if path.is_file()]


@pytest.mark.parametrize("document", PAGES, ids=lambda document: document.name)
def test_links_lead_somewhere(document: Path) -> None:
    missing = [target for target in links(document) if not (document.parent / target.partition("#")[0]).exists()]

    assert missing == []


@pytest.mark.parametrize("document", PAGES, ids=lambda document: document.name)
def test_files_that_a_page_names_exist(document: Path) -> None:
    named = re.findall(
        r"`((?:core|plugins|skills|scripts|tests|config)/[\w./*-]+)`", document.read_text(encoding="utf-8")
    )
    # These are files the reader is about to make.
    own = [
        name
        for name in named
        if not name.startswith(("plugins/parking", "plugins/cakes", "plugins/dice", "plugins/van"))
    ]

    assert [name for name in own if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("table", [ShopSettings, ServerSettings, StorageSettings, RetentionSettings, CustomerSettings])
def test_every_setting_of_the_core_is_told(table: type[Any]) -> None:
    untold = [field.name for field in msgspec.structs.fields(table) if f"`{field.name}`" not in CONFIGURATION]

    assert [name for name in untold if name != "retention"] == []


@pytest.mark.parametrize("table", [ShopSettings, ServerSettings, CustomerSettings])
def test_defaults_are_told_as_they_are(table: type[Any]) -> None:
    told = dict(re.findall(r"^\| `(\w+)` \| `([^`]+)` \|", CONFIGURATION, re.MULTILINE))
    defaults = {field.name: field.default for field in msgspec.structs.fields(table) if field.name in told}

    assert {name: str(msgspec.json.encode(default), "utf-8") for name, default in defaults.items()} == {
        name: told[name] for name in defaults
    }


def test_retention_is_told_as_it_is() -> None:
    told = {name: int(days) for name, days in re.findall(r"`(\w+_days)` \((\d+)", CONFIGURATION)}

    assert told == {field.name: field.default for field in msgspec.structs.fields(RetentionSettings)}


def test_every_key_of_the_manifest_is_told() -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")

    assert [name for name in Manifest.__struct_fields__ if f"`{name}`" not in page] == []


@pytest.mark.parametrize("module", [shopbell, shopbell.shop, shopbell.testing], ids=lambda module: module.__name__)
def test_every_name_of_the_contract_is_told(module: Any) -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")

    assert [name for name in module.__all__ if f"`{name}`" not in page] == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_says_first_what_it_does(script: Path) -> None:
    first, second = script.read_text(encoding="utf-8").splitlines()[:2]

    if script.suffix == ".py":
        assert re.match(r'"""[A-Z].{20,}', first)
    else:
        assert first.startswith("#!")
        assert re.match(r"# [A-Z].{20,}", second)
