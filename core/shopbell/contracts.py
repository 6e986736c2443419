"""The contracts between the core and plugins: what a plugin hands in, and what it is handed.

They carry only data: no live connection enters a turn, writes and replies come out. Protocols need no base class;
``runtime_checkable`` so that a wrong contribution fails at load with its name.
"""

from collections.abc import Awaitable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, Protocol, TypeVar, runtime_checkable

import msgspec

from shopbell.messages import (
    Attachment,
    ChannelEvent,
    InboundMessage,
    OutboundMessage,
    ShopEvent,
    StoredMessage,
)
from shopbell.replies import Reply, ReplyPart
from shopbell.turns import Turn
from shopbell.understanding import Intent

if TYPE_CHECKING:
    from aiohttp import web


# ---- storage ----------------------------------------------------------------------------------------------------


class Write(NamedTuple):
    """One statement of a job, as data. A job's writes commit together or not at all.

    ``rows=1`` promises that exactly one row changes (address it by a key); otherwise the job ends in ``Conflict``
    without effect. ``None`` promises nothing. ``?`` placeholders, and the statement text must not vary per call:
    the engine groups a batch by it.
    """

    sql: str
    params: tuple[Any, ...]
    rows: int | None = None


# ---- settings ---------------------------------------------------------------------------------------------------


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of a plugin's table of the configuration; its own fields go below these two.

    ``order`` breaks ties between equally good answers: lower is asked first. ``renamed`` keeps the old names of
    settings for two minor versions: an owner's file goes on working, and is told the new name.
    """

    renamed: ClassVar[Mapping[str, str]] = {}  # old name -> new name

    enabled: bool = True
    order: int = 100

    def mistakes(self) -> Iterable[tuple[str, str]]:
        """What types and bounds cannot say: (dotted key, one sentence) for each mistake."""
        return ()


SettingsT = TypeVar("SettingsT", bound=Settings)


# ---- contributions ----------------------------------------------------------------------------------------------


@runtime_checkable
class Skill(Protocol):
    """Answers a kind of question. Its ``intents`` say by example which; without any it is asked last.

    ``answer`` returns None for "not mine". It has 10 seconds.

    It may have ``claims(turn) -> bool``, without I/O: is it plainly its own, by what stands in it (an order's number)?
    It is then asked first, unless a phrase is known word for word; without intents, it is asked about nothing else.
    """

    @property
    def name(self) -> str:
        """Unique among the plugin's skills."""
        ...

    @property
    def intents(self) -> Sequence[Intent]:
        """What it answers, by example; read once when the generation is loaded."""
        ...

    async def answer(self, turn: Turn) -> Reply | None:
        """Answer one message, or decline."""
        ...


@runtime_checkable
class Policy(Protocol):
    """Changes *how* a reply is said to this customer; never what it says."""

    @property
    def name(self) -> str:
        """For the decision record."""
        ...

    def adapt(self, turn: Turn, reply: Reply) -> Reply:
        """The reply as this customer should hear it; return ``reply`` itself to leave it alone."""
        ...


class Accepted(Protocol):
    """A message that the shop took.

    With an answering channel nothing is on disk before the turn's own commit (``stored`` tells); every other
    channel gets this back only after the accept commit.
    """

    turn_id: int
    duplicate: bool

    async def replies(self, timeout: float) -> tuple[ReplyPart, ...] | None:
        """Wait up to ``timeout`` seconds for the turn's commit.

        Returns:
            The adapted parts of the answer; empty when nobody answers (a person holds the conversation). None when
            the time is up: the message is on disk then, and what comes later goes by ``send``.
        """
        ...


class Inbox(Protocol):
    """Where a channel puts what it hears. Handed to ``Channel.run``."""

    async def accept(self, message: InboundMessage) -> Accepted:
        """Take one message, once per (channel, account, key).

        Raises:
            Overloaded: too much undone work; nothing was stored, answer 503.
            StoreUnavailable: the disk refuses; nothing was stored, answer 503.
        """
        ...

    async def report(self, event: ChannelEvent) -> bool:
        """Take one event; False when it was known already. Raises like ``accept``."""
        ...

    async def record(self, account: str, events: Sequence[ShopEvent]) -> int:
        """Append facts in bulk, each once per (source, id); returns how many were new. Raises like ``accept``."""
        ...

    async def login(self, account: str, address: str, token: str) -> bool:
        """The address has shown the token with which the shop's web site signs who is logged in there.

        A JSON Web Token (HS256) with ``sub`` and ``exp`` (at most a day away), under ``[customers] login_secret``.
        True: it is genuine; what is known of that account and here is one customer soon. Raises ``StoreError``.
        """
        ...

    async def transcript(self, account: str, address: str, *, after: int, limit: int) -> list[StoredMessage]:
        """Messages to and from this address with ``seq > after``, oldest first, at most ``limit``."""
        ...


@runtime_checkable
class Channel(Protocol):
    """A way in and out. ``run`` holds it open, ``send`` delivers one message; the rest is optional.

    A channel may further have, with the default in brackets:

    - ``capabilities: Capabilities`` [plain text]: what it can show;
    - ``exclusive: bool`` [False]: its ``run`` cannot overlap with an older generation's (a long poll, a port);
    - ``answering: bool`` [False]: the response to the request *is* the reply, so one commit per turn is enough;
    - ``pulls(account) -> bool`` [False]: the other side fetches stored messages by ``seq``; no outbox row is
      written, and ``send`` is only a nudge after the commit;
    - ``async typing(account, address)`` [nothing]: show that an answer is being written;
    - ``async fetch(account, attachment) -> attachment`` [nothing]: what a message only names (``ref``, ``url``), as
      ``scope.media`` has kept it; asked in the message's turn, which goes on without a copy when it fails;
    - ``starts(address) -> account | None`` [None]: may the shop write first to an address it never heard from (an
      e-mail address, a phone number), and from which account;
    - ``invitation(token) -> link | None`` [None]: a link that opens a conversation here; the customer's first
      message then carries the token (32 letters, digits, ``-`` and ``_``) as ``InboundMessage.invitation``.
    """

    @property
    def name(self) -> str:
        """The word in addresses, configuration and logs; unique in the shop."""
        ...

    def run(self, inbox: Inbox) -> AbstractAsyncContextManager[None]:
        """Hold the channel open: poll, listen; messages go into ``inbox``."""
        ...

    async def send(self, message: OutboundMessage) -> str | None:
        """Deliver one message, once, or raise ``DeliveryError``. Never retry here.

        Returns:
            The platform's id of it, where its receipts name that instead of our ``outbox_id``.
        """
        ...


class Migration(NamedTuple):
    """One step of a plugin's tables: forward only, additive; a released step never changes.

    ``sql`` may hold several statements and the braces of the dialect file. Tables are named ``p_<plugin>_*``.
    """

    number: int  # from 1, without gaps
    sql: str


KeyScope = Literal["chat", "events", "read", "admin"]


class App(NamedTuple):
    """Whose API key a request carried: the app's name (= channel account) and what the key may do.

    ``sender`` is set when it was no key but an end user's token: it speaks for that sender alone, and a door that
    is opened by it must refuse every other.
    """

    name: str
    scopes: frozenset[str]
    limited: bool = False  # flood limits apply as for anonymous senders
    sender: str | None = None


class RouteHandler(Protocol):
    """Answers one HTTP request of a plugin.

    Parts of the path are in ``request.match_info``, unquoted: ``/item/{id}`` -> ``request.match_info["id"]``. The
    plugin stays loaded while the handler runs. A WebSocket or an event stream holds nothing once it is prepared: wait
    for ``scope.closing`` beside the messages, then close it with 1012 and return; after 5 seconds it is cancelled.
    """

    def __call__(self, request: "web.Request") -> Awaitable["web.StreamResponse"]:
        """Handle it; ``RequestError`` becomes a problem document."""
        ...


class Media(Protocol):
    """Where files lie that customers send: stored once by what they hold, gone with their last message.

    An attachment that comes back goes into an ``InboundMessage`` (or out of ``Channel.fetch``) within the hour.
    """

    async def keep(self, content: bytes, *, limit: int = ...) -> Attachment:
        """Store a content; kind and type are what its first bytes say.

        Raises:
            RequestError: 413 larger than ``limit`` bytes (25 MB), 400 empty.
            StoreUnavailable: the disk refuses.
        """
        ...

    async def fetch(
        self,
        url: str,
        *,
        limit: int = ...,
        seconds: float = ...,
        headers: Mapping[str, str] | None = None,
        trusted: str = "",
    ) -> Attachment:
        """Download and store a file: https from the open internet only, redirects checked, within ``seconds`` (20).

        ``headers`` (credentials) go to the first host alone. ``trusted`` is an origin of the owner's own settings,
        which may be private and http.

        Raises:
            RequestError: 422 an address that must not be fetched, 413 too large, 502 not to be had.
            StoreUnavailable: the disk refuses.
        """
        ...
