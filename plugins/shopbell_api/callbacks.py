"""Signed calls to an app's own server, by the Standard Webhooks scheme (standardwebhooks.com)."""

import time
from datetime import UTC, datetime

import msgspec
from aiohttp import ClientConnectorError, ClientError, ClientTimeout

from shopbell import (
    ConfigError,
    DeliveryError,
    OutboundMessage,
    PluginScope,
    PrivateAddressError,
    callback_mistake,
    sign_webhook,
    webhook_key,
)

from .settings import ApiSettings, AppSettings

CHANNEL = "api"
GONE = 410
HINT = "private_callbacks = true in [plugins.shopbell_api] allows it"
LONGEST_PAUSE = 3_600.0  # seconds; a Retry-After beyond it is not believed

_encode = msgspec.json.Encoder().encode


class Callbacks:
    """The apps that are called back. A call that fails says so; trying again is the outbox's work."""

    def __init__(self, settings: ApiSettings, scope: PluginScope) -> None:
        """Check all addresses and secrets.

        Raises:
            ConfigError: an address that may not be called, a secret that is missing or no ``whsec_`` secret.
        """
        self._settings, self._scope = settings, scope
        self._gone: set[str] = set()
        for name, app in settings.apps.items():
            if mistake := callback_mistake(app.callback, private=settings.private_callbacks):
                raise ConfigError(f"the callback of {name} {mistake}", hint=HINT if "private" in mistake else "")
            self._keys(name, app)

    def __contains__(self, account: str) -> bool:
        return account in self._settings.apps

    async def deliver(self, message: OutboundMessage) -> None:
        """Call once.

        Raises:
            DeliveryError: with the kind that tells whether to try again.
        """
        name = message.account
        app = self._settings.apps[name]
        if name in self._gone:
            raise _gone()
        body = _encode(_document(message))
        head = sign_webhook(f"msg_{message.outbox_id}", int(time.time()), body, self._keys(name, app))
        status, retry_after = await self._post(app.callback, body, head)
        if status == GONE:
            self._gone.add(name)  # until the settings change, or the shop starts again
            self._scope.log.warning("callback is gone", app=name)
            raise _gone()
        if not 200 <= status < 300:
            raise refusal(status, retry_after)

    async def _post(self, url: str, body: bytes, head: dict[str, str]) -> tuple[int, str | None]:
        # In the shop's own network nothing is guarded: the owner said that callbacks may lead there.
        session = self._scope.http if self._settings.private_callbacks else self._scope.outside(url)
        timeout = ClientTimeout(total=self._settings.callback_timeout)
        try:
            async with session.post(url, data=body, headers=head, allow_redirects=False, timeout=timeout) as answer:
                return answer.status, answer.headers.get("Retry-After")
        except PrivateAddressError as exc:
            raise DeliveryError(CHANNEL, "the callback leads into a private network", kind="invalid") from exc
        except (ClientError, TimeoutError, OSError, ValueError) as exc:
            kind = "temporary" if isinstance(exc, ClientConnectorError) else "unknown"  # unknown: it may have arrived
            raise DeliveryError(CHANNEL, f"no answer ({type(exc).__name__})", kind=kind) from exc

    def _keys(self, name: str, app: AppSettings) -> list[bytes]:
        """The signing keys now: one, or two while the secret is rotated."""
        try:
            return [webhook_key(secret) for secret in self._scope.secret(app.secret)]
        except ValueError as exc:
            raise ConfigError(f"the secret of {name} is no signing secret", hint="whsec_ and base64") from exc


def refusal(status: int, retry_after: str | None) -> DeliveryError:
    """What a status means for the outbox. 404 and the like happen while an app is being deployed: tried again."""
    match status:
        case 429:
            kind = "rate_limited"
        case 401 | 403:
            kind = "auth"
        case 400 | 413 | 415 | 422:
            kind = "invalid"
        case _ if 300 <= status < 400:
            kind = "invalid"  # a redirect is not followed: the address in the settings is the one that was checked
        case _:
            kind = "temporary"
    pause = retry_after if kind in ("rate_limited", "temporary") else None
    seconds = min(float(pause), LONGEST_PAUSE) if pause and pause.isascii() and pause.isdigit() else None
    # All customers of an app are behind one server: when it names a time, everybody waits.
    scope = "address" if seconds is None and kind != "rate_limited" else "account"
    return DeliveryError(CHANNEL, f"the callback answered {status}", kind=kind, retry_after=seconds, scope=scope)


def _gone() -> DeliveryError:
    return DeliveryError(CHANNEL, "the callback answered 410: gone", kind="undeliverable", scope="account")


def _document(message: OutboundMessage) -> dict[str, object]:
    at = datetime.fromtimestamp(message.created_at / 1000, UTC)
    return {
        "type": "message.created",
        "timestamp": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "data": {
            "conversation": str(message.conversation_id),
            "sender": message.address,
            "turn": message.turn_id,
            "seq": message.seq,
            "author": message.author,
            "purpose": message.purpose,
            "replies": message.reply.parts,
        },
    }
