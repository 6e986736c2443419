"""What customers point at is fetched from the open internet only, and never more than allowed."""

import asyncio

import pytest
from aiohttp import ClientSession

from shopbell.errors import RequestError
from shopbell.http.download import download
from shopbell.testing import Answer, Asked, Platform
from tests.plugins.telegram_house import CHAT, USER, obliging, telegram_house, update

pytestmark = pytest.mark.storage

PHOTO = b"\x89PNG\r\n\x1a\n" + b"a loaf of rye" * 100


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/a.png", "ftp://shop.example/a", "file:///etc/passwd", "https://user:pw@shop.example/a",
        "https://127.0.0.1/a", "https://10.1.2.3/a", "https://169.254.169.254/latest", "https://[::1]/", "https://[fd00::1]/",
        "https://[::ffff:10.0.0.1]/", "https://[64:ff9b::a00:1]/", "https://[2002:a00:1::]/", "https://0.0.0.0/",
        "https://224.0.0.1/", "https://100.64.0.1/", "https://localhost/", "https://printer.local/", "https://",
        "https://0x7f.1/", "https://127.1/", "https://2130706433/", "https://x.example:99999/", "https://[::1",
    ],
)  # fmt: skip
async def test_nothing_is_fetched_from_inside(url: str) -> None:
    with pytest.raises(RequestError) as refused:
        await download(url, limit=1_000, seconds=5.0)

    assert refused.value.status in (422, 502)
    if url not in ("https://127.1/", "https://2130706433/"):  # these the HTTP client itself refuses
        assert refused.value.status == 422


@pytest.mark.parametrize("host", ["127.0.0.1", "0x7f.1"])  # ``0x7f.1``: a name, whose resolver answers 127.0.0.1
async def test_a_redirect_may_not_lead_inside(host: str) -> None:
    async with Platform(lambda asked: Answer(302, headers={"Location": f"https://{host}:1/"})) as platform:
        with pytest.raises(RequestError) as refused:
            await download(f"{platform.url}/a", limit=1_000, seconds=5.0, trusted=platform.url)

    assert refused.value.status == 422


async def test_not_even_to_the_trusted_place_once_more() -> None:
    async with Platform(lambda asked: Answer(302, headers={"Location": "/again"})) as platform:
        with pytest.raises(RequestError) as refused:
            await download(f"{platform.url}/a", limit=1_000, seconds=5.0, trusted=platform.url)

    assert (refused.value.status, len(platform.asked)) == (422, 1)


@pytest.mark.parametrize("answer", [Answer(body=b"x" * 2_000), Answer(404), Answer(slow=9.0), Answer(cut=True)])
async def test_too_much_too_slow_or_not_there(answer: Answer) -> None:
    async with Platform(lambda asked: answer) as platform:
        with pytest.raises(RequestError) as refused:
            await download(f"{platform.url}/secret-token/a", limit=1_000, seconds=0.5, trusted=platform.url)

    assert refused.value.status == (413 if answer.body else 502)
    assert "secret-token" not in str(refused.value)


def with_files(asked: Asked) -> Answer:
    """The Bot API with one file."""
    if asked.path.endswith("/getFile"):
        return Answer(body={"ok": True, "result": {"file_id": "x", "file_path": "photos/1.jpg"}})
    return Answer(body=PHOTO) if asked.path.startswith("/file/") else obliging(asked)


async def test_a_picture_that_a_customer_sends_is_kept_with_the_message(shop) -> None:  # type: ignore[no-untyped-def]
    async with telegram_house(shop) as house:
        house.platform._answer = with_files
        photo = {
            "message_id": 4,
            "from": USER,
            "chat": CHAT,
            "date": 1,
            "photo": [{"file_id": "big", "width": 9, "height": 9}],
        }

        await house.brings(update(4) | {"message": photo})
        (heard,) = await shop.heard("telegram")

    (kept,) = heard.attachments
    assert (kept.ref, kept.media_type, kept.size) == ("big", "image/png", len(PHOTO))
    assert await asyncio.to_thread(shop.running.store.media.read, kept.media) == PHOTO
    assert await shop.fetch("SELECT sha256 FROM media_ref") == [(kept.media,)]


async def test_a_picture_that_is_not_to_be_had_does_not_hold_up_the_answer(shop) -> None:  # type: ignore[no-untyped-def]
    async with telegram_house(shop) as house, ClientSession():
        house.platform._answer = lambda asked: Answer(500) if asked.path.endswith("getFile") else obliging(asked)
        photo = {
            "message_id": 4,
            "from": USER,
            "chat": CHAT,
            "date": 1,
            "photo": [{"file_id": "big"}],
            "caption": "broken",
        }

        await house.brings(update(4) | {"message": photo})
        (heard,) = await shop.heard("telegram")

    assert (heard.text, heard.attachments[0].media) == ("broken", None)
