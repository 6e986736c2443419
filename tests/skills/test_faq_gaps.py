"""What customers asked in vain reaches the owner, who answers it; and it is forgotten."""

import asyncio

import pytest

from shopbell.contracts import Write
from shopbell.messages import ChannelEvent
from shopbell.testing import TestCustomer, TestShop
from tests.skills.owner import OAT, asked_in_vain, command, open_faq, rows

pytestmark = pytest.mark.storage

DAY = 86_400_000
ENCODER = '''"""Means things: milk or not."""

from shopbell import hookimpl


class Matrix(list):
    """As much of a numpy matrix as is needed."""

    T = property(lambda self: Matrix(map(list, zip(*self, strict=True))))

    def __mul__(self, other):
        return Matrix([a * b for a, b in zip(x, y, strict=True)] for x, y in zip(self, other, strict=True))

    def __matmul__(self, other):
        return Matrix([sum(a * b for a, b in zip(row, column, strict=True)) for column in other.T] for row in self)

    def sum(self, axis):
        return Matrix(map(sum, self))

    def tolist(self):
        return list(self)


class Encoder:
    def encode(self, texts):
        return Matrix([2.0, 0.1] if "oat" in text or "soy" in text else [0.1, 1.0] for text in texts)


@hookimpl
def shopbell_services(scope):
    return {"encoder": Encoder()}
'''


# ---- gaps -----------------------------------------------------------------------------------------------------


async def test_what_was_asked_in_vain_is_grouped_for_the_owner(shop: TestShop) -> None:
    await open_faq(shop)
    await asked_in_vain(shop)

    told = rows(await command(shop, "gaps", "--json"))

    assert [(one["count"], one["customers"], one["phrases"]) for one in told] == [
        (3, 3, ["do you sell oat milk", "do you have oat milk"]),
        (1, 1, ["is there a cat in the shop"]),
    ]


async def test_they_are_readable_while_the_shop_is_closed(shop: TestShop) -> None:
    await open_faq(shop)
    await asked_in_vain(shop)
    await shop.close()

    told = await command(shop, "gaps")

    assert told.exit_code == 0
    assert "3 x  do you sell oat milk" in told.stdout
    assert "shopbell faq add" in told.stderr
    await shop.open()


async def test_an_encoder_groups_by_meaning(shop: TestShop) -> None:
    await open_faq(shop)
    await shop.disable("shopbell_understanding")  # which has an encoder of its own
    shop.write_plugin("meaning", ENCODER)
    await shop.enable("meaning")
    for text in ("do you sell oat milk", "any soy drinks around", "is there a cat in the shop"):
        await shop.customer("ana").says(text)

    told = rows(await command(shop, "gaps", "--json"))

    assert [one["phrases"] for one in told] == [
        ["do you sell oat milk", "any soy drinks around"],
        ["is there a cat in the shop"],
    ]


async def test_what_means_the_same_is_one_gap_without_another_plugin(shop: TestShop) -> None:
    await open_faq(shop)
    for text in ("do you repair bicycles", "can you fix bikes", "is there a cat in the shop"):
        await shop.customer("ana").says(text)

    told = rows(await command(shop, "gaps", "--json"))

    assert [one["phrases"] for one in told] == [
        ["do you repair bicycles", "can you fix bikes"],
        ["is there a cat in the shop"],
    ]


@pytest.mark.parametrize("running", [True, False])
async def test_an_answer_to_a_gap_is_live_for_all_its_phrasings(
    shop: TestShop, customer: TestCustomer, running: bool
) -> None:
    await open_faq(shop)
    await asked_in_vain(shop)
    gap = str(rows(await command(shop, "gaps", "--json"))[0]["gap"])
    if not running:
        await shop.close()

    told = await command(shop, "add", gap, "--answer", "Yes, **always**.", "--who", "ella")
    if not running:
        await shop.open()
    await shop.settle()

    assert told.stdout == "Written to faq/answered.md.\n"
    assert [(await customer.says(text)).text for text in OAT] == ["Yes, **always**."] * 3
    written = (shop.folder / "faq" / "answered.md").read_text()
    assert written.startswith("## Do you sell oat milk?\n\n<!-- asked 3 times; ella, 20")
    assert "\n> do you have oat milk\n" in written
    assert [one["phrases"] for one in rows(await command(shop, "gaps", "--json"))] == [["is there a cat in the shop"]]


async def test_an_answer_that_would_not_be_right_changes_nothing(shop: TestShop) -> None:
    await open_faq(shop)
    await asked_in_vain(shop)
    gap = str(rows(await command(shop, "gaps", "--json"))[0]["gap"])

    wrong = await command(shop, "add", gap, "--answer", "Call {shop.phone}.")
    doubled = await command(shop, "add", gap, "--answer", "Yes.", "--question", "Delivery fee")
    nobody = await command(shop, "add", "999999", "--answer", "Yes.")

    assert (wrong.exit_code, doubled.exit_code, nobody.exit_code) == (1, 1, 1)
    assert "the shop has no phone" in wrong.stderr
    assert "faq/delivery.md:1" in doubled.stderr
    assert "there is no unanswered question 999999" in nobody.stderr
    assert not (shop.folder / "faq" / "answered.md").exists()


async def test_a_german_gap_is_answered_in_german(shop: TestShop) -> None:
    await shop.configure(languages=["en", "de"])
    await open_faq(shop)
    await shop.customer("jan").says("Haben Sie eigentlich auch Hafermilch oder nicht?")
    gap = str(rows(await command(shop, "gaps", "--json"))[0]["gap"])

    told = await command(shop, "add", gap, "--answer", "Ja.", "--page", "milch")

    assert told.stdout == "Written to faq/de/milch.md.\n"


async def test_what_tells_who_asked_is_not_written_into_a_file(shop: TestShop) -> None:
    await open_faq(shop)
    await shop.customer("ana").says("my oat milk is sour, call +49 30 1234567 or ana@example.org")
    gap = str(rows(await command(shop, "gaps", "--json"))[0]["gap"])

    await command(shop, "add", gap, "--answer", "We are sorry.")

    written = (shop.folder / "faq" / "answered.md").read_text()
    assert "oat milk is sour" in written
    assert "1234567" not in written
    assert "@" not in written


# ---- forgetting -----------------------------------------------------------------------------------------------


async def kept(shop: TestShop) -> int:
    return int((await shop.fetch("SELECT count(*) FROM p_shopbell_faq_gap"))[0][0])


async def test_a_deleted_message_is_no_gap_any_more(shop: TestShop, customer: TestCustomer) -> None:
    await open_faq(shop)
    await customer.says("do you sell oat milk", key="m1")
    assert await kept(shop) == 1

    await shop.inbox.report(
        ChannelEvent(kind="delete", channel="testing", account="default", sender="ana", key="d1", about="m1")
    )
    await shop.idle()

    assert await kept(shop) == 0


async def test_gaps_are_forgotten_in_time(shop: TestShop, customer: TestCustomer) -> None:
    await open_faq(shop)
    await customer.says("do you sell oat milk")
    await shop.running.store.commit(
        [Write("UPDATE p_shopbell_faq_gap SET at = at - ?", (91 * DAY,), 1)],
    )

    await shop.restart()
    async with asyncio.timeout(10):
        while await kept(shop):  # noqa: ASYNC110 the task that forgets tells nobody
            await asyncio.sleep(0)


async def test_erasing_a_customer_erases_the_gaps(shop: TestShop) -> None:
    await open_faq(shop)
    await asked_in_vain(shop)
    customer_id = (await shop.seat("c0")).lane.customer.id

    await shop.running.customer_desk().erase(customer_id, "the owner")

    assert await shop.fetch("SELECT count(*) FROM p_shopbell_faq_gap WHERE customer_id = ?", customer_id) == [(0,)]
    assert await kept(shop) == 2


async def test_buttons_and_pictures_are_no_gaps(shop: TestShop, customer: TestCustomer) -> None:
    await open_faq(shop)

    await customer.says(payload="of an old button")
    await customer.says("?!")
    await customer.says("🙂")

    assert await kept(shop) == 0
