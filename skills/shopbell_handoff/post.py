"""Hands one letter to the mail server. Blocking: for a worker thread."""

import smtplib
import ssl
from collections.abc import Sequence
from email.message import EmailMessage

from .settings import SmtpSettings

STEP_SECONDS = 10.0  # for each answer of the server


def post(letter: EmailMessage, smtp: SmtpSettings, passwords: Sequence[str]) -> None:
    """Deliver once.

    Args:
        letter: with sender and recipient.
        smtp: the server.
        passwords: to try one after the other; two while the password is being rotated.

    Raises:
        OSError: not reached, not encrypted though told so, or refused (``smtplib``'s own errors are OSErrors).
        ValueError: the letter has an address that cannot be written in a header.
    """
    with _connected(smtp) as server:
        if smtp.user is not None:
            _log_in(server, smtp.user, passwords)
        server.send_message(letter)


def _connected(smtp: SmtpSettings) -> smtplib.SMTP:
    if smtp.tls == "tls":
        return smtplib.SMTP_SSL(smtp.host, smtp.door, timeout=STEP_SECONDS, context=ssl.create_default_context())
    server = smtplib.SMTP(smtp.host, smtp.door, timeout=STEP_SECONDS)
    if smtp.tls == "starttls":
        try:
            server.starttls(context=ssl.create_default_context())  # raises when the server does not offer it
        except OSError:
            server.close()
            raise
    return server


def _log_in(server: smtplib.SMTP, user: str, passwords: Sequence[str]) -> None:
    for place, password in enumerate(passwords, 1):
        try:
            server.login(user, password)
            return
        except smtplib.SMTPAuthenticationError:
            if place == len(passwords):
                raise
