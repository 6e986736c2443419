"""Tokens for end users, signed by the app's own server: a phone or a web page never carries the app's key.

    v1.<base64url of {"app": "default", "sub": "customer-17", "exp": 1767225600}>.<base64url of the MAC>

The MAC is HMAC-SHA256 over everything before the second dot, as ASCII. Its key is the SHA-256 of the app's API key
(32 raw bytes): both sides know it, nothing further has to be agreed on, and revoking the API key ends its tokens.
``exp`` is in seconds UTC; base64url is without padding. Such a token opens the ``chat`` doors for the sender ``sub``
alone, within the limits of an anonymous visitor.
"""

import base64
import binascii
import hmac

import msgspec

from shopbell.contracts import App
from shopbell.http.keys import Keyring, digest_of

PREFIX = "v1."
LONGEST = 2_000  # characters; a longer one is not worth decoding


class TokenBody(msgspec.Struct, frozen=True):
    """Who the token is for. Further members are allowed and mean nothing here."""

    app: str
    sub: str
    exp: int | float


_decode = msgspec.json.Decoder(TokenBody).decode


def sign_token(api_key: str, body: TokenBody) -> str:
    """What an app's server does; here for tests, the demo and as an example in fifteen lines."""
    head = PREFIX + _base64(msgspec.json.encode(body))
    return f"{head}.{_base64(_mac(digest_of(api_key), head))}"


def read_token(token: str, keyring: Keyring, now: int) -> App | None:
    """The app and sender a token speaks for; None when it is forged, expired or not understood.

    Args:
        now: milliseconds UTC.
    """
    head, _, mac = token.rpartition(".")
    if len(token) > LONGEST or not head.startswith(PREFIX):
        return None
    try:
        claimed = _unbase64(mac)
        body = _decode(_unbase64(head[len(PREFIX) :]))
    except (ValueError, binascii.Error, msgspec.DecodeError):
        return None
    if not body.sub or body.exp * 1000 <= now:
        return None
    for key in keyring.of_app(body.app):
        if "chat" in key.app.scopes and not key.local and hmac.compare_digest(_mac(key.digest, head), claimed):
            return App(body.app, frozenset({"chat"}), limited=True, sender=body.sub)
    return None


def _mac(key: bytes, head: str) -> bytes:
    return hmac.digest(key, head.encode("utf-8", "surrogateescape"), "sha256")


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _unbase64(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
