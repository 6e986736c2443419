"""A shop with a mailbox: a real Dovecot to fetch from and a real SMTP server to send by, both on loopback."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from shopbell.testing import TestShop

DOVECOT = shutil.which("dovecot") or "/usr/sbin/dovecot"
ADDRESS = "support@shop.example"
CONFIG = """
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log
listen = 127.0.0.1
protocols = imap
{ssl}
disable_plaintext_auth = no
mail_location = maildir:{base}/mail
mail_uid = nobody
mail_gid = nogroup
first_valid_gid = 0
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
passdb {{
  driver = static
  args = password=correct-horse
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={base}/home
}}
"""


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def self_signed(folder: Path) -> Path:
    """A certificate of localhost that nobody vouches for, with its key."""
    made = folder / "localhost.pem"
    words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    subprocess.run(
        ["openssl", *words.split(), "-keyout", str(made), "-out", str(folder / "cert")], check=True, capture_output=True
    )
    made.write_text(made.read_text() + (folder / "cert").read_text())
    return made


class Postman:
    """The SMTP server's side: keeps what it is given, or refuses."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, list[str], EmailMessage]] = []
        self.refuses: list[str] = []
        self.news = asyncio.Event()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 aiosmtpd's name
        if self.refuses:
            return self.refuses.pop(0)
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.taken.append((envelope.mail_from, envelope.rcpt_tos, parsed))
        return "250 OK"

    async def wait_for(self, count: int) -> list[EmailMessage]:
        """The mails, once there are so many."""
        async with asyncio.timeout(20.0):
            while len(self.taken) < count:  # noqa: ASYNC110 it runs in another thread's loop
                await asyncio.sleep(0.01)
        return [mail for _, _, mail in self.taken]


class MailHouse:
    """The shop, its mailbox, and the postman."""

    def __init__(self, shop: TestShop, inbox: Path, postman: Postman) -> None:
        self.shop, self.postman = shop, postman
        self._inbox, self._count = inbox, 0

    def puts(self, raw: str | bytes) -> None:
        """A mail arrives in the mailbox."""
        self._count += 1
        name = f"{self._count}.mail"
        waiting = self._inbox / "tmp" / name
        waiting.write_bytes(raw if isinstance(raw, bytes) else raw.replace("\n", "\r\n").encode())
        waiting.rename(self._inbox / "new" / name)

    def numbers_anew(self) -> None:
        """The provider moved the mailbox: a new UIDVALIDITY, and all mails have other numbers."""
        for known in self._inbox.glob("dovecot*"):
            known.unlink()

    async def heard(self, count: int) -> list[Any]:
        """What was heard, once there are so many messages and events."""
        async with asyncio.timeout(20.0):
            while True:
                found = [*await self.shop.heard("email"), *await self.shop.reported("email")]
                if len(found) >= count:
                    return found
                await asyncio.sleep(0.02)


@asynccontextmanager
async def dovecot(base: Path, certificate: Path | None = None, tls_port: int = 0) -> AsyncIterator[tuple[int, Path]]:
    """A Dovecot of its own; its port and its mail folder. ``certificate``: one file with key, as of ``self_signed``."""
    if not os.access(DOVECOT, os.X_OK) or os.geteuid() != 0:
        if os.environ.get("CI") == "true":
            raise AssertionError("dovecot is not installed, or the tests do not run as root")
        pytest.skip("needs dovecot (apt install dovecot-imapd) and root")
    port, inbox = free_port(), base / "mail"
    for folder in ("run", "state", "home", "mail/new", "mail/cur", "mail/tmp"):
        (base / folder).mkdir(parents=True, exist_ok=True)
    for folder in ("home", "mail", "mail/new", "mail/cur", "mail/tmp"):
        shutil.chown(base / folder, "nobody", "nogroup")
    ssl = f"ssl = yes\nssl_cert = <{certificate}\nssl_key = <{certificate}" if certificate else "ssl = no"
    (base / "dovecot.conf").write_text(CONFIG.format(base=base, port=port, tls_port=tls_port, ssl=ssl))
    command = [DOVECOT, "-F", "-c", str(base / "dovecot.conf")]
    process = await asyncio.to_thread(
        partial(subprocess.Popen, command, stdin=subprocess.DEVNULL, start_new_session=True)
    )
    try:
        async with asyncio.timeout(15.0):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                except OSError:
                    assert process.poll() is None, (base / "log").read_text()
                    await asyncio.sleep(0.05)
                else:
                    writer.close()
                    await writer.wait_closed()
                    break
        yield port, inbox
    finally:
        # Asked to stop it waits seconds for its own connections, and there is nothing that it could lose.
        os.killpg(process.pid, signal.SIGKILL)
        await asyncio.to_thread(process.wait, 10)


@asynccontextmanager
async def mail_house(shop: TestShop, **settings: Any) -> AsyncIterator[MailHouse]:
    """Open all of it; returns once the mailbox is being read."""
    postman = Postman()
    # Dovecot's own users must reach its sockets, and pytest's folders are closed to them.
    base = Path(tempfile.mkdtemp(prefix="shopbell-mail-"))
    os.chmod(base, 0o755)  # noqa: S103
    async with dovecot(base) as (port, inbox):
        smtp = Controller(
            postman, hostname="127.0.0.1", port=free_port(), enable_SMTPUTF8=True, auth_require_tls=False,
            authenticator=lambda server, session, envelope, mechanism, data: AuthResult(success=True),
        )  # fmt: skip
        smtp.start()
        try:
            (shop.folder / "password").write_text("correct-horse")
            table: dict[str, Any] = {
                "address": ADDRESS, "name": "Shop Support", "password": {"file": str(shop.folder / "password")},
                "imap": {"host": "127.0.0.1", "port": port, "security": "none"},
                "smtp": {"host": "127.0.0.1", "port": smtp.port, "security": "none"}, "plus_addresses": True,
                "bounce_address": "bounce@shop.example", "check_seconds": 5, **settings,
            }  # fmt: skip
            status = await shop.enable("shopbell_email", **table)
            assert status.state == "enabled", status.reason
            key = "SELECT 1 FROM kv WHERE plugin = 'shopbell_email'"
            async with asyncio.timeout(15.0):
                while not await shop.fetch(key):  # noqa: ASYNC110 it connects in a task of its own
                    await asyncio.sleep(0.02)
            yield MailHouse(shop, inbox, postman)
            await shop.disable("shopbell_email")
            async with asyncio.timeout(20.0):  # who is in the middle of a letter would wait in vain for the postman
                while await shop.fetch("SELECT 1 FROM outbox WHERE state = 'sending'"):  # noqa: ASYNC110 nobody tells
                    await asyncio.sleep(0.01)
        finally:
            smtp.stop()
            shutil.rmtree(base, ignore_errors=True)
