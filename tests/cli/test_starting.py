"""``shopbell init`` and ``shopbell new`` make folders that work as they are."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from shopbell.cli.check import check
from shopbell.cli.demo import own_copy
from shopbell.cli.init import init
from shopbell.cli.new import new
from shopbell.cli.plugin_check import settings_kinds
from shopbell.config.file import load_config
from shopbell.config.shops import shop_folder, shop_names, shops_folder
from shopbell.errors import ConfigError
from shopbell.plugin_host.discovery import Found
from shopbell.plugin_host.manifest import read_manifest
from shopbell_faq.sections import read_file


def run_init(*words: str) -> Result:
    return CliRunner().invoke(init, list(words))


def test_a_start_is_a_shop_that_loads(tmp_path: Path) -> None:
    result = run_init(str(tmp_path / "mine"))

    assert result.exit_code == 0
    assert "shopbell run --config" in result.output
    config = load_config(tmp_path / "mine")
    assert config.plugin("shopbell_faq").enabled
    for file in (tmp_path / "mine" / "faq").iterdir():
        sections = read_file(file, file.read_bytes()).sections
        assert [len(section.phrasings) for section in sections] == [2, 2]


def test_every_demo_shop_can_be_copied_and_loads(tmp_path: Path) -> None:
    for name in shop_names():
        assert run_init(name, str(tmp_path / name)).exit_code == 0
        load_config(tmp_path / name)
        assert not (tmp_path / name / "data").exists()


@pytest.mark.parametrize("name", shop_names())
def test_what_the_demo_opens_has_no_mistakes(name: str, tmp_path: Path) -> None:
    folder = own_copy(shop_folder(name), tmp_path, port=8765)

    result = CliRunner().invoke(check, ["--config", str(folder)])

    assert result.exit_code == 0, result.output


def test_a_copy_of_read_only_files_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shops = tmp_path / "shops"
    (shops / "tiny" / "faq").mkdir(parents=True)
    (shops / "tiny" / "shopbell.toml").write_text('[shop]\nname = "Tiny"\n')
    for path in (shops / "tiny" / "shopbell.toml", shops / "tiny" / "faq", shops / "tiny"):
        path.chmod(0o444 if path.is_file() else 0o555)
    monkeypatch.setattr("shopbell.config.shops.shops_folder", lambda: shops)

    result = run_init("tiny", str(tmp_path / "mine"))

    for path in (shops / "tiny" / "faq", shops / "tiny"):
        path.chmod(0o755)
    assert result.exit_code == 0
    assert (tmp_path / "mine" / "shopbell.toml").stat().st_mode & 0o200
    assert (tmp_path / "mine" / "faq").stat().st_mode & 0o200


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")

    result = run_init(str(tmp_path))

    assert (result.exit_code, len(list(tmp_path.iterdir()))) == (1, 1)
    assert result.output == f"Error: {tmp_path} is not empty; name a new folder\n"


def test_an_unknown_demo_shop_is_one_sentence(tmp_path: Path) -> None:
    result = run_init("nosuchshop", str(tmp_path / "mine"))

    assert result.exit_code == 1
    assert result.output.startswith("Error: there is no demo shop nosuchshop")
    assert run_init().exit_code == run_init("a", "b", "c").exit_code == 2


def test_the_demo_shops_lie_in_the_checkout_or_in_the_package() -> None:
    assert shops_folder().name in ("config", "shops")


@pytest.mark.parametrize("kind", ["skill", "policy", "channel"])
def test_a_new_plugin_loads_and_passes_its_test(tmp_path: Path, kind: str) -> None:
    result = CliRunner().invoke(new, [kind, "gift-wrap", "--into", str(tmp_path)])

    folder = tmp_path / "gift_wrap"
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in folder.iterdir()) == [
        "__init__.py",
        "plugin.toml",
        "pytest.ini",
        "test_gift_wrap.py",
    ]
    kinds = settings_kinds(Found("gift_wrap", folder, "folder", True, read_manifest(folder)), tmp_path)
    assert not isinstance(kinds, ConfigError), kinds
    assert [each.__name__ for each in kinds] == (["GiftWrapChannelSettings"] if kind == "channel" else [])
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", str(folder)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("name", ["Gift Wrap", "1st", "class", "../x", "shopbell_webchat"])
def test_a_name_that_cannot_be_one_is_one_sentence(tmp_path: Path, name: str) -> None:
    result = CliRunner().invoke(new, ["skill", name, "--into", str(tmp_path)])

    assert (result.exit_code, list(tmp_path.iterdir())) == (1, [])


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "parking").mkdir()

    result = CliRunner().invoke(new, ["skill", "parking", "--into", str(tmp_path)])

    assert (result.exit_code, list((tmp_path / "parking").iterdir())) == (1, [])
