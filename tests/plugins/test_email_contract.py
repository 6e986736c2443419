"""E-mail passes what every channel must pass: a real Dovecot to hear by, a mail server that misbehaves to send by."""

import asyncio
import os
import random
import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest_asyncio
from msgspec import msgpack

from shopbell.testing import Answer, Asked, HearingContract, Platform, SendingContract, TestShop
from tests.plugins.mail_house import ADDRESS, MailHouse, Postman, dovecot
from tests.plugins.mail_platform import MailPlatform

PASSWORD = "correct-horse"  # noqa: S105 of the mailbox that the test starts
PLACE = "SELECT value FROM kv WHERE plugin = 'shopbell_email'"


class TestEmail(HearingContract, SendingContract):
    """One mailbox."""

    plugin = "shopbell_email"
    channel = "email"
    address = "ana@example.net"
    secrets = (PASSWORD,)
    waits: Mapping[str, float] = {"rate_limited": 60.0, "temporary": 300.0}  # no mail server says how long

    @pytest_asyncio.fixture
    async def platform(self) -> AsyncIterator[Platform]:
        """The server that takes the shop's mail."""
        async with MailPlatform() as platform:
            yield platform

    async def open(self, shop: TestShop, platform: Platform, stack: AsyncExitStack) -> None:
        base = Path(tempfile.mkdtemp(prefix="shopbell-mail-"))  # Dovecot's own users must reach it
        os.chmod(base, 0o755)  # noqa: S103
        stack.callback(shutil.rmtree, base, ignore_errors=True)
        port, inbox = await stack.enter_async_context(dovecot(base))
        self.house = MailHouse(shop, inbox, Postman())
        (shop.folder / "password").write_text(PASSWORD)
        server = {"host": "127.0.0.1", "security": "none"}
        status = await shop.enable(
            self.plugin, address=ADDRESS, password={"file": str(shop.folder / "password")},
            imap=server | {"port": port}, smtp=server | {"port": platform.port or 1}, timeout=1.0,
            mails_per_hour=10_000,
        )  # fmt: skip
        assert status.state == "enabled", status.reason
        stack.push_async_callback(shop.disable, self.plugin)
        self.put = 0
        await self._taken(shop)

    async def brings(self, shop: TestShop, sender: str, number: int, text: str) -> int:
        head = f"From: Ana <{sender}>\nTo: {ADDRESS}\nSubject: Bread\nMessage-ID: <{number}.{sender}>"
        self.put += 1
        self.house.puts(f"{head}\nContent-Type: text/plain; charset=utf-8\n\n{text}")
        try:
            await self._taken(shop)
        except TimeoutError:
            return 503 if shop.running.intake.draining else 500  # it stays in the mailbox
        return 200

    def texts(self, asked: Asked) -> list[str]:
        mail = message_from_bytes(asked.body, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        plain = mail.get_body(("plain",))
        assert plain is not None
        return [plain.get_content()]

    def refusals(self) -> dict[str, Answer]:
        return {
            "temporary": Answer(451, b"4.7.1 greylisted"),
            "rate_limited": Answer(454, b"Throttling failure: Maximum sending rate exceeded."),
            "undeliverable": Answer(550, b"5.1.1 no such user"),
            "invalid": Answer(552, b"5.3.4 message too big"),
            "auth": Answer(530, b"5.7.0 authentication required"),
        }

    async def test_odd_mails_stop_nobody(self, opened: TestShop, platform: Platform) -> None:
        """Whatever lies in the mailbox, the next mail is answered; how it is read, ``test_email`` tries many times."""
        chance = random.Random(7)
        for length in range(40):
            self.house.puts(chance.randbytes(length * 20))
        self.put += 40
        status = await self.brings(opened, self.address, 1, "hello")

        assert status == 200
        answers = await platform.wait_for(2, only=lambda asked: asked.path == self.address)
        assert "You said hello." in self.texts(answers[1])[0]

    async def _taken(self, shop: TestShop) -> None:
        """Wait until the shop has noted that it took as many mails as were put."""
        wanted = self.put
        async with asyncio.timeout(1.5 if shop.running.intake.draining else 15.0):
            while not (rows := await shop.fetch(PLACE)) or msgpack.decode(rows[0][0])[1] < wanted:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
