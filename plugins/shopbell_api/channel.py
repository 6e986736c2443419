"""The channel: answers go back in the response; what comes later is fetched by cursor, or called back."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from shopbell import Attachment, Capabilities, Inbox, Media, NotReadyError, OutboundMessage

from .callbacks import Callbacks

# An app draws everything itself: only sizes are bounded.
CAN_SHOW = Capabilities(
    text_max=8_000,
    markdown=True,
    options_max=13,
    option_label_max=40,
    option_urls=True,
    cards=True,
    card_options_max=6,
    carousel_max=10,
    list_max=50,
    list_label_max=80,
    images=True,
    video=True,
    audio=True,
    files=True,
    forms=True,
    location=True,
    products=True,
    payments=True,
    idempotent=True,  # a callback's ``webhook-id`` is the same at every attempt; apps drop what they know
)

Waiter = tuple[str, str]  # account, address


class ApiChannel:
    """``api``: one account per app, addresses are the app's own names for its customers."""

    name = "api"
    capabilities = CAN_SHOW
    answering = True

    def __init__(self, callbacks: Callbacks, media: Media) -> None:
        self._callbacks, self._media = callbacks, media
        self._inbox: Inbox | None = None
        self._leaving = False
        self._waiting: dict[Waiter, set[asyncio.Event]] = {}

    @property
    def inbox(self) -> Inbox:
        """Where messages go.

        Raises:
            NotReadyError: the channel is not open (any more).
        """
        if self._inbox is None:
            raise NotReadyError("the API is not open now")
        return self._inbox

    @property
    def is_open(self) -> bool:
        """Is it worth waiting for something?"""
        return self._inbox is not None and not self._leaving

    @property
    def waiting(self) -> int:
        """How many requests wait for something to be said."""
        return sum(map(len, self._waiting.values()))

    def pulls(self, account: str) -> bool:
        """Without a callback an app fetches its messages."""
        return account not in self._callbacks

    @asynccontextmanager
    async def run(self, inbox: Inbox) -> AsyncIterator[None]:
        """Open while enabled."""
        self._inbox = inbox
        try:
            yield
        finally:
            self._inbox = None

    async def send(self, message: OutboundMessage) -> None:
        """Call the app back, or wake who waits for this address."""
        if message.account in self._callbacks:
            await self._callbacks.deliver(message)
        for waiter in self._waiting.get((message.account, message.address), ()):
            waiter.set()

    async def fetch(self, account: str, attachment: Attachment) -> Attachment:
        """A copy of what an app sent the address of."""
        return attachment if attachment.url is None else await self._media.fetch(attachment.url)

    @contextmanager
    def nudged(self, account: str, address: str) -> Iterator[asyncio.Event]:
        """An event that is set when something was stored for this address."""
        place, event = (account, address), asyncio.Event()
        self._waiting.setdefault(place, set()).add(event)
        try:
            yield event
        finally:
            self._waiting[place].discard(event)
            if not self._waiting[place]:
                del self._waiting[place]

    def leave(self) -> None:
        """The channel goes: who waits asks again, and finds the next one."""
        self._leaving = True
        for waiters in self._waiting.values():
            for waiter in waiters:
                waiter.set()
