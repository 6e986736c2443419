"""The owner hears of each new order, return and booking by e-mail: once, with what has to be done."""

import asyncio
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from shopbell import Attachment, Write
from shopbell.testing import TestShop
from tests.dialogues.test_every_crash import live, rows
from tests.lives import Lives
from tests.skills import test_booking, test_checkout, test_returns
from tests.skills.mail_server import MailServer

pytestmark = pytest.mark.storage

UNTOLD = "SELECT id FROM p_shopbell_owner_news WHERE due_at IS NOT NULL"
PAUSE_OVER = "UPDATE p_shopbell_owner_news SET due_at = 0 WHERE due_at IS NOT NULL"


async def owned(shop: TestShop, mail: MailServer | None, **settings: Any) -> None:
    await shop.configure(handoff_email="owner@crumb.example")
    smtp = {"smtp": {"host": "127.0.0.1", "port": mail.port, "tls": "none"}} if mail is not None else {}
    await shop.enable("shopbell_handoff", **smtp)
    status = await shop.enable("shopbell_owner", **settings)
    assert status.state == "enabled", status.reason


async def orders_a_mug(shop: TestShop, name: str = "ana") -> str:
    """Everything up to the order; its number."""
    await test_checkout.until_sure(shop, name)
    said = str((await shop.customer(name).says("yes")).text)
    return said.rpartition(" ")[2].rstrip(".")


async def all_told(shop: TestShop) -> None:
    """Let the pause before the next attempt be over, and wait."""
    await shop.running.store.commit([Write(PAUSE_OVER, ())])
    async with asyncio.timeout(20.0):
        while await shop.fetch(UNTOLD):  # noqa: ASYNC110 a task of the plugin's does it
            await asyncio.sleep(0.05)


def troubles(shop: TestShop) -> list[str]:
    """What is told of the plugin in ``/readyz``."""
    return [sentence for plugin, hook in shop.running.host.epoch.health if "owner" in plugin for sentence in hook()]


def text_of(letter: EmailMessage) -> str:
    return str(letter.get_content()).replace("\r\n", "\n")


async def test_a_new_order_is_told_with_what_is_wanted(shop: TestShop, mail: MailServer) -> None:
    await test_checkout.open_shop(shop, delivery="name,postcodes,fee,days\nbike,10,4.50,1\n")
    await owned(shop, mail)
    ana = shop.customer("ana")
    await ana.says("add the walnut mug to my cart")
    for said in ("checkout", "bring it to me", "10115", "that suits me", "Mill Lane 3, Berlin", "Ana"):
        await ana.says(said)
    await ana.says("ana@example.com")
    with capture_logs() as lines:
        number = str((await ana.says("yes")).text).rpartition(" ")[2].rstrip(".")
        await mail.received(1)

    [letter] = mail.letters
    body = text_of(letter)
    assert letter["To"] == "owner@crumb.example"
    assert letter["Subject"] == f"[Corner shop] New order {number}: 17.00 EUR"
    assert "1 x Walnut mug: 12.50 EUR\nDelivery: 4.50 EUR\nTotal: 17.00 EUR\n" in body
    assert "It is delivered, promised for " in body
    assert f"shopbell orders show {number}" in body
    assert not [word for word in ("Ana", "ana@", "Mill Lane", "10115") if word in letter.as_string()]
    assert "mug" not in str(lines)


async def test_a_restart_tells_nothing_a_second_time_and_forgets_nothing(shop: TestShop, mail: MailServer) -> None:
    await test_checkout.open_shop(shop)
    await owned(shop, mail)
    mail.refusals = 1
    number = await orders_a_mug(shop)
    await mail.tried(1)
    async with asyncio.timeout(10.0):
        while not troubles(shop):  # noqa: ASYNC110 the server's answer is read a moment later
            await asyncio.sleep(0.02)
    assert troubles(shop) == ["you cannot be told of new orders, returns and bookings (SMTPSenderRefused)"]

    await shop.restart()
    await all_told(shop)

    assert [number in letter["Subject"] for letter in mail.letters] == [True]
    await shop.restart()
    assert await shop.fetch(UNTOLD) == []
    assert len(mail.letters) == 1


async def test_a_return_is_told(shop: TestShop, mail: MailServer) -> None:
    await test_returns.open_shop(shop)
    await owned(shop, mail)
    await test_returns.shows(shop, "A-1001")
    ana = shop.customer("ana")
    await ana.says("it is damaged")
    await ana.says(attachments=(Attachment(kind="image", url="https://pictures.example/1.jpg"),))
    await ana.says("my money back")
    await ana.says("yes")
    await mail.received(1)

    body = text_of(mail.letters[0])
    assert mail.letters[0]["Subject"].startswith("[Corner shop] New return R-")
    assert body.startswith("Walnut mug, of order A-1001, comes back as return R-")
    assert "Why: it is damaged\nWanted instead: the money back\nPrice: 12.50 EUR\n" in body


async def test_a_booking_is_told(shop: TestShop, mail: MailServer) -> None:
    monday = await test_booking.open_shop(shop)
    await owned(shop, mail)
    for said in ("I would like to book an appointment", "table", "2", "tomorrow", "18:00", "Ana", "yes"):
        await shop.customer("ana").says(said)
    await mail.received(1)

    tuesday = f"Tuesday, {monday + timedelta(days=1):%Y-%m-%d} at 18:00"
    assert mail.letters[0]["Subject"] == f"[Corner shop] New booking: Table, {tuesday}"
    assert text_of(mail.letters[0]).startswith(f"Table, on {tuesday}, for 2 people.\n")
    assert "Ana" not in mail.letters[0].as_string()


async def test_each_kind_goes_where_the_owner_wants_it(shop: TestShop, mail: MailServer) -> None:
    await test_checkout.open_shop(shop)
    await owned(shop, mail, orders="kitchen@crumb.example")

    await orders_a_mug(shop)
    await mail.received(1)

    assert mail.letters[0]["To"] == "kitchen@crumb.example"
    assert mail.letters[0]["From"] == "owner@crumb.example"


@pytest.mark.parametrize("why", ["not wanted", "no mail server"])
async def test_nothing_is_kept_for_who_cannot_or_will_not_hear(shop: TestShop, mail: MailServer, why: str) -> None:
    await test_checkout.open_shop(shop)
    await (owned(shop, mail, orders=False) if why == "not wanted" else owned(shop, None))

    await orders_a_mug(shop)
    await shop.idle()

    assert await shop.fetch("SELECT 1 FROM p_shopbell_owner_news") == []
    assert mail.attempts == 0


async def test_an_address_that_is_none_is_refused(shop: TestShop) -> None:
    status = await shop.enable("shopbell_owner", bookings="the kitchen")

    assert status.state == "failed"
    assert "bookings" in status.reason


@pytest.mark.parametrize("story", ["checkout", "booking"])
async def test_whenever_the_process_dies_each_is_told_once(tmp_path: Path, mail: MailServer, story: str) -> None:
    shop = TestShop(tmp_path)
    await shop.open()
    await owned(shop, mail)
    await shop.close()

    with Lives("tests.dialogues.crash_story") as lives:
        deaths = await asyncio.to_thread(live, lives, tmp_path, story)
    await shop.open()
    await all_told(shop)
    await shop.close()

    kind = {"checkout": "order.placed", "booking": "booking.taken"}[story]
    told = [letter["Message-ID"] for letter in mail.letters]
    sql = f"SELECT dedupe FROM event WHERE kind = '{kind}'"  # noqa: S608 our own words
    happened = await asyncio.to_thread(rows, tmp_path, sql)
    assert deaths
    assert happened
    assert len({*told}) == len(happened)
    assert len(told) <= len(happened) + deaths  # a mailbox shows letters of one name once
