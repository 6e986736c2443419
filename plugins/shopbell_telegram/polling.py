"""Asks Telegram for news, again and again: for shops that have no public address."""

from typing import Any, Protocol

import anyio
import msgspec

from shopbell import DeliveryError, Overloaded

from .bot_api import BotApi, Refused
from .updates import KINDS, Update

AT_ONCE = 100  # updates; Telegram's most
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds after a failure
PATIENCE = 10.0  # seconds that an answer may take beyond the time Telegram was asked to wait


class Taker(Protocol):
    """Whoever puts updates on disk."""

    troubles: dict[str, str]

    async def take(self, update: Update, account: str, raw: bytes | None = None) -> None:
        """Raises ``Overloaded`` when nothing could be stored."""
        ...


class Poll:
    """One bot's long poll. Telegram keeps an update until a later question says that it was taken."""

    def __init__(self, bot: str, api: BotApi, taker: Taker, seconds: int) -> None:
        self._bot, self._api, self._taker, self._seconds = bot, api, taker, seconds
        self._next = 0  # update_id to ask for; what is older counts as taken
        self._pause = FIRST_PAUSE

    async def run(self) -> None:
        """Until cancelled. What goes wrong outside is told by ``troubles`` and tried again."""
        while True:
            try:
                await self._ask()
                self._pause = FIRST_PAUSE
                self._taker.troubles.pop(self._bot, None)
            except Overloaded as exc:
                await anyio.sleep(float(exc.retry_after or 1))
            except DeliveryError as exc:
                self._taker.troubles[self._bot] = trouble(self._bot, exc)
                if not await self._ends_webhook(exc):
                    await anyio.sleep(exc.retry_after if exc.retry_after is not None else self._pause)
                    self._pause = min(self._pause * 2, LONGEST_PAUSE)

    async def _ask(self) -> None:
        body = {"offset": self._next, "limit": AT_ONCE, "timeout": self._seconds, "allowed_updates": KINDS}
        news = await self._api.call("getUpdates", body, timeout=self._seconds + PATIENCE)
        for raw in news if isinstance(news, list) else ():
            await self._take(raw)

    async def _take(self, raw: Any) -> None:
        number = raw.get("update_id") if isinstance(raw, dict) else None
        try:
            update = msgspec.convert(raw, Update)
        except msgspec.ValidationError:
            update = None  # of a shape that is not known: asking again would bring the same
        if update is not None:
            await self._taker.take(update, self._bot, msgspec.json.encode(raw))
            if update.callback_query is not None:
                await self._stop_clock(update.callback_query.id)
        if isinstance(number, int):
            self._next = number + 1

    async def _stop_clock(self, query: str) -> None:
        """The button shows a clock until it is answered; a failure is not worth a second try."""
        try:
            await self._api.call("answerCallbackQuery", {"callback_query_id": query}, timeout=5.0)
        except DeliveryError:
            return

    async def _ends_webhook(self, error: DeliveryError) -> bool:
        """An earlier webhook keeps Telegram from answering: the owner chose otherwise since."""
        if isinstance(error, Refused) and error.code == 409 and "webhook" in error.description.lower():
            try:
                await self._api.call("deleteWebhook", {})
            except DeliveryError:
                return False
            return True
        return False


def trouble(bot: str, error: DeliveryError) -> str:
    """What is wrong, for the owner."""
    if error.kind == "auth":
        return f"Telegram does not accept the token of the bot {bot}"
    if isinstance(error, Refused) and error.code == 409:
        return f"another program asks Telegram for the news of the bot {bot}; stop it"
    return f"Telegram does not answer the bot {bot} ({error.reason})"
