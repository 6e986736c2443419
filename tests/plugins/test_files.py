"""The shop's data is in files of its folder; whatever an office program made of them, the good rows are used."""

import asyncio
import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from anyio import to_thread
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from shopbell.cli import main
from shopbell.config.shops import shop_folder
from shopbell.shop import Money, Order, Product, Rating, Wish
from shopbell.testing import TestShop
from shopbell_files.cells import Shop
from shopbell_files.findings import Finding
from shopbell_files.loading import read_records, read_rules
from tests.plugins.shop_files import told, with_files

pytestmark = pytest.mark.storage

SHOP = Shop("EUR", "de", "DE", "Europe/Berlin")
TABLE = "id;title;price;stock\nA1;Käse für Käthe;12,50 €;3\nA2;Brot;1.299,00;0\n"


def read(kind: str, table: str | bytes, path: str = "") -> tuple[list[Any], list[Finding]]:
    body = table.encode() if isinstance(table, str) else table
    found = [*read_records(kind, path or f"{kind}.csv", body, SHOP)]
    return [one for one in found if not isinstance(one, Finding)], [one for one in found if isinstance(one, Finding)]


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_any_encoding_and_separator_is_read(encoding: str, separator: str) -> None:
    table = TABLE.replace(",", ".") if separator == "," else TABLE
    table = table.replace("1.299.00", "1299.00").replace(";", separator)

    products, findings = read("products", table.encode(encoding))

    assert findings == []
    assert [(one.title, one.price, one.in_stock()) for one in products] == [
        ("Käse für Käthe", Money(1250, "EUR"), True),
        ("Brot", Money(129900, "EUR"), False),
    ]


def test_the_bakerys_catalogue_is_read_as_it_is() -> None:
    products, findings = read("products", (shop_folder("bakery") / "catalogue.csv").read_bytes(), "catalogue.csv")

    assert findings == []
    assert len(products) == 53
    sourdough = products[0]
    assert (sourdough.id, sourdough.price, sourdough.attributes) == (
        "B001",
        Money(520, "EUR"),
        {"allergens": ("wheat",), "keeps": ("4 to 5 days",)},
    )


def test_bad_rows_are_told_by_line_and_the_good_ones_are_kept() -> None:
    products, findings = read(
        "products",
        "id,title,price,stock,image\n"
        "A1,Bread,on request,1,\n"
        ',No id,"1,00",1,\n'
        'A3,"Two\nlines","2,50",x,\n'
        'A4,Rolls,"0,45",,picture.jpg\n'
        "A5,Cake\n"
        "A5,Cake again\n",
    )

    assert [one.id for one in products] == ["A4", "A5"]
    assert [(one.line, one.kept) for one in findings] == [(2, False), (3, False), (4, False), (6, True), (8, False)]
    assert findings[0].sentence == 'price: "on request" is no amount of money; write it as 12.50'
    assert findings[1].sentence == "the column id is empty; nothing can be found without it"
    assert findings[4].sentence.startswith("the id A5 stands in line 7, too")


def test_sizes_of_one_product_have_a_row_each() -> None:
    [shirt], findings = read(
        "products",
        "id,sku,title,price,size,colour,stock_mill_lane,stock_market\n"
        "S1,S1-M,Shirt,20.00,M,red,2,0\nS1,S1-L,Shirt,22.00,L,red,0,1\n",
    )

    assert findings == []
    assert [(one.id, one.values["size"], one.price) for one in shirt.variants] == [
        ("S1-M", "M", Money(2000, "EUR")),
        ("S1-L", "L", Money(2200, "EUR")),
    ]
    assert shirt.in_stock("market")
    assert shirt.in_stock("mill_lane")
    assert not shirt.in_stock("harbour")


def test_what_only_the_first_of_the_sizes_tells_is_true_of_all() -> None:
    [dress], _ = read(
        "products",
        "id,sku,title,price,size,colour,material\nD1,D1-S,Slip dress,90,S,red,velvet\nD1,D1-M,Slip dress,90,M,blue,\n",
    )

    assert dress.attributes["material"] == ("velvet",)
    assert [one.values for one in dress.variants] == [
        {"size": "S", "colour": "red"},
        {"size": "M", "colour": "blue"},
    ]


def test_what_is_made_to_a_wish_and_who_rated_it() -> None:
    [mug], _ = read(
        "products",
        "id;title;wishes;rating;rating_count;rating_source;title_de;care\n"
        'M1;Mug;"name (text, 20, +3.50, required); handle (red | white)";4,7;12;our shop;Becher;by hand\n',
    )

    assert mug.wishes == (
        Wish(name="name", kind="text", most=20, extra=Money(350, "EUR"), required=True),
        Wish(name="handle", kind="choice", choices=("red", "white")),
    )
    assert mug.rating == Rating(tenths=47, count=12, source="our shop")
    assert (mug.title_in("de"), mug.title_in("fr"), mug.attributes["care"]) == ("Becher", "Mug", ("by hand",))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("products.json", '[\n {"id": "A1", "title": "T", "price":2.5},\n {"id": "A2"},\n {"id": "A3", "title": "B"}]'),
        ("products.json", '{"id": "A1", "title": "Tea", "price": "2,50"}\n\n{"id": "A2"}\n{"id": "A3", "title": "B"}'),
        ("products.toml", '[[tea]]\nid="A1"\ntitle="Tea"\nprice=2.5\n[[tea]]\nid="A2"\n[[tea]]\nid="A3"\ntitle="Cup"'),
    ],
)  # fmt: skip
def test_json_and_toml_say_the_same(path: str, text: str) -> None:
    products, [finding] = read("products", text, path)

    assert [(one.id, one.price) for one in products] == [("A1", Money(250, "EUR")), ("A3", None)]
    assert "title is empty" in finding.sentence
    assert finding.line == (5 if path.endswith("toml") else 3)


@pytest.mark.parametrize("day", ["2026-05-31", "31.05.2026", "31/05/2026", "31 May 2026"])
def test_dates_are_read_in_four_styles(day: str) -> None:
    [order], findings = read("orders", f"number;placed;promised;product;price\n7;{day} 10:30;{day};A1;2,00\n")

    assert findings == []
    assert (order.promised_on, order.placed_at) == ("2026-05-31", 1780216200000)


def test_lines_of_one_order_have_a_row_each_and_cost_together() -> None:
    [order, _], findings = read(
        "orders",
        "number,status,email,postcode,product,title,quantity,price,shipping,history\n"
        'CR-1,Shipped,Ana@Example.com,10115,B1,Bread,2,"5,20","4,50",placed 2026-05-01; shipped 2026-05-03 10:20\n'
        "CR-1,,,,B2,Rolls,10,0.45,,\n"
        "cr 1,,,,,,,,,\n"
        "CR-2,lost,,,B1,,,,,\n"
        "CR-3,delivered,,,B1,,,1,,\n",
    )

    assert order.total == Money(2 * 520 + 10 * 45 + 450, "EUR")
    assert (order.state, order.is_open, order.email) == ("shipped", True, "ana@example.com")
    assert [one.state for one in order.history] == ["placed", "shipped"]
    assert [one.line for one in findings] == [4, 5]


def test_rules_of_delivery_are_read() -> None:
    head = b"area;postcodes;fee;free_from;order_until;days;weekdays;capacity\n"
    table = head + b"bike;10;4,50;40;11:00;0;tue-fri;12\nfar;;x;;;;;\n"

    [area], [finding] = read_rules({"delivery.csv": table}, SHOP)

    assert (area.fee, area.free_from, area.weekdays, area.most_per_day) == (
        Money(450, "EUR"), Money(4000, "EUR"), (1, 2, 3, 4), 12,
    )  # fmt: skip
    assert finding.line == 3


@given(
    st.binary(max_size=400),
    st.sampled_from(["csv", "json", "toml"]),
    st.sampled_from(["products", "orders", "customers"]),
)
def test_any_file_is_read_or_told_of(body: bytes, ending: str, kind: str) -> None:
    for one in read_records(kind, f"{kind}.{ending}", body, SHOP):
        assert isinstance(one, Finding) or one


cells = st.text(
    alphabet=st.characters(exclude_characters='";\r\n\x00', exclude_categories=("Cs", "Zl", "Zp", "Cc")), max_size=12
)


@given(st.lists(st.lists(cells, min_size=8, max_size=8), max_size=4))
def test_any_cells_are_read_or_told_of(rows: list[list[str]]) -> None:
    for kind, head in (
        ("products", "id;title;price;stock;wishes;rating;image;free_shipping"),
        ("orders", "number;placed;status;price;phone;email;history;quantity"),
    ):
        found = [*read_records(kind, f"{kind}.csv", "\n".join([head, *map(";".join, rows)]).encode(), SHOP)]

        assert all(isinstance(one, Product | Order | Finding) for one in found)


async def test_a_saved_file_is_live_and_what_is_gone_from_it_is_gone(shop: TestShop) -> None:
    await with_files(shop, products_csv=TABLE)
    assert await told(shop, "all") == "A1 A2"

    shop.write("products.csv", "id,title,price\nA2,Bread,3.10\nA3,Rolls,0.45\n")
    await shop.settle()

    assert await told(shop, "all") == "A2 A3"
    await shop.restart()
    assert await told(shop, "all") == "A2 A3"


async def test_a_row_that_the_owner_deletes_leaves_the_database_and_so_does_a_file(shop: TestShop) -> None:
    await with_files(shop, customers_csv="id,email\nK1,ana@example.com\nK2,b@example.com\n", products_csv=TABLE)
    assert "K1" in await told(shop, "customer ana@example.com")

    shop.write("customers.csv", "id,email\nK2,b@example.com\n")
    (shop.folder / "products.csv").unlink()
    await shop.settle()

    assert await told(shop, "customer ana@example.com") == "None"
    assert await shop.fetch("SELECT id FROM p_shopbell_files_customer") == [("K2",)]
    assert await told(shop, "all") == ""


async def test_what_the_files_sell_is_understood_by_name(shop: TestShop) -> None:
    await with_files(shop, products_json='[{"id": "T7", "title": "Assam second flush", "category": "black tea"}]')

    async with asyncio.timeout(20):
        for number in itertools.count():  # one customer alone, or the same words, would be answered from memory
            if "T7" in await told(shop, f"meant the assam second flush {number}", f"customer {number}"):
                break
            await asyncio.sleep(0.1)

    assert "black tea" in await told(shop, "meant some black tea")


async def test_orders_are_found_by_number_and_by_address(shop: TestShop) -> None:
    await with_files(
        shop,
        orders_csv="number,email,phone,product\nCR-1,ana@example.com,030 1234567,A1\nCR-2,b@example.com,,A1\n",
        customers_csv="id,name,email\nK1,Ana,ana@example.com\n",
    )

    assert "number='CR-1'" in await told(shop, "order #cr 1")
    assert await told(shop, "order CR-9") == "None"
    assert await told(shop, "orders ANA@example.com") == "CR-1"
    assert await told(shop, "orders +49301234567") == "CR-1"
    assert await told(shop, "orders nobody@example.com") == "none"
    assert "id='K1'" in await told(shop, "customer ana@example.com")


async def test_mistakes_are_told_by_check_and_the_shop_goes_on(shop: TestShop) -> None:
    await with_files(shop, products_csv="id,title,price\nA1,Bread,cheap\nA2,Rolls,1\n")

    result = await to_thread.run_sync(run, "check", "--config", str(shop.folder))

    assert 'products.csv:2: price: "cheap" is no amount of money' in result.output
    assert await told(shop, "all") == "A2"


async def test_an_import_into_the_running_shop_keeps_the_good_rows(shop: TestShop, tmp_path: Path) -> None:
    await with_files(shop, products_csv=TABLE)
    file = tmp_path / "export.csv"
    file.write_text("id;title;price\nX1;Tea;4,00\nX2;;1\nX3;Cup;9\n")

    result = await to_thread.run_sync(run, "import", "products", str(file), "--config", str(shop.folder), "--json")

    assert result.exit_code == 0, result.output
    said = [json.loads(line) for line in result.stdout.splitlines()]
    assert said[0]["line"] == 3
    assert said[-1] == {"kind": "products", "kept": 2, "bad": 1}
    assert await told(shop, "all") == "A1 A2 X1 X3"
    shop.write("products.csv", "id,title\nA2,Bread\n")
    await shop.settle()
    assert "X1" in await told(shop, "all"), "what was imported stays when the folder's file changes"


def test_an_import_while_no_shop_runs_makes_the_tables(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "shopbell.toml").write_text('[shop]\nname = "Tea"\n')
    file = tmp_path / "orders.csv"
    file.write_text("number,product,price\n1,A,2\n2,A,x\n")

    result = run("import", "orders", str(file), "--config", str(tmp_path / "shop"))

    assert result.exit_code == 0, result.output
    assert "1 orders kept, 1 row not used." in result.stdout
    assert 'orders.csv:3: price: "x" is no amount of money' in result.stderr


def test_a_file_without_one_good_row_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "shopbell.toml").write_text('[shop]\nname = "Tea"\n')
    file = tmp_path / "products.csv"
    file.write_text("name of it,cost\nTea,2\n")

    result = run("import", "products", str(file), "--config", str(tmp_path))

    assert result.exit_code == 1
    assert "nothing of" in result.stderr
