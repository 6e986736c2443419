"""The shop's own log-in: a token that its web site signs for who is logged in there, a JSON Web Token (RFC 7519).

Only HS256 is taken, whatever the token says of itself; it must name a subject and an end, not more than a day away.
"""

import hmac
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from hashlib import sha256

import msgspec

LONGEST = 4_096  # characters
LIFETIME = 86_400  # seconds


class Login(msgspec.Struct, frozen=True):
    """The claims that count. ``exp`` is seconds since 1970."""

    sub: str
    exp: float
    name: str | None = None


class _Head(msgspec.Struct, frozen=True):
    alg: str


_head = msgspec.json.Decoder(_Head).decode
_login = msgspec.json.Decoder(Login).decode


def read_login(token: str, keys: Sequence[str], now: int) -> Login | None:
    """Who is logged in; None: forged, expired, or no such token.

    Args:
        keys: the shop's secrets, two while one is being rotated.
        now: milliseconds UTC.
    """
    parts = token.split(".")
    if len(token) > LONGEST or len(parts) != 3 or not token.isascii():
        return None
    signed = f"{parts[0]}.{parts[1]}".encode()
    try:
        signature = _decoded(parts[2])
        if not any(hmac.compare_digest(hmac.digest(key.encode(), signed, sha256), signature) for key in keys):
            return None
        head, login = _head(_decoded(parts[0])), _login(_decoded(parts[1]))
    except (ValueError, msgspec.DecodeError):
        return None
    fits = head.alg == "HS256" and 0 < len(login.sub) <= 200 and 0 < login.exp - now / 1000 <= LIFETIME
    return login if fits else None


def _decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))
