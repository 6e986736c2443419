"""What the API takes and gives, as types: they decode strictly, and the OpenAPI document is made from them."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from shopbell import (
    Attachment,
    MessageContext,
    ReplyPart,
    RequestError,
    ShopEvent,
)

Name = Annotated[str, Meta(min_length=1, max_length=200)]
Short = Annotated[str, Meta(max_length=200)]
Url = Annotated[str, Meta(max_length=2_000)]


class PostedAttachment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something sent beside the words, by its address."""

    kind: Literal["image", "video", "audio", "file", "sticker", "location", "contact"]
    url: Annotated[str, Meta(max_length=2_000, pattern="^https?://")]
    name: Short | None = None
    media_type: Short | None = None
    size: Annotated[int, Meta(ge=0, le=1 << 40)] | None = None  # bytes

    def taken(self) -> Attachment:
        """As the shop keeps it."""
        return Attachment(kind=self.kind, url=self.url, name=self.name, media_type=self.media_type, size=self.size)


class PostedContext(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the customer is while writing."""

    page: Url | None = None
    product: Short | None = None
    stage: Short | None = None
    referral: Url | None = None
    campaign: Short | None = None
    locale: Annotated[str, Meta(max_length=35)] | None = None

    def taken(self) -> MessageContext:
        """As the shop keeps it."""
        return MessageContext(
            page=self.page,
            product=self.product,
            stage=self.stage,
            referral=self.referral,
            campaign=self.campaign,
            locale=self.locale,
        )


class PostedMessage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One message of one of the app's customers. The same ``sender`` and ``id`` again get the same answer."""

    sender: Name
    id: Name
    text: Annotated[str, Meta(max_length=8_000)] = ""
    payload: Annotated[str, Meta(max_length=1_000)] | None = None
    attachments: Annotated[list[PostedAttachment], Meta(max_length=10)] = []
    context: PostedContext | None = None
    login: Annotated[str, Meta(max_length=4_096)] | None = None  # the shop's web site says who is logged in there


class Answered(msgspec.Struct, frozen=True):
    """The turn is done: its answers, none when a person will write."""

    turn: int
    replies: tuple[ReplyPart, ...]


class Later(msgspec.Struct, frozen=True):
    """The message is stored, its answer comes by cursor or callback."""

    turn: int


class ListedMessage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One message of the conversation: ``replies`` when the shop said it, the rest when the customer did."""

    seq: int
    turn: int
    at: int  # milliseconds UTC
    author: str  # customer, bot, or a person's name
    replies: tuple[ReplyPart, ...] = ()
    text: str = ""
    payload: str | None = None
    attachments: tuple[Attachment, ...] = ()


class Page(msgspec.Struct, frozen=True):
    """Messages in order; ask again with ``after=next``."""

    messages: list[ListedMessage]
    next: int


class PostedEvent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fact about a customer. Stored once per ``id`` (within ``source``, if the app has several)."""

    kind: Annotated[str, Meta(max_length=100, pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$(?!\n)")]
    id: Name
    sender: Name
    source: Annotated[str, Meta(min_length=1, max_length=100)] | None = None
    at: Annotated[int, Meta(ge=0, le=1 << 53)] | None = None  # milliseconds UTC; now when left out
    body: dict[str, Any] = {}

    def taken(self, app: str) -> ShopEvent:
        """As the shop keeps it: one app cannot speak with another's ids."""
        source = app if self.source is None else f"{app}/{self.source}"
        return ShopEvent(kind=self.kind, source=source, id=self.id, sender=self.sender, at=self.at, body=self.body)


PostedEvents = PostedEvent | Annotated[list[PostedEvent], Meta(max_length=1_000)]


_decode_events = msgspec.json.Decoder(PostedEvents).decode


class Recorded(msgspec.Struct, frozen=True):
    """How many events were taken, and how many of them were new."""

    accepted: int
    new: int


def read_events(body: bytes) -> list[PostedEvent]:
    """One event or several.

    Raises:
        RequestError: 422, a body nested deeper than Python can follow.
        msgspec.DecodeError: ill-formed.
    """
    try:
        posted = _decode_events(body)
        refuse_nul(body)
    except RecursionError as exc:
        raise RequestError(422, "The body does not fit", "It is nested too deeply.") from exc
    return posted if isinstance(posted, list) else [posted]


def refuse_nul(body: bytes) -> None:
    """Refuse NUL characters anywhere; SQLite's text functions stop at them.

    Raises:
        RequestError: 422.
    """
    if b"\\u0000" in body and _has_nul(msgspec.json.decode(body)):
        raise RequestError(422, "The body does not fit", "NUL characters are not taken.")


def refuse_unprintable(**names: str) -> None:
    """Refuse control characters in names: they end up in keys and columns, and in no customer's keyboard.

    Raises:
        RequestError: 422, saying which.
    """
    for name, value in names.items():
        if not value.isprintable():
            raise RequestError(422, "The body does not fit", f"{name} has characters that cannot be printed.")


def _has_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_has_nul(key) or _has_nul(inner) for key, inner in value.items())
    return isinstance(value, list) and any(map(_has_nul, value))
