"""Which plugins there are: in the shop's ``plugins/`` folder, bundled with Shopbell, installed by pip."""

import importlib.util
import re
import sysconfig
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Literal, NamedTuple

from shopbell.errors import ConfigError
from shopbell.plugin_host.manifest import FILE_NAME, Manifest, read_manifest

GROUP = "shopbell.plugins"
Kind = Literal["bundled", "pip", "folder"]


class Found(NamedTuple):
    """A plugin somewhere on this machine; nothing of it was run."""

    name: str
    root: Path  # the folder with plugin.toml and __init__.py
    kind: Kind
    watched: bool  # its files may change while the shop runs
    manifest: Manifest | None = None
    problem: ConfigError | None = None  # why there is no manifest


class Installed:
    """Bundled and pip plugins. Looked up once and at each ``refresh``: reading all metadata costs milliseconds."""

    def __init__(self) -> None:
        self.roots: dict[str, tuple[Path, Kind]] = {}
        self.missing: dict[str, str] = {}  # name -> what was said but is not there
        self.refresh()

    def refresh(self) -> None:
        """Look again."""
        self.roots, self.missing = dict(_checkout_roots()), {}
        own: dict[int, bool] = {}  # by the distribution's id: to tell its name, Python parses its metadata every time
        for point in entry_points(group=GROUP):
            if point.name in self.roots:
                continue
            if id(point.dist) not in own:
                own[id(point.dist)] = point.dist is not None and _own(point.dist.name)
            kind: Kind = "bundled" if own[id(point.dist)] else "pip"
            root = _package_root(point.value)
            if root is not None:
                self.roots[point.name] = (root, kind)
            else:
                self.missing[point.name] = f"the package {point.value} is not installed completely"


def discover(installed: Installed, shop_folder: Path | None) -> dict[str, Found]:
    """All plugins by name, folder plugins last. Reads the manifests, runs no code.

    A folder plugin with a bundled or installed plugin's name gets a problem: it would replace that one silently.
    """
    found = {name: _look(name, root, kind) for name, (root, kind) in sorted(installed.roots.items())}
    for root in plugin_folders(shop_folder):
        if root.name in found:
            problem = ConfigError(
                f"there is a {found[root.name].kind} plugin called {root.name} already",
                file=root,
                hint="give the folder and its plugin.toml another name",
            )
            found[root.name] = found[root.name]._replace(problem=problem)
        else:
            found[root.name] = _look(root.name, root, "folder")
    return found


def plugin_folders(shop_folder: Path | None) -> list[Path]:
    """Folders in the shop's ``plugins/`` that look like plugins, sorted."""
    try:
        entries = sorted((shop_folder / "plugins").iterdir()) if shop_folder else []
    except OSError:
        return []
    return [
        entry
        for entry in entries
        if not entry.name.startswith((".", "_"))
        and ((entry / FILE_NAME).is_file() or (entry / "__init__.py").is_file())
    ]


def _look(name: str, root: Path, kind: Kind) -> Found:
    watched = kind == "folder" or not _in_site_packages(root)
    try:
        manifest = read_manifest(root) if kind == "folder" else _manifest_of(root, _mark(root / FILE_NAME))
    except ConfigError as exc:
        return Found(name, root, kind, watched, problem=exc)
    return Found(name, root, kind, watched, manifest)


@lru_cache(maxsize=256)  # the shop looks every second, and these hardly ever change; a mistake is read each time
def _manifest_of(root: Path, mark: tuple[int, ...]) -> Manifest:
    return read_manifest(root)


def _mark(file: Path) -> tuple[int, ...]:
    try:
        status = file.stat()
    except OSError:
        return ()
    return status.st_mtime_ns, status.st_size, status.st_ino


def _checkout_roots() -> Iterator[tuple[str, tuple[Path, Kind]]]:
    """Bundled plugins of a source checkout, also those newer than the last ``pip install -e``."""
    checkout = Path(__file__).parents[3]
    if not (checkout / "pyproject.toml").is_file():
        return
    for folder in ("plugins", "skills"):
        for path in sorted((checkout / folder).glob(f"*/{FILE_NAME}")):
            yield path.parent.name, (path.parent, "bundled")


def _package_root(package: str) -> Path | None:
    """The folder of a top-level package, without importing anything."""
    if not package.isidentifier():
        return None
    try:
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        return None
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0]) if places else None


def _own(distribution: str) -> bool:
    return re.sub(r"[-_.]+", "-", distribution).lower() == "shopbell"


def _in_site_packages(root: Path) -> bool:
    return any(root.is_relative_to(folder) for folder in _site_packages())


@lru_cache(maxsize=1)  # the shop looks several times a second, and Python works all its folders out at each question
def _site_packages() -> tuple[str, str]:
    return sysconfig.get_path("purelib"), sysconfig.get_path("platlib")
