"""Who is looking at which conversation now, and how each of them gets every message once, in order.

What a browser has is told by one number, the last ``seq`` it was sent. The stored transcript is the only source of
messages: a new reply is just a nudge to read on. So a replay after a reconnect and a live message are the same
thing, and nothing can be lost, doubled or overtaken between the two.
"""

from collections.abc import Iterator
from typing import Protocol

import anyio

from shopbell import Inbox, StoredMessage, StoreUnavailable

from .frames import Message, ShopFrame, Typing, as_frame, encode

PAGE = 100  # messages read at once


class Listener(Protocol):
    """An open socket, as its room sees it."""

    after: int  # the last seq it was sent

    async def show(self, frame: bytes) -> None:
        """Send one frame; a socket that is gone or too slow is closed, never waited for."""
        ...

    async def say(self, frame: ShopFrame | Typing) -> None:
        """Send one frame of the protocol, in the same way."""
        ...

    async def caught_up(self) -> None:
        """Everything stored was sent: say so, the first time."""
        ...


class Room:
    """One visitor's windows."""

    __slots__ = ("address", "again", "news", "polls", "reading", "site", "sockets", "stale")

    def __init__(self, site: str, address: str) -> None:
        self.site, self.address = site, address
        self.sockets: list[Listener] = []
        self.polls = 0  # long polls that wait for ``news``
        self.news = anyio.Event()
        self.reading = False  # somebody is sending the transcript
        self.again = False  # ... and has to look once more
        self.stale = False  # a read failed: ``catch_up`` tries again


class Rooms:
    """All rooms that somebody is in. Belongs to the event loop."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._rooms: dict[tuple[str, str], Room] = {}

    def __iter__(self) -> Iterator[Room]:
        return iter(tuple(self._rooms.values()))

    def find(self, site: str, address: str) -> Room | None:
        """The room, if anybody is in it."""
        return self._rooms.get((site, address))

    def enter(self, site: str, address: str) -> Room:
        """The room, made when nobody was in it."""
        room = self._rooms.get((site, address))
        if room is None:
            room = self._rooms[site, address] = Room(site, address)
        return room

    def leave(self, room: Room) -> None:
        """Forget the room when it is empty."""
        if not room.sockets and not room.polls:
            self._rooms.pop((room.site, room.address), None)

    async def show_news(self, room: Room) -> None:
        """Bring every window of the room up to date.

        Whoever comes first reads; those who come meanwhile only ask for another look. When the store or the
        caller gives up half way the room is marked, and ``catch_up`` goes on.
        """
        room.news.set()
        room.news = anyio.Event()
        if room.reading:
            room.again = True
            return
        room.reading = room.stale = True
        try:
            await self._read_on(room)
            room.stale = room.again
        except StoreUnavailable:
            pass  # nothing is lost: the messages stay where they are until the store answers again
        finally:
            room.reading = False

    async def catch_up(self) -> None:
        """Try the rooms again whose last read failed."""
        for room in self:
            if room.stale and not room.reading:
                await self.show_news(room)

    async def read(self, room: Room, after: int) -> list[Message]:
        """One page of what was said after ``after``."""
        page = await self._inbox.transcript(room.site, room.address, after=after, limit=PAGE)
        return [as_frame(stored) for stored in page]

    async def _read_on(self, room: Room) -> None:
        while room.sockets:
            room.again = False
            after = min(socket.after for socket in room.sockets)
            page = await self._inbox.transcript(room.site, room.address, after=after, limit=PAGE)
            for stored in page:
                await _show_all(room, stored)
            if len(page) < PAGE and not room.again:
                break
        for socket in tuple(room.sockets):
            await socket.caught_up()


async def _show_all(room: Room, stored: StoredMessage) -> None:
    frame = encode(as_frame(stored))
    for socket in tuple(room.sockets):
        if socket.after < stored.seq:
            socket.after = stored.seq
            await socket.show(frame)
