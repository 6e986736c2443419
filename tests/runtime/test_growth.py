"""A turn costs the same after many messages: as many statements, and each finds its rows by key."""

import asyncio
import sqlite3
from contextlib import closing

import pytest

from shopbell.runtime import commit, events, holding, inbox, lanes, outbox
from shopbell.runtime.record import TurnRecord, encode_record
from shopbell.testing import TestCustomer, TestShop
from tests.runtime.answers import ECHO, install

pytestmark = pytest.mark.sqlite  # about the file itself

MESSAGES = 200_000
RECORD = encode_record(TurnRecord(1, "answered", "testing", "en", ()))
VERBS = ("INSERT", "UPDATE", "DELETE", "SELECT")
FILLED = """
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
INSERT INTO {table} SELECT {values} FROM numbers"""
TABLES = {
    "customer (id, created_at, profile)": "n + 1000, 0, NULL",
    "identity (id, customer_id, channel, account, address, created_at)": "n + 1000, n + 1000, 'testing', 'default',"
    " 'old' || n, 0",
    "conversation": "n + 1000, n + 1000, 1, 'bot', NULL, x'90'",
    "inbox": "n + 1000, 'message', 'testing', 'default', 'old' || n, 0, 1, 0, NULL",
    "turn": f"n + 1000, 1001 + n % 1000, 0, 0, x'{RECORD.hex()}'",
    "message": "(n + 1000) * 16, 1001 + n % 1000, 1001 + n % 1000, 0, 'customer', x'80'",
    "outbox (id, turn_id, conversation_id, channel, account, address, thread, purpose, payment, body, state, reason,"
    " attempts, created_at, due_at)": "(n + 1000) * 16 + 1, n + 1000, 1001 + n % 1000, 'testing', 'default',"
    " 'old' || n, '', 'conversational', 0, x'90', 'sent', '', 1, 0, 0",
}


def statements_of_the_turn_path() -> dict[str, str]:
    """Every SQL constant of the runtime's modules, by name."""
    found = {}
    for module in (commit, events, holding, inbox, lanes, outbox):
        for name, value in vars(module).items():
            if name.isupper() and isinstance(value, str) and value.strip() and value.split()[0] in VERBS:
                found[f"{module.__name__}.{name}"] = value
    return found


def fill(shop: TestShop) -> None:
    """A history of so many messages."""
    with closing(sqlite3.connect(shop.data / "shopbell.db")) as database, database:
        for table, values in TABLES.items():
            database.execute(FILLED.format(table=table, values=values), (MESSAGES,))


async def turn_statements(shop: TestShop, customer: TestCustomer, text: str) -> list[str]:
    """The statements that one turn runs, on both connections, delivery included."""
    seen: list[str] = []
    store = shop.running.store
    connections = [vars(store)["_reader"], vars(vars(store)["_engine"])["_db"]]
    before = len(shop.channel.delivered)
    for connection in connections:
        connection.set_trace_callback(seen.append)
    await customer.says(text)
    await shop.delivered(before + 1)
    await store.commit([])  # behind the delivery's own commit
    await store.commit([])
    for connection in connections:
        connection.set_trace_callback(None)
    return [sql.split()[0] + " " + " ".join(sql.split()[1:4]) for sql in seen if not sql.startswith("--")]


async def test_a_turn_runs_as_many_statements_with_a_long_history_as_with_none(
    shop: TestShop, customer: TestCustomer
) -> None:
    await install(shop, "echo", ECHO)
    await customer.says("hello")
    await shop.delivered(2)
    short = await turn_statements(shop, customer, "one")
    await shop.close()
    fill(shop)
    await shop.open()
    await shop.settle()
    async with asyncio.timeout(30):
        while not shop.running.intake.seen.ready:  # noqa: ASYNC110 read once, in the background, after a start
            await asyncio.sleep(0.01)
    await shop.customer("ana").says("two")
    await shop.delivered(1)
    again = await turn_statements(shop, shop.customer("ana"), "three")

    assert sorted(again) == sorted(short)
    assert len(again) < 25


async def test_every_statement_of_the_turn_path_finds_its_rows_by_key(shop: TestShop) -> None:
    fill(shop)
    walks = {}
    for name, sql in statements_of_the_turn_path().items():
        plan = await shop.fetch(f"EXPLAIN QUERY PLAN {sql}", *[None] * sql.count("?"))
        steps = [str(step[3]) for step in plan]
        # A partial index holds unfinished rows alone: walking it does not grow with history.
        bad = [step for step in steps if step.startswith("SCAN") and "_todo" not in step and "_held" not in step]
        if bad:
            walks[name] = bad

    assert len(statements_of_the_turn_path()) > 20
    assert not walks
