"""The statements of a turn, as data. Which rows a turn costs can be read here."""

from typing import TYPE_CHECKING

import msgspec

from shopbell.contracts import Write
from shopbell.messages import ChannelEvent, InboundMessage, ShopEvent
from shopbell.replies import ReplyPart, encode_parts
from shopbell.runtime.items import Control, Done, Due, Item, Stand
from shopbell.runtime.record import TurnRecord, encode_record

if TYPE_CHECKING:
    from collections.abc import Iterable

PLACES = 16  # message ids per turn: place 0 came in, 1 to 15 went out

ACCEPT = (
    "INSERT INTO inbox (id, kind, channel, account, dedupe, received_at, done, attempts, body)"
    " VALUES (?, ?, ?, ?, ?, ?, 0, 0, ?)"
)
ACCEPT_DONE = (
    "INSERT INTO inbox (id, kind, channel, account, dedupe, received_at, done, attempts, body)"
    " VALUES (?, ?, ?, ?, ?, ?, 1, 0, NULL)"
)
FINISH = "UPDATE inbox SET done = 1, body = NULL WHERE id = ? AND done = 0"
RAW = "INSERT INTO raw (inbox_id, received_at, body) VALUES (?, ?, ?)"
TURN = "INSERT INTO turn (id, conversation_id, at, money, record) VALUES (?, ?, ?, ?, ?)"
MESSAGE = "INSERT INTO message (id, conversation_id, identity_id, at, author, body) VALUES (?, ?, ?, ?, ?, ?)"
FORGET_RAW = "DELETE FROM raw WHERE inbox_id = ?"
CONCEALED = "•••"  # in place of what answered a secret question
EPISODE = "INSERT INTO episode (id, conversation_id, opened_at, closed_at, status) VALUES (?, ?, ?, NULL, 'open')"
EPISODE_END = "UPDATE episode SET closed_at = ?, status = 'silent' WHERE id = ? AND closed_at IS NULL"
FIND_TURN = "SELECT id, done FROM inbox WHERE channel = ? AND account = ? AND dedupe = ?"
FIND_REPLIES = "SELECT body FROM message WHERE id BETWEEN ? AND ? ORDER BY id"

_encode = msgspec.msgpack.Encoder().encode
_message = msgspec.msgpack.Decoder(InboundMessage).decode
_event = msgspec.msgpack.Decoder(ChannelEvent).decode
_fact = msgspec.msgpack.Decoder(ShopEvent).decode


def encode_body(body: InboundMessage | ChannelEvent | ShopEvent) -> bytes:
    """An inbox body as stored; the platform's raw body has a row of its own."""
    if isinstance(body, InboundMessage) and body.raw is not None:
        body = msgspec.structs.replace(body, raw=None)
    return _encode(body)


def decode_body(kind: str, body: bytes) -> InboundMessage | ChannelEvent | ShopEvent:
    """An inbox body as it was accepted."""
    return _message(body) if kind == "message" else _fact(body) if kind == "fact" else _event(body)


def decode_message(body: bytes) -> InboundMessage:
    """The body of a message row that came in."""
    return _message(body)


def accept(item: Item) -> list[Write]:
    """The accept commit: the message as it came, to be done."""
    body = item.body
    assert not isinstance(body, Control | Due | Done | Stand)  # noqa: S101 these are only stored done, with their turn
    writes = [Write(ACCEPT, (item.turn_id, item.kind, *item.key, item.received_at, encode_body(body)), 1)]
    if isinstance(body, InboundMessage) and body.raw is not None:
        writes.append(Write(RAW, (item.turn_id, item.received_at, body.raw), 1))
    return writes


def finish(item: Item) -> Write:
    """The inbox row of a turn that is done: found as accepted, or stored now for the first time."""
    if item.stored:
        return Write(FINISH, (item.turn_id,), 1)
    return Write(ACCEPT_DONE, (item.turn_id, item.kind, *item.key, item.received_at), 1)


def said_by_customer(item: Item, at: int) -> Write:
    """The transcript row of what came in."""
    message = item.body
    assert isinstance(message, InboundMessage)  # noqa: S101 only messages have one
    if item.concealed:
        message = msgspec.structs.replace(message, text=CONCEALED, payload=None, attachments=(), raw=None)
    seat = item.seat
    row = (item.turn_id * PLACES, seat.lane.conversation_id, seat.identity.id, at, "customer", encode_body(message))
    return Write(MESSAGE, row, 1)


def said_by_shop(item: Item, place: int, parts: "Iterable[ReplyPart]", author: str, at: int, identity_id: int) -> Write:
    """The transcript row of one message of the answer; ``identity_id``: where it is said."""
    message_id = item.turn_id * PLACES + place
    row = (message_id, item.seat.lane.conversation_id, identity_id, at, author, encode_parts(parts))
    return Write(MESSAGE, row, 1)


def decided(item: Item, record: TurnRecord, at: int) -> Write:
    """The turn row with its decision record."""
    row = (item.turn_id, item.seat.lane.conversation_id, at, int(record.money), encode_record(record))
    return Write(TURN, row, 1)


def episodes(item: Item, at: int) -> list[Write]:
    """A new stretch of the conversation begins; the one before it ended in silence."""
    writes = [Write(EPISODE, (item.opens_episode, item.seat.lane.conversation_id, at), 1)]
    if item.ends_episode:
        writes.append(Write(EPISODE_END, (at, item.ends_episode)))
    return writes
