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
    for said in ("it is not what I expected", "another one", "yes"):
        await ana.says(said)
    if not running:
        await shop.close()

    [listed] = rows(await command(shop, "list", "--json", of="returns"))
    shown = await command(shop, "list", of="returns")
    [whole] = rows(await command(shop, "show", str(listed["number"]).lower(), "--json", of="returns"))
    described = await command(shop, "show", str(listed["number"]), of="returns")
    nothing = await command(shop, "show", "R-0", of="returns")
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
    assert (whole["order"], whole["line"], whole["reason"], whole["instead"]) == ("A1001", 0, "other", "")
    assert described.stdout.startswith(f"Return {listed['number']} of ")
    assert "Walnut mug (line 1 of order A1001), 12.50 EUR" in described.stdout
    assert (nothing.exit_code, "there is no return R-0" in nothing.output) == (1, True)
    assert done.stdout == f"{listed['number']}: refunded\n"
    assert unknown.exit_code != 0
    assert wrong.exit_code == 2
    assert "the money is on its way to you" in (await ana.says("what about my return")).text


async def test_another_size_is_chosen_of_what_is_there(shop: TestShop) -> None:
    await open_shop(shop)
    shop.write(
        "products.csv",
        "id,sku,title,price,size,stock\nJ1,J1-S,Wool jumper,60.00,S,2\nJ1,J1-M,Wool jumper,60.00,M,0\n"
        "J1,J1-L,Wool jumper,60.00,L,1\n",
    )
    shop.write(
        "orders.csv",
        "number,status,status_at,postcode,product,title,variant,price\n"
        f"A-1005,delivered,{datetime.now(UTC):%Y-%m-%d},10115,J1,Wool jumper,S,60.00\n",
    )
    await shop.settle()
    await shows(shop, "A-1005")
    ana = shop.customer("ana")
    await ana.says("it does not fit")

    asked = await ana.says("another one")
    summed = await ana.says("L")
    done = await ana.says("yes")
    [shown] = rows(await command(shop, "show", done.text.split()[5].rstrip("."), "--json", of="returns"))

    assert asked.text == "Which one would you like instead?"
    assert [option.label for option in asked.options] == ["L"]
    assert "Another one: L" in summed.text
    assert shown["instead"] == "L"


async def test_what_cannot_fit_is_not_said_to_do_not(shop: TestShop) -> None:
    await open_shop(shop)
    await shows(shop, "A-1001")

    reasons = (await shop.customer("ana").says("what")).options

    assert [option.label for option in reasons] == [
        "It is not what I expected",
        "It is damaged",
        "I have changed my mind",
    ]


async def test_what_is_made_to_a_wish_stays_though_its_order_tells_no_wish(shop: TestShop) -> None:
    await open_shop(shop)
    shop.write(
        "products.csv",
        'id,title,price,category,wishes\nM1,Walnut mug,12.50,kitchen,"name (text, 12, required)"\n'
        "C1,Plum cake,20.00,cake,\n",
    )
    await shop.settle()

    assert "Nothing of this order can come back" in await shows(shop, "A-1001")


async def test_a_return_is_begun_for_the_order_that_is_named(shop: TestShop) -> None:
    await open_shop(shop)
    ana = shop.customer("ana")
    await ana.says("where is my order A-1004")
    await ana.says("10115")

    asked = await ana.says("I want to return my mug from order A-1001")
    await ana.says("10115")
    begun = await ana.says("yes")

    assert asked.text == "And the postcode or the e-mail address of that order?"
    assert begun.text.endswith("Why does Walnut mug come back?")


async def test_a_number_of_digits_alone_names_the_customers_own_order(shop: TestShop) -> None:
    await open_shop(shop)
    shop.write("orders.csv", orders().replace("A-1001", "200417"))
    await shop.settle()
    ana = shop.customer("ana")
    for said in ("where is my order A-1002", "10115", "where is my order 200417", "10115"):
        await ana.says(said)

    begun = await ana.says("I want to return something of order 200417")
    await ana.says("cancel")
    measure = await ana.says("I want to return the 500 ml mug")

    assert begun.text == "Why does Walnut mug come back?"
    assert measure.text == "Which order do you mean?"


@pytest.mark.parametrize(
    "said",
    [
        "I bought a mug last week and it does not fit",
        "the mug I ordered is too small",
        "ich habe bei Ihnen eine Tasse bestellt, sie ist mir leider zu klein",
        "j'ai acheté une tasse et elle est trop petite",
        "compré una taza y no me queda bien",
    ],
)
async def test_who_bought_what_does_not_fit_wants_to_return_it(shop: TestShop, said: str) -> None:
    await open_shop(shop)

    asked = await shop.customer("ana").says(said)

    assert any(word in asked.text for word in ("number", "Nummer", "Bestellnummer", "numéro", "número"))


async def test_who_asks_whether_it_could_go_back_is_told_the_rules_by_others(shop: TestShop) -> None:
    await open_shop(shop)

    asked = await shop.customer("ana").says("can I exchange what I bought when it does not fit?")

    assert "order number" not in asked.text
