"""Puts a backup back: everything is checked first, nothing is deleted, and no reply goes out a second time unasked."""

import hashlib
import os
import shutil
import sqlite3
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import NamedTuple

import msgspec

from shopbell.errors import ShopbellError
from shopbell.stores.backup import (
    DATABASE,
    FORMAT,
    MANIFEST,
    SECRET_KEY,
    Manifest,
    Member,
    Progress,
    chunks,
    fits_in,
    nothing_shown,
)
from shopbell.stores.ids import remember_ids
from shopbell.stores.lock import DataLock
from shopbell.stores.migrations import applied
from shopbell.stores.schema import core
from shopbell.stores.sqlite import ids_in

STAGE = ".restore"  # below DATA: the same file system, and DATA itself may be a mount point
ASIDE = "before-restore-"
IDS_PER_MS = 5  # five times what the fastest shop measured gives out


class Restored(NamedTuple):
    """What was put back. ``parked``: replies that wait for ``shopbell outbox redrive``."""

    manifest: Manifest
    aside: list[Path]  # where older files were moved
    parked: int


def read_manifest(archive: zipfile.ZipFile) -> Manifest:
    """The backup's own list, compared with what the zip holds.

    Raises:
        ShopbellError: no backup of ours, of a later format, or its names do not fit.
    """
    try:
        manifest = msgspec.json.decode(archive.read(MANIFEST), type=Manifest)
    except (KeyError, msgspec.DecodeError) as exc:
        raise ShopbellError("the file is not a Shopbell backup: its manifest is missing or unreadable") from exc
    if manifest.format > FORMAT:
        raise ShopbellError(f"the backup was made by Shopbell {manifest.version}; install that version to restore it")
    listed = {member.name: member.size for member in manifest.members}
    held = [(info.filename, info.file_size) for info in archive.infolist() if info.filename != MANIFEST]
    strange = next((name for name in listed if not fits_in(name)), None)
    if strange is not None:
        raise ShopbellError(f"the backup holds a file that does not belong there: {strange!r}")
    if DATABASE not in listed or len(listed) != len(manifest.members) or sorted(held) != sorted(listed.items()):
        raise ShopbellError("the backup is damaged: its files are not those of its manifest")
    return manifest


def restore(
    file: Path, data: Path, config: Path | None, *, force: bool = False, progress: Progress = nothing_shown
) -> Restored:
    """Check a backup, then put it in place.

    Args:
        file: made by ``back_up``; or the plain copy of a database made before an upgrade, which replaces only that.
        data: the data folder; no shop may be running on it.
        config: where the shop's files go, None to leave them in the backup.
        force: what is there already is moved aside (``before-restore-...``) instead of being a reason to stop.

    Replies that were on their way are parked: they may have been sent since. Ids go on far above the backup's, so
    that no platform takes a new message for one that it got after the backup was made.

    Raises:
        ShopbellError: the shop runs, something is there already, or the backup does not hold what it says; nothing
            was changed then.
    """
    with _told(file):
        return (
            _restore_copy(file, data, force=force)
            if _is_database(file)
            else _restore(file, data, config, force, progress)
        )


def _restore(file: Path, data: Path, config: Path | None, force: bool, progress: Progress) -> Restored:
    with zipfile.ZipFile(file) as archive:
        manifest = read_manifest(archive)
        with DataLock(data), _stage(data) as stage:
            _check_data(manifest, data, force=force)
            _unpack(archive, manifest, stage, progress)
            if not force:
                _check_configuration(_configuration(stage, config))
            parked = _settle_database(stage / DATABASE, manifest)
            os.sync()  # the new files first, then their names: a power cut must not leave names without content
            aside = _place_data(stage, data, _occupants(data))
            aside += _place_configuration(stage, config)  # after it, for the shop's folder may lie in the data folder
            return Restored(manifest, aside, parked)


def _is_database(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(16) == b"SQLite format 3\0"


def _restore_copy(file: Path, data: Path, *, force: bool) -> Restored:
    """Put only the database back; media and configuration are as they are."""
    with DataLock(data), _stage(data) as stage:
        manifest = Manifest(
            format=FORMAT,
            version="of then",
            created=file.stat().st_mtime_ns // 1_000_000,
            secrets=True,
            counts={},
            members=[Member(DATABASE, file.stat().st_size, "")],
        )
        _check_data(manifest, data, force=force)
        shutil.copyfile(file, stage / DATABASE)
        parked = _settle_database(stage / DATABASE, manifest)
        os.sync()
        there = [path for path in _occupants(data) if path.name.startswith(DATABASE)]
        return Restored(manifest, _place_data(stage, data, there), parked)


@contextmanager
def _told(file: Path) -> Iterator[None]:
    """Errors of the file and the disk, as sentences."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as exc:
        raise ShopbellError(f"{file.name} is damaged or not a backup: {exc}") from exc
    except sqlite3.Error as exc:
        raise ShopbellError(f"the database in {file.name} is damaged: {exc}") from exc
    except OSError as exc:
        raise ShopbellError(f"{file.name} cannot be restored: {exc.strerror or exc}") from exc


@contextmanager
def _stage(data: Path) -> Iterator[Path]:
    stage = data / STAGE
    shutil.rmtree(stage, ignore_errors=True)  # of a restore that was cut short
    stage.mkdir(mode=0o700)
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _occupants(data: Path) -> list[Path]:
    """What of a shop lies in the folder, the database before its write-ahead log, which is nothing without it."""
    found = [path for path in data.iterdir() if path.name not in ("lock", STAGE) and not path.name.startswith(ASIDE)]
    return sorted(found, key=lambda path: (path.name != DATABASE, path.name))


def _check_data(manifest: Manifest, data: Path, *, force: bool) -> None:
    if not force and (there := _occupants(data)):
        raise ShopbellError(f"{data} is not empty ({there[0].name}); --force moves what is there aside")
    needed, free = sum(member.size for member in manifest.members), shutil.disk_usage(data).free
    if needed > free:
        raise ShopbellError(f"{data} has {free:,} bytes free, the backup needs {needed:,}")


class Change(NamedTuple):
    """A file of the configuration that is not yet as it was."""

    staged: Path
    target: Path


def _configuration(stage: Path, config: Path | None) -> list[Change]:
    if config is None:
        return []
    folder = stage / "config"
    staged = sorted(path for path in folder.rglob("*") if path.is_file())
    changes = [Change(path, config / path.relative_to(folder)) for path in staged]
    return [each for each in changes if not (each.target.is_file() and _same(*each))]


def _same(one: Path, other: Path) -> bool:
    return one.stat().st_size == other.stat().st_size and one.read_bytes() == other.read_bytes()


def _check_configuration(changes: list[Change]) -> None:
    there = [each.target for each in changes if each.target.exists()]
    if there:
        raise ShopbellError(
            f"{there[0]} differs from the backup"
            + (f", and {len(there) - 1} more" if len(there) > 1 else "")
            + "; --force moves what is there aside, --no-config leaves it"
        )


def _aside(folder: Path) -> Path:
    """A new name for what was there before; made when it is needed."""
    name = ASIDE + time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    return next(path for n in count() if not (path := folder / (f"{name}-{n}" if n else name)).exists())


def _place_configuration(stage: Path, config: Path | None) -> list[Path]:
    if config is None:
        return []
    aside, used = _aside(config), False
    for staged, target in _configuration(stage, config):
        if target.exists():
            kept = aside / target.relative_to(config)
            kept.parent.mkdir(parents=True, exist_ok=True)
            target.replace(kept)
            used = True
        target.parent.mkdir(parents=True, exist_ok=True)
        new = target.with_name(f".{target.name}.new")  # the shop's folder may lie on another file system
        shutil.copyfile(staged, new)
        new.replace(target)
    return [aside] if used else []


def _place_data(stage: Path, data: Path, there: list[Path]) -> list[Path]:
    aside = _aside(data)
    if there:
        aside.mkdir(mode=0o700)
    for path in there:
        path.replace(aside / path.name)
    for name in ("media", SECRET_KEY, DATABASE):  # the database last: it is what makes the folder a shop
        if (stage / name).exists():
            (stage / name).replace(data / name)
    return [aside] if there else []


def _unpack(archive: zipfile.ZipFile, manifest: Manifest, stage: Path, progress: Progress) -> None:
    done, total = 0, sum(member.size for member in manifest.members)
    for member in manifest.members:
        target = stage / member.name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _unpack_member(archive, member, target)
        done += member.size
        progress(done, total)


def _unpack_member(archive: zipfile.ZipFile, member: Member, target: Path) -> None:
    digest, size = hashlib.sha256(), 0
    with archive.open(member.name) as packed, target.open("wb") as file:
        target.chmod(0o600)
        for chunk in chunks(packed):
            size += len(chunk)
            if size > member.size:
                break  # more than it says: a bomb, or damage
            digest.update(chunk)
            file.write(chunk)
    named = target.name if member.name.startswith("media/") else member.sha256
    if size != member.size or digest.hexdigest() != member.sha256 or named != member.sha256:
        raise ShopbellError(f"the backup is damaged: {member.name} is not what was packed")


def _settle_database(path: Path, manifest: Manifest) -> int:
    """Check the copy, park what may have been sent since, move the ids on; returns how many rows were parked."""
    database = sqlite3.connect(path, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode = DELETE")  # one file, whatever it was before
        if database.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise ShopbellError("the database in the backup is damaged")
        if max(applied(database, core.owner), default=0) > len(core.steps):
            raise ShopbellError(
                f"the backup was made by Shopbell {manifest.version}, which is newer than this one; install it first"
            )
        parked = database.execute(
            "UPDATE outbox SET state = 'parked', reason = 'restored from a backup: may have been sent since'"
            " WHERE state IN ('due', 'sending', 'unknown')"
        ).rowcount
        since = max(0, time.time_ns() // 1_000_000 - manifest.created)
        write = remember_ids({table: last + 1000 + since * IDS_PER_MS for table, last in ids_in(database).items()})
        database.execute(write.sql, write.params)
    finally:
        database.close()
    return parked
