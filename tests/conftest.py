"""The test kit, as a plugin author has it; and a mail server for the shop."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.skills.mail_server import MailServer, open_mail_server

pytest_plugins = ["shopbell.testing", "shopbell.testing.kept", "shopbell.testing.storage"]


@pytest_asyncio.fixture
async def mail() -> AsyncIterator[MailServer]:
    """The shop's mail server."""
    async with open_mail_server() as server:
        yield server
