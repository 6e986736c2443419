"""Waiting for news of a mailbox (IMAP IDLE, RFC 2177), without a gap in which news are told and nobody listens.

imap-tools' own ``idle`` overlooks what the server says before its "+", and what came in one packet with it: such a mail
would lie there until the next look, minutes later.
"""

import imaplib
import select
import ssl
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imap_tools import BaseMailBox


def forget_news(box: "BaseMailBox") -> None:
    """What is in the folder is going to be looked at: whatever the server tells from now on is new."""
    box.client.untagged_responses.pop("EXISTS", None)


def has_news(box: "BaseMailBox") -> bool:
    """Did the server tell, beside its answers, that something came?"""
    return "EXISTS" in box.client.untagged_responses


def idle(box: "BaseMailBox", seconds: float) -> None:
    """Return as soon as something comes, at once when it came since ``forget_news``, or after so many seconds.

    Raises:
        OSError: the connection is dead.
        imaplib.IMAP4.error: the server refuses to wait.
    """
    if has_news(box):
        return
    client: Any = box.client
    tag = client._command("IDLE")
    while client._get_response() is not None:  # None is the "+"; before it stands what happened meanwhile
        if client.tagged_commands.get(tag) is not None:
            raise imaplib.IMAP4.error("the mailbox does not wait")
    if not has_news(box) and not _is_read_ahead(client):
        poller = select.poll()
        poller.register(client.sock.fileno(), select.POLLIN)
        poller.poll(seconds * 1000)
    client.send(b"DONE\r\n")
    box.consume_until_tagged_response(tag)


def _is_read_ahead(client: Any) -> bool:
    """Is there something in the buffers between the socket and imaplib? The poller would not see it."""
    file = getattr(client, "_file", None) or client.file  # its name since Python 3.14
    with _not_waiting(client.sock):
        try:
            return bool(file.peek(1))
        except ssl.SSLWantReadError:
            return False


@contextmanager
def _not_waiting(line: Any) -> "Iterator[None]":
    before = line.gettimeout()
    line.settimeout(0)
    try:
        yield
    finally:
        line.settimeout(before)
