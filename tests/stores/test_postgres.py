"""What only the server does: claims of several workers, one shop at a time, a commit whose answer was lost."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from shopbell.contracts import Write
from shopbell.errors import Conflict, RequestError, ShopbellError, StoreError
from shopbell.runtime.commit import ACCEPT, ACCEPT_DONE, FIND_REPLIES, FIND_TURN, FINISH, MESSAGE, TURN
from shopbell.runtime.lanes import (
    FIND,
    FIND_IDENTITY,
    FIND_LANE,
    FIND_LAST_ADDRESS,
    UPDATE_CONVERSATION,
)
from shopbell.runtime.lines import CLAIM, DUE, INSERT, SETTLE
from shopbell.stores.dialect import numbered
from shopbell.stores.postgres.shelf import LIMIT
from shopbell.stores.postgres.statements import statement
from shopbell.stores.postgres.store import PostgresStore, open_postgres

pytestmark = pytest.mark.sqlite  # starts a server of its own whatever the run is on: once is enough
PUT = "INSERT INTO kv VALUES ('t', ?, ?)"
TURN_PATH = [
    FIND, FIND_LANE, FIND_IDENTITY, FIND_LAST_ADDRESS, FIND_TURN, FIND_REPLIES, ACCEPT, ACCEPT_DONE,
    FINISH, MESSAGE, TURN, UPDATE_CONVERSATION, INSERT, CLAIM, SETTLE, DUE,
]  # fmt: skip
FILLED = {
    "customer": "INSERT INTO customer SELECT n, 0, NULL FROM generate_series(1, 20000) n",
    "identity": "INSERT INTO identity (id, customer_id, channel, account, address, created_at)"
    " SELECT n, n, 'web', 'main', 'c' || n, 0 FROM generate_series(1, 20000) n",
    "conversation": "INSERT INTO conversation (id, customer_id, rev, holder, state)"
    " SELECT n, n, 0, 'bot', '' FROM generate_series(1, 20000) n",
    "inbox": "INSERT INTO inbox (id, kind, channel, account, dedupe, received_at, done, attempts)"
    " SELECT n, 'message', 'web', 'main', 'k' || n, 0, 1, 0 FROM generate_series(1, 20000) n",
    "message": "INSERT INTO message (id, conversation_id, identity_id, at, author, body)"
    " SELECT n * 16, n, n, 0, 'customer', '' FROM generate_series(1, 20000) n",
    "turn": "INSERT INTO turn (id, conversation_id, at, record) SELECT n, n, 0, '' FROM generate_series(1, 20000) n",
}


@pytest.fixture
async def store(tmp_path: Path, postgres: str) -> AsyncIterator[PostgresStore]:
    opened = await open_postgres(tmp_path, f"{postgres}?schema=s{abs(hash(tmp_path))}")
    yield opened
    await opened.close()


async def count(store: PostgresStore, table: str) -> Any:
    return (await store.fetch(f"SELECT count(*) FROM {table}"))[0][0]  # noqa: S608


async def test_two_shops_cannot_have_one_database(tmp_path: Path, store: PostgresStore) -> None:
    with pytest.raises(ShopbellError, match="another Shopbell works on the database"):
        await open_postgres(tmp_path, f"{store.address.dsn}?schema={store.address.schema}")


async def test_workers_claim_different_messages_and_a_lease_ends(store: PostgresStore) -> None:
    rows = [(n, "message", "web", "main", f"k{n}", 0, b"x") for n in range(1, 41)]
    await store.commit([Write(ACCEPT, row, 1) for row in rows])

    first, second = await store.claim(15), await store.claim(100)
    nothing = await store.claim(100)
    await store.commit([Write("UPDATE inbox SET lease_until = 1 WHERE id <= 5", ())])
    again = await store.claim(100)

    assert [row[0] for row in first] == list(range(1, 16))
    assert [row[0] for row in second] == list(range(16, 41))
    assert nothing == []
    assert [(row[0], row[6]) for row in again] == [(n, 1) for n in range(1, 6)]


async def test_a_commit_whose_answer_was_lost_is_told_as_it_was(
    store: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = asyncpg.Connection.execute

    async def execute(self: asyncpg.Connection, query: str, *args: Any, **more: Any) -> str:
        if query == "COMMIT":
            monkeypatch.undo()
            await real(self, query)
            self.terminate()
            raise ConnectionResetError("the line is dead")
        return str(await real(self, query, *args, **more))

    monkeypatch.setattr(asyncpg.Connection, "execute", execute)
    await store.commit([Write(PUT, ("kept", b""), 1)])

    assert await count(store, "kv") == 1
    with pytest.raises(Conflict):
        await store.commit([Write(PUT, ("kept", b""), 1)])


async def test_a_commit_that_never_arrived_is_refused(store: PostgresStore, monkeypatch: pytest.MonkeyPatch) -> None:
    real = asyncpg.Connection.execute

    async def execute(self: asyncpg.Connection, query: str, *args: Any, **more: Any) -> str:
        if query == "COMMIT":
            monkeypatch.undo()
            self.terminate()
            raise ConnectionResetError("the line is dead")
        return str(await real(self, query, *args, **more))

    monkeypatch.setattr(asyncpg.Connection, "execute", execute)
    with pytest.raises(StoreError):
        await store.commit([Write(PUT, ("lost", b""), 1)])

    assert await count(store, "kv") == 0
    await store.commit([Write(PUT, ("next", b""), 1)])


async def test_many_updates_of_one_row_in_a_batch_are_all_made(store: PostgresStore) -> None:
    await store.commit([Write("INSERT INTO kv VALUES ('t', 'n', ?)", (b"",))])
    grow = "UPDATE kv SET value = value || ? WHERE plugin = ? AND name = ?"

    await asyncio.gather(*(store.commit([Write(grow, (b"x", "t", "n"), 1)]) for _ in range(20)))

    assert (await store.fetch("SELECT length(value) FROM kv"))[0][0] == 20


async def test_a_picture_is_kept_in_the_database_and_a_film_is_not(store: PostgresStore) -> None:
    photo = await asyncio.to_thread(store.media.write, b"\x89PNG\r\n\x1a\n cake")

    assert await asyncio.to_thread(store.media.read, photo.sha256) == b"\x89PNG\r\n\x1a\n cake"
    with pytest.raises(RequestError):
        await asyncio.to_thread(store.media.write, bytes(LIMIT + 1))
    assert await asyncio.to_thread(store.media.sweep) == 0
    await store.commit([Write("UPDATE media SET stored_at = 0", ())])
    assert await asyncio.to_thread(store.media.sweep) == 1
    again = await asyncio.to_thread(store.media.write, b"\x89PNG\r\n\x1a\n pie")
    await asyncio.to_thread(store.media.drop, again.sha256)
    assert await count(store, "media") == 0


async def test_no_statement_of_a_turn_reads_a_large_table_from_end_to_end(store: PostgresStore) -> None:
    for table, sql in FILLED.items():
        await store.errand(sql)
        await store.errand(f"ANALYZE {table}")  # the server has other tests' tables, too
    writer = await store._writer.connection()
    scans = []
    for sql in TURN_PATH:
        texts = [numbered(sql)]
        if statement(sql)._shape is not None:
            texts.append(await statement(sql)._bulk(writer))
        for number, text in enumerate(texts):
            await writer.execute(f"PREPARE asked{number} AS {text}")
            given = ", ".join(["NULL"] * len(set(re.findall(r"\$(\d+)", text))))
            call = f"EXECUTE asked{number}({given})" if given else f"EXECUTE asked{number}"
            plan = [row[0] for row in await writer.fetch(f"EXPLAIN {call}")]
            scans += [f"{line.strip()}: {text}" for line in plan if "Seq Scan" in line]
            await writer.execute(f"DEALLOCATE asked{number}")

    assert scans == []
