"""All files of a plugin, read once, hashed and compiled; nothing of it is run here."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from shopbell.errors import LoadError
from shopbell.plugin_host.compiled import Kept, Module, compile_modules
from shopbell.plugin_host.discovery import Found
from shopbell.plugin_host.manifest import FILE_NAME, Manifest, parse_manifest

LARGEST = 32 * 1024 * 1024  # bytes of all files of one plugin, content included
KEPT = 256 * 1024  # bytes; larger data files are hashed, and stay on disk
EXTENSIONS = (".so", ".pyd", ".dylib")

Signature = tuple[tuple[str, int, int, int], ...]  # (path, mtime in ns, size, inode), sorted


class Snapshot(NamedTuple):
    """A plugin's files at one moment. Later edits on disk cannot leak into this load."""

    name: str
    root: Path
    manifest: Manifest
    sha: str  # over everything below
    modules: Mapping[str, Module]  # "" is __init__, "models", "shapes.small"
    code: Kept
    assets: Mapping[str, bytes]  # by absolute path: pages, scripts, catalogues; not the large ones
    large: frozenset[str]  # absolute paths of data files that are read from the disk when they are wanted
    content: Mapping[str, bytes]  # by path relative to the shop's folder
    locales: Mapping[str, bytes]  # "de" -> locales/de.po
    signature: Signature = ()


def read_snapshot(
    found: Found, shop_folder: Path | None, previous: Snapshot | None = None, compiled: Path | None = None
) -> Snapshot:
    """Read, check and compile a plugin. Blocking: run it in a worker thread.

    Args:
        previous: the last snapshot of this plugin, whose code is reused for files that did not change.
        compiled: folder in which compiled code is kept for the next start; None to keep none.

    Raises:
        ConfigError: the manifest is wrong.
        LoadError: a file does not compile, or holds what plugin code must not do.
        OSError: a file went away while reading; try again.
    """
    mark = signature(found, shop_folder)
    if sum(size for _, _, size, _ in mark) > LARGEST:
        raise LoadError(f"{found.root}: more than {LARGEST // 2**20} MB of files")
    paths = list(plugin_files(found.root))
    large = {path: _digest_of_file(path, _mark(path.stat())) for path in paths if _stays_on_disk(path)}
    files = {path: path.read_bytes() for path in paths if path not in large}
    manifest_path = found.root / FILE_NAME
    manifest = parse_manifest(files.get(manifest_path, b"").decode(errors="replace"), manifest_path)
    _refuse_extensions(manifest, paths)
    modules = dict(_modules(found.root, files))
    if "" not in modules:
        raise LoadError(f"{found.root}: there is no __init__.py")
    content = {
        path.relative_to(shop_folder).as_posix(): path.read_bytes()
        for path in content_files(shop_folder, manifest.content)
        if shop_folder
    }
    known = previous.code if previous is not None and previous.root == found.root else {}
    return Snapshot(
        name=found.name,
        root=found.root,
        manifest=manifest,
        sha=_sha(found.root, {**files, **large}, content),
        modules=modules,
        code=compile_modules(found, modules, known, compiled),
        assets={str(path): data for path, data in files.items() if path.suffix != ".py"},
        large=frozenset(map(str, large)),
        content=content,
        locales={
            path.stem: data
            for path, data in files.items()
            if path.parent == found.root / "locales" and path.suffix == ".po"
        },
        signature=mark,
    )


def plugin_files(root: Path) -> Iterator[Path]:
    """Files that belong to the plugin, sorted; without caches, hidden files and what editors leave behind."""
    return (Path(entry.path) for entry in _entries(str(root)))


def _entries(folder: str) -> Iterator["os.DirEntry[str]"]:
    # Looked at every second in a checkout, and several times at each change: without a ``Path`` of each file it takes
    # a third of the time.
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=attrgetter("name"))
    except OSError:
        return  # gone
    folders = []
    for entry in listed:
        name = entry.name
        if entry.is_dir():
            if name != "__pycache__" and not name.startswith(".") and not entry.is_symlink():
                folders.append(entry.path)
        elif not name.startswith((".", "#")) and not name.endswith(("~", ".pyc", ".tmp", ".swp")) and name != "4913":
            yield entry
    for path in folders:
        yield from _entries(path)


def content_files(shop_folder: Path | None, patterns: Iterable[str]) -> list[Path]:
    """Files of the shop's folder that a plugin's manifest declares as its content, sorted."""
    if shop_folder is None:
        return []
    found = {path for pattern in patterns for path in shop_folder.glob(pattern)}
    return sorted(path for path in found if path.is_file() and not path.name.startswith((".", "#")))


def signature(found: Found, shop_folder: Path | None) -> Signature:
    """What ``stat`` says about the plugin's files; equal signatures make a second look unnecessary."""
    return tuple((path, mtime, size, inode) for path, mtime, size, inode, _ in _stats(found, shop_folder))


def last_change(found: Found, shop_folder: Path | None) -> float:
    """When one of the plugin's files was last written, renamed or put there, in seconds since 1970."""
    return max((changed for *_, changed in _stats(found, shop_folder)), default=0.0)


def _stats(found: Found, shop_folder: Path | None) -> Iterator[tuple[str, int, int, int, float]]:
    patterns = found.manifest.content if found.manifest else ()
    places: Iterable[os.DirEntry[str] | Path] = chain(_entries(str(found.root)), content_files(shop_folder, patterns))
    for place in places:
        try:
            status = place.stat()
        except OSError:
            continue  # gone between listing and looking: the signature differs from any before
        path = str(place) if isinstance(place, Path) else place.path
        yield path, status.st_mtime_ns, status.st_size, status.st_ino, status.st_ctime


def _refuse_extensions(manifest: Manifest, paths: Iterable[Path]) -> None:
    for path in paths:
        if path.suffix in EXTENSIONS and manifest.reload != "restart":
            raise LoadError(f'{path}: a compiled extension cannot be reloaded; set reload = "restart" in {FILE_NAME}')


def _modules(root: Path, files: Mapping[Path, bytes]) -> Iterator[tuple[str, Module]]:
    for path, text in files.items():
        if path.suffix == ".py":
            parts = path.relative_to(root).with_suffix("").parts
            package = parts[-1] == "__init__"
            yield ".".join(parts[:-1] if package else parts), Module(path, text, package, _digest(text))


def _stays_on_disk(path: Path) -> bool:
    # Many megabytes taken and given back at every load leave holes in the heap that never close.
    return path.suffix not in (".py", ".po", ".toml") and path.stat().st_size > KEPT


def _mark(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_mtime_ns, status.st_size, status.st_ino


@lru_cache(maxsize=64)  # what ``signature`` would not look at twice is not read twice: 10 ms for a table of 8 MB
def _digest_of_file(path: Path, mark: tuple[int, int, int]) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, hashlib.blake2b).digest()


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=12).hexdigest()


def _sha(root: Path, files: Mapping[Path, bytes], content: Mapping[str, bytes]) -> str:
    whole = hashlib.blake2b(digest_size=12)
    named = [(path.relative_to(root).as_posix(), data) for path, data in files.items()]
    for name, data in (*named, *(("content/" + name, data) for name, data in content.items())):
        whole.update(f"{name}\0{len(data)}\0".encode())
        whole.update(data)
    return whole.hexdigest()
