"""Editing the file: checked before, whole or not at all, with its mode, and told as a diff."""

import os
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from shopbell.config.decode import Put
from shopbell.config.edit import edit, live_folder, writable_folder, write_text
from shopbell.config.file import load_config
from shopbell.config.toml_edit import Drop
from shopbell.errors import ConfigError, ConfigErrors

TEXT = """# Ana's
[shop]
name = "Ana"

[plugins.shopbell_faq]
enabled = true  # the heart of it
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A shop's folder."""
    shop = tmp_path / "shop"
    shop.mkdir()
    (shop / "shopbell.toml").write_text(TEXT)
    return shop


def test_switching_a_plugin_off_is_one_line_in_the_file_and_in_the_history(folder: Path) -> None:
    done = edit(folder, [Put(("plugins", "shopbell_faq", "enabled"), False)], "ana")

    assert not load_config(folder).plugin("shopbell_faq").enabled
    assert (folder / "shopbell.toml").read_text() == TEXT.replace("true ", "false ")
    assert [line for line in done.diff.splitlines() if line[0] in "+-" and "toml" not in line] == [
        "-enabled = true  # the heart of it",
        "+enabled = false  # the heart of it",
    ]
    assert done.history(7, 1000).params == (7, 1000, "ana", done.diff)


@pytest.mark.parametrize(
    "change",
    [
        Put(("server", "port"), "many"),
        Drop(("shop", "name")),
        Put(("plugins", "shopbell_faq", "order"), "first"),
        Put(("shop", "name", "first"), "x"),
    ],
)
def test_what_would_not_load_is_not_written(folder: Path, change: Put | Drop) -> None:
    with pytest.raises(ConfigError):
        edit(folder, [Put(("shop", "phone"), "1"), change], "ana")

    assert (folder / "shopbell.toml").read_text() == TEXT


def test_a_file_that_is_broken_already_says_so(folder: Path) -> None:
    (folder / "shopbell.toml").write_text(TEXT + "broken")

    with pytest.raises(ConfigErrors, match="toml:7: is no TOML"):
        edit(folder, [Put(("shop", "phone"), "1")], "ana")


def test_a_plugin_that_is_wrong_already_does_not_stop_other_edits(folder: Path) -> None:
    (folder / "shopbell.toml").write_text(TEXT + 'order = "first"\n')

    edit(folder, [Put(("shop", "phone"), "1")], "ana")

    assert load_config(folder).shop.phone == "1"


def test_the_same_again_changes_nothing(folder: Path) -> None:
    before = (folder / "shopbell.toml").stat().st_ino

    assert edit(folder, [Put(("shop", "name"), "Ana")], "ana").diff == ""
    assert (folder / "shopbell.toml").stat().st_ino == before


def test_the_mode_of_the_file_stays_and_nothing_is_left_beside_it(folder: Path) -> None:
    (folder / "shopbell.toml").chmod(0o640)

    edit(folder, [Put(("shop", "name"), "Bo")], "ana")

    assert stat.S_IMODE((folder / "shopbell.toml").stat().st_mode) == 0o640
    assert [path.name for path in folder.iterdir()] == ["shopbell.toml"]


def test_a_linked_file_stays_a_link(folder: Path, tmp_path: Path) -> None:
    real = tmp_path / "real.toml"
    os.replace(folder / "shopbell.toml", real)
    (folder / "shopbell.toml").symlink_to(real)

    edit(folder, [Put(("shop", "name"), "Bo")], "ana")

    assert (folder / "shopbell.toml").is_symlink()
    assert "Bo" in real.read_text()


def test_two_editors_at_once_both_have_their_way(folder: Path) -> None:
    def work(number: int) -> None:
        for turn in range(10):
            edit(folder, [Put(("plugins", f"p{number}", "order"), turn)], "ana")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))

    assert [load_config(folder).plugin(f"p{number}").order for number in range(4)] == [9] * 4


def test_a_disk_that_refuses_leaves_the_old_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shopbell.config.edit.os.fsync", full)

    with pytest.raises(ConfigError, match="cannot be written: No space left"):
        write_text(folder / "shopbell.toml", "x")

    assert (folder / "shopbell.toml").read_text() == TEXT
    assert len(list(folder.iterdir())) == 1


@pytest.fixture
def read_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The same folder, not writable (tests may run as root, who may write everywhere)."""
    (folder / "faq").mkdir()
    (folder / "faq" / "a.md").write_text("# Hi")
    access = os.access
    monkeypatch.setattr(
        "shopbell.config.edit.os.access",
        lambda path, mode: not Path(path).is_relative_to(folder) and access(path, mode),
    )
    (folder / "faq").chmod(0o555)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    (folder / "faq").chmod(0o755)


def test_a_read_only_folder_is_copied_before_the_first_edit(read_only: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    assert live_folder(read_only, data) == read_only

    copy, copied = writable_folder(read_only, data)
    edit(copy, [Put(("shop", "name"), "Bo")], "ana")

    assert copied
    assert copy == live_folder(read_only, data) == data / "config"
    assert writable_folder(read_only, data) == (copy, False)
    assert load_config(copy).shop.name == "Bo"
    assert (copy / "faq" / "a.md").read_text() == "# Hi"
    assert (read_only / "shopbell.toml").read_text() == TEXT


def test_a_folder_that_can_be_written_is_edited_where_it_is(folder: Path, tmp_path: Path) -> None:
    assert writable_folder(folder, tmp_path) == (folder, False)
