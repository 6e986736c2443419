"""Version 1 of the web chat's protocol as structs: docs/webchat-protocol.md tells the story.

One JSON object per frame, ``type`` says which. Unknown fields are ignored, so that either side may grow.
"""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from shopbell import MessageContext, RequestError, StoredMessage

VERSION = 1
FRAME_MAX = 64 * 1024  # bytes

# Why the shop closed a socket. 1012 (restart) and 1013 (try again) are the WebSocket standard's own.
CLOSE_PROTOCOL = 4000
CLOSE_TOKEN = 4001
CLOSE_VERSION = 4002
CLOSE_SITE = 4003
CLOSE_SILENT = 4008
CLOSE_FLOOD = 4029


class Context(msgspec.Struct, frozen=True):
    """Where the visitor is while writing."""

    page: Annotated[str, Meta(max_length=2_000)] | None = None
    product: Annotated[str, Meta(max_length=200)] | None = None
    stage: Annotated[str, Meta(max_length=40)] | None = None
    locale: Annotated[str, Meta(max_length=35)] | None = None

    def as_message_context(self) -> MessageContext:
        """The core's shape. A page that is no web address is dropped: agents will see it as a link."""
        page = self.page if self.page and self.page.startswith(("https://", "http://")) else None
        return MessageContext(page=page, product=self.product, stage=self.stage, locale=self.locale)


class ClientFrame(msgspec.Struct, frozen=True, tag_field="type"):
    """What a browser says."""


class Hello(ClientFrame, frozen=True, tag="hello"):
    """The first frame: who I am (or nobody yet), and the last ``seq`` that I have."""

    v: int = VERSION
    site: str = "default"
    token: Annotated[str, Meta(max_length=300)] | None = None
    after: Annotated[int, Meta(ge=0, le=2**53)] = 0
    login: Annotated[str, Meta(max_length=4_096)] | None = None  # the shop's web site says who is logged in there


class Say(ClientFrame, frozen=True, tag="message"):
    """A message of the visitor. ``id`` is the browser's own: sending it again is harmless."""

    id: Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_-]{1,64}\Z")]
    text: str = ""
    payload: Annotated[str, Meta(max_length=1_000)] | None = None
    context: Context = Context()
    invitation: Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_-]{32}\Z")] | None = None  # of a link that led here


class NewVisitor(msgspec.Struct, frozen=True):
    """The body of ``POST /chat/token``."""

    site: str = "default"


class Ping(ClientFrame, frozen=True, tag="ping"):
    """Are you there?"""


class Typing(ClientFrame, frozen=True, tag="typing", omit_defaults=True):
    """Somebody is writing. From a browser it is taken and not kept."""

    author: str = ""


class ShopFrame(msgspec.Struct, frozen=True, tag_field="type", omit_defaults=True):
    """What the shop says."""


class Welcome(ShopFrame, frozen=True, tag="welcome", kw_only=True):
    """The answer to hello: ``seq`` is where the replay starts."""

    v: int
    token: str
    visitor: str
    seq: int
    shop: str


class Ready(ShopFrame, frozen=True, tag="ready", kw_only=True):
    """Everything missed was sent; what follows is live."""

    seq: int


class Message(ShopFrame, frozen=True, tag="message", kw_only=True):
    """One stored message: ``parts`` of the shop, or ``id`` and ``text`` of the visitor."""

    seq: int
    author: str
    at: int
    turn: int
    id: str = ""
    text: str = ""
    parts: tuple[Any, ...] = ()


class Ack(ShopFrame, frozen=True, tag="ack"):
    """The message ``id`` is on disk."""

    id: str
    turn: int


class Pong(ShopFrame, frozen=True, tag="pong"):
    """Still here."""


class Failure(ShopFrame, frozen=True, tag="error", kw_only=True):
    """Something was refused: ``invalid``, ``too_long``, ``rate``, ``busy``, ``token``, ``version``, ``site``.

    ``id`` names the message concerned; with ``retry_after`` (seconds) the same message may be sent again.
    """

    code: str
    text: str
    id: str = ""
    retry_after: float | None = None


_decoder: msgspec.json.Decoder[Hello | Say | Ping | Typing] = msgspec.json.Decoder(Hello | Say | Ping | Typing)
encode = msgspec.json.Encoder().encode


def read_frame(data: str | bytes) -> Hello | Say | Ping | Typing:
    """Decode what a browser sent.

    Raises:
        RequestError: 400; the sentence tells a developer what is wrong.
    """
    try:
        return _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as exc:
        raise RequestError(400, "Not a frame of the web chat", str(exc), code="invalid") from exc


def read_say(data: bytes) -> Say:
    """Decode the body of ``POST /chat/messages``, with or without its ``type``.

    Raises:
        RequestError: 400.
    """
    try:
        fields = msgspec.json.decode(data)
        return msgspec.convert({"type": "message", **fields}, Say)
    except (msgspec.DecodeError, UnicodeDecodeError, TypeError) as exc:
        raise RequestError(400, "Not a message of the web chat", str(exc), code="invalid") from exc


def read_site(data: bytes) -> str:
    """The site that ``POST /chat/token`` is for; an empty body means the default one.

    Raises:
        RequestError: 400.
    """
    try:
        return msgspec.json.decode(data or b"{}", type=NewVisitor).site
    except (msgspec.DecodeError, UnicodeDecodeError) as exc:
        raise RequestError(400, "Not a request for a token", str(exc), code="invalid") from exc


def as_frame(stored: StoredMessage) -> Message:
    """A stored message as the browser shows it."""
    frame = Message(seq=stored.seq, author=stored.author, at=stored.at, turn=stored.turn_id)
    if stored.message is not None:
        return msgspec.structs.replace(frame, id=client_id(stored.message.key), text=stored.message.text)
    return msgspec.structs.replace(frame, parts=stored.reply.parts if stored.reply is not None else ())


def message_key(visitor: str, browser_id: str) -> str:
    """What makes a repeat harmless. With the visitor: one browser's id must not hide another's message."""
    return f"{visitor}:{browser_id}"


def client_id(key: str) -> str:
    """The browser's own id of a message, from its key."""
    return key.rpartition(":")[2]
