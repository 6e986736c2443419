"""Hands a mail to the mail server, and says what its refusal means for the outbox."""

import asyncio
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from typing import TYPE_CHECKING

from shopbell import DeliveryError

from .reading import CHANNEL
from .settings import EmailSettings, ServerSettings

if TYPE_CHECKING:
    from aiosmtplib import SMTPException

PORTS = {"tls": 465, "starttls": 587, "none": 25}
GREYLISTED = 300.0  # seconds; servers that put strangers off accept them after 5 to 15 minutes
TOO_FAST = 60.0  # seconds; no server says how long
# How providers say that the sender, not one recipient, is over a limit (RFC 3463 has no code of its own for it).
HASTE = ("throttl", "too many", "rate limit", "rate exceeded", "limit exceeded", "quota exceeded", "too fast")


async def hand_over(
    mail: EmailMessage,
    envelope: str,
    settings: EmailSettings,
    server: ServerSettings,
    passwords: Callable[[], Sequence[str]],
) -> None:
    """Send one mail once.

    Raises:
        DeliveryError: with its class.
    """
    import aiosmtplib  # lazy: only with a mailbox

    tries = passwords() or [""]
    for place, password in enumerate(tries):
        try:
            await aiosmtplib.send(
                mail,
                sender=envelope,
                recipients=[mail["To"].addresses[0].addr_spec],
                hostname=server.host,
                port=server.port or PORTS[server.security],
                username=(settings.user or settings.address) if password else None,
                password=password or None,
                use_tls=server.security == "tls",
                start_tls=server.security == "starttls",
                timeout=settings.timeout,
            )
        except aiosmtplib.SMTPAuthenticationError as exc:
            if place + 1 == len(tries):
                raise DeliveryError(CHANNEL, "the mail server does not accept the password", kind="auth") from exc
        except aiosmtplib.SMTPNotSupported as exc:  # before anything was sent
            raise DeliveryError(CHANNEL, "the mail server offers no way to sign in", kind="auth") from exc
        except (aiosmtplib.SMTPConnectError, aiosmtplib.SMTPConnectTimeoutError, ConnectionError) as exc:
            raise DeliveryError(CHANNEL, "the mail server cannot be reached", kind="temporary") from exc
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as exc:
            raise _refusal(exc) from exc
        else:
            return


async def check_login(settings: EmailSettings, server: ServerSettings, passwords: Callable[[], Sequence[str]]) -> None:
    """Sign in and leave again.

    Raises:
        DeliveryError: as ``hand_over``.
    """
    import aiosmtplib  # lazy: as above

    password = next(iter(passwords()), None)
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port or PORTS[server.security],
        use_tls=server.security == "tls",
        start_tls=server.security == "starttls",
        timeout=settings.timeout,
    )
    try:
        await client.connect()
        if password:
            await client.login(settings.user or settings.address, password)
    except aiosmtplib.SMTPAuthenticationError as exc:
        raise DeliveryError(CHANNEL, "the mail server does not accept the password", kind="auth") from exc
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as exc:
        raise DeliveryError(CHANNEL, f"no answer ({type(exc).__name__})", kind="temporary") from exc
    finally:
        # Hung up, not closed: closing TLS waits for the server's own goodbye, and the loop ends before that comes.
        if isinstance(client.transport, asyncio.WriteTransport):
            client.transport.abort()
        client.close()


def _refusal(error: "SMTPException | OSError") -> DeliveryError:
    from aiosmtplib import SMTPRecipientsRefused, SMTPResponseException  # lazy: as above

    if isinstance(error, SMTPRecipientsRefused) and error.recipients:
        error = error.recipients[0]
    if not isinstance(error, SMTPResponseException):
        return DeliveryError(CHANNEL, f"no answer ({type(error).__name__})", kind="unknown")
    return refusal(error.code, error.message)


def refusal(code: int, said: str) -> DeliveryError:
    """What an answer of the mail server means; ``said`` may begin with an enhanced status (RFC 3463)."""
    detail = said.split(" ", 1)[0] if said[:2] in ("4.", "5.") else ""
    told = f"the mail server answered {code} {detail}".strip()
    if 400 <= code < 500 and (code == 421 or any(words in said.lower() for words in HASTE)):
        return DeliveryError(CHANNEL, told, kind="rate_limited", retry_after=TOO_FAST, scope="account")
    if 400 <= code < 500:
        return DeliveryError(CHANNEL, told, kind="temporary", retry_after=GREYLISTED)
    if code in (530, 534, 535):
        return DeliveryError(CHANNEL, told, kind="auth")
    about_message = code in (552, 554) or detail.startswith(("5.3.4", "5.6", "5.7"))
    return DeliveryError(CHANNEL, told, kind="invalid" if about_message else "undeliverable")
