"""An app's own server is called back, signed; it checks with the official library and may refuse in many ways."""

import asyncio
import base64
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from standardwebhooks import Webhook, WebhookVerificationError

from shopbell import callback_mistake, sign_webhook, webhook_key
from shopbell.errors import ConfigError, DeliveryError
from tests.plugins.api_house import ApiHouse, api_house
from tests.plugins.platform_fixtures import one, signature

OLD, NEW = ("whsec_" + base64.b64encode(bytes([n]) * 24).decode() for n in (1, 2))


class AppServer:
    """The app's server: keeps what it is sent, answers as it is told."""

    def __init__(self) -> None:
        self.calls: list[tuple[dict[str, str], bytes]] = []
        self.status, self.headers, self.pause = 204, dict[str, str](), 0.0

    async def take(self, request: web.Request) -> web.Response:
        self.calls.append((dict(request.headers), await request.read()))
        await asyncio.sleep(self.pause)
        return web.Response(status=self.status, headers=self.headers)

    def read(self, secret: str = OLD, call: int = -1) -> Any:
        """The last call, verified by the official library."""
        headers, body = self.calls[call]
        return Webhook(secret).verify(body, {name.lower(): value for name, value in headers.items()})


class Called:
    """The shop and the app it calls."""

    def __init__(self, house: ApiHouse, app: AppServer) -> None:
        self.house, self.app = house, app


@asynccontextmanager
async def calling(data: Path, *, secrets: tuple[str, ...] = (OLD,), **table: Any) -> AsyncIterator[Called]:
    app = AppServer()
    site = web.Application()
    site.router.add_post("/callback", app.take)
    async with TestServer(site) as server:
        apps = {"phone": {"callback": str(server.make_url("/callback")), "secret": {"env": "S"}}}
        async with api_house(data, {"apps": apps} | table, {"S": secrets}) as house:
            yield Called(house, app)


@pytest.fixture
async def called(tmp_path: Path) -> AsyncIterator[Called]:
    """An app named phone with a callback."""
    async with calling(tmp_path) as called:
        yield called


async def test_the_app_is_told_what_was_said(called: Called) -> None:
    await called.house.deliver("It shipped today.", account="phone", number=7)

    assert called.app.calls[0][0]["webhook-id"] == "msg_7"
    assert called.app.read() == {
        "type": "message.created",
        "timestamp": "2025-11-22T00:00:00.000Z",
        "data": {
            "conversation": "41",
            "sender": "ana",
            "turn": 3,
            "seq": 7,
            "author": "bot",
            "purpose": "conversational",
            "replies": [{"type": "text", "text": "It shipped today."}],
        },
    }


async def test_another_attempt_has_the_same_id(called: Called) -> None:
    for _ in range(2):
        await called.house.deliver(account="phone", number=7)

    assert [headers["webhook-id"] for headers, _ in called.app.calls] == ["msg_7", "msg_7"]


async def test_while_a_secret_is_rotated_both_fit(called: Called) -> None:
    called.house.scope.secrets["S"] = (NEW, OLD)

    await called.house.deliver(account="phone")

    assert called.app.read(OLD) == called.app.read(NEW)
    with pytest.raises(WebhookVerificationError):
        called.app.read("whsec_" + base64.b64encode(b"x" * 24).decode())


async def test_apps_without_callback_fetch(called: Called) -> None:
    assert called.house.channel.pulls("default")
    assert not called.house.channel.pulls("phone")

    await called.house.deliver(account="default")

    assert called.app.calls == []


@pytest.mark.parametrize(
    ("status", "headers", "kind", "retry_after"),
    [
        (400, {}, "invalid", None),
        (401, {}, "auth", None),
        (403, {}, "auth", None),
        (404, {}, "temporary", None),
        (422, {}, "invalid", None),
        (429, {"Retry-After": "7"}, "rate_limited", 7.0),
        (429, {"Retry-After": "999999"}, "rate_limited", 3_600.0),
        (429, {"Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT"}, "rate_limited", None),
        (500, {}, "temporary", None),
        (503, {"Retry-After": "5"}, "temporary", 5.0),
        (302, {"Location": "http://127.0.0.1:1/inside"}, "invalid", None),
    ],
)
async def test_a_refusal_tells_the_outbox_what_to_do(
    called: Called, status: int, headers: dict[str, str], kind: str, retry_after: float | None
) -> None:
    called.app.status, called.app.headers = status, headers

    with pytest.raises(DeliveryError) as refused:
        await called.house.deliver(account="phone")

    assert (refused.value.kind, refused.value.retry_after) == (kind, retry_after)
    assert len(called.app.calls) == 1


async def test_an_app_that_is_gone_is_left_alone(called: Called) -> None:
    called.app.status = 410

    for _ in range(3):
        with pytest.raises(DeliveryError) as refused:
            await called.house.deliver(account="phone")
        assert (refused.value.kind, refused.value.scope) == ("undeliverable", "account")

    assert len(called.app.calls) == 1


async def test_an_app_that_does_not_answer_is_tried_again(tmp_path: Path) -> None:
    async with calling(tmp_path, callback_timeout=0.05) as called:
        called.app.pause = 5.0

        with pytest.raises(DeliveryError) as refused:
            await called.house.deliver(account="phone")

        assert refused.value.kind == "unknown"  # the app drops what it has under this id: it is tried again
        assert called.house.channel.capabilities.idempotent


async def test_an_app_that_is_down_is_tried_again(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        apps = {"phone": {"callback": url, "secret": {"env": "S"}}}
        async with api_house(tmp_path, {"apps": apps}, {"S": (OLD,)}) as house:
            with pytest.raises(DeliveryError) as refused:
                await house.deliver(account="phone")

    assert refused.value.kind == "temporary"
    assert "127.0.0.1" not in str(refused.value)


# ---- where it may lead ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/x", "ftp://shop.example/x", "shop.example", "", "https://", "https://user:pw@shop.example/",
        "https://10.0.0.1/", "https://192.168.1.1/x", "https://[fe80::1]/", "https://169.254.169.254/latest",
        "https://[::ffff:10.0.0.1]/", "https://0.0.0.0/", "https://[fd00::1]/", "https://100.64.0.1/",
        "https://x.example:99999/", "http://[::1",
    ],
)  # fmt: skip
def test_a_callback_leads_to_the_open_internet(url: str) -> None:
    assert callback_mistake(url)


@pytest.mark.parametrize(
    "url", ["https://shop.example/x", "https://8.8.8.8/", "http://localhost:9/", "http://127.0.0.1/", "http://[::1]:9/"]
)
def test_or_to_this_machine(url: str) -> None:
    assert callback_mistake(url) == ""


async def test_the_owner_is_told_what_is_wrong_and_what_allows_it(tmp_path: Path) -> None:
    apps = {"phone": {"callback": "https://10.0.0.1/", "secret": {"env": "S"}}}
    with pytest.raises(ConfigError) as refused:
        async with api_house(tmp_path / "guarded", {"apps": apps}, {"S": (OLD,)}):
            pass
    async with api_house(tmp_path, {"apps": apps, "private_callbacks": True}, {"S": (OLD,)}):
        pass  # the setting opens the shop's own network

    assert "the callback of phone leads into a private network" in str(refused.value)
    assert "private_callbacks" in refused.value.hint


async def test_such_a_callback_is_not_tried_again(tmp_path: Path) -> None:
    apps = {"phone": {"callback": "https://0x7f.1/", "secret": {"env": "S"}}}
    async with api_house(tmp_path, {"apps": apps}, {"S": (OLD,)}) as house:
        with pytest.raises(DeliveryError) as refused:
            await house.deliver(account="phone")

    assert refused.value.kind == "invalid"


@pytest.mark.parametrize(
    "secret", ["", "whsec_", "plain", "whsec_!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!", OLD.removeprefix("whsec_")]
)
async def test_a_secret_that_is_none_is_told_at_once(tmp_path: Path, secret: str) -> None:
    apps = {"phone": {"callback": "https://shop.example/", "secret": {"env": "S"}}}

    with pytest.raises(ConfigError):
        async with api_house(tmp_path, {"apps": apps}, {"S": (secret,)}):
            pass


def test_the_signature_is_that_of_the_standard() -> None:
    # The example of the specification (standard-webhooks 1.0, "Signature scheme").
    key = webhook_key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signed = sign_webhook("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', [key])

    assert signed["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_signature_is_that_of_the_fixtures() -> None:
    sent = one("rest", "out_callback")["request"]
    vector = signature("standard_webhooks")
    assert sent["body_text"] == vector["body"]

    key = [webhook_key(vector["secret"])]
    signed = sign_webhook(vector["id"], int(vector["timestamp"]), vector["body"].encode(), key)
    flipped = sign_webhook(vector["id"], int(vector["timestamp"]), vector["body"].replace("4", "5", 1).encode(), key)

    assert {name: signed[name] for name in sent["headers"] if name != "webhook-signature"} == {
        name: value for name, value in sent["headers"].items() if name != "webhook-signature"
    }
    assert signed["webhook-signature"] == vector["value"] != flipped["webhook-signature"]
