"""A backup: one zip with a consistent copy of the database, the media, the configuration, and a manifest of checksums.

Made while the shop runs or stands still; nobody waits for it. Secrets stay out unless asked for.
"""

import hashlib
import os
import sqlite3
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

import msgspec

from shopbell.errors import ShopbellError
from shopbell.stores.media import MediaStore
from shopbell.stores.sqlite import connect

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "shopbell.db"
SECRET_KEY = "secret.key"  # noqa: S105 a file's name
CHUNK = 1 << 20  # bytes
PAGES = 2_000  # database pages copied between two looks at the progress

Progress = Callable[[int, int], None]  # bytes done, bytes in all


class Member(msgspec.Struct, frozen=True):
    """One file of the backup. ``sha256`` in hex."""

    name: str
    size: int  # bytes
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup says about itself. ``created`` is milliseconds UTC."""

    format: int
    version: str
    created: int
    secrets: bool
    counts: dict[str, int]
    members: list[Member]


def nothing_shown(done: int, total: int) -> None:
    """Progress for nobody."""


def back_up(
    data: Path,
    config: Path | None,
    target: Path,
    *,
    secrets: bool = False,
    force: bool = False,
    progress: Progress = nothing_shown,
) -> Manifest:
    """Write a backup of a shop; ``target`` is there complete or not at all.

    Args:
        data: the data folder; a shop may be running on it.
        config: the shop's folder, None to leave it out. Hidden files, caches and earlier backups stay out.
        secrets: also the secrets stored by ``shopbell secrets set``, with the key that opens them.
        force: an existing file may be replaced.

    Raises:
        ShopbellError: no shop there, the target exists or cannot be written; nothing was left behind.
    """
    if not (data / DATABASE).is_file():
        raise ShopbellError(f"there is no shop in {data}")
    if target.exists() and not force:
        raise ShopbellError(f"{target} exists already; choose another name, or replace it with --force")
    try:
        # In the folder of the target: there must be room for it there, and a rename must not cross file systems.
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.absolute().parent) as folder:
            manifest = _Packing(data, config, Path(folder), target, progress).pack(secrets=secrets)
            _settle(Path(folder) / "backup.zip", target)
    except sqlite3.Error as exc:
        raise ShopbellError(f"the database cannot be copied: {exc}") from exc
    except OSError as exc:
        raise ShopbellError(f"the backup cannot be written: {exc.strerror or exc}") from exc
    return manifest


def fits_in(name: str) -> bool:
    """Whether a backup may have a member of that name; everything else is refused at both ends."""
    parts = PurePosixPath(name).parts
    if not parts or "/".join(parts) != name or any(part in ("..", ".") for part in parts) or set(name) & set("\\:\0"):
        return False
    if parts[0] == "media":
        return len(parts) == 3 and len(parts[2]) == 64 and parts[2].startswith(parts[1]) and len(parts[1]) == 2
    return name in (DATABASE, SECRET_KEY) or (parts[0] == "config" and len(parts) > 1)


class Source(NamedTuple):
    """A file on its way into the backup."""

    name: str
    path: Path
    packed: bool  # media is compressed already


class _Packing:
    def __init__(self, data: Path, config: Path | None, work: Path, target: Path, progress: Progress) -> None:
        self._data, self._config, self._work, self._target = data, config, work, target
        self._progress, self._done, self._total = progress, 0, 0
        self._members: list[Member] = []

    def pack(self, *, secrets: bool) -> Manifest:
        created = time.time_ns() // 1_000_000
        copy = self._work / DATABASE
        self._copy_database(copy)
        counts, mentioned = _settle_copy(copy, secrets=secrets)
        sources = [*self._files(secrets=secrets), *self._media(mentioned)]
        self._total = self._done + sum(source.path.stat().st_size for source in sources)
        with zipfile.ZipFile(self._work / "backup.zip", "w") as archive:
            for source in sources:
                self._add(archive, source)
            counts |= {
                "media": sum(member.name.startswith("media/") for member in self._members),
                "configuration": sum(member.name.startswith("config/") for member in self._members),
            }
            manifest = Manifest(
                format=FORMAT,
                version=version("shopbell"),
                created=created,
                secrets=secrets,
                counts=counts,
                members=self._members,
            )
            archive.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
        return manifest

    def _copy_database(self, copy: Path) -> None:
        source, target = connect(self._data / DATABASE, read_only=True), sqlite3.connect(copy)

        def show(_status: int, remaining: int, pages: int) -> None:
            self._done = (pages - remaining) * page
            self._progress(self._done, self._total or 2 * pages * page)

        try:
            page = int(source.execute("PRAGMA page_size").fetchone()[0])
            # One read transaction around all steps: otherwise each commit of the shop would start the copy anew.
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            source.backup(target, pages=PAGES, progress=show)
        finally:
            target.close()
            source.close()

    def _files(self, *, secrets: bool) -> Iterator[Source]:
        yield Source(DATABASE, self._work / DATABASE, packed=False)
        if secrets and (self._data / SECRET_KEY).is_file():
            yield Source(SECRET_KEY, self._data / SECRET_KEY, packed=False)
        if self._config is not None:
            for path in _content(self._config, {self._data.resolve(), self._target.resolve()}):
                name = f"config/{path.relative_to(self._config).as_posix()}"
                if not fits_in(name) or not name.isprintable():
                    raise ShopbellError(f"{path!r} has a name that a backup cannot hold; rename it")
                yield Source(name, path, packed=False)

    def _media(self, mentioned: list[str]) -> Iterator[Source]:
        store = MediaStore(self._data)
        for sha256 in mentioned:
            path = store.path(sha256)
            if path.is_file():
                yield Source(f"media/{sha256[:2]}/{sha256}", path, packed=True)

    def _add(self, archive: zipfile.ZipFile, source: Source) -> None:
        try:
            opened = source.path.open("rb")
        except FileNotFoundError:
            return  # forgotten while we packed
        info = zipfile.ZipInfo(source.name, time.gmtime()[:6])
        info.compress_type = zipfile.ZIP_STORED if source.packed else zipfile.ZIP_DEFLATED
        digest, size = hashlib.sha256(), 0
        with opened, archive.open(info, "w", force_zip64=True) as member:
            for chunk in chunks(opened):
                digest.update(chunk)
                size += len(chunk)
                member.write(chunk)
                self._done += len(chunk)
                self._progress(min(self._done, self._total), self._total)
        self._members.append(Member(source.name, size, digest.hexdigest()))


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """The rest of a file, a megabyte at a time."""
    while chunk := file.read(CHUNK):
        yield chunk


def _settle_copy(copy: Path, *, secrets: bool) -> tuple[dict[str, int], list[str]]:
    """Make the copy one file without secrets; what it holds, and the media it mentions."""
    database = sqlite3.connect(copy, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode = DELETE")
        database.execute("PRAGMA secure_delete = ON")  # overwritten, not only unlinked
        if not secrets:
            database.execute("DELETE FROM secret")
        counts = {
            f"{table}s": int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608
            for table in ("customer", "conversation", "message", "turn")
        }
        mentioned = [str(row[0]) for row in database.execute("SELECT DISTINCT sha256 FROM media_ref ORDER BY sha256")]
    finally:
        database.close()
    return counts, mentioned


def _content(folder: Path, skip: set[Path]) -> Iterator[Path]:
    """The owner's files: no hidden ones, caches, environments, data folders, earlier backups."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "before-restore-")) or path.name in ("__pycache__", "node_modules"):
            continue
        if path.resolve() in skip:
            continue
        if path.is_dir() and not path.is_symlink():
            if not any((path / mark).exists() for mark in ("pyvenv.cfg", DATABASE)):
                yield from _content(path, skip)
        elif path.is_file() and not _is_backup(path):
            yield path


def _is_backup(path: Path) -> bool:
    if path.suffix != ".zip" or not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return {MANIFEST, DATABASE} <= set(archive.namelist())


def _settle(made: Path, target: Path) -> None:
    with made.open("rb") as file:
        os.fsync(file.fileno())
    made.chmod(0o600)
    made.replace(target)
    folder = os.open(target.absolute().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
