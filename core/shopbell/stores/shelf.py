"""Pictures, sounds and files that people send: what is kept of each, and what an engine's shelf for them does."""

import hashlib
from collections.abc import Iterable
from typing import IO, NamedTuple, Protocol

from shopbell.contracts import Write
from shopbell.errors import RequestError

DEFAULT_LIMIT = 25 * 1024 * 1024  # bytes; most mail servers stop here, chat platforms at 5 to 100 MB
GRACE_SECONDS = 3600.0  # a file may wait this long for the job that mentions it
UNKNOWN_TYPE = "application/octet-stream"

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


class MediaShelf(Protocol):
    """Stores contents once, under their SHA-256. Its methods block: call them in a worker thread."""

    def read(self, sha256: str) -> bytes:
        """The content.

        Raises:
            KeyError: not the name of a content, not here, or here no more.
            StoreUnavailable: try again later.
        """
        ...

    def write(self, content: bytes | Iterable[bytes], limit: int = ...) -> Media:
        """Store a content durably, once; at most ``limit`` bytes.

        Raises:
            RequestError: 413, it is larger; 400, it is empty.
            StoreUnavailable: nothing was stored, try again later.
        """
        ...

    def drop(self, sha256: str) -> None:
        """Delete a content at once, if it is here.

        Raises:
            StoreError: the database or the disk refuses.
        """
        ...

    def sweep(self, now: float | None = None) -> int:
        """Delete what no message mentions and has waited over an hour; returns how many files.

        Raises:
            StoreError: the database or the disk refuses; what was deleted stays deleted.
        """
        ...


def name_of_content(sha256: str) -> str:
    """The name as it was given.

    Raises:
        KeyError: not the name of a content.
    """
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise KeyError(sha256)
    return sha256


def copy_content(pieces: Iterable[bytes], file: IO[bytes], limit: int) -> Media:
    """Copy pieces into a file, no more than ``limit`` bytes of them; what it was.

    Raises:
        RequestError: 413, there is more; 400, there is nothing.
    """
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
