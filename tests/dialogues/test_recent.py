"""A dialogue that was spoken in lately goes on without a read of the database, and never with what is not there."""

from unittest.mock import patch

import pytest

from shopbell.contracts import Write
from shopbell.dialogues.recent import MOST, RecentRuns
from shopbell.dialogues.runs import FIND
from shopbell.testing import TestShop
from tests.dialogues.shops import ORDER, PARKING, use

pytestmark = pytest.mark.storage

CHANGED = "UPDATE run SET rev = rev + 1 WHERE status = 'waiting'"


async def reads_of(shop: TestShop, said: str, answered: str) -> int:
    """How often the customer's run is read from disk while this is answered."""
    store = shop.running.store
    with patch.object(store, "fetch", wraps=store.fetch) as fetch:
        assert (await shop.customer("ana").says(said)).text.endswith(answered)
    return sum(call.args[0] == FIND for call in fetch.await_args_list)


async def test_an_answer_that_comes_soon_needs_no_read(shop: TestShop) -> None:
    shop.rehearses = False
    await use(shop, ORDER)
    await shop.customer("ana").says("order a cake")

    assert await reads_of(shop, "M", "How many?") == 0
    assert await reads_of(shop, "a hundred", "more than 20.") == 0
    assert await reads_of(shop, "2", "Shall I order it?") == 0


async def test_nor_does_the_answer_after_talk_about_other_things(shop: TestShop) -> None:
    shop.rehearses = False
    await use(shop, ORDER, PARKING)
    await shop.customer("ana").says("order a cake")

    for _ in range(3):
        assert await reads_of(shop, "is there parking", "Which size?") == 0
    for _ in range(2):
        assert await reads_of(shop, "is there parking", "Behind the church.") == 0
    assert await reads_of(shop, "M", "How many?") == 0


async def test_after_a_restart_it_goes_on_from_disk(shop: TestShop) -> None:
    shop.rehearses = False
    await use(shop, ORDER)
    await shop.customer("ana").says("order a cake")
    await shop.restart()

    assert await reads_of(shop, "M", "How many?") == 1
    assert await reads_of(shop, "2", "Shall I order it?") == 0


async def test_what_somebody_else_changed_on_disk_is_found_there(shop: TestShop) -> None:
    shop.rehearses = False
    await use(shop, ORDER)
    await shop.customer("ana").says("order a cake")
    await shop.running.store.commit([Write(CHANGED, ())])

    assert await reads_of(shop, "M", "How many?") == 1
    assert (await shop.customer("ana").says("2")).text.endswith("Shall I order it?")


def test_what_is_taken_out_is_gone_until_it_is_kept_again() -> None:
    recent = RecentRuns()
    recent.keep(1, 7, 3, b"run")

    assert recent.take(1, 7) == (3, b"run")
    assert recent.take(1, 7) is None


def test_a_run_that_a_link_moved_to_another_conversation_is_read_there() -> None:
    recent = RecentRuns()
    recent.keep(1, 7, 3, b"run")

    assert recent.take(1, 8) is None
    assert recent.take(1, 7) is None


def test_of_an_erased_conversation_nothing_is_left() -> None:
    recent = RecentRuns()
    recent.keep(1, 7, 3, b"hers")
    recent.keep(2, 8, 3, b"his")

    recent.forget({7})

    assert recent.take(1, 7) is None
    assert recent.take(2, 8) == (3, b"his")


def test_the_longest_untouched_makes_room() -> None:
    recent = RecentRuns()
    for run_id in range(MOST):
        recent.keep(run_id, 7, 1, b"run")
    first = recent.take(0, 7)
    assert first is not None
    recent.keep(0, 7, *first)

    recent.keep(MOST, 7, 1, b"run")

    assert recent.take(1, 7) is None
    assert recent.take(0, 7) is not None
