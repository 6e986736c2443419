"""Pictures, sounds and files that customers and the shop send: stored once by content, gone with the last mention."""

import hashlib
import os
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, NamedTuple

from shopbell.contracts import Write
from shopbell.errors import RequestError, StoreUnavailable
from shopbell.stores.sqlite import connect, readable

DEFAULT_LIMIT = 25 * 1024 * 1024  # bytes; most mail servers stop here, chat platforms at 5 to 100 MB
GRACE_SECONDS = 3600.0  # a file may wait this long for the job that mentions it
UNKNOWN_TYPE = "application/octet-stream"

_placing = threading.Lock()  # between "it is sent once more" and "nobody mentions it"; one process has the folder

# (offset, bytes, type); the first that fits. Only what browsers show inline, and what says so in its first bytes:
# HTML and SVG carry scripts and are never recognised, so that they are only offered for download.
_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/wav"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\xff\xf2", "audio/mpeg"),
    (0, b"\xff\xf1", "audio/aac"),
    (0, b"\xff\xf9", "audio/aac"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp3gp", "video/3gpp"),
    (4, b"ftyp", "video/mp4"),
)


class Media(NamedTuple):
    """One stored file. ``sha256`` in hex is its name; ``media_type`` is what its first bytes say."""

    sha256: str
    media_type: str
    size: int  # bytes


def sniff(head: bytes) -> str:
    """The media type that the first 16 bytes tell; ``application/octet-stream`` when they tell none."""
    return next((kind for at, magic, kind in _MAGIC if head.startswith(magic, at)), UNKNOWN_TYPE)


def mention(media: Media, message_id: int, now: int) -> Write:
    """Keep a file for a message: rides in the job that stores the message, within the hour after ``write``."""
    return Write(
        "INSERT INTO media_ref VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (media.sha256, message_id, media.media_type, media.size, now),
    )


def forget(message_id: int) -> Write:
    """Drop a message's mentions; files without any go with the next sweep."""
    return Write("DELETE FROM media_ref WHERE message_id = ?", (message_id,))


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
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise KeyError(sha256)
        return self.folder / sha256[:2] / sha256

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
                    media = _copy(pieces, file, limit)
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


def _copy(pieces: Iterable[bytes], file: IO[bytes], limit: int) -> Media:
    digest, head, size = hashlib.sha256(), b"", 0
    for piece in pieces:
        size += len(piece)
        if size > limit:
            raise RequestError(413, "File too large", f"at most {limit:,} bytes are taken")
        head = (head + piece)[:16] if len(head) < 16 else head
        digest.update(piece)
        file.write(piece)
    if not size:
        raise RequestError(400, "Empty file", "the file has no content")
    return Media(digest.hexdigest(), sniff(head), size)


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
