"""What may come back comes back: by the shop's rules, for the customer's own order, once for each line."""

from datetime import UTC, datetime, timedelta

import pytest

from shopbell import Attachment
from shopbell.testing import TestShop
from tests.skills.owner import command, rows

pytestmark = pytest.mark.storage

PRODUCTS = "id,title,price,category\nM1,Walnut mug,12.50,kitchen\nC1,Plum cake,20.00,cake\n"
ROWS = "SELECT order_number, line, wants, reason FROM p_shopbell_returns_return"


def orders() -> str:
    day = datetime.now(UTC) - timedelta(days=3)
    long_ago = day - timedelta(days=60)
    return (
        "number,history,status,status_at,postcode,product,title,price\n"
        f"A-1001,placed {long_ago:%Y-%m-%d},delivered,{day:%Y-%m-%d},10115,M1,Walnut mug,12.50\n"
        "A-1001,,,,10115,C1,Plum cake,20.00\n"
        f"A-1002,,delivered,{long_ago:%Y-%m-%d},10115,M1,Walnut mug,12.50\n"
        f"A-1003,,shipped,{day:%Y-%m-%d},10115,M1,Walnut mug,12.50\n"
        f"A-1004,,delivered,{day:%Y-%m-%d},10115,C1,Plum cake,20.00\n"
    )


async def open_shop(shop: TestShop) -> None:
    shop.write("products.csv", PRODUCTS)
    shop.write("orders.csv", orders())
    await shop.configure(currency="EUR", languages=["en", "de", "fr", "es"], address="Mill Lane 3")
    for plugin in ("files", "order_status", "returns"):
        status = await shop.enable(f"shopbell_{plugin}")
        assert status.state == "enabled", status.reason
    await shop.settle()


async def shows(shop: TestShop, number: str, name: str = "ana") -> str:
    """Begin a return, and show whose order it is; what is said then."""
    await shop.customer(name).says("start a return")
    await shop.customer(name).says(number)
    await shop.customer(name).says("10115")
    return (await shop.customer(name).says("yes")).text


async def test_a_mug_that_is_broken_comes_back_once_and_its_customer_hears_of_it(shop: TestShop) -> None:
    await open_shop(shop)
    asked = await shows(shop, "A-1001")
    ana = shop.customer("ana")
    await ana.says("it is damaged")
    await ana.says(attachments=(Attachment(kind="image", url="https://pictures.example/1.jpg"),))
    sure = await ana.says("my money back")
    done = await ana.says("yes")
    again = await ana.says("start a return")
    status = await ana.says("what about my return")

    assert asked.endswith("Why does Walnut mug come back?")
    assert "Walnut mug: €12.50" in sure.text
    assert done.text.startswith("Your return has the number R-")
    assert done.text.endswith("Send it to: Mill Lane 3")
    assert again.text.startswith("Nothing of this order can come back")
    assert "we wait for it" in status.text
    assert await shop.fetch(ROWS) == [("A1001", 0, "refund", "damaged")]
    assert (await shop.customer("eve").says("what about my return")).text == "I know of no return of yours."


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("A-1002", "Returns are possible for 14 days after delivery. That time is over."),
        ("A-1003", "Order A-1003 has not arrived yet."),
        ("A-1004", "Nothing of this order can come back"),
    ],
)
async def test_what_may_not_come_back_is_told_plainly(shop: TestShop, number: str, said: str) -> None:
    await open_shop(shop)

    assert said in await shows(shop, number)
    assert await shop.fetch(ROWS) == []


async def test_nobody_returns_another_customers_order_by_guessing(shop: TestShop) -> None:
    await open_shop(shop)
    eve = shop.customer("eve")
    await eve.says("start a return")
    for guess in range(9):
        await eve.says("A-1001")
        last = await eve.says(f"{20000 + guess}")

    assert "That was tried too often today." in last.text
    assert await shop.held("eve")
    assert await shop.fetch(ROWS) == []


async def test_it_is_begun_in_every_language(shop: TestShop) -> None:
    await open_shop(shop)

    said = [
        (await shop.customer(asked).says(asked)).text
        for asked in ("was ist mit meiner Rücksendung", "où en est mon retour", "qué pasa con mi devolución")
    ]

    assert said == [
        "Ich weiß von keiner Rücksendung von Ihnen.",
        "Je ne connais aucun retour de votre part.",
        "No conozco ninguna devolución suya.",
    ]


async def test_who_answers_slowly_is_not_asked_anew(shop: TestShop) -> None:
    await open_shop(shop)
    for said in ("start a return", "A-1001", "10115"):
        await shop.customer("ana").says(said)

    await shop.passes(hours=2)

    assert (await shop.customer("ana").says("yes")).text.endswith("Why does Walnut mug come back?")


@pytest.mark.parametrize(
    "said",
    ["I want to return my earbuds", "ich möchte die Ohrhörer zurückgeben", "je voudrais renvoyer mes écouteurs",
     "quiero devolver mis auriculares"],
)  # fmt: skip
async def test_whatever_is_named_to_come_back_begins_a_return(shop: TestShop, said: str) -> None:
    shop.write(
        "faq/earbuds.md", "## My earbuds do not connect\n\n> pair my earbuds\n> can I return earbuds\n\nReset.\n"
    )
    await open_shop(shop)
    await shop.enable("shopbell_faq", helpful="never")
    await shop.settle()

    begun = (await shop.customer("ana").says(said)).text
    asked = (await shop.customer("ben").says("can i return my earbuds")).text

    numbers = ("What is the order number?", "Wie lautet die Bestellnummer?", "Quel est le numéro de commande ?",
               "¿Cuál es el número de pedido?")  # fmt: skip
    assert begun in numbers
    assert asked == "Reset."


@pytest.mark.parametrize("running", [True, False])
async def test_the_owner_sees_what_comes_back_and_notes_what_became_of_it(shop: TestShop, running: bool) -> None:
    await open_shop(shop)
    await shows(shop, "A-1002", "ben")
    await shows(shop, "A-1001")
    ana = shop.customer("ana")
    for said in ("it does not fit", "another one", "yes"):
        await ana.says(said)
    if not running:
        await shop.close()

    [listed] = rows(await command(shop, "list", "--json", of="returns"))
    shown = await command(shop, "list", of="returns")
    done = await command(shop, "set", str(listed["number"]), "refunded", of="returns")
    unknown = await command(shop, "set", "R-0", "refunded", of="returns")
    wrong = await command(shop, "set", str(listed["number"]), "eaten", of="returns")
    if not running:
        await shop.open()

    assert (listed["order"], listed["title"], listed["wants"], listed["state"]) == (
        "A1001", "Walnut mug", "exchange", "announced",
    )  # fmt: skip
    assert (listed["amount"], listed["currency"]) == (1_250, "EUR")
    assert str(listed["number"]) in shown.stdout
    assert done.stdout == f"{listed['number']}: refunded\n"
    assert unknown.exit_code != 0
    assert wrong.exit_code == 2
    assert "the money is on its way to you" in (await ana.says("what about my return")).text
