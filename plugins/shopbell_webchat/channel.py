"""The channel: what the rest of the shop sees of the web chat, and what its two doors share."""

import secrets
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import TypeVar

import anyio

from shopbell import (
    Capabilities,
    InboundMessage,
    Inbox,
    NotReadyError,
    OutboundMessage,
    Overloaded,
    PluginScope,
    RequestError,
    StoreUnavailable,
)

from .frames import Ack, Say, Typing, message_key
from .limits import Buckets, Places
from .rooms import Room, Rooms
from .settings import WebChatSettings
from .sockets import Socket
from .tokens import Tokens, Visitor

CAPABILITIES = Capabilities(
    text_max=8_000, markdown=True, options_max=13, option_label_max=40, option_urls=True, cards=True,
    card_options_max=6, carousel_max=10, list_max=50, list_label_max=80, images=True, files=True, location=True,
    products=True, payments=True, typing=True,
)  # fmt: skip
TOKEN_KEY = "token_key"  # noqa: S105  where the signing key lies in the plugin's own store
SERVICE_RESTART = 1012


class WebChat:
    """The channel ``webchat``: one account per site, one address per visitor.

    Messages are durable in the conversation, browsers fetch them by ``seq``; so there is no outbox row to send,
    and ``send`` only wakes the windows that are open.
    """

    name = "webchat"
    capabilities = CAPABILITIES

    def __init__(self, scope: PluginScope, settings: WebChatSettings) -> None:
        self.settings, self.shop = settings, scope.shop
        self._kv, self._closing = scope.kv, scope.closing
        self.places = Places(settings.sockets, settings.sockets_per_address)
        self.frames = Buckets(settings.frames_per_minute, time.monotonic)
        self.visitors = Buckets(settings.visitors_per_minute, time.monotonic)
        self._messages = Buckets(settings.messages_per_minute, time.monotonic)
        self._sockets: set[Socket] = set()
        self._inbox: Inbox | None = None
        self._rooms: Rooms | None = None
        self._tokens: Tokens | None = None
        self.leaving = False  # this generation goes; the browsers come back to the next one

    @asynccontextmanager
    async def run(self, inbox: Inbox) -> AsyncIterator[None]:
        """Open the doors; when it ends every browser is asked to come back, which it does by itself."""
        self._tokens = Tokens(await self._signing_key(), self.settings.token_days, time.time)
        self._inbox, self._rooms = inbox, Rooms(inbox)
        try:
            yield
        finally:
            await self.leave()

    def pulls(self, account: str) -> bool:
        """Browsers fetch what is stored."""
        return True

    def invitation(self, token: str) -> str | None:
        """A link to the shop's page on which the chat goes on. What stands behind the # is sent to no server."""
        return f"{self.settings.page}#shopbell-{token}" if self.settings.page else None

    async def send(self, message: OutboundMessage) -> None:
        """A message was committed: show it in the windows that are open."""
        room = self.rooms.find(message.account, message.address)
        if room is not None:
            await self.rooms.show_news(room)

    async def typing(self, account: str, address: str) -> None:
        """Show that an answer is being written."""
        room = self.rooms.find(account, address)
        for socket in tuple(room.sockets) if room is not None else ():
            await socket.say(Typing(author="bot"))

    async def say(self, visitor: Visitor, said: Say) -> Ack:
        """Take one message of a visitor; when this returns it is on disk.

        Raises:
            RequestError: ``code`` and ``retry_after`` say whether the same message may come again.
        """
        self._check(said)
        if wait := self._messages.wait(visitor.address):
            raise RequestError(
                429, "Too many messages", "Please wait a moment.", retry_after=int(wait) + 1, code="rate"
            )
        message = InboundMessage(
            channel=self.name,
            account=visitor.site,
            sender=visitor.address,
            key=message_key(visitor.address, said.id),
            text=said.text,
            payload=said.payload,
            context=said.context.as_message_context(),
            limited=True,
            invitation=said.invitation,
        )
        try:
            accepted = await self._open_inbox.accept(message)
        except StoreUnavailable as exc:
            raise Overloaded("The shop cannot write anything down right now.") from exc
        return Ack(said.id, accepted.turn_id)

    async def log_in(self, visitor: Visitor, token: str) -> None:
        """Know a visitor whom the shop's web site vouches for; with a token that is no longer good, chat on."""
        with suppress(StoreUnavailable):  # the browser shows it again with its next hello
            await self._open_inbox.login(visitor.site, visitor.address, token)

    async def mirror(self, visitor: Visitor, *, windows: int) -> None:
        """Show a visitor's own message in their other windows; ``windows`` are open where it was written."""
        room = self.rooms.find(*visitor)
        if room is not None and len(room.sockets) + room.polls > windows:
            await self.rooms.show_news(room)

    def check_open(self) -> None:
        """May somebody come in now?

        Raises:
            NotReadyError: the channel is not open yet, or not any more.
        """
        if self._rooms is None or self.leaving:
            raise NotReadyError("The web chat is just being changed.")

    @property
    def rooms(self) -> Rooms:
        """Who is looking.

        Raises:
            NotReadyError: the channel is not open yet.
        """
        return _opened(self._rooms)

    @property
    def tokens(self) -> Tokens:
        """Signs and reads visitors' tokens; raises like ``rooms``."""
        return _opened(self._tokens)

    @contextmanager
    def holding(self, socket: Socket) -> Iterator[None]:
        """Count a socket among those to be closed when this generation goes."""
        self._sockets.add(socket)
        try:
            yield
        finally:
            self._sockets.discard(socket)

    @asynccontextmanager
    async def watching(self, visitor: Visitor, socket: Socket) -> AsyncIterator[Room]:
        """Send the socket what it missed, and from then on everything new."""
        room = self.rooms.enter(*visitor)
        room.sockets.append(socket)
        try:
            await self.rooms.show_news(room)
            yield room
        finally:
            room.sockets.remove(socket)
            self.rooms.leave(room)

    async def tidy(self) -> None:
        """Try again where a read failed, and forget quiet addresses. Called every few seconds."""
        if self._rooms is not None:
            await self._rooms.catch_up()
        for buckets in (self.frames, self.visitors, self._messages):
            buckets.sweep()

    async def leave_in_time(self) -> None:
        """Wait until a newer generation answers, then leave."""
        await self._closing.wait()
        await self.leave()

    async def leave(self) -> None:
        """Ask every browser to come back: to the next generation, or to the shop once it runs again."""
        self.leaving = True
        for room in self._rooms or ():
            room.news.set()
        async with anyio.create_task_group() as closing:
            for socket in tuple(self._sockets):
                closing.start_soon(socket.close, SERVICE_RESTART)

    @property
    def _open_inbox(self) -> Inbox:
        return _opened(self._inbox)

    def _check(self, said: Say) -> None:
        if not said.text.strip() and not said.payload:
            raise RequestError(422, "Nothing was said", "A message has a text or a payload.", code="invalid")
        if len(said.text) > self.settings.text_max:
            limit = f"A message has at most {self.settings.text_max} characters."
            raise RequestError(413, "The message is too long", limit, code="too_long")
        if "\0" in said.text or "\0" in (said.payload or ""):
            raise RequestError(422, "Not a text", "A message may not hold a NUL character.", code="invalid")

    async def _signing_key(self) -> bytes:
        stored = await self._kv.get(TOKEN_KEY)
        if stored is None:
            stored = secrets.token_hex(32)
            await self._kv.put(TOKEN_KEY, stored)
        return bytes.fromhex(stored)


Opened = TypeVar("Opened")


def _opened(thing: Opened | None) -> Opened:
    if thing is None:
        raise NotReadyError("The web chat is not open yet.")
    return thing
