"""A shop with a Telegram bot, and a Bot API that is as obliging or as nasty as a test wants it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession

from shopbell.testing import Answer, Asked, Platform, TestShop

TOKEN, SECRET = "123:ABC", "s3cret_Token-1"
HOOK = "/hooks/shopbell_telegram/default"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
USER = {"id": 111222333, "is_bot": False, "first_name": "Ana", "language_code": "en"}
CHAT = {"id": 111222333, "type": "private"}


def obliging(asked: Asked) -> Answer:
    """The Bot API when all is well."""
    method = asked.path.rsplit("/", 1)[-1]
    if method == "getUpdates":
        return Answer(body={"ok": True, "result": []}, slow=0.02)
    result: Any = (
        {"id": 42, "is_bot": True, "first_name": "Shop", "username": "shop_bot"} if method == "getMe" else True
    )
    if method.startswith("send") and method != "sendChatAction":
        result = {"message_id": 1400, "chat": CHAT, "date": 1763769600}
    return Answer(body={"ok": True, "result": result})


def refusal(code: int, description: str, **parameters: Any) -> Answer:
    """How the Bot API says no."""
    more = {"parameters": parameters} if parameters else {}
    return Answer(code, {"ok": False, "error_code": code, "description": description, **more})


def calls(platform: Platform, method: str = "") -> list[Asked]:
    """What was asked of the Bot API; without questions for news and names unless these are meant."""
    return [asked for asked in platform.asked if (asked.path.endswith(f"/{method}") if method else is_call(asked))]


def is_call(asked: Asked) -> bool:
    """Is it more than a question for news, or for the bot's name?"""
    return not asked.path.endswith(("/getUpdates", "/getMe"))


def update(number: int, **what: Any) -> dict[str, Any]:
    """One update; ``text`` makes it a message of Ana's."""
    if "text" in what:
        text = what.pop("text")
        message = {"message_id": number, "from": USER, "chat": CHAT, "date": 1763769600, "text": text}
        what = {"message": message | what}
    return {"update_id": number, **what}


class TelegramHouse:
    """The shop, the platform, and a client that speaks as Telegram does."""

    def __init__(self, shop: TestShop, platform: Platform, client: ClientSession) -> None:
        self.shop, self.platform, self.client = shop, platform, client

    def refuses(self, *answers: Answer) -> None:
        """What the next calls are answered."""
        self.platform.misbehaves(*answers, only=is_call)

    async def brings(self, body: Any, *, secret: str | None = SECRET, hook: str = HOOK) -> tuple[int, Any]:
        """Telegram calls the shop: status, and JSON if there is any."""
        headers = {"Content-Type": "application/json", **({HEADER: secret} if secret is not None else {})}
        sent = {"data": body} if isinstance(body, bytes) else {"json": body}
        async with self.client.post(self.shop.url + hook, headers=headers, **sent) as answer:
            said = await answer.read()
            return answer.status, await answer.json() if said else None


@asynccontextmanager
async def telegram_house(shop: TestShop, **settings: Any) -> AsyncIterator[TelegramHouse]:
    """Open all of it; ``settings`` are further keys of the bot's table."""
    async with Platform(obliging) as platform, ClientSession() as client:
        secret = shop.folder / "secret"
        secret.write_text(SECRET)
        token = shop.folder / "token"
        token.write_text(TOKEN)
        bot = {"token": {"file": str(token)}, "mode": "webhook", "webhook_secret": {"file": str(secret)}} | settings
        bots = {"default": {name: value for name, value in bot.items() if value is not None}}
        status = await shop.enable("shopbell_telegram", base_url=platform.url, poll_seconds=0, bots=bots)
        assert status.state == "enabled", status.reason
        yield TelegramHouse(shop, platform, client)
        await shop.disable("shopbell_telegram")
