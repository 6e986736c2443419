"""Tables are built by numbered steps: each once, all or none, never backwards."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from shopbell.errors import ShopbellError
from shopbell.stores import prepare as prepare_module
from shopbell.stores.migrations import Migrations, Migrator, applied, apply, of_plugin
from shopbell.stores.prepare import prepare
from shopbell.stores.schema import core
from shopbell.stores.store import Store, open_store

pytestmark = pytest.mark.sqlite  # about the file itself

# A released step never changes: a database that has it would differ from one made new. Add a step instead.
RELEASED = {
    1: "203e10accc4f2b15",
    2: "6006bc9abc549344",
    3: "484f6fe09daa36af",
    4: "cb0325e961a953ab",
    5: "83a963d47845753b",
    6: "7ade76378e1c3321",
    7: "65f5c84e2e623e5b",
}


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        yield connection


def tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def test_released_core_steps_are_as_they_were_released() -> None:
    assert {step.number: step.checksum for step in core.steps} == RELEASED


def test_steps_are_applied_once(database: sqlite3.Connection) -> None:
    steps = of_plugin("shopbell_faq", [(1, "CREATE TABLE p_faq_gap (id {ID}, at {INT}) {STRICT}")])

    assert apply(database, steps) == 1
    assert apply(database, steps) == 0
    assert "p_faq_gap" in tables(database)


def test_a_step_may_hold_several_statements_triggers_and_semicolons_in_strings(database: sqlite3.Connection) -> None:
    sql = """
        CREATE TABLE p_faq_a (text TEXT DEFAULT ';');  -- with a comment; and a semicolon
        CREATE TABLE p_faq_b (n {INT});
        CREATE TRIGGER p_faq_count AFTER INSERT ON p_faq_a
            BEGIN INSERT INTO p_faq_b VALUES (1); DELETE FROM p_faq_b; END;
        INSERT INTO p_faq_a VALUES ('a; b')
    """
    apply(database, of_plugin("shopbell_faq", [(1, sql)]))

    assert database.execute("SELECT text FROM p_faq_a").fetchall() == [("a; b",)]


@pytest.mark.parametrize("broken", ["CREATE TABEL x (a)", "INSERT INTO p_faq_gap VALUES ('", "SELECT * FROM nothing"])
def test_a_failing_step_takes_back_all_that_was_pending(database: sqlite3.Connection, broken: str) -> None:
    apply(database, of_plugin("shopbell_faq", [(1, "CREATE TABLE p_faq_gap (a)")]))
    steps = [(1, "CREATE TABLE p_faq_gap (a)"), (2, "CREATE TABLE p_faq_two (a)"), (3, f"CREATE TABLE y (a); {broken}")]

    with pytest.raises(ShopbellError, match="shopbell_faq: migration 3 failed"):
        apply(database, of_plugin("shopbell_faq", steps))

    assert tables(database) == {"migration", "p_faq_gap"}
    assert set(applied(database, "shopbell_faq")) == {1}
    assert not database.in_transaction


def test_a_step_that_raises_anything_leaves_no_transaction_open(database: sqlite3.Connection) -> None:
    steps = Migrations("test")

    def careless(db: Migrator) -> None:
        db.execute("CREATE TABLE half (a)")
        raise KeyError("nothing to do with SQL")

    steps.add(1, "careless", careless)
    with pytest.raises(ShopbellError, match="migration 1 failed"):
        apply(database, steps)

    assert tables(database) == {"migration"}
    assert not database.in_transaction


def test_a_plugin_that_changed_an_applied_step_is_refused(database: sqlite3.Connection) -> None:
    apply(database, of_plugin("shopbell_faq", [(1, "CREATE TABLE p_faq_gap (a)")]))

    with pytest.raises(ShopbellError, match="migration 1 was changed after it was applied; add a new one"):
        apply(database, of_plugin("shopbell_faq", [(1, "CREATE TABLE p_faq_gap (a, b)")]))


def test_steps_must_be_numbered_without_gaps() -> None:
    with pytest.raises(ShopbellError, match="migration 3 does not follow 1"):
        of_plugin("shopbell_faq", [(1, "CREATE TABLE a (a)"), (3, "CREATE TABLE b (a)")])


def test_a_database_newer_than_the_code_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "shopbell.db"
    prepare(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as future:
        future.execute("INSERT INTO migration VALUES ('core', ?, 'x', 0)", (len(core.steps) + 1,))
    before = path.read_bytes()

    kept = f"before-{len(core.steps) + 1}"
    with pytest.raises(ShopbellError, match=rf"newer version again, or go back with .*backups/{kept}\.db"):
        prepare(path)
    assert path.read_bytes() == before


def test_a_copy_is_kept_before_an_upgrade_and_none_for_a_new_shop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "shopbell.db"
    assert prepare(path) is None
    assert prepare(path) is None
    with closing(sqlite3.connect(path, isolation_level=None)) as shop:
        shop.execute("INSERT INTO customer (id, created_at) VALUES (1, 0)")
    newer = Migrations("core")
    newer.steps = list(core.steps)
    newer.add(len(core.steps) + 1, "drop", lambda db: db.execute("DROP TABLE customer"))
    monkeypatch.setattr(prepare_module, "core", newer)

    copy = prepare(path)

    assert copy == tmp_path / "backups" / f"before-{len(newer.steps)}.db"
    with closing(sqlite3.connect(copy)) as old, closing(sqlite3.connect(path)) as new:
        assert old.execute("SELECT count(*) FROM customer").fetchone() == (1,)
        assert "customer" not in tables(new)


def test_a_failing_upgrade_leaves_the_shop_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "shopbell.db"
    prepare(path)
    newer = Migrations("core")
    newer.steps = list(core.steps)
    newer.add(len(core.steps) + 1, "fails", lambda db: db.execute("DROP TABLE nothing_of_that_name"))
    with monkeypatch.context() as patched:
        patched.setattr(prepare_module, "core", newer)
        with pytest.raises(ShopbellError, match="core: migration"):
            prepare(path)

    assert prepare(path) is None


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "shopbell.db"
    path.write_bytes(b"my shopping list, long enough to be looked at" * 100)

    with pytest.raises(ShopbellError, match=r"shopbell\.db cannot be opened"):
        prepare(path)
    assert path.read_bytes().startswith(b"my shopping list")


async def test_a_plugins_tables_are_made_between_two_batches_of_the_running_shop(store: Store) -> None:
    steps = of_plugin("shopbell_faq", [(1, "CREATE TABLE p_faq_gap (id {ID}) {STRICT}")])

    assert await store.migrate(steps) == 1
    assert await store.migrate(steps) == 0
    assert await store.fetch("SELECT count(*) FROM p_faq_gap") == [(0,)]
    with pytest.raises(ShopbellError, match="migration 2 failed"):
        await store.migrate(of_plugin("shopbell_faq", [(1, "CREATE TABLE p_faq_gap (id {ID}) {STRICT}"), (2, "oops")]))


async def test_the_data_folder_is_nobody_elses(tmp_path: Path) -> None:
    await (await open_store(tmp_path / "new" / "data")).close()

    assert (tmp_path / "new" / "data").stat().st_mode & 0o077 == 0
