"""Numbered, append-only steps that build the tables; each applied once, remembered with its checksum."""

import hashlib
import inspect
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, Protocol

from shopbell.errors import ShopbellError
from shopbell.stores.dialect import SQLITE, fill

Step = Callable[["Migrator"], None]


class Statements(Protocol):
    """Whatever runs, or collects, the statements of a step."""

    def execute(self, sql: str, /) -> Any:
        """Take one statement."""
        ...


class Migrator:
    """Runs the statements of one step; fills the dialect's braces."""

    def __init__(self, connection: Statements, dialect: Mapping[str, str] = SQLITE) -> None:
        self._connection, self._dialect = connection, dialect

    def execute(self, sql: str) -> None:
        """Run one statement inside the step's transaction."""
        self._connection.execute(fill(sql, self._dialect))


class Numbered(NamedTuple):
    """One step as the runner sees it."""

    number: int  # from 1, without gaps
    checksum: str
    run: Step


class Migrations:
    """An ordered set of steps of one owner (``core``, or a plugin's name).

    Used as a decorator: ``@core() def m0001_people(db): ...``; the number comes from the name.
    """

    def __init__(self, owner: str) -> None:
        self.owner = owner
        self.steps: list[Numbered] = []

    def __call__(self) -> Callable[[Step], Step]:
        """Register the next step."""

        def register(step: Step) -> Step:
            self.add(int(step.__name__[1:5]), inspect.getsource(step), step)
            return step

        return register

    def add(self, number: int, source: str, run: Step) -> None:
        """Register a step whose text is ``source``.

        Raises:
            ShopbellError: its number does not follow the last one.
        """
        if number != len(self.steps) + 1:
            raise ShopbellError(f"{self.owner}: migration {number} does not follow {len(self.steps)}")
        self.steps.append(Numbered(number, hashlib.sha256(source.encode()).hexdigest()[:16], run))


def of_plugin(owner: str, steps: Iterable[tuple[int, str]]) -> Migrations:
    """A plugin's steps, given as (number, statements separated by semicolons)."""
    migrations = Migrations(owner)
    for number, sql in steps:

        def run(db: Migrator, sql: str = sql) -> None:
            for statement in _statements(sql):
                db.execute(statement)

        migrations.add(number, sql, run)
    return migrations


def _statements(sql: str) -> list[str]:
    """Split at semicolons that end a complete statement (triggers and strings keep theirs)."""
    found, open_part = [], ""
    for piece in sql.split(";"):
        open_part += piece + ";"
        if sqlite3.complete_statement(open_part):
            found.append(open_part)
            open_part = ""
    found.append(open_part)  # an unfinished statement must fail, not vanish
    return [statement for statement in found if statement.strip(" \n;")]


MIGRATION = """
    CREATE TABLE IF NOT EXISTS migration (
        owner TEXT NOT NULL, number {INT} NOT NULL, checksum TEXT NOT NULL, applied_at {INT} NOT NULL,
        PRIMARY KEY (owner, number)
    ) {STRICT}"""
APPLIED = "SELECT number, checksum FROM migration WHERE owner = ?"
APPLY = "INSERT INTO migration (owner, number, checksum, applied_at) VALUES (?, ?, ?, ?)"


def applied(connection: sqlite3.Connection, owner: str) -> dict[int, str]:
    """Numbers and checksums of the steps that this database has."""
    connection.execute(fill(MIGRATION, SQLITE))
    rows = connection.execute(APPLIED, (owner,))
    return {int(number): str(checksum) for number, checksum in rows}


def pending(connection: sqlite3.Connection, migrations: Migrations) -> list[Numbered]:
    """The steps still to be applied.

    Raises:
        ShopbellError: the database is newer than this code, or a plugin changed a released step.
    """
    return still_missing(migrations, applied(connection, migrations.owner))


def still_missing(migrations: Migrations, known: Mapping[int, str]) -> list[Numbered]:
    """The steps that are not among the known ones (checksums by number).

    Raises:
        ShopbellError: see ``pending``.
    """
    if known and max(known) > len(migrations.steps):
        raise ShopbellError(_too_new(migrations, max(known)))
    for step in migrations.steps:
        # The core's own steps are guarded by a test; a reformatted source must not stop a shop.
        if migrations.owner != "core" and known.get(step.number, step.checksum) != step.checksum:
            raise ShopbellError(
                f"{migrations.owner}: migration {step.number} was changed after it was applied; add a new one instead"
            )
    return [step for step in migrations.steps if step.number not in known]


def _too_new(migrations: Migrations, found: int) -> str:
    words = f"the database has step {found} of {migrations.owner}, this version knows {len(migrations.steps)}: "
    words += "install the newer version again"
    if migrations.owner == "core":
        before = f"backups/before-{len(migrations.steps) + 1}.db"
        words += f", or go back with `shopbell restore --force` and the copy made before the upgrade, {before}"
    return words


def apply(connection: sqlite3.Connection, migrations: Migrations) -> int:
    """Apply what is pending in one transaction; returns how many steps that were.

    Raises:
        ShopbellError: see ``pending``, or a statement failed; nothing was changed then.
    """
    steps = pending(connection, migrations)
    if not steps:
        return 0
    number = steps[0].number
    try:
        connection.execute("BEGIN IMMEDIATE")
        for number, checksum, run in steps:
            run(Migrator(connection))
            connection.execute(APPLY, (migrations.owner, number, checksum, time.time_ns() // 1_000_000))
        connection.execute("COMMIT")
    except Exception as exc:  # a plugin's step may raise anything; the connection must not stay in its transaction
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise ShopbellError(f"{migrations.owner}: migration {number} failed: {exc}") from exc
    return len(steps)
