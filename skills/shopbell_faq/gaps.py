"""What customers asked in vain: kept with the turn, for the owner to answer; forgotten in time, or with the customer.

The words lie in the plugin's own table, never in a log.
"""

import re
from typing import Literal, NamedTuple

from shopbell import Migration, Turn, Write

Kind = Literal["unanswered", "unclear", "unsure", "unhelpful"]
LONGEST = 300  # characters of a question that are kept

MIGRATIONS = (
    Migration(
        1,
        """
    CREATE TABLE p_shopbell_faq_gap (
        id          {ID},              -- of the turn: a repeated turn is kept once
        customer_id {INT} NOT NULL,    -- so that erasing the customer finds it
        channel     TEXT NOT NULL, account TEXT NOT NULL, message TEXT NOT NULL,  -- a message may be deleted later
        at          {INT} NOT NULL,    -- milliseconds UTC
        language    TEXT NOT NULL,
        kind        TEXT NOT NULL,     -- unanswered; unclear: asked back; unsure: answered all the same; unhelpful
        closest     TEXT NOT NULL,     -- the best intent; empty: none was near
        score       {REAL} NOT NULL,   -- its score
        margin      {REAL} NOT NULL,   -- how much less the second had
        words       TEXT NOT NULL
    ) {STRICT}
    """,
    ),
    Migration(
        3,
        """
        CREATE INDEX p_shopbell_faq_gap_message ON p_shopbell_faq_gap (channel, account, message);
        CREATE INDEX p_shopbell_faq_gap_customer ON p_shopbell_faq_gap (customer_id);
        """,
    ),
)
INSERT = (
    "INSERT INTO p_shopbell_faq_gap (id, customer_id, channel, account, message, at, language, kind, closest, score,"
    " margin, words) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING"
)
FORGET = "DELETE FROM p_shopbell_faq_gap WHERE at < ?"
DELETED = "DELETE FROM p_shopbell_faq_gap WHERE channel = ? AND account = ? AND message = ?"
NEWEST = (
    "SELECT id, customer_id, at, language, kind, closest, score, margin, words FROM p_shopbell_faq_gap"
    " ORDER BY id DESC LIMIT ?"
)
LANGUAGE_OF = "SELECT language FROM p_shopbell_faq_gap WHERE id = ?"

_LETTER = re.compile(r"[^\W\d_]")


class Asked(NamedTuple):
    """A row of the table."""

    id: int
    customer_id: int
    at: int
    language: str
    kind: Kind
    closest: str
    score: float
    margin: float
    words: str


def gap(turn: Turn, kind: Kind, words: str | None = None, closest: str = "") -> list[Write]:
    """Keep a question; nothing when a button was tapped, or nothing was said in words.

    Args:
        words: another question than this turn's, asked before, which ``closest`` answered.
    """
    message = turn.message
    said = " ".join((message.text if words is None else words).split())[:LONGEST]
    if (words is None and message.payload is not None) or not _LETTER.search(said):
        return []
    ranked = [*(turn.understood.intents[:2] if words is None else ()), (closest, 0.0), (closest, 0.0)]
    (closest, score), (_second, behind) = ranked[:2]
    row = (
        turn.id, turn.customer.id, message.channel, message.account, message.key, turn.now, turn.language, kind,
        closest, score, score - behind, said,
    )  # fmt: skip
    return [Write(INSERT, row)]


def forget(before: int) -> Write:
    """Forget what is older than ``before`` (milliseconds UTC)."""
    return Write(FORGET, (before,))
