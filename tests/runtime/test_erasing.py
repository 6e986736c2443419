"""What is kept about a customer is handed out whole, and erased without a trace."""

import asyncio
from typing import Any

import aiohttp
import pytest
from click.testing import CliRunner

from shopbell.cli import main
from shopbell.messages import Attachment, InboundMessage, ShopEvent
from shopbell.people import Stopped
from shopbell.runtime.profile import learn
from shopbell.stores.media import mention
from shopbell.testing import TestShop
from tests.runtime.answers import ECHO, install
from tests.runtime.test_linking import ASKING, identity, link
from tests.runtime.test_sending import UNASKED
from tests.stores.traces import traces

pytestmark = pytest.mark.storage

KEEPING = """
from shopbell.contracts import Migration

@skill(Intent("keep", {"en": ["keep this"]}))
async def keep(turn):
    turn.write(Write("INSERT INTO p_keeping_note VALUES (?, ?)", (turn.customer.id, turn.text)))
    return Reply(text="kept")

@hookimpl
def shopbell_migrations():
    return [Migration(1, "CREATE TABLE p_keeping_note (customer {INT}, words TEXT) {STRICT}")]

@hookimpl
def shopbell_erase(customer_id):
    return [Write("DELETE FROM p_keeping_note WHERE customer = ?", (customer_id,))]
"""
MARK = "zebrastripe"  # in everything the customer is and says


async def ask(shop: TestShop, method: str, path: str, **more: Any) -> tuple[int, Any]:
    token = (shop.data / "admin.token").read_text().strip()
    head = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(headers=head) as http, http.request(method, shop.url + path, **more) as answer:
        return answer.status, await answer.json()


@pytest.fixture
async def kept(shop: TestShop) -> TestShop:
    """A shop where a customer with two linked addresses has left traces everywhere; Ben is there, too."""
    shop.rehearses = False
    await install(shop, "echo", ECHO)
    await install(shop, "cakes", ASKING, ["cake", "table"])
    await install(shop, "keeping", KEEPING, ["keep"])
    await install(shop, "unasked", UNASKED, ["shipped", "cake"])
    await shop.customer("ben").says("ben is here")
    for name in (f"{MARK}-web", f"{MARK}-phone"):
        await shop.customer(name).says(f"I am {MARK}")
        await shop.customer(name).says("keep this")
    picture = await asyncio.to_thread(shop.running.store.media.write, b"\x89PNG\r\n\x1a\n" + MARK.encode())
    message = InboundMessage(
        channel="testing", account="default", sender=f"{MARK}-web", key=f"{MARK}-key", text="look",
        attachments=(Attachment(kind="image", media=picture.sha256),), raw=MARK.encode(),
    )  # fmt: skip
    accepted = await shop.inbox.accept(message)
    await accepted.replies(10)
    now = shop.clock.now()
    web = await identity(shop, f"{MARK}-web")
    await shop.running.store.commit([mention(picture, accepted.turn_id * 16, now), *learn(web, [("name", MARK)], now)])
    await shop.inbox.record("default", [ShopEvent(kind="page.viewed", source=MARK, id="1", sender=f"{MARK}-web")])
    await shop.customer(f"{MARK}-web").says("stop all")
    await shop.customer(f"{MARK}-phone").says("I want a cake")
    assert await link(shop, f"{MARK}-phone", f"{MARK}-web") == "linked"
    await shop.idle()
    return shop


async def test_an_export_holds_all_that_was_said_and_known(kept: TestShop) -> None:
    customer = (await kept.seat(f"{MARK}-web")).identity.customer_id

    status, found = await ask(kept, "GET", f"/api/v1/customers/{customer}/export")

    assert status == 200
    assert found["customer"]["name"] == MARK
    assert {one["address"] for one in found["identities"]} == {f"{MARK}-web", f"{MARK}-phone"}
    said = [one["said"]["text"] for one in found["messages"] if one["author"] == "customer"]
    assert said.count(f"I am {MARK}") == 2
    assert [one["wording"] for address in found["identities"] for one in address["consent"]] == ["stop all"]
    assert (await ask(kept, "GET", "/api/v1/customers/999/export"))[0] == 404


async def test_after_erasing_there_is_no_trace_and_nothing_is_written_to_them(kept: TestShop) -> None:
    customer = (await kept.seat(f"{MARK}-web")).identity.customer_id
    assert traces(kept.data, MARK)
    before = len(kept.channel.delivered.attempts)

    status, done = await ask(kept, "DELETE", f"/api/v1/customers/{customer}")
    assert (status, done) == (200, {"addresses": 2, "failed": []})
    assert (await ask(kept, "DELETE", f"/api/v1/customers/{customer}"))[0] == 404
    await kept.restart()
    await kept.close()
    found = traces(kept.data, MARK)
    await kept.open()

    assert found == []
    assert await kept.fetch("SELECT count(*) FROM p_keeping_note") == [(0,)]
    assert await kept.fetch("SELECT count(*) FROM suppression") == [(2,)]
    assert await kept.fetch("SELECT what, customer_id FROM audit ORDER BY id DESC LIMIT 1") == [("erased", None)]
    assert (await kept.customer("ben").says("hello")).text == "You said: hello"
    # An import, or a shop system's event, brings the address back: they are not written to.
    await kept.inbox.record("default", [ShopEvent(kind="order.shipped", source="s", id="9", sender=f"{MARK}-web")])
    await kept.idle()
    await kept.passes()
    rows = await kept.fetch("SELECT state, reason FROM outbox WHERE purpose <> 'conversational'")
    assert {tuple(row) for row in rows} == {
        ("refused", "the address is on the list of those who want nothing any more")
    }
    assert f"{MARK}-web" not in [message.address for message in kept.channel.delivered.messages[before:]]


async def test_who_writes_again_after_being_erased_is_somebody_new(kept: TestShop) -> None:
    seat = await kept.seat(f"{MARK}-web")
    before = seat.identity.customer_id
    assert (await ask(kept, "DELETE", f"/api/v1/customers/{before}"))[0] == 200

    assert (await kept.customer(f"{MARK}-web").says("hello again")).text == "You said: hello again"

    now = await kept.seat(f"{MARK}-web")
    assert now.identity.customer_id != before
    assert now.lane.customer.name is None
    assert now.stopped & Stopped.BLOCKED == 0
    assert now.lane is not (await kept.seat(f"{MARK}-phone")).lane


async def test_a_person_links_two_customers_and_takes_them_apart(kept: TestShop) -> None:
    ben = (await kept.seat("ben")).identity.customer_id
    other = (await kept.seat(f"{MARK}-web")).identity.customer_id

    status, done = await ask(kept, "POST", f"/api/v1/customers/{ben}/links", json={"other": other})
    [(proof,)] = await kept.fetch("SELECT max(id) FROM link_proof")
    assert (status, done["state"]) == (200, "linked")
    assert (await kept.seat("ben")).lane is (await kept.seat(f"{MARK}-web")).lane

    status, done = await ask(kept, "POST", f"/api/v1/links/{proof}/undo")
    assert (status, done["state"]) == (200, "undone")
    assert (await kept.seat("ben")).lane is not (await kept.seat(f"{MARK}-web")).lane
    assert [row for (row,) in await kept.fetch("SELECT what FROM audit ORDER BY id")][-2:] == [
        "linked by agent", "link undone",
    ]  # fmt: skip


async def test_the_commands_show_export_and_erase(kept: TestShop) -> None:
    customer = str((await kept.seat(f"{MARK}-web")).identity.customer_id)
    data = ["--data", str(kept.data)]

    async def shopbell(*words: str, code: int = 0) -> str:
        done = await asyncio.to_thread(CliRunner().invoke, main, [*words, *data])
        assert done.exit_code == code, done.output
        return done.output

    shown = await shopbell("customer", "show", customer)
    assert f"Customer {customer}: {MARK}" in shown
    assert "marketing: no" in shown
    assert "linked by code" in shown
    assert f"I am {MARK}" in await shopbell("export", customer)
    assert "2 address(es) are forgotten" in await shopbell("erase", customer, "--yes")
    allow = ("customer", "allow", "testing", f"{MARK}-web")
    assert "may be written to again" in await shopbell(*allow)
    assert "not on the list" in await shopbell(*allow)
    assert await kept.fetch("SELECT count(*) FROM suppression") == [(1,)]
    assert "no such customer" in await shopbell("export", customer, code=1)
