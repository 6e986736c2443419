"""One writer thread, one transaction for all that waits, answers in order."""

import asyncio
from functools import partial
from pathlib import Path

import pytest

from shopbell.contracts import Write
from shopbell.errors import Conflict, StoreError
from shopbell.stores.store import Store, open_store
from shopbell.testing.storage import storage_of

pytestmark = pytest.mark.storage


def put(name: str, value: bytes = b"") -> Write:
    return Write("INSERT INTO kv VALUES ('test', ?, ?)", (name, value))


async def names(store: Store) -> list[str]:
    return [name for (name,) in await store.fetch("SELECT name FROM kv WHERE plugin = 'test' ORDER BY name")]


async def test_what_queues_up_during_a_commit_shares_the_next_one(store: Store) -> None:
    await asyncio.gather(*(store.commit([put(f"{n:03}")]) for n in range(200)))

    assert store.jobs == 200
    assert store.commits <= 2


async def test_jobs_of_later_loop_turns_wait_together(store: Store) -> None:
    commits = []
    for n in range(300):
        commits.append(asyncio.ensure_future(store.commit([put(f"{n:03}")])))
        await asyncio.sleep(0)  # lets the first batch go to the writer
    await asyncio.gather(*commits)

    assert store.commits < 150
    assert await names(store) == [f"{n:03}" for n in range(300)]


async def test_jobs_are_stored_and_answered_in_the_order_they_came(store: Store) -> None:
    answered: list[int] = []
    last: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def done(n: int, error: StoreError | None) -> None:
        assert error is None
        answered.append(n)
        if n == 99:
            last.set_result(None)

    for n in range(100):
        store.submit([put(f"{n:03}")], partial(done, n))
    await last

    assert answered == list(range(100))
    assert await names(store) == [f"{n:03}" for n in range(100)]


async def test_only_the_job_that_conflicts_hears_of_it(store: Store) -> None:
    results = await asyncio.gather(
        store.commit([put("a")]), store.commit([put("b"), put("a")]), store.commit([put("c")]), return_exceptions=True
    )

    assert results[0] is None
    assert isinstance(results[1], Conflict)
    assert results[2] is None
    assert await names(store) == ["a", "c"]
    assert store.trouble is None


async def test_a_callers_mistake_does_not_cost_the_others_their_answer(store: Store) -> None:
    def careless(error: StoreError | None) -> None:
        raise ZeroDivisionError

    store.submit([put("a")], careless)
    await store.commit([put("b")])

    await store.commit([put("c")])
    assert await names(store) == ["a", "b", "c"]


async def test_a_commit_nobody_waits_for_any_more_is_stored_all_the_same(store: Store) -> None:
    waiting = asyncio.ensure_future(store.commit([put("a")]))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    await store.commit([put("b")])
    assert await names(store) == ["a", "b"]


async def test_closing_finishes_what_was_handed_over(tmp_path: Path) -> None:
    store = await open_store(tmp_path, storage_of(tmp_path))
    store.submit([put("a")], lambda error: None)
    await store.close()

    again = await open_store(tmp_path, storage_of(tmp_path))
    assert await names(again) == ["a"]
    await again.close()


async def test_a_read_sees_what_was_committed_before_it(store: Store) -> None:
    for n in range(20):
        await store.commit([put(f"{n:03}")])
        assert len(await names(store)) == n + 1


async def test_the_reading_connection_cannot_write(store: Store) -> None:
    with pytest.raises(StoreError):
        await store.fetch("INSERT INTO kv VALUES ('test', 'a', '')")


async def test_ids_go_on_after_a_restart(tmp_path: Path) -> None:
    store = await open_store(tmp_path, storage_of(tmp_path))
    turn = store.ids.next("turn")
    await store.commit([Write("INSERT INTO turn (id, conversation_id, at, record) VALUES (?, 1, 0, ?)", (turn, b"\0"))])
    await store.close()

    again = await open_store(tmp_path, storage_of(tmp_path))
    assert again.ids.next("turn") == turn + 1
    assert again.ids.next("customer") == 1
    await again.close()
