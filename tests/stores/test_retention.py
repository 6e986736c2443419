"""What is too old goes, hour by hour, without a turn waiting for it."""

import asyncio
import os
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopbell.config.settings import RetentionSettings
from shopbell.contracts import Write
from shopbell.stores.media import GRACE_SECONDS, mention
from shopbell.stores.retention import (
    BATCH,
    DAY,
    Rule,
    batch_sql,
    delete_sql,
    ends_sql,
    prune,
    rules,
    search_sql,
    span,
)
from shopbell.stores.store import Store, open_store
from shopbell.testing.storage import storage_of

pytestmark = pytest.mark.storage

NOW = 1_000 * DAY
KEEP = RetentionSettings()


async def ids(store: Store, table: str, column: str = "id") -> list[int]:
    return [n for (n,) in await store.fetch(f"SELECT {column} FROM {table} ORDER BY 1")]  # noqa: S608


def inbox(turn: int, days_ago: float, done: int = 1) -> Write:
    at = int(NOW - days_ago * DAY)
    return Write(
        "INSERT INTO inbox VALUES (?, 'message', 'web', 'main', ?, ?, ?, 0, NULL)", (turn, f"m{turn}", at, done)
    )


def record(turn: int, days_ago: float, money: int = 0) -> Write:
    sql = "INSERT INTO turn (id, conversation_id, at, money, record) VALUES (?, 1, ?, ?, ?)"
    return Write(sql, (turn, int(NOW - days_ago * DAY), money, b"\0"))


def message(number: int, days_ago: float) -> Write:
    return Write("INSERT INTO message VALUES (?, 1, 1, ?, 'customer', ?)", (number, int(NOW - days_ago * DAY), b"\0"))


def outbox(number: int, days_ago: float, state: str) -> Write:
    at = int(NOW - days_ago * DAY)
    return Write(
        "INSERT INTO outbox (id, turn_id, conversation_id, channel, account, address, thread, reply_to, purpose,"
        " payment, body, state, reason, attempts, created_at, due_at) VALUES"
        " (?, 1, 1, 'web', 'main', 'ana', '', NULL, 'conversational', 0, ?, ?, '', 1, ?, ?)",
        (number, b"\0", state, at, at),
    )


def plain(table: str, number: int, days_ago: float) -> Write:
    at = int(NOW - days_ago * DAY)
    values: dict[str, tuple[str, Sequence[Any]]] = {
        "raw": ("INSERT INTO raw VALUES (?, ?, ?)", (number, at, b"\0")),
        "event": ("INSERT INTO event VALUES (?, 1, 'shop', ?, 'page.viewed', ?, ?)", (number, str(number), at, b"\0")),
        "epoch": ("INSERT INTO epoch VALUES (?, ?, ?)", (number, at, b"\0")),
    }
    sql, params = values[table]
    return Write(sql, tuple(params))


async def test_each_table_forgets_in_its_own_time(store: Store) -> None:
    ages = (800, 400, 100, 40, 8, 1)
    for number, days in enumerate(ages, 1):
        await store.commit(
            [
                inbox(number, days),
                record(number, days),
                message(number * 16, days),
                outbox(number * 16, days, "sent"),
                *(plain(table, number, days) for table in ("raw", "event", "epoch")),
            ]
        )

    counts = await prune(store, NOW, KEEP)

    assert await ids(store, "inbox") == await ids(store, "raw", "inbox_id") == [6]
    assert await ids(store, "turn") == [5, 6]
    assert await ids(store, "outbox") == [64, 80, 96]
    assert await ids(store, "message") == [32, 48, 64, 80, 96]
    assert await ids(store, "event") == await ids(store, "epoch") == [3, 4, 5, 6]
    assert counts == {
        "inbox": 5,
        "raw": 5,
        "turn": 4,
        "outbox": 3,
        "message": 1,
        "event": 2,
        "epoch": 2,
        "run": 0,
        "media": 0,
    }


async def test_records_of_turns_where_money_moved_are_kept_for_a_year(store: Store) -> None:
    await store.commit([record(1, 400, money=1), record(2, 300, money=1), record(3, 300), record(4, 1)])

    await prune(store, NOW, KEEP)

    assert await ids(store, "turn") == [2, 4]


async def test_messages_still_to_be_answered_are_never_forgotten(store: Store) -> None:
    await store.commit([inbox(1, 400, done=0), inbox(2, 400), inbox(3, 1)])

    await prune(store, NOW, KEEP)

    assert await ids(store, "inbox") == [1, 3]


async def test_replies_that_are_still_on_their_way_stay(store: Store) -> None:
    states = ("due", "sending", "unknown", "parked", "sent", "delivered", "read", "refused", "cancelled")
    await store.commit([outbox(n, 100, state) for n, state in enumerate(states, 1)])

    await prune(store, NOW, KEEP)

    assert [state for (state,) in await store.fetch("SELECT state FROM outbox ORDER BY id")] == list(states[:3])


@pytest.mark.sqlite
async def test_pictures_go_with_their_messages(store: Store) -> None:
    media = store.media
    old, both = media.write(b"GIF89a of last year"), media.write(b"GIF89a of all years")
    await store.commit([message(16, 800), mention(old, 16, 0), mention(both, 16, 0)])
    await store.commit([message(32, 1), mention(both, 32, 0)])
    for file in (old, both):
        os.utime(media.path(file.sha256), (0, time.time() - GRACE_SECONDS - 1))

    counts = await prune(store, NOW, KEEP)

    assert counts["media"] == 1
    assert media.read(both.sha256)
    with pytest.raises(KeyError):
        media.read(old.sha256)


async def test_ids_of_forgotten_rows_are_not_given_out_again(tmp_path: Path) -> None:
    store = await open_store(tmp_path, storage_of(tmp_path))
    for _ in range(5):
        turn = store.ids.next("turn")
        await store.commit([inbox(turn, 500), record(turn, 800), message(turn * 16, 800)])
    await prune(store, NOW, KEEP)
    assert await ids(store, "inbox") == await ids(store, "turn") == await ids(store, "message") == []
    await store.close()

    again = await open_store(tmp_path, storage_of(tmp_path))
    assert again.ids.next("turn") == 6
    await again.close()


async def test_turns_go_on_between_batches(store: Store) -> None:
    rows = BATCH * 8
    await store.commit([message(n, 800) for n in range(1, rows + 1)])
    before = store.commits
    forgetting = asyncio.ensure_future(prune(store, NOW, KEEP))
    turns = 0
    while not forgetting.done():
        turns += 1
        await store.commit([record(10_000 + turns, 0)])

    assert (await forgetting)["message"] == rows
    assert turns >= 8  # one for each batch at least
    assert store.commits - before >= 8


async def test_a_second_run_finds_nothing_to_do(store: Store) -> None:
    await store.commit([message(n, 800) for n in range(1, 20)])
    await prune(store, NOW, KEEP)

    assert set((await prune(store, NOW, KEEP)).values()) == {0}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    gaps=st.lists(st.integers(1, 40), max_size=60),
    pauses=st.lists(st.integers(0, 5), min_size=60, max_size=60),
    oldest=st.integers(-5, 320),
)
async def test_the_boundary_is_found_whatever_gaps_ids_and_times_have(
    store: Store, gaps: list[int], pauses: list[int], oldest: int
) -> None:
    rows, number, at = [], 0, 0
    for gap, pause in zip(gaps, pauses, strict=False):
        number, at = number + gap, at + pause
        rows.append((number, at))
    await store.commit([Write("DELETE FROM epoch", ())])
    await store.commit([Write("INSERT INTO epoch VALUES (?, ?, ?)", (*row, b"\0")) for row in rows])

    above, up_to = await span(store, Rule("epoch", "id", "at", 1), oldest)

    assert [n for n, _ in rows if above < n <= up_to] == [n for n, at in rows if at < oldest]


async def test_a_clock_that_was_set_back_makes_nothing_go_early(store: Store) -> None:
    await store.commit([message(1, 800), message(2, 1), message(3, 800), message(4, 2), message(5, 1)])

    await prune(store, NOW, KEEP)

    assert {2, 4, 5} <= set(await ids(store, "message"))


@pytest.mark.sqlite
@pytest.mark.parametrize("rule", rules(KEEP), ids=lambda rule: f"{rule.table} {rule.where}")
async def test_every_statement_works_on_a_range_of_ids(store: Store, rule: Rule) -> None:
    await store.commit([Write("ANALYZE", ())])
    statements = [(ends_sql(rule), 0), (search_sql(rule), 1), (batch_sql(rule), 3), (delete_sql(rule), 3)]
    statements += [(sql, 2) for sql in rule.also]
    with closing(sqlite3.connect(store.path)) as database:
        for sql, parameters in statements:
            plan = [detail for *_, detail in database.execute(f"EXPLAIN QUERY PLAN {sql}", (0,) * parameters)]
            scans = [detail for detail in plan if detail.startswith("SCAN") and detail != "SCAN CONSTANT ROW"]
            assert [detail for detail in scans if "(subquery" not in detail and detail != "SCAN next"] == [], sql
