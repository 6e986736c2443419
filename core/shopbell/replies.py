"""What a skill answers: a tuple of parts that no channel shapes yet.

Each part is plain data; *adapt* turns it into what the customer's channel can show. Limits are generous here and
strict in ``Capabilities``. Sizes in pixels, durations in seconds, money in integer minor units.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import msgspec

from shopbell.text import CORE, Text, Words

Shown = TypeVar("Shown")


class Part(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True):
    """One piece of a reply."""


class TextPart(Part, frozen=True, kw_only=True, tag="text"):
    """Words. ``markdown`` allows bold, italics, links and lists; channels without them show it plain."""

    text: Words
    markdown: bool = False


PERSON_PAYLOAD = "I want to talk to a person"  # in every language: the skill that hands over knows these words


class Option(msgspec.Struct, frozen=True, omit_defaults=True):
    """One button: what it says, what comes back when it is chosen (its label by default), or where it leads."""

    label: Words
    payload: str | None = None
    url: str | None = None


def offer_person(label: Words) -> Option:
    """A button that asks for a person, as if the customer had asked for one in words."""
    return Option(label, payload=PERSON_PAYLOAD)


class Options(Part, frozen=True, kw_only=True, tag="options"):
    """Buttons below the text before them. A channel without buttons shows a numbered list."""

    options: tuple[Option, ...]


class Card(Part, frozen=True, kw_only=True, tag="card"):
    """A thing to look at: title, a few words, a picture, buttons."""

    title: Words
    subtitle: Words | None = None
    image: str | None = None  # URL, https
    image_alt: Words | None = None
    url: str | None = None
    options: tuple[Option, ...] = ()


class Carousel(Part, frozen=True, kw_only=True, tag="carousel"):
    """Cards side by side."""

    cards: tuple[Card, ...]


class Image(Part, frozen=True, kw_only=True, tag="image"):
    """A picture; ``alt`` says what it shows, for those who cannot see it."""

    url: str
    alt: Words = ""
    caption: Words | None = None


class Video(Part, frozen=True, kw_only=True, tag="video"):
    """A film."""

    url: str
    caption: Words | None = None


class Audio(Part, frozen=True, kw_only=True, tag="audio"):
    """A sound; ``transcript`` for channels without sound."""

    url: str
    transcript: Words | None = None


class File(Part, frozen=True, kw_only=True, tag="file"):
    """A document to keep."""

    url: str
    name: str
    media_type: str = "application/octet-stream"


class ItemList(Part, frozen=True, kw_only=True, tag="list"):
    """A titled list of things to choose from, longer than buttons allow."""

    title: Words
    items: tuple[Option, ...]
    button: Words = Text("Choose").owned_by(CORE)


class FormField(msgspec.Struct, frozen=True, omit_defaults=True):
    """One question of a form. ``kind``: text, email, tel, number, date, select, checkbox, textarea."""

    name: str
    label: Words
    kind: str = "text"
    required: bool = True
    options: tuple[Option, ...] = ()


class Form(Part, frozen=True, kw_only=True, tag="form"):
    """Several questions at once; a channel without forms shows them one after the other."""

    name: str
    title: Words
    fields: tuple[FormField, ...]
    submit: Words = Text("Send").owned_by(CORE)


class Location(Part, frozen=True, kw_only=True, tag="location"):
    """A place: degrees north and east (WGS 84)."""

    latitude: float
    longitude: float
    name: Words | None = None
    address: str | None = None


class ProductCard(Part, frozen=True, kw_only=True, tag="product"):
    """A product of the catalogue with its price now (minor units) and, when lowered, before."""

    product: str  # the catalogue's id
    title: Words
    price: int
    currency: str  # ISO 4217
    was_price: int | None = None
    image: str | None = None
    url: str | None = None
    in_stock: bool = True
    options: tuple[Option, ...] = ()


class PaymentRequest(Part, frozen=True, kw_only=True, tag="payment"):
    """Asks for money by a link: never repeated by the outbox when its fate is unknown."""

    reference: str
    title: Words
    amount: int  # minor units
    currency: str
    url: str


ReplyPart = (
    TextPart
    | Options
    | Card
    | Carousel
    | Image
    | Video
    | Audio
    | File
    | ItemList
    | Form
    | Location
    | ProductCard
    | PaymentRequest
)


class Reply:
    """What a skill returns: parts without an address.

    ``Reply(text="Yes.")`` and ``Reply(text="Which?", options=["S", "M"])`` are the short forms; any parts may follow.
    One that a skill keeps and returns again is translated and fitted to the channel only once.

    Raises:
        TypeError: something that is no part was passed; the turn then takes the next best answer.
    """

    __slots__ = ("_marked", "_shown", "parts")

    def __init__(self, *parts: ReplyPart, text: Words | None = None, options: Sequence[Option | Words] = ()) -> None:
        if text is not None and not isinstance(text, str | Text):
            raise TypeError(f"a reply's text is words, not {type(text).__name__}")
        before: tuple[ReplyPart, ...] = (TextPart(text=text),) if text is not None else ()
        after: tuple[ReplyPart, ...] = (Options(options=tuple(map(as_option, options))),) if options else ()
        for part in parts:
            if not isinstance(part, Part):
                raise TypeError(f"a reply is made of parts, not of {type(part).__name__}")
        self.parts: tuple[ReplyPart, ...] = before + parts + after
        self._marked: tuple[str, Reply | None] | None = None  # None in it: itself
        self._shown: tuple[tuple[object, ...], Any] | None = None

    def marked(self, plugin: str, mark: Callable[["Reply", str], "Reply"]) -> "Reply":
        """What ``mark`` makes of it for this plugin; remembered."""
        if self._marked is None or self._marked[0] != plugin:
            marked = mark(self, plugin)
            self._marked = plugin, None if marked is self else marked
        return self._marked[1] or self

    def shown(self, show: Callable[..., Shown], *how: Any) -> Shown:
        """What ``show`` makes of it with these arguments; remembered until asked with others."""
        if self._shown is None or self._shown[0] != how:
            self._shown = how, show(self, *how)
        shown: Shown = self._shown[1]
        return shown

    @property
    def text(self) -> str:
        """All words of the text parts, one line each: for channels and tests that read only text."""
        return "\n".join(str(part.text) for part in self.parts if isinstance(part, TextPart))

    @property
    def options(self) -> tuple[Option, ...]:
        """All buttons of the options parts."""
        return tuple(option for part in self.parts if isinstance(part, Options) for option in part.options)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reply) and self.parts == other.parts

    def __hash__(self) -> int:
        return hash(self.parts)

    def __repr__(self) -> str:
        return f"Reply({', '.join(type(part).__name__ for part in self.parts)})"  # no words: they may reach a log


def as_option(option: "Option | Words") -> Option:
    """An option from its label alone.

    Raises:
        TypeError: neither an option nor words.
    """
    if isinstance(option, Option):
        return option
    if isinstance(option, str | Text):
        return Option(option)
    raise TypeError(f"an option is words or an Option, not {type(option).__name__}")


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(tuple[ReplyPart, ...])


def encode_parts(parts: Iterable[ReplyPart]) -> bytes:
    """Parts as msgpack, as message and outbox rows keep them."""
    return _encoder.encode(tuple(parts))


def decode_reply(body: bytes) -> Reply:
    """The reply that ``encode_parts`` stored."""
    return Reply(*_decoder.decode(body))


def as_json(parts: Iterable[ReplyPart]) -> list[dict[str, Any]]:
    """Parts as JSON-ready dictionaries, the shape of the HTTP API (``{"type": "text", "text": ...}``)."""
    built: list[dict[str, Any]] = msgspec.to_builtins(list(parts))
    return built
