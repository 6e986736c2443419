"""``shopbell orders``: what the owner sees of what was ordered."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from shopbell.cli import main
from shopbell.testing import TestShop
from tests.skills.owner import command, rows
from tests.skills.test_checkout import open_shop, until_sure

pytestmark = pytest.mark.storage

ORDERS = (
    "number,placed,status,status_at,postcode,email,customer_name,title,price,quantity,tracking_url,payment\n"
    "A-1001,2026-05-01,shipped,2026-05-03,10115,ana@mail.example,Ana Lee,Walnut mug,12.50,2,https://t.example/1,paid\n"
    "A-1001,,,,,,,Paper lamp,1.00,1,,\n"
    "A-1002,2026-05-02,delivered,2026-05-04,10115,,,Plum cake,20.00,1,,\n"
)


async def book(shop: TestShop) -> None:
    shop.write("orders.csv", ORDERS)
    await open_shop(shop)


async def test_the_newest_orders_are_listed_first(shop: TestShop) -> None:
    await book(shop)
    await until_sure(shop, "ben")
    number = str((await shop.customer("ben").says("yes")).text).rpartition(" ")[2].rstrip(".")

    shown = (await command(shop, "list", of="orders")).stdout.splitlines()
    first, *others = rows(await command(shop, "list", "--json", of="orders"))

    assert [line.split()[0] for line in shown] == [number, "A-1002", "A-1001"]
    assert first == {
        "number": number, "state": "placed", "payment": "open", "placed_at": first["placed_at"], "promised_on": "",
        "amount": 1250, "currency": "EUR", "pieces": 1,
    }  # fmt: skip
    assert [(one["amount"], one["state"]) for one in others] == [(2000, "delivered"), (2600, "shipped")]


async def test_only_what_is_open_and_no_more_than_wanted(shop: TestShop) -> None:
    await book(shop)

    open_ones = rows(await command(shop, "list", "--open", "--json", of="orders"))
    one = rows(await command(shop, "list", "--limit", "1", "--json", of="orders"))

    assert [row["number"] for row in open_ones] == ["A-1001"]
    assert [row["number"] for row in one] == ["A-1002"]


@pytest.mark.parametrize("number", ["A-1001", "a 1001", "#A1001"])
async def test_an_order_is_shown_whole_however_its_number_is_written(shop: TestShop, number: str) -> None:
    await book(shop)

    shown = (await command(shop, "show", number, of="orders")).stdout
    [whole] = rows(await command(shop, "show", number, "--json", of="orders"))

    assert shown.startswith("Order A-1001: shipped, placed on 2026-05-01 at 00:00\n  2 x Walnut mug: 25.00 EUR\n")
    assert "  total: 26.00 EUR, paid\nFor: Ana Lee, ana@mail.example\nTo: 10115\nParcel: https://t.example/1\n" in shown
    assert "2026-05-03 00:00  shipped\n" in shown
    assert whole["total"] == {"amount": 2600, "currency": "EUR"}
    assert whole["state"] == "shipped"


async def test_what_is_not_there_is_said(shop: TestShop) -> None:
    await open_shop(shop)

    empty = await command(shop, "list", of="orders")
    unknown = await command(shop, "show", "A-1", of="orders")

    assert empty.output == "There are no orders.\n"
    assert rows(await command(shop, "list", "--json", of="orders")) == []
    assert (unknown.exit_code, unknown.stderr) == (
        1, "Error: there is no order A-1; `shopbell orders list` shows the newest\n",
    )  # fmt: skip


async def test_the_book_can_be_read_while_the_shop_is_closed(shop: TestShop) -> None:
    await book(shop)
    await shop.close()

    assert (await command(shop, "show", "A-1002", of="orders")).exit_code == 0
    await shop.open()


def test_a_folder_that_is_no_shop_is_said(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["orders", "list", "--config", str(tmp_path)])

    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
