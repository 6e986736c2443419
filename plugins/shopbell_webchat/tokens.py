"""Who a visitor is: an id made by the shop, and a signed token with which the same browser comes back."""

import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import NamedTuple

DAY = 86_400  # seconds


class Visitor(NamedTuple):
    """An anonymous customer of one site; ``address`` is what the conversation is kept under."""

    site: str
    address: str


class Tokens:
    """Makes and checks resume tokens: ``1.<site>.<visitor>.<issued>.<signature>``.

    The signature is HMAC-SHA256, 128 bits of it. Whoever holds the token reads that visitor's conversation,
    so it travels in the first frame or the Authorization header, never in an address that gets logged.

    Args:
        key: 32 random bytes, kept by the shop.
        days: how long a token is good for.
        now: seconds since 1970.
    """

    def __init__(self, key: bytes, days: int, now: Callable[[], float]) -> None:
        self._key, self._lifetime, self._now = key, days * DAY, now

    def new_visitor(self, site: str) -> Visitor:
        """Somebody the shop has never seen."""
        return Visitor(site, secrets.token_hex(12))

    def issue(self, visitor: Visitor) -> str:
        """A token for that visitor, good from now on."""
        body = f"1.{visitor.site}.{visitor.address}.{int(self._now())}"
        return f"{body}.{self._sign(body)}"

    def read(self, token: str) -> Visitor | None:
        """The visitor, or None when the token is forged, foreign or too old."""
        body, _, signature = token.rpartition(".")
        if not hmac.compare_digest(self._sign(body).encode(), signature.encode("utf-8", "replace")):
            return None
        _, site, address, issued = body.split(".")
        return Visitor(site, address) if self._now() - int(issued) < self._lifetime else None

    def _sign(self, body: str) -> str:
        digest = hmac.digest(self._key, body.encode("utf-8", "replace"), sha256)
        return urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()
