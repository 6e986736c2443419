"""What lies on disk now: which plugins there are, and whether their files changed."""

from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from shopbell.plugin_host.discovery import Found, Installed, discover
from shopbell.plugin_host.snapshot import Signature, content_files, signature


class Sight(NamedTuple):
    """One plugin as seen in one look."""

    found: Found
    signature: Signature


class Eyes:
    """Looks at the disk. Blocking, a few milliseconds for a dozen plugins: call ``look`` in a worker thread."""

    def __init__(self, installed: Installed, shop_folder: Path | None) -> None:
        self.installed, self.shop_folder = installed, shop_folder
        self._last: dict[str, Sight] = {}

    def look(self) -> dict[str, Sight]:
        """All plugins by name. The files of site-packages are looked at once, until ``refresh``."""
        seen = {}
        for name, found in discover(self.installed, self.shop_folder).items():
            last = self._last.get(name)
            if last is not None and not found.watched and last.found == found:
                content = content_files(self.shop_folder, found.manifest.content if found.manifest else ())
                own = tuple(mark for mark in last.signature if mark[0].startswith(str(found.root)))
                seen[name] = Sight(found, own + signature_of(content))
            else:
                seen[name] = Sight(found, signature(found, self.shop_folder))
        self._last = seen
        return seen

    def refresh(self) -> None:
        """Look again at what was installed, and at site-packages."""
        self.installed.refresh()
        self._last = {}


def signature_of(files: list[Path]) -> Signature:
    """``stat`` of these files."""
    marks = []
    for path in files:
        try:
            status = path.stat()
        except OSError:
            continue
        marks.append((str(path), status.st_mtime_ns, status.st_size, status.st_ino))
    return tuple(marks)


def watched_folders(sights: dict[str, Sight], shop_folder: Path | None) -> set[Path]:
    """Folders whose changes concern plugins."""
    folders = {sight.found.root for sight in sights.values() if sight.found.watched and sight.found.kind != "folder"}
    if shop_folder is not None:
        folders.add(shop_folder / "plugins")
        for sight in sights.values():
            for pattern in sight.found.manifest.content if sight.found.manifest else ():
                folders.add(_fixed_part(shop_folder, pattern))
        # The database may lie in it, and is written with every turn: what stands beside shopbell.toml is found by the
        # host's own look every second.
        folders.discard(shop_folder)
    return {folder for folder in folders if folder.is_dir()}


def concerned(path: Path, sights: dict[str, Sight], shop_folder: Path | None) -> set[str]:
    """The plugins whose snapshot a changed file may belong to."""
    names = set()
    for name, sight in sights.items():
        patterns = sight.found.manifest.content if sight.found.manifest else ()
        if path.is_relative_to(sight.found.root):
            names.add(name)
        elif shop_folder is not None and path.is_relative_to(shop_folder):
            inside = path.relative_to(shop_folder).as_posix()
            if any(fnmatchcase(inside, pattern) for pattern in patterns):
                names.add(name)
    return names


def _fixed_part(folder: Path, pattern: str) -> Path:
    """The folder in which the glob begins: ``faq/**/*.md`` -> ``faq``."""
    for part in pattern.split("/")[:-1]:
        if any(sign in part for sign in "*?["):
            break
        folder = folder / part
    return folder
