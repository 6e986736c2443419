"""``shopbell connect telegram``, and what ``shopbell doctor`` asks Telegram."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

import click
import msgspec
from aiohttp import ClientSession

from shopbell import ConfigError, DeliveryError, ShopAtHand

from .bot_api import BotApi, Refused
from .polling import trouble
from .settings import BotSettings, TelegramSettings
from .updates import KINDS
from .webhook import webhook_secret

PATIENCE = 10.0  # seconds for one call
PORTS = (None, 443, 80, 88, 8443)  # Telegram calls no other: https://core.telegram.org/bots/webhooks
TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{20,100}")
GUIDE = """\
1. In Telegram, open a chat with @BotFather and send /newbot.
2. Choose a name (Corner Bakery) and a user name that ends in "bot" (corner_bakery_bot).
3. BotFather answers with a token such as 123456:ABC-DEF. Whoever has it speaks as your bot: paste it here only."""
HELLO = "Your shop is connected: customers who write here are answered."

T = TypeVar("T")


class Connected(NamedTuple):
    """What was done, for ``--json``."""

    bot: str
    username: str
    mode: str
    webhook: str | None
    test: str  # sent, or why not
    changed: bool  # in shopbell.toml


@click.command("telegram")
@click.option("--bot", default="default", show_default=True, help="The bot's name in shopbell.toml.")
@click.option("--mode", type=click.Choice(["poll", "webhook"]), help="Who calls whom; webhook with a public address.")
@click.option("--url", help="The shop's public https address; [server] public_url when left out.")
@click.option("--test-to", type=int, help="The Telegram id that gets the test message; yours, from @userinfobot.")
@click.option("--no-test", is_flag=True, help="Send no test message.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@click.pass_obj
def connect(
    shop: ShopAtHand, bot: str, mode: str | None, url: str | None, test_to: int | None, no_test: bool, as_json: bool
) -> None:
    """Connect a Telegram bot. The token is asked for, or read from standard input; never put it on a command line."""
    if not re.fullmatch("[a-z0-9_-]{1,40}", bot):
        raise ConfigError(f"{bot!r} is no name for a bot", hint="small letters, digits, _ and -")
    asks = sys.stdin.isatty()
    if asks:
        click.echo(GUIDE, err=True)
    settings = shop.settings(TelegramSettings)
    base = (url or shop.public_url or "").rstrip("/")
    mode = mode or ("webhook" if urlsplit(base).scheme == "https" else "poll")
    hook = _hook(base, bot) if mode == "webhook" else None
    token, new = _asked_token(shop, settings.bots.get(bot))
    username = _run(settings, token, bot, _username)
    click.echo(f"Telegram knows this bot as @{username}.", err=True)
    if asks and not no_test and test_to is None:
        click.prompt(
            f"Open https://t.me/{username} and press Start there, then Enter here", default="", show_default=False,
            prompt_suffix=" ", err=True,
        )  # fmt: skip
    test = "not asked for" if no_test else _run(settings, token, bot, lambda api: _say_hello(api, test_to))
    changed = _write_down(shop, bot, mode, token if new else None)
    _run(settings, token, bot, lambda api: _set_webhook(api, hook, _webhook_secret(shop, bot, token)))
    done = Connected(bot, username, mode, hook, test, changed)
    click.echo(msgspec.json.encode(done._asdict()).decode() if as_json else _told(done, shop.running))


def examine(shop: ShopAtHand) -> Iterator[str]:
    """What is wrong with each bot, by what Telegram says of its token and its webhook."""
    settings = shop.settings(TelegramSettings)
    if not settings.bots:
        yield "no bot is set up; run: shopbell connect telegram"
    for name, bot in settings.bots.items():
        try:
            (token, *_) = shop.secret(bot.token)
            found = _run(settings, token, name, _webhook_now)
        except ConfigError as exc:
            yield str(exc)
        else:
            yield from _webhook_mistakes(name, bot, found, shop.public_url)


# -- Telegram ------------------------------------------------------------------------------------------------


def _run(settings: TelegramSettings, token: str, bot: str, ask: Any) -> Any:
    """Ask Telegram something; what it does not like is one sentence that says what to do."""

    async def asking() -> Any:
        async with _api(settings, token) as api:
            return await ask(api)

    try:
        return asyncio.run(asking())
    except DeliveryError as exc:
        hint = "copy it again from @BotFather (/mybots), then: shopbell connect telegram" if exc.kind == "auth" else ""
        raise ConfigError(trouble(bot, exc), hint=hint) from None  # the error's own chain may hold the token


@asynccontextmanager
async def _api(settings: TelegramSettings, token: str) -> AsyncIterator[BotApi]:
    async with ClientSession() as session:
        yield BotApi(lambda: session, settings.base_url, lambda: (token,), PATIENCE)


async def _username(api: BotApi) -> str:
    bot = await api.call("getMe", {})
    return str(bot.get("username", "")) if isinstance(bot, dict) else ""


async def _say_hello(api: BotApi, test_to: int | None) -> str:
    """Send the test message; returns ``sent``, or why it was not."""
    try:
        chat = test_to or await _latest_writer(api)
        if chat is None:
            return "nobody has written to the bot yet"
        await api.call("sendMessage", {"chat_id": chat, "text": HELLO})
    except Refused as exc:
        if exc.code == 409:
            return "the shop is asking for this bot's news already; write to it instead"
        if exc.kind in ("user_blocked", "undeliverable"):
            return "this person has not pressed Start in the bot's chat yet"
        raise
    return "sent"


async def _latest_writer(api: BotApi) -> int | None:
    # Without an offset nothing counts as taken: the shop still gets, and answers, what is looked at here.
    news = await api.call("getUpdates", {"timeout": 0, "allowed_updates": KINDS})
    for update in reversed(news if isinstance(news, list) else []):
        chat = (update.get("message") or {}).get("chat") or {}
        if chat.get("type") == "private" and isinstance(chat.get("id"), int):
            return int(chat["id"])
    return None


async def _webhook_now(api: BotApi) -> dict[str, Any]:
    found = await api.call("getWebhookInfo", {})
    return found if isinstance(found, dict) else {}


async def _set_webhook(api: BotApi, hook: str | None, secret: str) -> None:
    if hook is not None:
        await api.call("setWebhook", {"url": hook, "secret_token": secret, "allowed_updates": KINDS})
    elif (await _webhook_now(api)).get("url"):
        await api.call("deleteWebhook", {})


def _webhook_mistakes(name: str, bot: BotSettings, found: dict[str, Any], public_url: str | None) -> Iterator[str]:
    now, again = (
        str(found.get("url") or ""),
        "run: shopbell connect telegram" + (f" --bot {name}" * (name != "default")),
    )
    if bot.mode == "poll":
        if now:
            yield f"the bot {name} is called at another address, so asking for its news finds nothing; {again}"
        return
    if not now:
        yield f"Telegram was not told where to call for the bot {name}; {again}"
    elif urlsplit(now).path != _path(name) or (public_url and urlsplit(now).hostname != urlsplit(public_url).hostname):
        yield f"Telegram calls another address for the bot {name} ({urlsplit(now).hostname}); {again}"
    elif said := str(found.get("last_error_message") or "")[:200]:
        waiting = found.get("pending_update_count") or 0
        yield (
            f"Telegram could not reach the shop for the bot {name} ({said}; {waiting} messages wait); "
            "see that the shop runs, and that its public https address leads to it"
        )


# -- the shop ------------------------------------------------------------------------------------------------


def _path(bot: str) -> str:
    return f"/hooks/shopbell_telegram/{bot}"


def _hook(base: str, bot: str) -> str:
    """Where Telegram shall call.

    Raises:
        ConfigError: Telegram would not call there.
    """
    try:
        parts = urlsplit(base)
        usable = parts.scheme == "https" and bool(parts.hostname) and parts.port in PORTS
    except ValueError:
        usable = False
    if not usable:
        raise ConfigError(
            "a webhook needs the shop's public address, https at port 443, 80, 88 or 8443",
            hint="give it with --url https://chat.your-shop.example, or use --mode poll, which needs none",
        )
    return base + _path(bot)


def _asked_token(shop: ShopAtHand, bot: BotSettings | None) -> tuple[str, bool]:
    """The token, and whether it is a new one."""
    token, new = shop.ask_secret("Token", bot.token if bot is not None else None)
    if not TOKEN.fullmatch(token):
        raise ConfigError("this is no token of a bot", hint="it looks like 123456:ABC..., from @BotFather")
    return token, new


def _webhook_secret(shop: ShopAtHand, bot: str, token: str) -> str:
    reference = shop.settings(TelegramSettings).bots[bot].webhook_secret
    return shop.secret(reference)[0] if reference is not None else webhook_secret(token)


def _write_down(shop: ShopAtHand, bot: str, mode: str, token: str | None) -> bool:
    values: dict[tuple[str, ...], Any] = {}
    if token is not None:
        name = "telegram" if bot == "default" else f"telegram-{bot}"
        shop.keep_secret(name, token)
        values["bots", bot, "token"] = {"store": name}
    return shop.configure({**values, ("bots", bot, "mode"): mode})


def _told(done: Connected, running: bool) -> str:
    way = f"Telegram calls {done.webhook}" if done.webhook else "the shop asks Telegram for news"
    test = "the test message was sent" if done.test == "sent" else f"no test message: {done.test}"
    then = "the running shop follows at once" if running else "start it with `shopbell run`"
    return f"@{done.username} is connected ({way}); {test}; {then}."
