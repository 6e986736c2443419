"""Signed calls to somebody's own server, by the Standard Webhooks scheme (standardwebhooks.com)."""

import base64
import binascii
import hmac
from collections.abc import Sequence

PREFIX = "whsec_"


def webhook_key(secret: str) -> bytes:
    """The key inside ``whsec_<base64>``.

    Raises:
        ValueError: it is not of this form.
    """
    if not secret.startswith(PREFIX) or len(secret) < len(PREFIX) + 24:
        raise ValueError("too short, or without its prefix")
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as exc:
        raise ValueError("no base64") from exc


def sign_webhook(message_id: str, at: int, body: bytes, keys: Sequence[bytes]) -> dict[str, str]:
    """The headers of one call of ``application/json``.

    Args:
        message_id: the same when the call is made again, so that the other side can drop what it has.
        at: seconds UTC (the real time: receivers refuse what is 5 minutes off).
        keys: one, or two while the secret is rotated.
    """
    signed = f"{message_id}.{at}.".encode() + body
    marks = [base64.b64encode(hmac.digest(key, signed, "sha256")).decode() for key in keys]
    return {
        "Content-Type": "application/json",
        "User-Agent": "Shopbell",
        "webhook-id": message_id,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(f"v1,{mark}" for mark in marks),
    }
