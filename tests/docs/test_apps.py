"""docs/apps.md, followed to the letter: the shown functions speak with a real shop, and take its real calls."""

import base64
from typing import Any

import anyio.to_thread
import pytest

from shopbell.testing import Answer, Asked, Platform, TestShop
from shopbell_api.callbacks import refusal
from tests.docs.pages import ROOT, examples
from tests.runtime.answers import ECHO, install

PAGE = ROOT / "docs" / "apps.md"
SECRET = "whsec_" + base64.b64encode(b"told on the page" * 2).decode()
KEY = "key-of-the-page"


def shown(file: str, **settings: str) -> dict[str, Any]:
    """The functions of a file of the page, with settings of ours."""
    written: dict[str, Any] = {}
    exec(next(example.text for example in examples(PAGE) if example.file == file), written)  # noqa: S102 our page
    written.update(settings)  # the functions read them there
    return written


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The app's key; read when the shop opens."""
    monkeypatch.setenv("SHOPBELL_API_KEYS", f"phone:{KEY}")


async def test_messages_news_and_events(shop: TestShop) -> None:
    await install(shop, "echo", ECHO)
    await shop.enable("shopbell_api")
    app = shown("apps.py", SHOP=shop.url, KEY=KEY)

    async def call(name: str, *given: Any) -> Any:
        return await anyio.to_thread.run_sync(app[name], *given)

    first = await call("say", "ana", "1", "hello")
    assert first[-1]["text"] == "You said: hello"
    assert await call("say", "ana", "1", "hello") == first  # sent again: the same answer, no second turn
    messages, where = await call("news", "ana")
    assert {one["author"] for one in messages} == {"customer", "bot"}
    await call("say", "ana", "2", "and now?")
    later, _ = await call("news", "ana", where)
    assert [one.get("text") for one in later if one["author"] == "customer"] == ["and now?"]
    assert [await call("report", "order.shipped", "e1", "ana") for _ in range(2)] == [True, False]


async def test_the_shown_receiver_takes_the_shops_calls_once_and_nobody_elses(shop: TestShop) -> None:
    told: list[tuple[str, int, Any]] = []
    receiver = shown("receiver.py", SECRET=SECRET)
    statuses: list[int] = []

    def take(asked: Asked, body: bytes | None = None) -> int:
        headers = {name.lower(): value for name, value in asked.headers.items()}
        status: int = receiver["take"](headers, asked.body if body is None else body, lambda *one: told.append(one))
        return status

    def answer(asked: Asked) -> Answer:
        statuses.append(take(asked))
        return Answer(statuses[-1])

    (shop.folder / "signing").write_text(SECRET)
    await install(shop, "echo", ECHO)
    async with Platform(answer) as server:
        app = {"callback": f"{server.url}/shopbell", "secret": {"file": str(shop.folder / "signing")}}
        await shop.enable("shopbell_api", apps={"phone": app})
        sender = shown("apps.py", SHOP=shop.url, KEY=KEY)
        path = "/api/v1/messages?wait=0"
        await anyio.to_thread.run_sync(sender["ask"], "POST", path, {"sender": "ana", "id": "1", "text": "hello"})
        asked = await server.wait_for(2)  # that it is automatic, and the answer

        assert statuses == [204, 204]
        assert told[-1][0] == "ana"
        assert told[-1][2][-1]["text"] == "You said: hello"
        assert take(asked[-1]) == 204  # a second copy
        assert len(told) == 2
        assert take(asked[-1], asked[-1].body.replace(b"hello", b"hullo")) == 401


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *((status, "rate_limited") for status in (429,)),
        *((status, "temporary") for status in (404, 500, 503)),
        *((status, "auth") for status in (401, 403)),
        *((status, "invalid") for status in (400, 413, 415, 422, 302)),
    ],
)
def test_answers_mean_what_the_page_says(status: int, kind: str) -> None:
    assert refusal(status, None).kind == kind
