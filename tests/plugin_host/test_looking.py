"""Which saved files concern which plugins, and what is watched for them."""

import sysconfig
from pathlib import Path

import pytest

from shopbell.plugin_host.discovery import Found, Installed, _site_packages, discover
from shopbell.plugin_host.looking import Sight, concerned, watched_folders
from shopbell.plugin_host.snapshot import plugin_files
from tests.plugin_host.bench import NothingInstalled

MANIFEST = 'name = "till"\nversion = "1.0.0"\napi = 1\n'


@pytest.fixture
def sights(tmp_path: Path) -> dict[str, Sight]:
    """A plugin that reads a file beside shopbell.toml, and another that reads a folder."""
    for name, content in (("wares", "catalogue.csv"), ("pages", "faq/*.md")):
        folder = tmp_path / "plugins" / name
        folder.mkdir(parents=True)
        (folder / "__init__.py").write_text("")
        manifest = f'name = "{name}"\nversion = "1.0.0"\napi = 1\nsummary = "x"\ncontent = ["{content}"]\n'
        (folder / "plugin.toml").write_text(manifest)
    (tmp_path / "faq").mkdir()
    found: dict[str, Found] = discover(Installed(), tmp_path)
    return {name: Sight(found[name], ()) for name in ("wares", "pages")}


@pytest.mark.parametrize(
    ("saved", "whose"),
    [
        ("catalogue.csv", {"wares"}),
        ("faq/hours.md", {"pages"}),
        ("plugins/wares/__init__.py", {"wares"}),
        ("data/shopbell.db-wal", set()),
        ("faq/notes.txt", set()),
        ("shopbell.toml", set()),
    ],
)
def test_a_saved_file_concerns_who_reads_it(
    sights: dict[str, Sight], tmp_path: Path, saved: str, whose: set[str]
) -> None:
    assert concerned(tmp_path / saved, sights, tmp_path) == whose


def test_where_pip_installs_to_is_asked_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A running shop looks several times a second."""
    _site_packages.cache_clear()
    installed, asked, ask = Installed(), list[str](), sysconfig.get_path
    monkeypatch.setattr(sysconfig, "get_path", lambda kind: asked.append(kind) or ask(kind))

    looks = [discover(installed, tmp_path) for _ in range(3)]

    assert asked == ["purelib", "platlib"]
    assert looks[0] == looks[2] != {}


def test_an_installed_manifest_is_read_again_when_it_was_saved(tmp_path: Path) -> None:
    installed, manifest = NothingInstalled(), tmp_path / "till" / "plugin.toml"
    installed.roots["till"] = (manifest.parent, "pip")
    manifest.parent.mkdir()
    seen = []
    for text in (MANIFEST, MANIFEST.replace("1.0.0", "1.0.11"), "name =", MANIFEST):
        manifest.write_text(text)
        look = discover(installed, None)["till"]
        seen.append(look.manifest.version if look.manifest else str(look.problem))

    assert [seen[0], seen[1], seen[3]] == ["1.0.0", "1.0.11", "1.0.0"]
    assert "plugin.toml:1: Invalid value" in seen[2]


def test_what_editors_leave_and_linked_folders_are_no_files_of_a_plugin(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "till", tmp_path / "elsewhere"
    for path in (
        root / "__init__.py",
        root / "b.py~",
        root / ".b.swp",
        root / "__pycache__" / "b.pyc",
        root / ".git" / "config",
        root / "a" / "b.py",
        root / "z.py",
        elsewhere / "other.py",
    ):
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text("")
    (root / "linked").symlink_to(elsewhere)
    (root / "y.py").symlink_to(elsewhere / "other.py")

    files = [path.relative_to(root).as_posix() for path in plugin_files(root)]

    assert files == ["__init__.py", "y.py", "z.py", "a/b.py"]
    assert list(plugin_files(tmp_path / "gone")) == []


def test_the_folder_of_the_database_is_not_watched(sights: dict[str, Sight], tmp_path: Path) -> None:
    watched = watched_folders(sights, tmp_path)

    assert tmp_path / "faq" in watched
    assert tmp_path not in watched
