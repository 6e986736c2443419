"""Files are stored once by content and go with the last message that mentions them."""

import hashlib
import os
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.errors import RequestError, StoreUnavailable
from shopbell.stores.media import GRACE_SECONDS, UNKNOWN_TYPE, Media, MediaStore, forget, mention, sniff
from shopbell.stores.store import Store

pytestmark = pytest.mark.sqlite  # about the file itself

PHOTO = b"\x89PNG\r\n\x1a\n" + b"a cake" * 100


@pytest.fixture
def media(store: Store) -> MediaStore:
    return MediaStore(store.path.parent)


def age(media: MediaStore, *files: Media) -> None:
    """Make files old enough to be looked at."""
    then = time.time() - GRACE_SECONDS - 60
    for file in files:
        os.utime(media.path(file.sha256), (then, then))


def files(media: MediaStore) -> set[str]:
    return {path.name for path in media.folder.rglob("*") if path.is_file()}


async def test_a_picture_is_stored_under_its_content(media: MediaStore) -> None:
    stored = media.write(PHOTO)

    assert stored == Media(hashlib.sha256(PHOTO).hexdigest(), "image/png", len(PHOTO))
    assert media.path(stored.sha256) == media.folder / stored.sha256[:2] / stored.sha256
    assert media.read(stored.sha256) == PHOTO
    assert media.path(stored.sha256).stat().st_mode & 0o077 == 0


async def test_the_same_picture_twice_is_one_file(media: MediaStore) -> None:
    assert media.write(PHOTO) == media.write(iter([PHOTO[:5], PHOTO[5:]]))
    assert len(files(media)) == 1


async def test_a_file_goes_with_its_last_mention(store: Store, media: MediaStore) -> None:
    shared, single = media.write(PHOTO), media.write(b"%PDF-1.7 an invoice")
    await store.commit([mention(shared, 16, 0), mention(single, 16, 0), mention(shared, 32, 0), mention(shared, 32, 0)])
    age(media, shared, single)
    assert media.sweep() == 0

    await store.commit([forget(16)])
    assert media.sweep() == 1
    assert files(media) == {shared.sha256}

    await store.commit([forget(32)])
    assert media.sweep() == 1
    assert files(media) == set()


async def test_a_fresh_upload_waits_for_the_message_that_mentions_it(media: MediaStore) -> None:
    stored = media.write(PHOTO)
    assert media.sweep() == 0

    age(media, stored)
    media.write(PHOTO)  # sent again: the hour begins anew
    assert media.sweep() == 0

    age(media, stored)
    assert media.sweep() == 1


@pytest.mark.parametrize("limit", [0, 10, len(PHOTO) - 1])
async def test_what_is_too_large_is_refused_and_leaves_nothing(media: MediaStore, limit: int) -> None:
    with pytest.raises(RequestError) as refused:
        media.write(PHOTO, limit=limit)

    assert refused.value.status == 413
    assert files(media) == set()


async def test_an_endless_upload_is_not_read_to_its_end(media: MediaStore) -> None:
    read = 0

    def endless() -> Iterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield b"x" * 1000

    with pytest.raises(RequestError):
        media.write(endless(), limit=10_000)
    assert read == 11


async def test_an_upload_that_breaks_off_leaves_nothing(media: MediaStore) -> None:
    def broken() -> Iterator[bytes]:
        yield PHOTO
        raise ConnectionResetError("the customer closed the browser")

    with pytest.raises(StoreUnavailable):
        media.write(broken())
    assert files(media) == set()


async def test_an_empty_file_is_refused(media: MediaStore) -> None:
    with pytest.raises(RequestError) as refused:
        media.write(b"")
    assert refused.value.status == 400


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "ab", "A" * 64, "g" * 64, "/" * 64, "a" * 63, "a" * 65])
async def test_only_hashes_are_looked_up(media: MediaStore, name: str) -> None:
    with pytest.raises(KeyError):
        media.read(name)


async def test_what_is_gone_is_said_to_be_gone(media: MediaStore) -> None:
    with pytest.raises(KeyError):
        media.read("0" * 64)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"\x00\x00\x00\x18ftypmp42", "video/mp4"),
        (b"\x00\x00\x00\x20ftypM4A ", "audio/mp4"),
        (b"\x00\x00\x00\x1cftypavif", "image/avif"),
        (b"OggS\x00\x02", "audio/ogg"),
        (b"ID3\x04", "audio/mpeg"),
        (b"%PDF-1.4", "application/pdf"),
        (b"<svg xmlns=", UNKNOWN_TYPE),
        (b"<!DOCTYPE html>", UNKNOWN_TYPE),
        (b"MZ\x90\x00", UNKNOWN_TYPE),
        (b"", UNKNOWN_TYPE),
    ],
)
def test_a_type_is_what_the_first_bytes_say(head: bytes, kind: str) -> None:
    assert sniff(head) == kind


@given(st.binary(max_size=64))
def test_no_bytes_are_taken_for_something_that_runs_scripts(content: bytes) -> None:
    kind = sniff(content)
    assert kind in (UNKNOWN_TYPE, "application/pdf") or kind.startswith(("image/", "audio/", "video/"))
    assert "svg" not in kind
