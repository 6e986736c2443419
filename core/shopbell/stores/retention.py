"""Forgetting: rows and files that are older than the shop wants to keep, in batches that no turn waits for.

Ids rise with time, so a table's boundary is found by a binary search over ids (about 30 single-row reads) and rows go
by ranges of ids: no index on time, which every turn would have to pay for.
"""

import asyncio
import time
from collections.abc import Mapping
from typing import NamedTuple

from shopbell.config.settings import RetentionSettings
from shopbell.contracts import Write
from shopbell.stores.engine import Store
from shopbell.stores.ids import remember_ids

DAY = 86_400_000  # milliseconds
BATCH = 500  # rows of one job


class Rule(NamedTuple):
    """What goes from one table: rows older than ``days`` that fit ``where``."""

    table: str
    id: str  # the primary key, an integer that rises with time
    at: str  # the time column, milliseconds UTC
    days: int
    where: str = "1 = 1"
    also: tuple[str, ...] = ()  # further deletions for the same range of ids


# Another job's rows may lie in the range (a clock that was set back), so only mentions without a message go.
_MENTIONS = (
    "DELETE FROM media_ref WHERE message_id > ? AND message_id <= ?"
    " AND NOT EXISTS (SELECT 1 FROM message WHERE message.id = message_id)"
)


def rules(keep: RetentionSettings) -> tuple[Rule, ...]:
    """The tables that forget, in the order in which they do."""
    money = max(keep.turns_days, keep.money_turns_days)
    settled = "state IN ('sent', 'delivered', 'read', 'refused', 'cancelled', 'parked')"
    return (
        Rule("inbox", "id", "received_at", keep.inbox_days, "done = 1"),
        Rule("raw", "inbox_id", "received_at", keep.raw_days),
        Rule("turn", "id", "at", keep.turns_days, "money = 0"),
        Rule("turn", "id", "at", money),
        Rule("outbox", "id", "created_at", keep.outbox_days, settled),
        Rule("message", "id", "at", keep.messages_days, also=(_MENTIONS,)),
        Rule("run", "id", "changed_at", keep.turns_days, "status <> 'waiting'"),
        Rule("event", "id", "at", keep.events_days),
        Rule("epoch", "id", "at", money),
    )


async def prune(store: Store, now: int, keep: RetentionSettings) -> Mapping[str, int]:
    """Delete what is too old; the app runs it every hour.

    Between two batches it rests for as long as the last one took, so that turns have the writer half the time.

    Returns:
        Deleted rows by table, and ``media``: deleted files.

    Raises:
        StoreUnavailable: the database refuses; what was deleted so far stays deleted, the next hour goes on.
    """
    await store.commit([remember_ids(store.ids.last())])  # the highest ids may go, and must not come a second time
    counts: dict[str, int] = {}
    for rule in rules(keep):
        counts[rule.table] = counts.get(rule.table, 0) + await _apply(store, rule, now - rule.days * DAY)
    counts["media"] = await asyncio.to_thread(store.media.sweep)
    return counts


async def _apply(store: Store, rule: Rule, oldest: int) -> int:
    low, end = await span(store, rule, oldest)
    deleted = 0
    while low < end:
        started = time.monotonic()
        [(high, count)] = await store.fetch(batch_sql(rule), (oldest, low, end))
        if count:
            await store.commit(_deletion(rule, low, high, oldest))
            await asyncio.sleep(time.monotonic() - started)
        low, deleted = end if high is None else high, deleted + (count or 0)
    return deleted


async def span(store: Store, rule: Rule, oldest: int) -> tuple[int, int]:
    """Where the rows older than ``oldest`` lie: ids above the first number, up to the second."""
    [(first, last)] = await store.fetch(ends_sql(rule))
    if first is None:
        return 0, 0
    low, high = first, last + 1
    while low < high:
        middle = (low + high) // 2
        row = await store.fetch(search_sql(rule), (middle,))
        if row and row[0][1] < oldest:
            low = row[0][0] + 1
        else:
            high = middle
    return first - 1, low - 1


def ends_sql(rule: Rule) -> str:
    """The lowest and the highest id; asked for in one SELECT they would cost a scan."""
    return f"SELECT (SELECT min({rule.id}) FROM {rule.table}), (SELECT max({rule.id}) FROM {rule.table})"  # noqa: S608


def search_sql(rule: Rule) -> str:
    """The first row from an id on: id and time."""
    return f"SELECT {rule.id}, {rule.at} FROM {rule.table} WHERE {rule.id} >= ? ORDER BY {rule.id} LIMIT 1"  # noqa: S608


def batch_sql(rule: Rule) -> str:
    """The last id of the next batch, and how many of its rows go; parameters: oldest, above, up to."""
    return (
        f"SELECT max(id), sum(gone) FROM (SELECT {rule.id} AS id, CASE WHEN {rule.at} < ? AND {rule.where}"  # noqa: S608
        " THEN 1 ELSE 0 END AS gone"
        f" FROM {rule.table} WHERE {rule.id} > ? AND {rule.id} <= ? ORDER BY {rule.id} LIMIT {BATCH}) AS next"
    )


def delete_sql(rule: Rule) -> str:
    """The deletion itself; parameters: above, up to, oldest."""
    return f"DELETE FROM {rule.table} WHERE {rule.id} > ? AND {rule.id} <= ? AND {rule.at} < ? AND {rule.where}"  # noqa: S608


def _deletion(rule: Rule, low: int, high: int, oldest: int) -> list[Write]:
    return [Write(delete_sql(rule), (low, high, oldest)), *(Write(sql, (low, high)) for sql in rule.also)]
