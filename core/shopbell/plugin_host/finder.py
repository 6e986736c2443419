"""Serves the modules of a generation out of its snapshot, under names no other generation has."""

import importlib.abc
import importlib.util
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shopbell.plugin_host.snapshot import Snapshot

PREFIX = "_sbgen"  # sys.modules names: _sbgen12_greet, _sbgen12_greet.models


def plugin_of(module_name: str) -> str | None:
    """``_sbgen12_greet.models`` -> ``greet``; None for a module that belongs to no generation."""
    if not module_name.startswith(PREFIX):
        return None
    return module_name.partition(".")[0].partition("_")[2].partition("_")[2]


class SnapshotFinder(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Finder and loader of all generations.

    Fresh names, because a running turn must go on seeing its own version of every module, also of those it
    imports late. From memory, because the files may change between two imports of one load.
    """

    def __init__(self) -> None:
        self.snapshots: dict[str, Snapshot] = {}

    def add(self, top: str, snapshot: "Snapshot") -> None:
        """Serve ``snapshot`` as package ``top``."""
        if self not in sys.meta_path:
            sys.meta_path.insert(0, self)
        self.snapshots[top] = snapshot

    def drop(self, top: str) -> None:
        """Forget a generation. Until then its names stay in ``sys.modules``: dataclasses, msgspec and pickle
        look modules up there late."""
        self.snapshots.pop(top, None)
        for name in list(sys.modules):  # a copy in one step: other threads import meanwhile
            if name == top or name.startswith(top + "."):
                sys.modules.pop(name, None)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None, /
    ) -> ModuleSpec | None:
        """The snapshot's module, or None for everybody else's."""
        if not fullname.startswith(PREFIX):
            return None
        top, _, inner = fullname.partition(".")
        snapshot = self.snapshots.get(top)
        if snapshot is None:
            return None
        module = snapshot.modules.get(inner)
        if module is not None:
            spec = importlib.util.spec_from_loader(fullname, self, origin=str(module.path), is_package=module.package)
            if spec is not None:
                spec.has_location = True  # sets __file__, for authors who look beside it
            return spec
        if any(name.startswith(inner + ".") for name in snapshot.modules):  # a folder without __init__.py
            return importlib.util.spec_from_loader(fullname, self, is_package=True)
        return None

    def is_package(self, fullname: str) -> bool:
        """Has the module submodules?"""
        top, _, inner = fullname.partition(".")
        module = self.snapshots[top].modules.get(inner)
        return module is None or module.package

    def create_module(self, spec: ModuleSpec) -> None:
        """The usual module object."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the code of the snapshot, never of ``__pycache__``."""
        code = self.get_code(module.__name__)
        if code is not None:
            exec(code, module.__dict__)  # noqa: S102 plugins are trusted code, this is how they are run

    def get_code(self, fullname: str) -> CodeType | None:
        """The compiled module; None for a folder without ``__init__.py``."""
        top, _, inner = fullname.partition(".")
        kept = self.snapshots[top].code.get(inner)
        return kept[1] if kept else None

    def get_source(self, fullname: str) -> str | None:
        """The text as it was when this generation was loaded, for ``inspect``."""
        top, _, inner = fullname.partition(".")
        snapshot = self.snapshots.get(top)
        module = snapshot.modules.get(inner) if snapshot else None
        return module.text.decode() if module else None

    def get_data(self, path: str) -> bytes:
        """A file beside the code as snapshotted, for ``pkgutil.get_data(__package__, "page.html")``."""
        for snapshot in reversed(self.snapshots.values()):
            data = snapshot.assets.get(path)
            if data is not None:
                return data
            if path in snapshot.large:
                return Path(path).read_bytes()
        raise FileNotFoundError(path)


FINDER = SnapshotFinder()
