"""The routes: a message in and its answer out in one request, the cursor, and events in bulk."""

import asyncio
import time
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from aiohttp import web

from shopbell import App, InboundMessage, MessageContext, PluginScope, RequestError, StoredMessage

from .bodies import (
    Answered,
    Later,
    ListedMessage,
    Page,
    PostedEvents,
    PostedMessage,
    Recorded,
    read_events,
    refuse_nul,
    refuse_unprintable,
)
from .channel import ApiChannel

NO_CONTEXT = MessageContext()
WAIT, LONGEST_WAIT = 15.0, 30.0  # seconds
DEFAULT_PAGE, LONGEST_PAGE = 50, 200  # messages

_read_message = msgspec.json.Decoder(PostedMessage).decode
_encode = msgspec.json.Encoder().encode

AnyFunction = TypeVar("AnyFunction", bound=Callable[..., object])


def told(**openapi: Any) -> Callable[[AnyFunction], AnyFunction]:
    """Say what ``/openapi.json`` shows for a route."""

    def mark(function: AnyFunction) -> AnyFunction:
        function.__dict__["openapi"] = openapi
        return function

    return mark


class ApiDoor:
    """``/api/v1/messages`` and ``/api/v1/events``."""

    def __init__(self, channel: ApiChannel) -> None:
        self._channel = channel

    def open(self, scope: PluginScope) -> None:
        """Register the routes."""
        scope.route("POST", "/api/v1/messages", self.post_message, needs="chat")
        scope.route("GET", "/api/v1/messages", self.get_messages, needs="chat")
        scope.route("POST", "/api/v1/events", self.post_events, needs="events")

    @told(
        summary="Say something for a customer; wait for the answer",
        body=PostedMessage,
        answers={200: Answered, 202: Later},
        query={"wait": float},
    )
    async def post_message(self, request: web.Request) -> web.Response:
        """The hot path: one decode, one encode."""
        wait = seconds(request, WAIT) if request.query_string else WAIT
        body = await request.read()
        posted = _read_message(body)
        refuse_nul(body)
        refuse_unprintable(sender=posted.sender, id=posted.id)
        app: App = request["app"]
        if app.limited:
            check_sender(request, app, posted.sender)
        message = as_message(posted, app)
        if posted.login is not None and not await self._channel.inbox.login(app.name, posted.sender, posted.login):
            raise RequestError(422, "The body does not fit", "login: forged or over, or the shop has no login_secret.")
        accepted = await self._channel.inbox.accept(message)
        replies = await accepted.replies(wait)
        if replies is None:
            return json(Later(accepted.turn_id), 202)
        return json(Answered(accepted.turn_id, replies))

    @told(
        summary="What was said in a customer's conversation after a place",
        answers={200: Page},
        query={"sender": str, "after": int, "limit": int, "wait": float},
    )
    async def get_messages(self, request: web.Request) -> web.Response:
        """The cursor. With ``wait`` it answers as soon as there is something."""
        app: App = request["app"]
        sender = request.query.get("sender", "")
        refuse_unprintable(sender=sender)
        if not 0 < len(sender) <= 200:
            raise RequestError(422, "The query does not fit", "sender: 1 to 200 characters.")
        if app.limited:
            check_sender(request, app, sender)
        after = whole(request, "after", 0, 0, (1 << 63) - 1)
        limit = whole(request, "limit", DEFAULT_PAGE, 1, LONGEST_PAGE)
        found = await self._messages(app.name, sender, after, limit, seconds(request, 0.0))
        return json(Page(found, found[-1].seq if found else after))

    @told(summary="Report facts about customers", body=PostedEvents, answers={200: Recorded})
    async def post_events(self, request: web.Request) -> web.Response:
        """One event or up to a thousand; all are checked before any is stored."""
        events = read_events(await request.read())
        for event in events:
            refuse_unprintable(sender=event.sender, id=event.id, source=event.source or "")
        app: App = request["app"]
        new = await self._channel.inbox.record(app.name, [event.taken(app.name) for event in events])
        return json(Recorded(len(events), new))

    async def _messages(self, app: str, sender: str, after: int, limit: int, wait: float) -> list[ListedMessage]:
        until = time.monotonic() + wait
        with self._channel.nudged(app, sender) as nudge:
            found = await self._channel.inbox.transcript(app, sender, after=after, limit=limit)
            while not found and (left := until - time.monotonic()) > 0:
                try:
                    async with asyncio.timeout(left):
                        await nudge.wait()
                except TimeoutError:
                    break
                if not self._channel.is_open:
                    break
                nudge.clear()
                found = await self._channel.inbox.transcript(app, sender, after=after, limit=limit)
        return [listed(message) for message in found]


def as_message(posted: PostedMessage, app: App) -> InboundMessage:
    """The message as the shop takes it.

    Raises:
        RequestError: 422, nothing is said in it.
    """
    if not posted.text.strip() and posted.payload is None and not posted.attachments:
        raise RequestError(422, "The body does not fit", "A message has a text, a payload or attachments.")
    # Printable names cannot hold the separator. The id first: many rise with time, and the index grows at its end then
    # (17 % fewer bytes written per turn).
    key = f"{posted.id}\x1f{posted.sender}"
    return InboundMessage(
        channel="api",
        account=app.name,
        sender=posted.sender,
        key=key,
        text=posted.text,
        payload=posted.payload,
        attachments=tuple([attachment.taken() for attachment in posted.attachments]) if posted.attachments else (),
        context=posted.context.taken() if posted.context else NO_CONTEXT,
        limited=app.limited,
    )


def listed(stored: StoredMessage) -> ListedMessage:
    """A stored message as the cursor shows it."""
    said, heard = stored.reply, stored.message
    return ListedMessage(
        seq=stored.seq,
        turn=stored.turn_id,
        at=stored.at,
        author=stored.author,
        replies=said.parts if said else (),
        text=heard.text if heard else "",
        payload=heard.payload if heard else None,
        attachments=heard.attachments if heard else (),
    )


def check_sender(request: web.Request, app: App, sender: str) -> None:
    """Hold an end user's token to its own sender, and everyone who is limited to a human pace.

    Raises:
        RequestError: 403 for another's conversation, 429 for too much.
    """
    if app.sender is not None and app.sender != sender:
        raise RequestError(403, "Not your conversation", "This token speaks for another sender.")
    request["limit"](f"api\x1f{app.name}\x1f{sender}")


def json(value: msgspec.Struct, status: int = 200) -> web.Response:
    """Encoded in one go."""
    return web.Response(body=_encode(value), status=status, content_type="application/json")


def seconds(request: web.Request, default: float) -> float:
    """The query's ``wait``.

    Raises:
        RequestError: 422, it is no number from 0 to 30.
    """
    text = request.query.get("wait")
    if text is None:
        return default
    if not (text.isascii() and text.replace(".", "", 1).isdigit() and float(text) <= LONGEST_WAIT):
        raise RequestError(422, "The query does not fit", "wait: seconds, from 0 to 30.")
    return float(text)


def whole(request: web.Request, name: str, default: int, least: int, most: int) -> int:
    """A whole number of the query.

    Raises:
        RequestError: 422, it is none, or out of range.
    """
    text = request.query.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 20 and least <= int(text) <= most):
        raise RequestError(422, "The query does not fit", f"{name}: a whole number from {least} to {most}.")
    return int(text)
