"""Leads as rows: what was answered, its points, and whether the owner's system has it."""

import json
from collections.abc import Mapping

from shopbell import Migration, Write

MIGRATION = Migration(1, """
    CREATE TABLE p_shopbell_leads_lead (
        id              TEXT PRIMARY KEY,    -- 32 hexadecimal digits
        customer_id     {INT} NOT NULL,
        conversation_id {INT} NOT NULL,
        page            TEXT NOT NULL,       -- on which it began
        answers         TEXT NOT NULL,       -- JSON, by the question's key
        points          {INT} NOT NULL,
        at              {INT} NOT NULL,      -- milliseconds UTC, the shop's clock
        attempts        {INT} NOT NULL,      -- to send it; -1: sent, or given up
        due_at          {INT} NOT NULL       -- milliseconds UTC, the machine's clock; 0: at once
    ) {STRICT};
    CREATE INDEX p_shopbell_leads_lead_due ON p_shopbell_leads_lead (due_at) WHERE attempts >= 0;
    CREATE INDEX p_shopbell_leads_lead_customer ON p_shopbell_leads_lead (customer_id)
""")  # fmt: skip
DONE = -1
ADD = (
    "INSERT INTO p_shopbell_leads_lead (id, customer_id, conversation_id, page, answers, points, at, attempts, due_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0)"
)
DUE = (
    "SELECT id, conversation_id, page, answers, points, at, attempts FROM p_shopbell_leads_lead"
    " WHERE attempts >= 0 AND due_at <= ? ORDER BY due_at, id LIMIT 20"
)
CLAIM = "UPDATE p_shopbell_leads_lead SET attempts = ?, due_at = ? WHERE id = ? AND attempts = ?"
SETTLE = "UPDATE p_shopbell_leads_lead SET attempts = ?, due_at = ? WHERE id = ?"
ALL = "SELECT id, conversation_id, page, answers, points, at FROM p_shopbell_leads_lead ORDER BY at, id"


def added(lead_id: str, whose: tuple[int, int], page: str, answers: Mapping[str, str], points: int, now: int) -> Write:
    """Keep it; ``whose``: ids of the customer and the conversation."""
    return Write(ADD, (lead_id, *whose, page, json.dumps(answers, ensure_ascii=False), points, now), 1)
