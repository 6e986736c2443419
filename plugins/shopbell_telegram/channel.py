"""The channel: Telegram calls a door of the shop, or the shop asks Telegram for news; answers go by the Bot API."""

import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

import anyio
import msgspec
from aiohttp import web

from shopbell import (
    Attachment,
    DeliveryError,
    InboundMessage,
    Inbox,
    OutboundMessage,
    Overloaded,
    PluginScope,
    RequestError,
    StoreUnavailable,
)

from .bot_api import BotApi, Refused
from .polling import Poll, trouble
from .sending import CAN_SHOW, Call, as_call, as_id, as_plain
from .settings import BotSettings, TelegramSettings
from .updates import CHANNEL, Update, heard, read_update
from .webhook import webhook_secret

HEADER = "X-Telegram-Bot-Api-Secret-Token"
TYPING_SECONDS = 5.0
DOWNLOAD_LIMIT = 20 << 20  # bytes; more Telegram does not hand to a bot
# What it says when it cannot use our markup, or cannot fetch a picture from where we say.
UNUSABLE = ("can't parse entities", "failed to get http url content", "wrong file identifier", "wrong type of the web")


class TelegramChannel:
    """``telegram``: one account per bot, addresses are the users' ids."""

    name = CHANNEL
    capabilities = CAN_SHOW

    def __init__(self, scope: PluginScope, settings: TelegramSettings) -> None:
        self._scope, self._settings = scope, settings
        self.exclusive = any(bot.mode == "poll" for bot in settings.bots.values())
        self.troubles: dict[str, str] = {}  # by bot: what is wrong now
        self._inbox: Inbox | None = None
        self._names: dict[str, str] = {}  # by bot: its name at Telegram, once it is known
        self._apis = {name: self._api(bot) for name, bot in settings.bots.items()}

    @asynccontextmanager
    async def run(self, inbox: Inbox) -> AsyncIterator[None]:
        """Open the door, and ask for news where no door is used."""
        self._inbox = inbox
        async with anyio.create_task_group() as tasks:
            for name, bot in self._settings.bots.items():
                tasks.start_soon(self._learn_name, name)
                if bot.mode == "poll":
                    tasks.start_soon(Poll(name, self._apis[name], self, self._settings.poll_seconds).run)
            try:
                yield
            finally:
                self._inbox = None
                tasks.cancel_scope.cancel()

    async def hear(self, request: web.Request) -> web.StreamResponse:
        """One update that Telegram brings; 200 means that it is on disk."""
        name = request.match_info["bot"]
        if name not in self._settings.bots:
            raise RequestError(404, "Not Found", "There is no such bot.")
        if not self._is_genuine(request.headers.get(HEADER, ""), name):
            raise RequestError(403, "Forbidden", "The secret token is not this bot's.")
        body = await request.read()
        try:
            update = read_update(body)
        except RecursionError as exc:
            raise RequestError(400, "Not an update", "It is nested too deeply.") from exc
        except msgspec.DecodeError as exc:
            raise RequestError(400, "Not an update", "The body is no update of the Bot API.") from exc
        await self.take(update, name, body)
        if update.callback_query is None:
            return web.Response()
        # The answer may itself call a method: no request of our own is needed to stop the button's clock.
        done = {"method": "answerCallbackQuery", "callback_query_id": update.callback_query.id}
        return web.json_response(done)

    def webhook_secrets(self, name: str) -> tuple[str, ...]:
        """What Telegram may send along for this bot; two while it is rotated."""
        bot = self._settings.bots[name]
        if bot.webhook_secret is not None:
            return self._scope.secret(bot.webhook_secret)
        return tuple(map(webhook_secret, self._scope.secret(bot.token)))

    async def take(self, update: Update, account: str, raw: bytes | None = None) -> None:
        """Put an update on disk.

        Raises:
            Overloaded: not now; nothing was stored.
        """
        if self._inbox is None:
            raise Overloaded("Telegram is just being opened or closed.")
        found = heard(update, account, raw)
        try:
            if isinstance(found, InboundMessage):
                await self._inbox.accept(found)
            elif found is not None:
                await self._inbox.report(found)
        except StoreUnavailable as exc:
            raise Overloaded("The shop cannot write anything down right now.") from exc

    async def send(self, message: OutboundMessage) -> str | None:
        """Deliver one message; returns Telegram's id of it.

        Raises:
            DeliveryError: with its class; a message that Telegram cannot show is said in plain words instead.
        """
        api = self._apis.get(message.account)
        if api is None:
            raise DeliveryError(CHANNEL, f"there is no bot {message.account} any more", kind="undeliverable")
        chat = message.thread or message.address
        chat = await self._scope.kv.get(f"moved.{message.account}.{chat}", chat) if message.thread else chat
        try:
            call = as_call(message.reply.parts, chat)
        except ValueError as exc:
            raise DeliveryError(CHANNEL, str(exc), kind="invalid") from exc
        try:
            sent = await api.call(call.method, call.body)
        except Refused as exc:
            sent = await self._once_more(api, call, exc, message)
        self.troubles.pop(message.account, None)
        return str(sent["message_id"]) if isinstance(sent, dict) and "message_id" in sent else None

    def invitation(self, token: str) -> str | None:
        """A link that opens a chat with the first bot whose name is known."""
        name = next(iter(self._names.values()), None)
        return f"https://t.me/{name}?start={token}" if name else None

    async def typing(self, account: str, address: str) -> None:
        """Show for about 5 seconds that an answer is being written; not worth a word when it fails."""
        with suppress(DeliveryError):
            body = {"chat_id": as_id(address), "action": "typing"}
            await self._apis[account].call("sendChatAction", body, timeout=TYPING_SECONDS)

    async def fetch(self, account: str, attachment: Attachment) -> Attachment:
        """A copy of what a customer sent.

        Raises:
            DeliveryError: Telegram does not hand it out.
            RequestError: as ``scope.media`` does.
        """
        if attachment.ref is None or attachment.kind == "contact":
            return attachment
        found = await self._apis[account].call("getFile", {"file_id": attachment.ref})
        path = str(found.get("file_path") or "") if isinstance(found, dict) else ""
        if not path:
            raise DeliveryError(CHANNEL, "Telegram does not hand out this file", kind="invalid")
        url = self._apis[account].file_url(path)
        return await self._scope.media.fetch(url, limit=DOWNLOAD_LIMIT, trusted=self._settings.base_url)

    async def _learn_name(self, account: str) -> None:
        """What the bot is called, for links that lead to it."""
        pause = 1.0
        while account not in self._names:
            try:
                bot = await self._apis[account].call("getMe", {})
                self._names[account] = str(bot["username"]) if isinstance(bot, dict) and "username" in bot else ""
            except DeliveryError as exc:
                self.troubles[account] = trouble(account, exc)
                await anyio.sleep(pause)
                pause = min(pause * 2, 3_600.0)
            else:
                self.troubles.pop(account, None)

    async def _once_more(self, api: BotApi, call: Call, refused: Refused, message: OutboundMessage) -> Any:
        """The same in another way, where the refusal says which."""
        said = refused.description.lower()
        if refused.migrate_to is not None:  # nothing was sent: the group has a new id
            chat = str(refused.migrate_to)
            await self._scope.kv.put(f"moved.{message.account}.{message.thread or message.address}", chat)
            return await api.call(call.method, {**call.body, "chat_id": as_id(chat)})
        if call.plain and refused.code == 400 and any(words in said for words in UNUSABLE):
            plain = as_plain(call)
            return await api.call(plain.method, plain.body)
        if refused.kind == "auth":
            self.troubles[message.account] = trouble(message.account, refused)
        raise refused

    def _is_genuine(self, given: str, name: str) -> bool:
        sent = given.encode(errors="surrogateescape")
        return any(hmac.compare_digest(sent, secret.encode()) for secret in self.webhook_secrets(name))

    def _api(self, bot: BotSettings) -> BotApi:
        tokens = partial(self._scope.secret, bot.token)
        tokens()  # a token that is missing is told at once
        return BotApi(lambda: self._scope.http, self._settings.base_url, tokens, self._settings.send_timeout)
