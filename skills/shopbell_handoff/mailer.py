"""The shop's mail server as a service for other plugins: ``mail``."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

import anyio
from anyio import to_thread

from shopbell import PluginScope

from .post import post
from .settings import SmtpSettings

SEND_SECONDS = 15.0  # one delivery, all in all


def envelope(subject: str, body: str, sender: str, address: str, at: datetime, name: str) -> EmailMessage:
    """An e-mail to the shop. The same ``name`` twice is one letter in a mailbox."""
    message = EmailMessage()
    message["Subject"] = subject
    message["From"], message["To"] = sender, address
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{name}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # no out-of-office answers, please
    message.set_content(body)
    return message


class Mailer:
    """Writes to the address that hears of waiting customers."""

    def __init__(self, scope: PluginScope, smtp: SmtpSettings, address: str) -> None:
        self._scope, self._smtp, self._address = scope, smtp, address

    async def send(self, subject: str, body: str, name: str, to: str | None = None) -> None:
        """Hand one letter to the mail server.

        Args:
            name: unique for the letter and the same at each attempt; letters, digits, ``.-_/``.
            to: somebody else of the shop.

        Raises:
            OSError: not reached or refused; try again later.
            TimeoutError: it took too long; it may have arrived.
        """
        at = self._scope.shop.local(int(datetime.now().timestamp() * 1000))
        sender = self._smtp.sender or self._address
        letter = envelope(" ".join(subject.split()), body, sender, to or self._address, at, name.replace("/", "."))
        with anyio.fail_after(SEND_SECONDS):
            await self.hand_over(letter)

    async def hand_over(self, letter: EmailMessage) -> None:
        """One attempt, with the password as it is now."""
        passwords = self._scope.secret(self._smtp.password) if self._smtp.password is not None else ()
        await to_thread.run_sync(post, letter, self._smtp, passwords, abandon_on_cancel=True)
