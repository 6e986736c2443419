"""What comes in and what goes out, the same for every channel.

Ids and addresses are opaque strings, times integer milliseconds UTC. ``key`` is what makes a repeat harmless: a
message with the same (channel, account, key) is stored once.
"""

from typing import Any, Literal

import msgspec

from shopbell.replies import Reply

Purpose = Literal["conversational", "transactional", "marketing"]  # an answer, a notice, an offer
Audience = Literal["direct", "group", "public"]
EventKind = Literal[
    "edit", "delete", "reaction", "receipt", "echo", "typing", "opt_in", "opt_out", "referral",
    "session_start", "session_end", "account_link", "identity_change", "invite",
]  # fmt: skip


class Attachment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Something sent beside the words. ``kind``: image, video, audio, file, sticker, location, contact.

    A location's ``url`` is ``geo:52.52,13.405``, a contact's ``tel:+49...``; its ``ref`` is then whose number it is.
    """

    kind: str
    url: str | None = None
    media: str | None = None  # SHA-256 of the stored copy, hex
    media_type: str | None = None
    name: str | None = None
    size: int | None = None  # bytes
    ref: str | None = None  # the platform's own id of it


class MessageContext(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Where the customer is while writing: it belongs to this one message, not to the conversation."""

    page: str | None = None  # URL of the shop's page
    product: str | None = None  # catalogue id of the product shown there
    stage: str | None = None  # of the journey: browsing, cart, checkout, after
    referral: str | None = None
    campaign: str | None = None
    locale: str | None = None


NO_CONTEXT = MessageContext()


class InboundMessage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One message of one sender, as a channel heard it.

    ``sender`` is the address on (channel, account) that an answer goes to; ``payload`` what a tapped button
    carries. At least one of text, payload, attachments is there. ``raw`` is the platform's own body, kept 7 days.
    ``automatic`` marks what no person wrote (an auto-reply, a bot, a no-reply address): it is kept, and never
    answered, or two machines would talk for ever. ``invitation`` is the token of a "continue here" link that the
    customer followed (what ``Channel.invitation`` was given).
    """

    channel: str
    account: str
    sender: str
    key: str
    text: str = ""
    payload: str | None = None
    attachments: tuple[Attachment, ...] = ()
    context: MessageContext = NO_CONTEXT
    audience: Audience = "direct"
    thread: str = ""
    sender_name: str | None = None
    reply_to: str | None = None  # the platform's id of the message this one answers
    sent_at: int | None = None  # the platform's time
    raw: bytes | None = None
    limited: bool = False  # from an anonymous door: the flood limit applies
    automatic: bool = False
    invitation: str | None = None
    authentic: bool | None = None  # did the sender's address prove itself (an e-mail's DKIM); None: nobody looked


class ChannelEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything a platform reports that is no message: edits, receipts, echoes, opt-outs.

    Through the same inbox and lane as messages. ``about`` names the message concerned: the ``key`` of one that came
    in, the outbox id of one that went out. ``details`` by kind:

    - receipt: ``state`` delivered, read, or failed; failed has ``kind``, as of ``DeliveryError`` (a bounce:
      undeliverable). Where the platform names the message its own way: ``message``, what ``send`` returned. A bounce
      that names no message leaves both out: then ``sender`` is the address that is unreachable;
    - account_link: ``login``, the log-in token that the shop's web site gave the platform as its authorization code:
      the customer is known as who is logged in there (the token is not kept). ``state`` unlinked takes that apart;
    - opt_out: ``scope`` marketing, all, or blocked (nothing arrives any more) [all]; opt_in ends it.
    """

    kind: EventKind
    channel: str
    account: str
    sender: str
    key: str
    about: str | None = None
    text: str = ""
    details: dict[str, Any] = {}
    sent_at: int | None = None


class ShopEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A fact about a customer that is no message: ``page.viewed``, ``cart.updated``, ``order.shipped``.

    Stored once per (source, id). ``sender`` is the customer's address at the app that reports it.
    """

    kind: str
    source: str
    id: str
    sender: str
    at: int | None = None  # milliseconds UTC; now when left out
    body: dict[str, Any] = {}


class StoredMessage(msgspec.Struct, frozen=True, kw_only=True):
    """One message of a conversation as it lies on disk, for those who fetch: cursor, resume, timelines."""

    seq: int
    turn_id: int
    author: str  # customer, bot, or an agent's name
    at: int
    reply: Reply | None = None  # outbound
    message: InboundMessage | None = None  # inbound


class OutboundMessage(msgspec.Struct, frozen=True, kw_only=True):
    """One stored message on its way to one address.

    ``outbox_id`` is the same at every attempt: use it as the platform's idempotency key where it has one. ``seq``
    rises within a conversation.
    """

    outbox_id: int
    turn_id: int
    conversation_id: int
    channel: str
    account: str
    address: str
    reply: Reply
    thread: str = ""
    purpose: Purpose = "conversational"
    author: str = "bot"  # bot, or the agent's name
    attempt: int = 1
    reply_to: str | None = None
    created_at: int = 0  # milliseconds UTC

    @property
    def seq(self) -> int:
        """The message's place in its conversation: rises, never repeats."""
        return self.outbox_id
