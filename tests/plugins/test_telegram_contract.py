"""Telegram passes what every channel must pass."""

import io
import json
from contextlib import AsyncExitStack

from aiohttp import ClientSession

from shopbell.testing import Answer, Asked, HearingContract, Platform, SendingContract, TestShop
from tests.plugins.telegram_house import CHAT, HEADER, HOOK, SECRET, TOKEN, USER, obliging, refusal, update


class TestTelegram(HearingContract, SendingContract):
    """One bot that is called."""

    plugin = "shopbell_telegram"
    channel = "telegram"
    address = "1112"
    secrets = (TOKEN, SECRET)

    async def open(self, shop: TestShop, platform: Platform, stack: AsyncExitStack) -> None:
        self.client = await stack.enter_async_context(ClientSession())
        kept = {"token": TOKEN, "secret": SECRET}
        for name, value in kept.items():
            (shop.folder / name).write_text(value)
        files = {name: {"file": str(shop.folder / name)} for name in kept}
        bot = {"token": files["token"], "mode": "webhook", "webhook_secret": files["secret"]}
        await shop.enable(self.plugin, base_url=platform.url, bots={"default": bot}, send_timeout=1.0)

    def answer(self, asked: Asked) -> Answer:
        return obliging(asked)

    async def brings(self, shop: TestShop, sender: str, number: int, text: str) -> int:
        who = {"from": USER | {"id": int(sender)}, "chat": CHAT | {"id": int(sender)}}
        return await self._post(shop, SECRET, json.dumps(update(number, text=text, **who)).encode())

    async def forges(self, shop: TestShop, sender: str, number: int, text: str) -> int | None:
        return await self._post(shop, SECRET.replace("1", "2"), json.dumps(update(number, text=text)).encode())

    async def throws(self, shop: TestShop, body: bytes) -> int | None:
        return await self._post(shop, SECRET, body)

    def genuine(self) -> list[bytes]:
        here = {"message_id": 4, "from": USER, "chat": CHAT, "date": 1763769600}
        picture = here | {"photo": [{"file_id": "big", "width": 9, "height": 9}], "caption": "a loaf"}
        pressed = {"id": "7", "from": USER, "message": here | {"text": "Size?"}, "data": "s"}
        member = {"user": USER, "status": "kicked"}
        left = {"chat": CHAT, "from": USER, "date": 1763769600, "old_chat_member": member, "new_chat_member": member}
        updates = (
            update(1, text="hi", entities=[{"type": "bold", "offset": 0, "length": 2}]),
            update(2, message=picture),
            update(3, edited_message=here | {"text": "hello", "edit_date": 1763769601}),
            update(4, callback_query=pressed),
            update(5, my_chat_member=left),
            update(6, message=here | {"location": {"latitude": 52.5, "longitude": 13.4}}),
            update(7, message=here | {"contact": {"phone_number": "+491", "first_name": "A", "user_id": 1111}}),
        )
        return [json.dumps(one).encode() for one in updates]

    def texts(self, asked: Asked) -> list[str]:
        if "/send" not in asked.path or asked.path.endswith("sendChatAction"):
            return []
        body = asked.json()
        return [str(body.get("text", body.get("caption", asked.path)))]

    def refusals(self) -> dict[str, Answer]:
        return {
            "rate_limited": refusal(429, "Too Many Requests: retry after 7", retry_after=7),
            "user_blocked": refusal(403, "Forbidden: bot was blocked by the user"),
            "undeliverable": refusal(400, "Bad Request: chat not found"),
            "invalid": refusal(400, "Bad Request: message is too long"),
            "auth": refusal(401, "Unauthorized"),
            "temporary": refusal(500, "Internal Server Error"),
        }

    async def _post(self, shop: TestShop, secret: str, body: bytes) -> int:
        async with self.client.post(shop.url + HOOK, headers={HEADER: secret}, data=io.BytesIO(body)) as answer:
            return answer.status
