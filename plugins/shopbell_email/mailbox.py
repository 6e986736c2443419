"""Fetches from a mailbox: waits for news with IMAP IDLE, reads each mail once, forgets nothing that is not on disk.

imap-tools on the standard library's imaplib, in a thread of its own: aioimaplib, which would need none, is GPL.
"""

import contextlib
import imaplib
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from .idling import forget_news, idle
from .settings import EmailSettings, ServerSettings

if TYPE_CHECKING:
    from imap_tools import BaseMailBox

AT_ONCE = 50  # mails fetched before the next look
PORTS = {"tls": 993, "starttls": 143, "none": 143}


class Place(NamedTuple):
    """How far a folder was read: its UIDVALIDITY, and the last UID that was taken."""

    validity: int
    last: int


class Fetched(NamedTuple):
    """One mail: its UID and bytes; None when it is larger than the settings allow."""

    uid: int
    raw: bytes | None


class LoginRefused(imaplib.IMAP4.error):
    """The mailbox does not accept the password."""


@contextlib.contextmanager
def _one_family() -> Iterator[None]:
    """imap-tools has errors of its own beside imaplib's: whoever calls should not have to know both."""
    from imap_tools.errors import ImapToolsError, MailboxLoginError  # lazy: only with a mailbox

    try:
        yield
    except MailboxLoginError as exc:
        raise LoginRefused("the mailbox does not accept the password") from exc
    except ImapToolsError as exc:
        raise imaplib.IMAP4.error("the mailbox refuses") from exc


class Mailbox:
    """One open connection. Its methods block; call them in one thread, ``hang_up`` from any."""

    def __init__(self, settings: EmailSettings, server: ServerSettings, passwords: Callable[[], Sequence[str]]) -> None:
        self._settings, self._server, self._passwords = settings, server, passwords
        self._box: BaseMailBox | None = None

    @_one_family()
    def open(self) -> None:
        """Connect and sign in.

        Raises:
            OSError: it does not answer.
            LoginRefused: it does not accept the password.
            imaplib.IMAP4.error: it refuses.
        """
        from imap_tools import MailBox, MailBoxStartTls, MailBoxUnencrypted  # lazy: only with a mailbox

        kinds = {"tls": MailBox, "starttls": MailBoxStartTls, "none": MailBoxUnencrypted}
        port = self._server.port or PORTS[self._server.security]
        # imaplib believes any certificate unless it is given a context: whoever stands between would get the password.
        proof = {} if self._server.security == "none" else {"ssl_context": ssl.create_default_context()}
        passwords = self._passwords()
        for place, password in enumerate(passwords):
            box = kinds[self._server.security](self._server.host, port, timeout=30, **proof)
            try:
                box.login(self._settings.user or self._settings.address, password, initial_folder=self._settings.folder)
            except Exception:
                with contextlib.suppress(Exception):
                    box.client.shutdown()
                if place + 1 == len(passwords):
                    raise
            else:
                self._box = box
                return

    @_one_family()
    def place(self) -> Place:
        """Where the folder stands now: everything that is in it counts as read."""
        said = self._opened.folder.status(self._settings.folder, ["UIDVALIDITY", "UIDNEXT"])
        return Place(int(said["UIDVALIDITY"]), int(said["UIDNEXT"]) - 1)

    @_one_family()
    def fetch(self, last: int) -> list[Fetched]:
        """The mails after UID ``last``, oldest first, at most ``AT_ONCE``; they stay unread."""
        self._opened.folder.set(self._settings.folder)
        forget_news(self._opened)
        uids = sorted(
            int(uid) for uid in self._opened.uids(f"UID {last + 1}:*") if int(uid) > last
        )  # "*" finds the last
        return [Fetched(uid, self._one(uid)) for uid in uids[:AT_ONCE]]

    @_one_family()
    def mark_read(self, uid: int) -> None:
        """The shop has it."""
        self._opened.flag(str(uid), "\\Seen", True)

    @_one_family()
    def wait(self, seconds: float) -> None:
        """Until something comes that ``fetch`` has not seen, or so many seconds.

        A server without IDLE is just asked again.
        """
        if "IDLE" in self._opened.client.capabilities:
            idle(self._opened, seconds)
        else:
            import time  # lazy: never with the servers of today

            time.sleep(min(seconds, 30.0))

    def hang_up(self) -> None:
        """End whatever is being waited for, from another thread."""
        box, self._box = self._box, None
        if box is not None:
            with contextlib.suppress(OSError):
                box.client.socket().shutdown(socket.SHUT_RDWR)
            with contextlib.suppress(OSError, ValueError):
                box.client.shutdown()  # closes its file, too

    @property
    def _opened(self) -> "BaseMailBox":
        if self._box is None:
            raise OSError("the connection is closed")
        return self._box

    def _one(self, uid: int) -> bytes | None:
        client = self._opened.client
        _, said = client.uid("FETCH", str(uid), "(RFC822.SIZE)")
        head = said[0] if isinstance(said[0], bytes) else b""
        digits = head.partition(b"RFC822.SIZE ")[2].split(b")")[0].split(b" ")[0]
        if digits.isdigit() and int(digits) > self._settings.size_limit:
            return None
        _, found = client.uid("FETCH", str(uid), "(BODY.PEEK[])")
        return next((bytes(piece[1]) for piece in found if isinstance(piece, tuple)), None)
