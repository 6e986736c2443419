"""Sends one e-mail over the shop's own mail server."""

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email.message import EmailMessage

from .settings import SmtpSettings


class MailRefused(Exception):
    """It was not sent: the reason without any address. Sending it again may help."""


def compose(shop: str, sender: str, receiver: str, conversation: int, at: str) -> EmailMessage:
    """What the shop reads: where to look, nothing of what was written."""
    message = EmailMessage()
    message["Subject"] = f"{shop}: a customer waits for a person"
    message["From"], message["To"] = sender, receiver
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(
        f"Conversation {conversation} has waited for a person since {at}.\n\n"
        "Who waits:            shopbell handoff list\n"
        f"Back to the assistant: shopbell handoff release {conversation}\n"
    )
    return message


def send(smtp: SmtpSettings, passwords: Sequence[str], message: EmailMessage) -> None:
    """Send it; blocking, run it in a worker thread.

    Args:
        passwords: the first that is accepted is used, so that they can be exchanged; none: no log-in.

    Raises:
        MailRefused: the server cannot be reached or refuses.
    """
    try:
        with _connected(smtp) as server:
            _log_in(server, smtp.user, passwords)
            server.send_message(message)
    except smtplib.SMTPResponseException as exc:
        raise MailRefused(f"the mail server refused: {exc.smtp_code}") from exc
    except smtplib.SMTPRecipientsRefused as exc:
        raise MailRefused("the mail server does not take mail for that address") from exc
    except (OSError, smtplib.SMTPException) as exc:
        raise MailRefused(f"the mail server cannot be used: {type(exc).__name__}") from exc


@contextmanager
def _connected(smtp: SmtpSettings) -> Iterator[smtplib.SMTP]:
    if smtp.security == "tls":
        context = ssl.create_default_context()
        with smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=smtp.timeout, context=context) as server:
            yield server
        return
    with smtplib.SMTP(smtp.host, smtp.port, timeout=smtp.timeout) as server:
        if smtp.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        yield server


def _log_in(server: smtplib.SMTP, user: str | None, passwords: Sequence[str]) -> None:
    for password in passwords:
        try:
            server.login(user or "", password)
        except smtplib.SMTPAuthenticationError:
            if password == passwords[-1]:
                raise
        else:
            return
