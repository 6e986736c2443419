"""Stored messages on their way, and their order: one line per address. The outbox's statements stand here, too."""

import asyncio
from bisect import insort

import msgspec

from shopbell.contracts import Write
from shopbell.messages import OutboundMessage, Purpose
from shopbell.replies import decode_reply

UNFINISHED = "state IN ('due', 'sending', 'unknown')"  # word for word the condition of the index outbox_todo
COLUMNS = (
    "id, turn_id, conversation_id, channel, account, address, thread, reply_to, purpose, payment, body, attempts,"
    " created_at"
)
INSERT = (
    f"INSERT INTO outbox ({COLUMNS}, due_at, state, reason, verdict, consent)"  # noqa: S608 our own words
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
CLAIM = "UPDATE outbox SET state = 'sending', attempts = attempts + 1 WHERE id = ? AND state = 'due'"
SETTLE = "UPDATE outbox SET state = ?, reason = ?, due_at = ? WHERE id = ? AND state = 'sending'"
SENT_AS = (
    "UPDATE outbox SET state = 'sent', reason = '', due_at = ?, platform_id = ? WHERE id = ? AND state = 'sending'"
)
STOP_ADDRESS = "UPDATE identity SET stopped = stopped | ? WHERE channel = ? AND account = ? AND address = ?"
# Not any more once a person answers: a reply of the assistant must not talk over them.
AGAIN = (
    f"{SETTLE} AND NOT (purpose = 'conversational'"  # noqa: S608 our own words
    " AND EXISTS (SELECT 1 FROM conversation WHERE id = outbox.conversation_id AND holder = 'agent'))"
)
PARK_TURN = "UPDATE outbox SET state = 'parked', reason = ? WHERE id = ? AND state = 'due'"
JUDGED = "UPDATE outbox SET state = ?, reason = ?, verdict = ?, due_at = ? WHERE id = ? AND state = 'due'"
REROUTED = (
    "UPDATE outbox SET channel = ?, account = ?, address = ?, thread = '', reply_to = NULL, body = ?,"
    " reason = ?, verdict = 'rerouted', due_at = ? WHERE id = ? AND state = 'due'"
)
SAID_AT = "UPDATE message SET identity_id = ?, body = ? WHERE id = ?"
DUE = (
    f"SELECT {COLUMNS}, due_at, state, reason, verdict, consent FROM outbox"  # noqa: S608 our own words
    f" WHERE {UNFINISHED} AND state = 'due' ORDER BY id LIMIT ?"
)
FOUND_SENDING = f"SELECT id, payment FROM outbox WHERE {UNFINISHED} AND state = 'sending'"  # noqa: S608
PARK_SENDING = "UPDATE outbox SET state = 'parked', reason = ? WHERE id = ? AND state = 'sending'"
REDRIVE = "UPDATE outbox SET state = 'due', reason = '', attempts = 0, due_at = ? WHERE id = ? AND state = 'parked'"
UNKNOWN_FATE = "the shop stopped while it was sent: it may have arrived"
NEVER_CAME_BACK = "the channel never came back from sending it: it may have arrived"
PERSON_ANSWERS = "a person took over"


class Row(msgspec.Struct, order=False):
    """One stored message to deliver."""

    id: int
    turn_id: int
    conversation_id: int
    channel: str
    account: str
    address: str
    thread: str
    reply_to: str | None
    purpose: Purpose
    payment: int  # 1: asks for money
    body: bytes
    attempts: int
    created_at: int
    due_at: int
    state: str = "due"
    reason: str = ""
    verdict: str = "sent"  # of the gate, when it was last asked
    consent: str = ""  # what an offer needs

    def insert(self) -> Write:
        """The write that stores it."""
        return Write(INSERT, msgspec.structs.astuple(self), 1)

    def message(self) -> OutboundMessage:
        """As the channel gets it."""
        return OutboundMessage(
            outbox_id=self.id,
            turn_id=self.turn_id,
            conversation_id=self.conversation_id,
            channel=self.channel,
            account=self.account,
            address=self.address,
            reply=decode_reply(self.body),
            thread=self.thread,
            purpose=self.purpose,
            attempt=self.attempts,
            reply_to=self.reply_to,
            created_at=self.created_at,
        )


class Line:
    """The rows of one address, in order. At most one is being sent."""

    __slots__ = ("active", "address", "attempt", "marketing", "rows", "timer")

    def __init__(self, address: tuple[str, str, str]) -> None:
        self.address = address
        self.attempt = 0  # rises with each; a send that comes back too late finds that another one counts
        self.rows: list[Row] = []
        self.marketing: list[Row] = []
        self.active = False  # a worker has it, or a timer will start it
        self.timer: asyncio.TimerHandle | None = None

    def add(self, row: Row) -> None:
        """Put a row in its place."""
        insort(self.marketing if row.purpose == "marketing" else self.rows, row, key=lambda one: one.id)

    def head(self) -> Row | None:
        """The next row to send: in order, but what the gate has put off holds up no one."""
        rows = self.rows or self.marketing
        if not rows:
            return None
        if rows[0].verdict != "delayed":
            return rows[0]
        return min((*self.rows, *self.marketing), key=lambda one: one.due_at if one.verdict == "delayed" else 0)

    def remove(self, row: Row) -> None:
        """It is settled."""
        (self.marketing if row.purpose == "marketing" else self.rows).remove(row)
