"""The web chat and the API pass what every channel must pass."""

import base64
import io
import json
from contextlib import AsyncExitStack

import pytest
from aiohttp import ClientSession

from shopbell.testing import Answer, Asked, HearingContract, Platform, SendingContract, TestShop

KEY = "key-of-the-contract"
SECRET = "whsec_" + base64.b64encode(b"contract" * 4).decode()


class TestApi(HearingContract, SendingContract):
    """An app that is called back: its answers go the long way, through the outbox."""

    plugin = "shopbell_api"
    channel = "api"
    account = "phone"
    secrets = (KEY, SECRET)

    @pytest.fixture(autouse=True)
    def key(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The app's key."""
        monkeypatch.setenv("SHOPBELL_API_KEYS", f"phone:{KEY}")

    async def open(self, shop: TestShop, platform: Platform, stack: AsyncExitStack) -> None:
        self.client = await stack.enter_async_context(ClientSession())
        (shop.folder / "signing").write_text(SECRET)
        app = {"callback": f"{platform.url}/callback", "secret": {"file": str(shop.folder / "signing")}}
        await shop.enable(self.plugin, apps={"phone": app}, callback_timeout=1.0)

    async def brings(self, shop: TestShop, sender: str, number: int, text: str) -> int:
        return await self._post(shop, KEY, json.dumps({"sender": sender, "id": str(number), "text": text}).encode())

    async def forges(self, shop: TestShop, sender: str, number: int, text: str) -> int | None:
        return await self._post(shop, "another", json.dumps({"sender": sender, "id": "1", "text": text}).encode())

    async def throws(self, shop: TestShop, body: bytes) -> int | None:
        return await self._post(shop, KEY, body)

    def genuine(self) -> list[bytes]:
        place = {"page": "https://shop.example/rye", "product": "rye", "stage": "cart", "locale": "de"}
        file = {
            "kind": "image",
            "url": "https://shop.example/a.png",
            "name": "a.png",
            "media_type": "image/png",
            "size": 9,
        }
        whole = {"sender": "ana", "id": "1", "text": "hi", "payload": "p", "attachments": [file], "context": place}
        return [json.dumps(one).encode() for one in (whole, {"sender": "ben", "id": "2", "text": "hi"})]

    def texts(self, asked: Asked) -> list[str]:
        return [str(part.get("text", part["type"])) for part in asked.json()["data"]["replies"]]

    def refusals(self) -> dict[str, Answer]:
        return {
            "rate_limited": Answer(429, headers={"Retry-After": "7"}),
            "auth": Answer(401),
            "invalid": Answer(422),
            "temporary": Answer(500),
        }

    async def _post(self, shop: TestShop, key: str, body: bytes) -> int:
        url, headers = f"{shop.url}/api/v1/messages?wait=0", {"Authorization": f"Bearer {key}"}
        async with self.client.post(url, data=io.BytesIO(body), headers=headers) as answer:
            return answer.status


class TestWebChat(HearingContract):
    """The web chat by its long poll; its visitors fetch what they are told."""

    plugin = "shopbell_webchat"
    channel = "webchat"

    @property
    def secrets(self) -> list[str]:  # type: ignore[override]
        return [*self.tokens.values()]

    async def open(self, shop: TestShop, platform: Platform, stack: AsyncExitStack) -> None:
        self.client = await stack.enter_async_context(ClientSession())
        self.tokens: dict[str, str] = {}
        await shop.enable(self.plugin, visitors_per_minute=10_000, messages_per_minute=1_000_000)

    async def brings(self, shop: TestShop, sender: str, number: int, text: str) -> int:
        message = {"type": "message", "id": str(number), "text": text}
        return await self._post(shop, await self._token(shop, sender), json.dumps(message).encode())

    async def forges(self, shop: TestShop, sender: str, number: int, text: str) -> int | None:
        token = await self._token(shop, sender)
        forged = token[:-2] + ("AA" if token[-2:] != "AA" else "BB")
        return await self._post(shop, forged, json.dumps({"type": "message", "id": "1", "text": text}).encode())

    async def throws(self, shop: TestShop, body: bytes) -> int | None:
        return await self._post(shop, await self._token(shop, "ana"), body)

    def genuine(self) -> list[bytes]:
        place = {"page": "https://shop.example/rye", "product": "rye"}
        return [json.dumps({"type": "message", "id": "m1", "text": "hi", "payload": "p", "context": place}).encode()]

    async def _token(self, shop: TestShop, sender: str) -> str:
        if sender not in self.tokens:
            async with self.client.post(f"{shop.url}/chat/token", json={}) as answer:
                token: str = (await answer.json())["token"]
                self.tokens.setdefault(sender, token)
        return self.tokens[sender]

    async def _post(self, shop: TestShop, token: str, body: bytes) -> int:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        async with self.client.post(f"{shop.url}/chat/messages", data=io.BytesIO(body), headers=headers) as answer:
            return answer.status
