"""Customers read the newsletter, see what they are subscribed to, and end it; the owner sees who agreed to what."""

import asyncio
import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from shopbell.app.erasing import erase
from shopbell.cli import main
from shopbell.testing import TestShop
from shopbell.testing.dialogues import shown
from shopbell_subscriptions.consents import Said, readers
from tests.skills.subscribing import (
    ADDRESS,
    NEWS,
    code_sent,
    consents,
    offers,
    open_alerts,
    reads_it_here,
    waits_at_a_higher_price,
    waits_for_a_price,
    wares,
)

pytestmark = pytest.mark.storage


# -- the newsletter -----------------------------------------------------------------------------------------------


async def test_the_newsletter_here_is_agreed_to_word_for_word(counter: TestShop) -> None:
    await reads_it_here(counter)

    assert await consents(counter) == [("newsletter", 1, NEWS)]


async def test_letters_are_agreed_to_twice(counter: TestShop) -> None:
    ana = counter.customer("ana")
    await ana.says(f"sign me up for the newsletter {ADDRESS}")
    sent = await ana.says("yes")
    assert sent.text == f"I have sent a code to {ADDRESS}. Type it here, and you get our newsletter."
    assert await consents(counter) == []

    await ana.says(await code_sent(counter))

    wording = f"Shall Corner shop send its newsletter to {ADDRESS}, with news and offers?"
    [(purpose, given, kept)] = await consents(counter)
    assert (purpose, given) == ("newsletter", 1)
    assert kept.startswith(wording)


async def test_it_is_agreed_to_in_the_customers_language(counter: TestShop) -> None:
    ana = counter.customer("ana")
    await ana.says("Ich möchte Ihren Newsletter")
    await ana.says("Hier")
    await ana.says("ja")

    [(_, _, wording)] = await consents(counter)
    assert wording.startswith("Soll Corner shop Ihnen hier den Newsletter mit Neuigkeiten und Angeboten schicken?")


async def test_a_shop_without_a_newsletter_offers_none(counter: TestShop) -> None:
    await counter.enable("shopbell_subscriptions", newsletter=False)

    said = await counter.customer("ana").says("subscribe to your newsletter")

    assert "Where would you like" not in said.text


# -- what there is, and how it ends -------------------------------------------------------------------------------


async def test_all_of_it_is_listed_and_one_of_it_ends(counter: TestShop) -> None:
    await reads_it_here(counter)
    await waits_for_a_price(counter)
    ana = counter.customer("ana")
    assert shown(await ana.says("what am I subscribed to")) == (
        "You are subscribed to:\nOur newsletter\nWalnut mug at €10.00 or less\n[End something]"
    )

    await ana.plays("""
        > end something
        What shall end?
        [Our newsletter] [Walnut mug at €10.00 or less] [All of it]
        > our newsletter
        Done, that has ended.
    """)

    assert (await consents(counter))[-1] == ("newsletter", 0, "end a subscription")
    assert await open_alerts(counter) == [("price_alert", "M1")]


async def test_all_of_it_ends_at_once(counter: TestShop) -> None:
    await reads_it_here(counter)
    await waits_for_a_price(counter)
    ana = counter.customer("ana")
    await ana.says("end a subscription")
    await ana.says("all of it")

    assert (await ana.says("what am I subscribed to")).text == "You are subscribed to nothing."
    assert sorted((await consents(counter))[2:]) == [
        ("newsletter", 0, "end a subscription"), ("price_alert", 0, "end a subscription"),
    ]  # fmt: skip


async def test_alerts_end_by_a_word_and_the_newsletter_goes_on(counter: TestShop) -> None:
    await reads_it_here(counter)
    await waits_for_a_price(counter)
    ana = counter.customer("ana")

    said = await ana.says("stop my alerts")

    assert said.text == "Done, that has ended."
    assert "Our newsletter" in (await ana.says("what am I subscribed to")).text
    assert await open_alerts(counter) == []


async def test_the_newsletter_ends_by_a_word(counter: TestShop) -> None:
    await reads_it_here(counter)
    ana = counter.customer("ana")
    await ana.says("unsubscribe me from the newsletter")

    assert (await ana.says("unsubscribe me from the newsletter")).text == "You are subscribed to nothing."


async def test_stop_holds_for_what_was_agreed_to(counter: TestShop) -> None:
    await waits_for_a_price(counter)
    await counter.customer("ana").says("STOP ALL")

    await waits_at_a_higher_price(counter)
    wares(counter, "9.00")
    told = await offers(counter, 2)

    assert sorted(told) == [("ana", "price_alert", "refused"), ("ben", "price_alert", "sent")]


async def test_nobody_ends_or_hears_another_customers_alert(counter: TestShop) -> None:
    await waits_for_a_price(counter)

    said = await counter.customer("ben").says("stop my alerts")

    assert said.text == "You are subscribed to nothing."
    assert await open_alerts(counter) == [("price_alert", "M1")]


async def test_who_is_erased_waits_for_nothing(counter: TestShop) -> None:
    await waits_for_a_price(counter)
    customer = (await counter.seat("ana")).identity.customer_id

    await erase(counter.running, customer, "test")

    assert await open_alerts(counter) == []
    assert await consents(counter) == []


# -- for the owner ------------------------------------------------------------------------------------------------


def run(shop: TestShop, *args: str) -> str:
    found = CliRunner().invoke(main, ["subscriptions", *args, "--config", str(shop.folder), "--data", str(shop.data)])
    assert found.exit_code == 0, found.output
    return found.stdout


@pytest.mark.sqlite
async def test_the_owner_sees_who_reads_it_since_when_and_what_they_agreed_to(
    counter: TestShop, tmp_path: Path
) -> None:
    await reads_it_here(counter)
    await reads_it_here(counter, "ben")
    await counter.customer("ben").says("unsubscribe")
    await reads_it_here(counter, "=SUM(1)")
    await counter.close()

    listed = [json.loads(line) for line in (await asyncio.to_thread(run, counter, "list", "--json")).splitlines()]
    await asyncio.to_thread(run, counter, "export", str(tmp_path / "readers.csv"))
    rows = [*csv.DictReader(io.StringIO((tmp_path / "readers.csv").read_text(encoding="utf-8-sig")))]
    await counter.open()

    assert [one["address"] for one in listed] == ["ana", "=SUM(1)"]
    assert [one["address"] for one in rows] == ["ana", "'=SUM(1)"]
    assert {one["wording"] for one in rows} == {NEWS}


def said(identity: int, purpose: str, given: int, at: int, customer: int = 1) -> Said:
    return Said(customer, identity, "email", f"{identity}@mail.example", 0, purpose, given, at, "words")


@pytest.mark.parametrize(
    ("rows", "reading"),
    [
        ([said(1, "newsletter", 1, 1)], [1]),
        ([said(1, "newsletter", 1, 1), said(2, "newsletter", 0, 2)], []),
        ([said(1, "newsletter", 1, 1), said(1, "marketing", 0, 2)], []),
        ([said(1, "newsletter", 1, 1), said(1, "marketing", 0, 2), said(1, "marketing", 1, 3)], [1]),
        ([said(1, "newsletter", 1, 1), said(1, "newsletter", 0, 2), said(1, "marketing", 1, 3)], []),
        ([said(1, "marketing", 1, 1)], []),
        ([said(1, "newsletter", 1, 1), said(2, "newsletter", 0, 2, customer=2)], [1]),
        ([said(1, "newsletter", 1, 1)._replace(stopped=8)], []),
    ],
)
def test_who_reads_it_is_who_the_gate_lets_through(rows: list[Said], reading: list[int]) -> None:
    assert [one.identity_id for one in readers(rows)] == reading
