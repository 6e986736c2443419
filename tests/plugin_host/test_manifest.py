"""``plugin.toml`` is read strictly, and every mistake has its line."""

from pathlib import Path

import pytest

from shopbell.errors import ConfigError
from shopbell.plugin_host.discovery import Installed, discover
from shopbell.plugin_host.manifest import check_dependencies, parse_manifest
from tests.plugin_host.bench import NothingInstalled

LEAST = 'name = "till"\nversion = "1"\napi = 1\n'
PATH = Path("/shop/plugins/till/plugin.toml")


def test_three_lines_are_enough() -> None:
    manifest = parse_manifest(LEAST, PATH)

    assert (manifest.name, manifest.reload, manifest.requires) == ("till", "hot", ())


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('requirs = ["a"]', "plugin.toml:4: unknown key `requirs` (did you mean `requires`?)"),
        ('reload = "warm"', "plugin.toml:4: Invalid enum value 'warm'"),
        ("requires = [1]", "plugin.toml:4: Expected `str`"),
        ("summary = ", "plugin.toml:4"),
        ('prefixes = ["/healthz"]', "plugin.toml:4: /healthz belongs to Shopbell itself"),
        ('prefixes = ["/api/v1/plugins/x"]', "belongs to Shopbell itself"),
        ('prefixes = ["/api"]', "belongs to Shopbell itself"),
        ('prefixes = ["chat"]', "is no path"),
        ('content = ["../secrets"]', "leaves the shop's folder"),
        ('dependencies = ["-e ."]', "is no package"),
    ],
)
def test_a_mistake_is_told_with_its_line(more: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_manifest(LEAST + more, PATH)

    assert said in str(caught.value)


def test_the_name_is_the_folders() -> None:
    with pytest.raises(ConfigError, match="its folder 'desk'"):
        parse_manifest(LEAST, Path("/shop/plugins/desk/plugin.toml"))


def test_another_contract_is_refused() -> None:
    with pytest.raises(ConfigError, match="written for version 2"):
        parse_manifest(LEAST.replace("api = 1", "api = 2"), PATH)


@pytest.mark.parametrize(("requirement", "there"), [("msgspec", True), ("msgspec>=0.1", True), ("msgspec>=99", False)])
def test_dependencies_are_looked_up(requirement: str, there: bool) -> None:
    manifest = parse_manifest(LEAST + f'dependencies = ["{requirement}"]', PATH)

    if there:
        check_dependencies(manifest, PATH)
    else:
        with pytest.raises(ConfigError, match="pip install 'msgspec>=99'"):
            check_dependencies(manifest, PATH)


def test_folder_plugins_are_found_and_shadow_nobody(tmp_path: Path) -> None:
    for name in ("till", "shopbell_faq"):
        (tmp_path / "plugins" / name).mkdir(parents=True)
        (tmp_path / "plugins" / name / "plugin.toml").write_text(LEAST.replace("till", name))
    installed = NothingInstalled()
    installed.roots["shopbell_faq"] = (tmp_path / "plugins" / "shopbell_faq", "bundled")

    found = discover(installed, tmp_path)

    assert found["till"].kind == "folder"
    assert found["till"].watched
    assert "there is a bundled plugin called shopbell_faq already" in str(found["shopbell_faq"].problem)


def test_bundled_plugins_are_found_without_importing_them() -> None:
    import sys

    before = set(sys.modules)
    found = discover(Installed(), None)

    assert all(one.kind == "bundled" for name, one in found.items() if name.startswith("shopbell_"))
    assert not [name for name in set(sys.modules) - before if name.startswith("shopbell_")]
