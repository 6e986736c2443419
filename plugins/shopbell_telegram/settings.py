"""The ``[plugins.shopbell_telegram]`` table."""

from collections.abc import Iterable
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from shopbell import Secret, Settings

OFFICIAL = "https://api.telegram.org"


class BotSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``[plugins.shopbell_telegram.bots.NAME]``: one bot; NAME is the account in lists and reports."""

    token: Secret  # from @BotFather
    # "poll" asks Telegram for news and needs no public address; with "webhook" Telegram calls the shop.
    mode: Literal["poll", "webhook"] = "poll"
    # What Telegram sends along with each call, 1 to 256 of A-Z a-z 0-9 _ -; made from the token when left out.
    webhook_secret: Secret | None = None


class TelegramSettings(Settings, frozen=True, kw_only=True):
    """The shop's bots. The numbers are Telegram's own limits (Bot API 10.0), here so that they can follow it."""

    bots: dict[Annotated[str, Meta(pattern="^[a-z0-9_-]{1,40}$")], BotSettings] = msgspec.field(default_factory=dict)
    base_url: str = OFFICIAL  # a Bot API server of one's own, or of a test
    send_timeout: Annotated[float, Meta(gt=0, le=25)] = 15.0  # seconds for one call
    poll_seconds: Annotated[int, Meta(ge=0, le=50)] = 25  # how long Telegram may keep a question for news open

    def mistakes(self) -> Iterable[tuple[str, str]]:
        """Addresses that are none."""
        if urlsplit(self.base_url).scheme not in ("https", "http") or not urlsplit(self.base_url).hostname:
            yield "base_url", f"is no address such as {OFFICIAL}"
