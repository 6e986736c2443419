"""Many jobs in one transaction: each whole or not at all, and only the culprit pays."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.contracts import Write
from shopbell.errors import Conflict, StoreError, StoreUnavailable
from shopbell.stores.sqlite import Job, SqliteEngine

pytestmark = pytest.mark.sqlite  # about the file itself

TABLES = """
    CREATE TABLE conversation (id INTEGER PRIMARY KEY, rev INTEGER NOT NULL) STRICT;
    CREATE TABLE message (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
    CREATE TABLE event (id INTEGER PRIMARY KEY, job INTEGER NOT NULL) STRICT;
    INSERT INTO conversation VALUES (0, 0), (1, 0), (2, 0);
"""


def turn(conversation: int, rev: int) -> Write:
    return Write("UPDATE conversation SET rev = rev + 1 WHERE id = ? AND rev = ?", (conversation, rev), 1)


def message(number: int, text: Any = "hello") -> Write:
    return Write("INSERT INTO message VALUES (?, ?)", (number, text))


def event(job: int) -> Write:
    return Write("INSERT INTO event (job) VALUES (?)", (job,))


class Shop:
    """An engine on a database in memory, and what is in it."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        self.connection.executescript(TABLES)
        self.engine = SqliteEngine(self.connection)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql).fetchall()


@contextmanager
def shop() -> Iterator[Shop]:
    made = Shop()
    with closing(made.connection):
        yield made


class Expected:
    """The same jobs one after the other, in plain Python."""

    def __init__(self) -> None:
        self.revs = {0: 0, 1: 0, 2: 0}
        self.messages: set[int] = set()
        self.events: list[int] = []

    def fits(self, number: int, moves: list[tuple[str, int, int]]) -> bool:
        """Apply job ``number`` if every one of its moves can be made."""
        revs, messages = dict(self.revs), set(self.messages)
        for kind, one, two in moves:
            if kind == "turn":
                if revs.get(one) != two:
                    return False
                revs[one] += 1
            elif one in messages:
                return False
            else:
                messages.add(one)
        self.revs, self.messages = revs, messages
        self.events.append(number)
        return True


moves = st.lists(
    st.one_of(
        st.tuples(st.just("turn"), st.integers(0, 3), st.integers(0, 3)),
        st.tuples(st.just("message"), st.integers(0, 12), st.just(0)),
    ),
    max_size=4,
)


def job_of(number: int, made: list[tuple[str, int, int]]) -> Job:
    return [turn(one, two) if kind == "turn" else message(one) for kind, one, two in made] + [event(number)]


@given(batches=st.lists(st.lists(moves, min_size=1, max_size=8), min_size=1, max_size=4))
def test_each_job_is_whole_or_not_there_and_errors_name_exactly_the_culprits(
    batches: list[list[list[tuple[str, int, int]]]],
) -> None:
    with shop() as real:
        expected, number = Expected(), 0
        for batch in batches:
            numbered = list(enumerate(batch, number))
            number += len(batch)
            errors = real.engine.commit([job_of(*each) for each in numbered])
            fitting = [expected.fits(*each) for each in numbered]

            assert [error is None for error in errors] == fitting
            assert all(error is None or isinstance(error, Conflict) for error in errors)
            assert dict(real.rows("SELECT id, rev FROM conversation")) == expected.revs
            assert {number for (number,) in real.rows("SELECT id FROM message")} == expected.messages
            assert [job for (job,) in real.rows("SELECT job FROM event ORDER BY id")] == expected.events


@pytest.mark.parametrize(
    "culprit",
    [
        message(2**63),  # OverflowError in the driver
        message(5, "half a pair \ud83d"),  # UnicodeEncodeError
        message(5, object()),  # no type of SQLite's
        message(5, b"not text"),  # a strict table
        message(5, None),
        Write("INSERT INTO message VALUES (?, ?)", (5,)),  # a parameter too few
        Write("INSERT INTO no_such_table VALUES (?)", (5,)),
        Write("INSERT INTO message VALUE (?)", (5,)),  # no SQL
    ],
    ids=["too large", "surrogate", "object", "blob", "null", "parameters", "table", "syntax"],
)
def test_what_the_driver_cannot_store_costs_the_neighbours_nothing(culprit: Write) -> None:
    with shop() as real:
        errors = real.engine.commit([[message(1)], [turn(0, 0), culprit], [message(2)]])

        assert errors[0] is None
        assert errors[2] is None
        assert isinstance(errors[1], StoreError)
        assert not isinstance(errors[1], StoreUnavailable)
        assert real.rows("SELECT id FROM message") == [(1,), (2,)]
        assert real.rows("SELECT rev FROM conversation WHERE id = 0") == [(0,)]


def test_two_turns_on_one_state_cannot_both_win() -> None:
    with shop() as real:
        first, second = real.engine.commit([[turn(0, 0), event(1)], [turn(0, 0), event(2)]])

        assert first is None
        assert isinstance(second, Conflict)
        assert "UPDATE conversation" in second.sql
        assert real.rows("SELECT job FROM event") == [(1,)]


def test_a_refused_batch_leaves_the_connection_ready_for_the_next_one() -> None:
    with shop() as real:
        assert real.engine.commit([[message(1)], [message(1)]])[1] is not None

        assert real.engine.commit([[message(2)]]) == [None]
        assert not real.connection.in_transaction


def test_an_empty_job_is_no_error() -> None:
    with shop() as real:
        assert real.engine.commit([[], [message(1)], []]) == [None, None, None]
