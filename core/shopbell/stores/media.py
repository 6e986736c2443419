"""The shelf of the SQLite engine: files in the data folder, named after their content, gone with the last mention."""

import os
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from shopbell.errors import StoreUnavailable
from shopbell.stores.shelf import (
    DEFAULT_LIMIT,
    GRACE_SECONDS,
    UNKNOWN_TYPE,
    Media,
    copy_content,
    forget,
    mention,
    name_of_content,
    sniff,
)
from shopbell.stores.sqlite import connect, readable

__all__ = ["DEFAULT_LIMIT", "GRACE_SECONDS", "UNKNOWN_TYPE", "Media", "MediaStore", "forget", "mention", "sniff"]

_placing = threading.Lock()  # between "it is sent once more" and "nobody mentions it"; one process has the folder


class MediaStore:
    """Files under ``media/ab/<sha256>``. Its methods block: call them in a worker thread."""

    def __init__(self, data: Path) -> None:
        self.folder = data / "media"
        self._database = data / "shopbell.db"

    def path(self, sha256: str) -> Path:
        """Where that content lies, or would lie.

        Raises:
            KeyError: not the name of a content.
        """
        return self.folder / sha256[:2] / name_of_content(sha256)

    def read(self, sha256: str) -> bytes:
        """The content.

        Raises:
            KeyError: not here, or here no more.
        """
        try:
            return self.path(sha256).read_bytes()
        except FileNotFoundError as exc:
            raise KeyError(sha256) from exc

    def write(self, content: bytes | Iterable[bytes], limit: int = DEFAULT_LIMIT) -> Media:
        """Store a content durably, once.

        Args:
            content: all of it, or pieces as they arrive; nothing beyond ``limit`` bytes is read.
            limit: bytes.

        Raises:
            RequestError: 413, it is larger than ``limit``; 400, it is empty.
            StoreUnavailable: the disk refuses; nothing was stored.
        """
        pieces = (content,) if isinstance(content, bytes) else content
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=".new-", dir=self.folder)
            try:
                with open(handle, "wb") as file:
                    media = copy_content(pieces, file, limit)
                    file.flush()
                    os.fsync(file.fileno())
                self._place(Path(name), self.path(media.sha256))
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as exc:
            raise StoreUnavailable(f"the file cannot be stored now: {exc.strerror}") from exc
        return media

    def _place(self, new: Path, place: Path) -> None:
        with _placing:
            place.parent.mkdir(mode=0o700, exist_ok=True)
            # Also over an older copy: the file's age says how long it has been waiting for a mention.
            new.replace(place)
        _fsync(place.parent)
        _fsync(place.parent.parent)

    def drop(self, sha256: str) -> None:
        """Delete a content at once, if it is here.

        Raises:
            StoreUnavailable: the disk refuses.
        """
        try:
            self.path(sha256).unlink(missing_ok=True)
        except OSError as exc:
            raise StoreUnavailable(f"the file cannot be removed now: {exc.strerror}") from exc

    def sweep(self, now: float | None = None) -> int:
        """Delete files that no message mentions and that have waited over an hour; returns how many.

        Costs one listing and one query per folder (256 of them); ``now`` is seconds since 1970, the file system's.

        Raises:
            StoreError: the database or the disk refuses; what was deleted stays deleted.
        """
        oldest = (time.time() if now is None else now) - GRACE_SECONDS
        try:
            with closing(connect(self._database, read_only=True)) as database:
                return sum(self._sweep_folder(folder, database, oldest) for folder in _folders(self.folder))
        except sqlite3.Error as exc:
            raise readable(exc) from exc
        except OSError as exc:
            raise StoreUnavailable(f"files that are not needed any more cannot be removed: {exc}") from exc

    def _sweep_folder(self, folder: Path, database: sqlite3.Connection, oldest: float) -> int:
        # The hash is the first column of the primary key, and "g" follows the last hex digit. In the media folder
        # itself only what an interrupted write left behind is found.
        span = (folder.name, folder.name + "g")
        rows = database.execute("SELECT sha256 FROM media_ref WHERE sha256 >= ? AND sha256 < ?", span)
        mentioned = {str(sha256) for (sha256,) in rows}
        waiting = [entry.path for entry in os.scandir(folder) if entry.is_file() and entry.name not in mentioned]
        return sum(self._sweep_file(Path(path), database, oldest) for path in waiting)

    def _sweep_file(self, file: Path, database: sqlite3.Connection, oldest: float) -> bool:
        with _placing:  # ``write`` renews the age under the same lock
            try:
                if file.stat().st_mtime > oldest:
                    return False
            except FileNotFoundError:
                return False  # an upload that has just been given its name
            if database.execute("SELECT 1 FROM media_ref WHERE sha256 = ? LIMIT 1", (file.name,)).fetchone():
                return False
            file.unlink()
            return True


def _folders(media: Path) -> Iterator[Path]:
    """The folder itself, where an interrupted write leaves its file, and those below."""
    if media.is_dir():
        yield media
        yield from sorted(path for path in media.iterdir() if path.is_dir())


def _fsync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
