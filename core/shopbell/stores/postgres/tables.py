"""The tables of a shop on PostgreSQL: the core's, this engine's own, and plugins'."""

import time

import asyncpg

from shopbell.errors import ShopbellError
from shopbell.stores.dialect import POSTGRES, fill, numbered
from shopbell.stores.migrations import APPLIED, APPLY, MIGRATION, Migrations, Migrator, still_missing

own = Migrations("postgresql")

SHAPE = """
    SELECT c.relname::text, array_agg(a.attname::text ORDER BY a.attnum),
           array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attnum = ANY(i.indkey)),
           array_agg(CASE WHEN a.attnotnull THEN format_type(a.atttypid, NULL) ELSE '' END ORDER BY a.attnum)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace GROUP BY c.relname ORDER BY 1"""
BLANKS = {"bigint": 0, "double precision": 0.0, "text": "", "bytea": b""}
COUNTERS = """
    SELECT table_name::text, column_name::text FROM information_schema.columns
    WHERE table_schema = current_schema() AND is_identity = 'YES'"""


@own()
def m0001_media_and_leases(db: Migrator) -> None:
    """Files live in the database: several machines may serve one shop. A claim holds until its lease ends."""
    db.execute("""
        CREATE TABLE media (
            sha256    TEXT PRIMARY KEY,           -- of the content, hex
            content   {BLOB} NOT NULL,            -- at most 10 MB
            stored_at {INT} NOT NULL              -- last written: it waits an hour for its mention
        ) {STRICT}""")
    db.execute("ALTER TABLE media ALTER COLUMN content SET STORAGE EXTERNAL")  # compressed already
    db.execute("ALTER TABLE inbox ADD COLUMN worker TEXT")
    db.execute("ALTER TABLE inbox ADD COLUMN lease_until {INT}")
    # Rows that change with every turn keep room on their page, so that no index has to follow.
    db.execute("ALTER TABLE inbox SET (fillfactor = 80)")
    db.execute("ALTER TABLE conversation SET (fillfactor = 70)")
    db.execute("ALTER TABLE outbox SET (fillfactor = 80)")


@own()
def m0002_last_batch(db: Migrator) -> None:
    """Which transaction was committed last: the one row that tells of a COMMIT whose answer was lost."""
    db.execute("CREATE TABLE last_batch (mark TEXT NOT NULL) {STRICT}")
    db.execute("INSERT INTO last_batch VALUES ('')")


class Recorded:
    """Takes a step's statements instead of running them: steps are written for a connection that does not wait."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def execute(self, sql: str, /) -> None:
        """Note one statement."""
        self.statements.append(sql)


async def migrate(connection: asyncpg.Connection, migrations: Migrations) -> int:
    """Apply pending steps in one transaction; returns how many.

    Raises:
        ShopbellError: a step failed or was changed, or the database is newer; nothing was applied.
    """
    await connection.execute(fill(MIGRATION, POSTGRES))
    known = {int(row[0]): str(row[1]) for row in await connection.fetch(numbered(APPLIED), migrations.owner)}
    steps = still_missing(migrations, known)
    number = 0
    try:
        async with connection.transaction():
            for number, checksum, run in steps:
                recorded = Recorded()
                run(Migrator(recorded, POSTGRES))
                for sql in recorded.statements:
                    await connection.execute(sql)
                now = time.time_ns() // 1_000_000
                await connection.execute(numbered(APPLY), migrations.owner, number, checksum, now)
    except Exception as exc:  # a plugin's step may raise anything
        raise ShopbellError(f"{migrations.owner}: migration {number} failed: {exc}") from exc
    return len(steps)


async def purge(connection: asyncpg.Connection, plugin: str) -> tuple[int, int]:
    """Drop a plugin's tables and values; how many of each there were."""
    async with connection.transaction():
        found = await connection.fetch(
            "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() AND starts_with(tablename, $1)",
            f"p_{plugin}_",
        )
        for (table,) in found:
            await connection.execute(f'DROP TABLE "{table}" CASCADE')
        values = await connection.execute("DELETE FROM kv WHERE plugin = $1", plugin)
        await connection.execute("DELETE FROM migration WHERE owner = $1", plugin)
    return len(found), int(values.rpartition(" ")[2])


async def settle(connection: asyncpg.Connection) -> None:
    """Let the counters go on after the highest ids, and the planner know how many rows there are."""
    for table, column in await connection.fetch(COUNTERS):
        highest = await connection.fetchval(f'SELECT max("{column}") FROM "{table}"')  # noqa: S608 names of columns
        if highest is not None:
            await connection.execute("SELECT setval(pg_get_serial_sequence($1, $2), $3)", table, column, highest)
    await connection.execute("ANALYZE", timeout=600.0)
