"""News as rows: written with the event itself, so that each is told once; kept for a while after it was told.

A row holds numbers and what the shop itself calls things: no name, address or words of a customer.
"""

import json
from typing import Any, NamedTuple

from shopbell import Migration, ShopEvent, Write

KEPT_MS = 30 * 86_400_000  # then nobody repeats the event any more
MIGRATION = Migration(
    1,
    """
    CREATE TABLE p_shopbell_owner_news (
        id       TEXT PRIMARY KEY,    -- source and id of the event: told twice, it stands here once
        kind     TEXT NOT NULL,
        facts    TEXT NOT NULL,       -- JSON
        at       {INT} NOT NULL,      -- milliseconds UTC, the shop's clock
        attempts {INT} NOT NULL,
        due_at   {INT},               -- milliseconds UTC, the machine's clock; NULL: told, or given up
        done_at  {INT}                -- the machine's clock
    ) {STRICT};
    CREATE INDEX p_shopbell_owner_due ON p_shopbell_owner_news (due_at) WHERE due_at IS NOT NULL
    """,
)
BY_DONE = Migration(2, "CREATE INDEX p_shopbell_owner_done ON p_shopbell_owner_news (done_at) WHERE due_at IS NULL")
ADD = (
    "INSERT INTO p_shopbell_owner_news (id, kind, facts, at, attempts, due_at) VALUES (?, ?, ?, ?, 0, 0)"
    " ON CONFLICT (id) DO NOTHING"
)
DUE = (
    "SELECT id, kind, facts, at, attempts FROM p_shopbell_owner_news"
    " WHERE due_at IS NOT NULL AND due_at <= ? ORDER BY due_at, at, id LIMIT 20"
)
CLAIM = "UPDATE p_shopbell_owner_news SET attempts = ?, due_at = ? WHERE id = ? AND attempts = ? AND due_at IS NOT NULL"
POSTPONE = "UPDATE p_shopbell_owner_news SET due_at = ? WHERE id = ? AND attempts = ? AND due_at IS NOT NULL"
DONE = "UPDATE p_shopbell_owner_news SET due_at = NULL, done_at = ? WHERE id = ?"
FORGET = "DELETE FROM p_shopbell_owner_news WHERE due_at IS NULL AND done_at < ?"


class News(NamedTuple):
    """A row that is due."""

    id: str
    kind: str
    facts: dict[str, Any]
    at: int
    attempts: int


def added(event: ShopEvent, now: int) -> Write:
    """Keep an event until it is told."""
    facts = json.dumps(dict(event.body), ensure_ascii=False)
    return Write(ADD, (f"{event.source}/{event.id}", event.kind, facts, now if event.at is None else event.at))


def news_of(row: tuple[Any, ...]) -> News:
    """A row of ``DUE``."""
    return News(row[0], row[1], json.loads(row[2]), row[3], row[4])
