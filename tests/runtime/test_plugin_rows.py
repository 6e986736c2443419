"""Whatever a plugin keeps about a customer is handed out and erased, without the plugin doing anything for it."""

import re
from pathlib import Path
from typing import Any

import pytest

from shopbell.app.plugin_rows import PersonalTable, personal_tables
from shopbell.contracts import Write
from shopbell.testing import TestShop
from tests.runtime.answers import install
from tests.runtime.test_erasing import ask
from tests.stores.test_explained import explained_of

pytestmark = [pytest.mark.storage, pytest.mark.timeout(120)]

ROOT = Path(__file__).parents[2]
# Tables without a customer, and what they hold instead. A new table is here, or says in a column whose its rows are.
NOBODYS = {
    "p_shopbell_files_product": "goods",
    "p_shopbell_files_order": "the owner's books; of an order placed here, whose it is lies in p_shopbell_files_placed",
    "p_shopbell_files_customer": "the owner's books",
    "p_shopbell_files_file": "files that were read",
    "p_shopbell_files_shelf": "pieces on a shelf",
    "p_shopbell_files_day": "how many deliveries a day has",
    "p_shopbell_files_voucher": "how often a code was used",
    "p_shopbell_files_taken": "places that a booking takes",
    "p_shopbell_owner_news": "numbers of orders, returns and bookings for the owner, and nobody's name",
    "p_shopbell_order_status_try": "attempts; the plugin erases those that are a customer's itself",
}
KEPT = {
    "p_shopbell_files_placed": {"conversation_id": 0, "body": None},
    "p_shopbell_returns_return": {"photo": ""},
    "p_shopbell_order_status_given": {},
    "p_shopbell_flows_goal": {},
}  # what is empty in a row that stays


@pytest.fixture
async def everything(shop: TestShop) -> TestShop:
    """A shop with every bundled plugin that has tables; Ana and Ben have been there."""
    for home in ("plugins", "skills"):
        for code in sorted((ROOT / home).glob("*/__init__.py")):
            if "def shopbell_migrations" in code.read_text(encoding="utf-8"):
                status = await shop.enable(code.parent.name)
                assert status.state == "enabled", status.reason
    for name in ("ana", "ben"):
        await shop.customer(name).says("hello")
    return shop


async def whose(shop: TestShop, name: str) -> dict[str, int]:
    seat = await shop.seat(name)
    return {
        "customer_id": seat.identity.customer_id,
        "identity_id": seat.identity.id,
        "conversation_id": seat.lane.conversation_id,
    }


async def left(shop: TestShop, table: PersonalTable) -> list[dict[str, Any]]:
    rows = await shop.fetch(f"SELECT {', '.join(table.shape.columns)} FROM {table.full_name}")  # noqa: S608 names of columns
    return [dict(zip(table.shape.columns, row, strict=True)) for row in rows]


async def a_row_each(shop: TestShop) -> list[PersonalTable]:
    """A row of Ana's and one of Ben's in every table that knows customers, filled as far as it must be."""
    tables = await personal_tables(shop.running)
    for number, name in enumerate(("ana", "ben"), start=4_000_000_000_000):  # nothing of it is due before 2096
        ids = await whose(shop, name)
        for table in tables:
            marked = {"": f"{name}'s", 0: number, b"": b"\x81\xa5whose\xa3" + name.encode()}  # msgpack
            row = [
                ids.get(column, None if blank is None else marked[blank])
                for column, blank in zip(table.shape.columns, table.shape.blanks, strict=True)
            ]
            names, marks = ", ".join(table.shape.columns), ", ".join("?" * len(row))
            adding = f"INSERT INTO {table.full_name} ({names}) VALUES ({marks})"  # noqa: S608
            await shop.running.store.commit([Write(adding, tuple(row))])
    return tables


async def test_every_table_of_a_bundled_plugin_says_whose_its_rows_are(everything: TestShop) -> None:
    personal = {table.full_name for table in await personal_tables(everything.running)}

    theirs = {name for name in await everything.running.store.shape() if name.startswith("p_")}

    assert theirs - personal == NOBODYS.keys()
    assert len(personal) > 15


async def test_a_customer_is_handed_all_of_their_rows_and_nobody_elses(everything: TestShop) -> None:
    tables = await a_row_each(everything)

    status, found = await ask(
        everything, "GET", f"/api/v1/customers/{(await whose(everything, 'ana'))['customer_id']}/export"
    )

    assert status == 200
    rows = {(plugin, name): rows for plugin, tables in found["plugins"].items() for name, rows in tables.items()}
    assert rows.keys() == {(table.plugin, table.name) for table in tables}
    assert "ben" not in str(found["plugins"])
    assert found["plugins"]["shopbell_subscriptions"]["alert"][0]["title"] == "ana's"
    assert found["plugins"]["shopbell_cart"]["cart"][0]["body"] == {"whose": "ana"}


@pytest.mark.parametrize("switched_off", [False, True], ids=["all on", "their plugins off"])
async def test_an_erased_customer_has_no_row_left_and_what_must_stay_is_nobodys(
    everything: TestShop, switched_off: bool
) -> None:
    tables = await a_row_each(everything)
    ana, ben = await whose(everything, "ana"), await whose(everything, "ben")
    if switched_off:
        for plugin in sorted({table.plugin for table in tables}, reverse=True):
            await everything.disable(plugin)

    status, done = await ask(everything, "DELETE", f"/api/v1/customers/{ana['customer_id']}")

    assert (status, done) == (200, {"addresses": 1, "failed": []})
    for table in tables:
        rows = await left(everything, table)
        assert [row for row in rows if row[table.whose] == ana[table.whose]] == [], table.full_name
        assert [row for row in rows if row[table.whose] == ben[table.whose]], table.full_name
        nobodys = [row for row in rows if row[table.whose] == 0]
        assert len(nobodys) == (table.full_name in KEPT), table.full_name
        for column, empty in KEPT.get(table.full_name, {}).items():
            assert nobodys[0][column] == empty, f"{table.full_name}.{column}"


NOTES = """
from shopbell.contracts import Migration

@skill(Intent("keep", {"en": ["keep this"]}))
async def keep(turn):
    turn.write(Write("INSERT INTO p_notes_note VALUES (?, ?)", (turn.customer.id, turn.text)))
    return Reply(text="kept")

@hookimpl
def shopbell_migrations():
    return [Migration(1, "CREATE TABLE p_notes_note (customer_id {INT} NOT NULL, words TEXT) {STRICT}")]
"""


async def test_an_author_who_knows_nothing_of_erasing_erases(shop: TestShop) -> None:
    await install(shop, "notes", NOTES, ["keep"])
    await shop.customer("ana").says("keep this")
    customer = (await whose(shop, "ana"))["customer_id"]

    _, found = await ask(shop, "GET", f"/api/v1/customers/{customer}/export")
    await ask(shop, "DELETE", f"/api/v1/customers/{customer}")

    assert found["plugins"] == {"notes": {"note": [{"customer_id": customer, "words": "keep this"}]}}
    assert await shop.fetch("SELECT count(*) FROM p_notes_note") == [(0,)]


async def test_a_plugin_whose_manifest_cannot_be_read_keeps_its_rows_and_is_named(shop: TestShop) -> None:
    await install(shop, "notes", NOTES, ["keep"])
    await shop.customer("ana").says("keep this")
    customer = (await whose(shop, "ana"))["customer_id"]
    manifest = shop.folder / "plugins" / "notes" / "plugin.toml"
    manifest.write_text(manifest.read_text() + "keeps = {note = [}\n")
    await shop.settle()

    _, done = await ask(shop, "DELETE", f"/api/v1/customers/{customer}")

    assert done == {"addresses": 1, "failed": ["notes"]}
    assert await shop.fetch("SELECT count(*) FROM p_notes_note") == [(1,)]


async def test_a_slip_in_what_is_kept_is_told_before_it_costs_a_row(shop: TestShop) -> None:
    folder = shop.folder / "plugins" / "notes"
    await install(shop, "notes", NOTES, ["keep"])
    manifest = folder / "plugin.toml"
    manifest.write_text(manifest.read_text() + 'keeps = {notes = ["words"]}\n')
    await shop.settle()

    assert "keeps.notes: no migration makes p_notes_notes" in shop.plugin("notes").reason


async def test_a_customers_rows_are_found_by_index(everything: TestShop) -> None:
    tables = await personal_tables(everything.running)
    walks = {}
    async with explained_of(everything) as explained:
        for table in tables:
            walked = await explained.walks(f"DELETE FROM {table.full_name} WHERE {table.whose} = ?")  # noqa: S608
            if walked and not re.search("handoff_notice|privacy_forget", table.full_name):  # they go within minutes
                walks[table.full_name] = walked

    assert not walks
