"""No statement of a turn, a dialogue, or a plugin's table walks through a large table: the planners of both databases
say so, with every table filled."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from shopbell.contracts import Write
from shopbell.stores.dialect import numbered
from shopbell.stores.store import Store, open_store
from shopbell.testing import TestShop
from shopbell.testing.storage import storage_of

pytestmark = [pytest.mark.storage, pytest.mark.timeout(300)]

ROOT = Path(__file__).parents[2]
HOMES = {"core/shopbell/runtime": "shopbell.runtime.", "core/shopbell/dialogues": "shopbell.dialogues."}
ROWS = 12_000
SQL = re.compile(r"\s*(INSERT|UPDATE|DELETE|SELECT|WITH)\s")
# What a row looks like that is over and done with; everything else is its number.
SETTLED = {
    "state": "'sent'", "status": "'finished'", "holder": "'bot'", "done": "1", "purpose": "'conversational'",
    "author": "'customer'", "verdict": "'sent'", "merged_into": "NULL", "platform_id": "NULL",
}  # fmt: skip
NUMBERS = "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {rows})"
# Walks that are meant, and why.
ONCE, OWNER, FEW = "once, at the start", "for the owner, or once a day", "the rows go when the letter is sent"
FORGOTTEN = "the rows go as soon as the customer is forgotten"
MEANT = {
    "shopbell.runtime.linking.TO_DO": ONCE,
    "shopbell.runtime.dialogue_life.AWAITED": ONCE,
    "shopbell.runtime.dialogue_life.COUNT": ONCE,
    "shopbell.runtime.dialogue_life.CUT_SHORT": ONCE,
    "shopbell_files.loading.FILES": ONCE,
    "shopbell_files.bookings.COMING": OWNER,
    "shopbell_files.shelf.ORDERS": OWNER,
    "shopbell_leads.leads.ALL": OWNER,
    "shopbell_order_status.ledger.GIVEN": OWNER,
    "shopbell_returns.desk.ALL": OWNER,
    "shopbell_subscriptions.consents.OF_ALL": OWNER,
    "shopbell_privacy.TO_FORGET": FORGOTTEN,
    "shopbell_faq.desk.NEWEST": OWNER,
    "shopbell_faq.desk.VERDICTS": OWNER,
    "shopbell_faq.gaps.FORGET": OWNER,
    "shopbell_handoff.courier.WAITING": FEW,
}


def modules() -> Iterator[ModuleType]:
    """Those that may run a statement while customers wait."""
    homes = dict(HOMES)
    for home in ("plugins", "skills"):
        homes |= {
            f"{home}/{one.name}": f"{one.name}." for one in (ROOT / home).iterdir() if (one / "plugin.toml").exists()
        }
    for folder, prefix in sorted(homes.items()):
        for path in sorted((ROOT / folder).glob("*.py")):
            name = prefix.rstrip(".") if path.stem == "__init__" else prefix + path.stem
            try:
                yield import_module(name)
            except ModuleNotFoundError as exc:
                assert exc.name in ("onnxruntime", "tokenizers"), exc  # noqa: PT017 an optional extra


def statements() -> dict[str, str]:
    """Every SQL constant there, by module and name."""
    found: dict[str, str] = {}
    for module in modules():
        for name, value in vars(module).items():
            texts = value.values() if isinstance(value, dict) else value if isinstance(value, tuple | list) else [value]
            for text in texts:
                if name.lstrip("_").isupper() and isinstance(text, str) and SQL.match(text) and "{" not in text:
                    found.setdefault(text, f"{module.__name__}.{name}")
    return {f"{name} {text}": text for text, name in found.items()}


class Explained:
    """The database of a shop with every bundled plugin, every table filled. The shop is closed: rows that mean nothing
    are no work for its plugins."""

    def __init__(self, store: Store, *, server: bool) -> None:
        self.store: Any = store
        self.tables: dict[str, list[tuple[str, str]]] = {}
        self.server = server

    async def fill(self) -> None:
        """So many rows into each table."""
        self.tables = await self._tables()
        for table, columns in self.tables.items():
            values = [
                self._value(kind) if kind in ("blob", "bytea") else SETTLED.get(name, self._value(kind))
                for name, kind in columns
            ]
            names = ", ".join(f'"{name}"' for name, _ in columns)
            filling = f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} FROM numbers"  # noqa: S608
            sql = f"{NUMBERS.format(rows=ROWS)} {filling} WHERE true ON CONFLICT DO NOTHING"
            if self.server:
                await self.store.errand(sql)
                await self.store.errand(f"ANALYZE {table}")  # the server has other tests' tables, too
            else:
                await self.store.commit([Write(sql, ())])

    async def _tables(self) -> dict[str, list[tuple[str, str]]]:
        sql = (
            "SELECT table_name::text, column_name::text, data_type::text FROM information_schema.columns"
            " WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position"
            if self.server
            else "SELECT m.name, p.name, p.type FROM sqlite_schema AS m, pragma_table_info(m.name) AS p"
            " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, p.cid"
        )
        tables: dict[str, list[tuple[str, str]]] = {}
        for table, column, kind in await self.store.fetch(sql):
            tables.setdefault(table, []).append((column, kind.lower()))
        return {table: columns for table, columns in tables.items() if table not in ("migration", "last_batch")}

    def _value(self, kind: str) -> str:
        if kind == "text":
            return "'x' || n"
        if kind in ("blob", "bytea"):
            return "CAST('x' || n AS BLOB)" if not self.server else "CAST('x' || n AS BYTEA)"
        return "n + 100000"

    async def walks(self, sql: str) -> list[str]:
        """The large tables that a statement reads from end to end."""
        if not self.server:
            plan = await self.store.fetch(f"EXPLAIN QUERY PLAN {sql}", [None] * sql.count("?"))
            scans = [
                re.match(
                    r"SCAN (\w+)(?!.*_(?:todo|held|parked|background|marketing|untold|standing|due)\b)", str(step[3])
                )
                for step in plan
            ]
            return [scan[1] for scan in scans if scan is not None and scan[1] in self.tables]
        connection = await self.store._writer.connection()
        await connection.execute(f"PREPARE asked AS {numbered(sql)}")
        count = len(set(re.findall(r"\$(\d+)", numbered(sql))))
        call = "EXECUTE asked" + (f"({', '.join(['NULL'] * count)})" if count else "")
        plan = [row[0] for row in await connection.fetch(f"EXPLAIN {call}")]
        await connection.execute("DEALLOCATE asked")
        return [scan[1] for line in plan if (scan := re.search(r"Seq Scan on (\w+)", line))]


@asynccontextmanager
async def explained_of(shop: TestShop) -> AsyncIterator[Explained]:
    """The shop's filled database; the shop is closed for it."""
    await shop.close()
    storage = storage_of(shop.data)
    store = await open_store(shop.data, storage)
    explained = Explained(store, server=not storage.startswith("sqlite"))
    await explained.fill()
    yield explained
    await store.close()


@pytest.fixture
async def explained(bakery: TestShop) -> AsyncIterator[Explained]:
    """The bakery with everything that comes with Shopbell."""
    for home in ("plugins", "skills"):
        for manifest in sorted((ROOT / home).glob("*/plugin.toml")):
            await bakery.enable(manifest.parent.name)
    async with explained_of(bakery) as explained:
        yield explained


async def test_no_statement_walks_through_a_large_table(explained: Explained) -> None:
    walks = {}
    for name, sql in statements().items():
        try:
            walked = await explained.walks(sql)
        except Exception as exc:
            raise AssertionError(f"{name}: {exc}") from exc
        if walked and name.split(" ", 1)[0] not in MEANT:
            walks[name] = walked

    assert len(statements()) > 130
    assert not walks, "\n".join(f"{name}: {where}" for name, where in sorted(walks.items()))
