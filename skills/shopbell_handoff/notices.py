"""Notices that a customer waits, as rows: written with the handoff itself, gone when the mail server has taken them.

A row holds numbers, the channel's name and what the shop itself calls things; no words, name or address of the
customer.
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
)

INSERT = (
    "INSERT INTO p_shopbell_handoff_notice"
    " (id, conversation_id, customer_id, channel, language, asked_at, reason, facts, attempts, due_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0)"
)
CLAIM = "UPDATE p_shopbell_handoff_notice SET attempts = ?, due_at = ? WHERE id = ? AND attempts = ?"
POSTPONE = "UPDATE p_shopbell_handoff_notice SET due_at = ? WHERE id = ? AND attempts = ?"
DONE = "DELETE FROM p_shopbell_handoff_notice WHERE id = ?"
ERASE = "DELETE FROM p_shopbell_handoff_notice WHERE customer_id = ?"
WAITING = (
    "SELECT id, conversation_id, channel, language, asked_at, reason, attempts, due_at, facts"
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


def notice(turn: Turn, reason: str, facts: Mapping[str, str]) -> Write:
    """Leave word of this turn; rides in its transaction. The reason is a plugin's, never the customer's words."""
    message = turn.message
    told = json.dumps(facts, ensure_ascii=False)
    row = (
        turn.id, turn.conversation_id, turn.customer.id, message.channel, turn.language, turn.now, reason[:200], told,
    )  # fmt: skip
    return Write(INSERT, row, 1)


def erase(customer_id: int) -> Write:
    """Forget what waits for this customer."""
    return Write(ERASE, (customer_id,))
