"""Notices that a customer waits, as rows: written with the handoff itself, gone when the mail server has taken them.

A row holds numbers, the channel's name and what the shop itself calls things; of the customer's words only a message
that they left for the shop.
"""

import json
from collections.abc import Mapping
from typing import NamedTuple

from shopbell import Migration, Turn, Write

MIGRATIONS = (
    Migration(
        1,
        """
        CREATE TABLE p_shopbell_handoff_notice (
            id              {ID},              -- of the turn: a repeated turn cannot leave word twice
            conversation_id {INT} NOT NULL,
            customer_id     {INT} NOT NULL,    -- so that erasing the customer finds it
            channel         TEXT NOT NULL,
            language        TEXT NOT NULL,     -- the customer's
            asked_at        {INT} NOT NULL,    -- milliseconds UTC, the shop's clock
            attempts        {INT} NOT NULL,
            due_at          {INT} NOT NULL     -- milliseconds UTC, the machine's clock; 0: at once
        ) {STRICT}
        """,
    ),
    Migration(2, "ALTER TABLE p_shopbell_handoff_notice ADD COLUMN reason TEXT NOT NULL DEFAULT 'asked'"),
    Migration(3, "ALTER TABLE p_shopbell_handoff_notice ADD COLUMN facts TEXT NOT NULL DEFAULT '{}'"),  # JSON
    Migration(4, "ALTER TABLE p_shopbell_handoff_notice ADD COLUMN message TEXT NOT NULL DEFAULT ''"),
    Migration(5, "ALTER TABLE p_shopbell_handoff_notice ADD COLUMN silent {INT} NOT NULL DEFAULT 1"),  # is the bot?
)

INSERT = (
    "INSERT INTO p_shopbell_handoff_notice"
    " (id, conversation_id, customer_id, channel, language, asked_at, reason, facts, message, silent,"
    " attempts, due_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)"
)
CLAIM = "UPDATE p_shopbell_handoff_notice SET attempts = ?, due_at = ? WHERE id = ? AND attempts = ?"
POSTPONE = "UPDATE p_shopbell_handoff_notice SET due_at = ? WHERE id = ? AND attempts = ?"
DONE = "DELETE FROM p_shopbell_handoff_notice WHERE id = ?"
WAITING = (
    "SELECT id, conversation_id, channel, language, asked_at, reason, attempts, due_at, facts, message,"
    " silent"
    " FROM p_shopbell_handoff_notice ORDER BY due_at, id LIMIT 50"
)


class Notice(NamedTuple):
    """A row of the table."""

    id: int
    conversation_id: int
    channel: str
    language: str
    asked_at: int
    reason: str
    attempts: int
    due_at: int
    facts: str = "{}"  # JSON: about, product, orders, page, mood
    message: str = ""  # for the shop, in the customer's words
    silent: int = 1  # 0: the bot goes on answering


def notice(turn: Turn, reason: str, facts: Mapping[str, str], message: str, silent: bool) -> Write:
    """Leave word of this turn; rides in its transaction. The reason is a plugin's, never the customer's words."""
    came = turn.message
    told = json.dumps(facts, ensure_ascii=False)
    row = (
        turn.id, turn.conversation_id, turn.customer.id, came.channel, turn.language, turn.now, reason[:200], told,
        message, int(silent),
    )  # fmt: skip
    return Write(INSERT, row, 1)
