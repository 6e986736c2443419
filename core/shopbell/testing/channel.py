"""A channel for tests: what the shop sends is kept, and it can be told to fail."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shopbell.capabilities import EVERYTHING, Capabilities
from shopbell.contracts import Inbox
from shopbell.messages import ChannelEvent, OutboundMessage, ShopEvent

NAME = "testing"


class Delivered:
    """What the shop has handed over, oldest first; ``fails`` makes the next sends fail."""

    def __init__(self) -> None:
        self.messages: list[OutboundMessage] = []
        self.attempts: list[int] = []  # outbox ids, failed ones too
        self._errors: list[BaseException] = []
        self._news = asyncio.Event()

    def __len__(self) -> int:
        return len(self.messages)

    @property
    def texts(self) -> list[str]:
        """The words of each message."""
        return [message.reply.text for message in self.messages]

    def to(self, address: str) -> list[OutboundMessage]:
        """What one customer got."""
        return [message for message in self.messages if message.address == address]

    def fails(self, *errors: BaseException) -> None:
        """The next sends raise these, one each."""
        self._errors.extend(errors)

    def take(self, message: OutboundMessage) -> None:
        """A send."""
        self.attempts.append(message.outbox_id)
        if self._errors:
            raise self._errors.pop(0)
        self.messages.append(message)
        self._news.set()

    async def wait_for(self, count: int, seconds: float = 10.0) -> None:
        """Wait until so many messages were handed over."""
        async with asyncio.timeout(seconds):
            while len(self.messages) < count:
                self._news.clear()
                await self._news.wait()


class TestingChannel:
    """The channel itself; ``inbox`` is there while the plugin is enabled."""

    __test__ = False
    name = NAME
    exclusive = False
    answering = False

    def __init__(self, capabilities: Capabilities = EVERYTHING) -> None:
        self.capabilities = capabilities
        self.delivered = Delivered()
        self.inbox: Inbox | None = None
        self.typed: list[str] = []  # addresses
        self.pulled: set[str] = set()  # accounts whose customers fetch their messages, as on a web page
        self.events: list[ChannelEvent] = []  # what any channel of the shop reported

    def pulls(self, account: str) -> bool:
        """It is pushed to: its messages go through the outbox; but for accounts that a test says fetch them."""
        return account in self.pulled

    @asynccontextmanager
    async def run(self, inbox: Inbox) -> AsyncIterator[None]:
        """Take the inbox; there is nothing to listen to."""
        self.inbox = inbox
        yield

    async def send(self, message: OutboundMessage) -> None:
        """Keep it, or fail as told."""
        self.delivered.take(message)

    async def typing(self, account: str, address: str) -> None:
        """Note who was shown that an answer is being written."""
        self.typed.append(address)

    def starts(self, address: str) -> str | None:
        """E-mail addresses may be written to first."""
        return "default" if "@" in address else None

    def invitation(self, token: str) -> str | None:
        """A link that leads here."""
        return f"https://testing.example/{token}"

    async def note(self, event: ChannelEvent | ShopEvent, conversation_id: int) -> None:
        """Keep an event that had its turn."""
        if isinstance(event, ChannelEvent):
            self.events.append(event)


_channels: dict[str, TestingChannel] = {}


def testing_channel(shop: str) -> TestingChannel:
    """The channel of the test shop of that name; the same object at every reload of the plugin."""
    return _channels.setdefault(shop, TestingChannel())


def forget_channel(shop: str) -> None:
    """The test is over."""
    _channels.pop(shop, None)
