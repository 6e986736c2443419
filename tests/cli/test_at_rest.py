"""Commands for a shop that does not run: the same words, whichever database it is on."""

import asyncio
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from shopbell.cli import main
from shopbell.errors import DeliveryError
from shopbell.runtime import retries
from shopbell.testing import TestShop
from shopbell.testing.storage import storage_of
from tests.runtime.answers import plugin

pytestmark = pytest.mark.storage

NOTES = """
from shopbell import Migration
from shopbell.contracts import Write

TABLE = "CREATE TABLE p_notes_said (id {ID}, words TEXT NOT NULL) {STRICT}"

@hookimpl
def shopbell_migrations():
    return [Migration(1, TABLE)]

@skill()
async def answer(turn):
    turn.write(Write("INSERT INTO p_notes_said (words) VALUES (?)", (turn.text,), 1))
    return Reply(text=f"Noted: {turn.text}")
"""


@pytest.fixture
async def resting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestShop:
    """A shop that was stopped: Ana said two things, the second answer could not be delivered."""
    shop = TestShop(tmp_path / "shop")
    await shop.open()
    shop.write_plugin("notes", plugin(NOTES, "answer"))
    await shop.settle()
    assert shop.plugin("notes").state == "enabled", shop.plugin("notes").reason
    await shop.customer("ana").says("rye bread")
    await shop.delivered(2)
    monkeypatch.setattr(retries, "retry_delay", lambda attempt, rng: 0.01)
    shop.channel.delivered.fails(*[DeliveryError("testing", "no", kind="unknown")] * 2)
    await shop.customer("ana").says("and cake")
    async with asyncio.timeout(10.0):
        while not await shop.fetch("SELECT 1 FROM outbox WHERE state = 'parked'"):  # noqa: ASYNC110 nobody's event
            await asyncio.sleep(0.01)
    await shop.close()
    return shop


async def shopbell(shop: TestShop, *words: str, code: int = 0, typed: str = "") -> str:
    """What a command prints; in a thread, for it has a loop of its own."""
    run = CliRunner().invoke
    done = await asyncio.to_thread(run, main, [*words, "--config", str(shop.folder)], input=typed)
    assert done.exit_code == code, done.output
    return done.output


async def test_keys_are_made_listed_and_ended(resting: TestShop) -> None:
    made = json.loads(await shopbell(resting, "keys", "create", "phone", "--scope", "chat", "--json"))

    listed = json.loads(await shopbell(resting, "keys", "list", "--json"))
    assert (listed["app"], listed["scopes"]) == ("phone", ["chat"])
    assert "phone has ended" in await shopbell(resting, "keys", "revoke", str(listed["id"]))
    assert made["key"].startswith("sb_")


async def test_a_secret_is_kept_encrypted_and_removed(resting: TestShop) -> None:
    await shopbell(resting, "secrets", "set", "telegram", typed="hunter2\n")

    assert "telegram" in await shopbell(resting, "secrets", "list")
    await shopbell(resting, "secrets", "remove", "telegram")
    assert await shopbell(resting, "secrets", "list") == ""


async def test_what_was_parked_is_listed_explained_and_sent_when_the_shop_runs_again(resting: TestShop) -> None:
    parked = json.loads(await shopbell(resting, "outbox", "list", "--state", "parked", "--json"))
    told = await shopbell(resting, "why", str(parked["turn"]))

    again = await shopbell(resting, "outbox", "redrive", str(parked["id"]))

    assert "is parked: it may have arrived" in told
    assert again == "1 message is sent again when the shop runs.\n"
    await resting.open()
    await resting.delivered(1)
    assert resting.channel.delivered.texts[-1] == "Noted: and cake"
    await resting.close()


async def test_the_doctor_examines_the_database(resting: TestShop) -> None:
    fast = not storage_of(resting.data).startswith("sqlite")  # the tests' server flushes nothing, and that is told
    rows = [json.loads(line) for line in (await shopbell(resting, "doctor", "--json", code=int(fast))).splitlines()]

    (database,) = [row for row in rows if row["check"] == "database"]
    assert [row["check"] for row in rows if row["state"] == "wrong"] == ["database"] * fast
    assert ("fsync is off" in database["says"]) == fast


async def test_plugins_are_listed_switched_and_purged(resting: TestShop) -> None:
    listed = await shopbell(resting, "plugins", "list")
    off = await shopbell(resting, "plugins", "disable", "notes")
    purged = await shopbell(resting, "plugins", "purge", "notes", "--yes")
    on = await shopbell(resting, "plugins", "enable", "notes")

    assert "enabled     notes" in listed
    assert (off, on) == ("notes is switched off\n", "notes is switched on\n")
    assert purged == "Deleted 1 table(s) and 0 value(s) of notes.\n"
    await resting.open()  # the table is made anew
    await resting.customer("ana").says("again")
    assert await resting.fetch("SELECT words FROM p_notes_said") == [("again",)]
    await resting.close()


async def test_who_is_a_customer_is_asked_of_a_running_shop(resting: TestShop) -> None:
    told = await shopbell(resting, "customer", "show", "1", code=1)

    assert "no shop is running" in told
    assert "start it with `shopbell run`" in told
