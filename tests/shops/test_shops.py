"""The demo shops are whole: wares, questions, orders, customers, rules; and no two of them are alike."""

import tomllib
from collections import Counter
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from shopbell.cli.plugin_check import plugin_source
from shopbell.config.check import check
from shopbell.config.file import load_config
from shopbell.config.shops import copy_shop, of_this_week, shop_folder, shop_names
from shopbell.shop import DeliveryArea, KnownCustomer, Order, Product, total
from shopbell_faq.entries import Entry, read_entries
from shopbell_files.cells import Shop
from shopbell_files.findings import Finding
from shopbell_files.loading import read_records, read_rules
from shopbell_flows.reading import read_flows

NAMES = shop_names()


@cache
def info(name: str) -> Shop:
    return Shop.of(load_config(shop_folder(name)).shop.info())


@cache
def records(name: str, kind: str) -> list[Product | Order | KnownCustomer]:
    file = "catalogue.csv" if kind == "products" else f"{kind}.csv"
    found = [*read_records(kind, file, (shop_folder(name) / file).read_bytes(), info(name))]
    assert [one for one in found if isinstance(one, Finding)] == []
    return [one for one in found if not isinstance(one, Finding)]


def products(name: str) -> list[Product]:
    return [one for one in records(name, "products") if isinstance(one, Product)]


def orders(name: str) -> list[Order]:
    return [one for one in records(name, "orders") if isinstance(one, Order)]


@cache
def entries(name: str) -> dict[str, Entry]:
    folder = shop_folder(name)
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.glob("faq/**/*.md")}
    return read_entries(files, info(name).language)


def test_there_are_six_in_three_currencies_and_two_main_languages() -> None:
    assert set(NAMES) == {"bakery", "bookshop", "boutique", "flowers", "gadgets", "gifts"}
    assert {info(name).currency for name in NAMES} >= {"EUR", "GBP", "USD"}
    assert {info(name).language for name in NAMES} >= {"en", "de"}


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_has_no_mistake(name: str, tmp_path: Path) -> None:
    copy_shop(shop_folder(name), tmp_path / "shop", date(2027, 2, 3))

    plugins = plugin_source(tmp_path / "shop", tmp_path / "data")

    assert [str(mistake) for mistake in check(tmp_path / "shop", [plugins])] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_wares_can_be_asked_about(name: str) -> None:
    wares = products(name)

    assert len(wares) >= 40
    assert all(one.price and one.price.amount > 0 and one.price.currency == info(name).currency for one in wares)
    assert all(one.description and one.categories and one.pictures and one.url for one in wares)
    assert any(not one.in_stock() for one in wares), "in every shop something is sold out"
    attributes = Counter(attribute for one in wares for attribute in one.attributes)
    assert attributes, "there is something to be asked about"
    texts = Counter(one.description for one in wares)
    assert [text for text, count in texts.items() if count > 1] == []


@pytest.mark.parametrize("name", NAMES)
def test_questions_have_several_phrasings(name: str) -> None:
    found = entries(name)

    assert len(found) >= 30
    ways = {f"{one} ({v.language})": len(v.phrasings) for one, e in found.items() for v in e.versions}
    assert {one: count for one, count in ways.items() if count < 3} == {}


@pytest.mark.parametrize("name", NAMES)
def test_the_books_fit_together(name: str) -> None:
    by_id, known = {one.id: one for one in products(name)}, records(name, "customers")
    skus = {variant.id for one in by_id.values() for variant in one.variants}
    addresses = {one.email for one in known if isinstance(one, KnownCustomer)}

    assert len(known) >= 8
    assert len(orders(name)) >= 8
    assert {order.state for order in orders(name)} >= {"shipped", "delayed", "delivered"}
    assert any(tracking.url for order in orders(name) for tracking in order.tracking)
    for order in orders(name):
        assert order.email in addresses, order.number
        assert order.postcode, order.number
        assert {line.product for line in order.lines} <= set(by_id) | skus, order.number
        assert order.goods == total((line.sum for line in order.lines), info(name).currency)
        assert [change.at for change in order.history] == sorted(change.at for change in order.history)


@pytest.mark.parametrize("name", NAMES)
def test_flows_speak_every_language_of_the_shop(name: str) -> None:
    folder, languages = shop_folder(name), set(load_config(shop_folder(name)).shop.languages)
    flows, problems = read_flows({path.name: path.read_bytes() for path in folder.glob("flows/*.toml")})

    assert not problems
    for flow in flows.values():
        assert set(flow.file.begins) == languages
        ways = [way.label for node in flow.file.nodes.values() for way in node.options]
        said = [*ways, *(one for node in flow.file.nodes.values() for one in (node.text, node.help) if one)]
        for wording in [flow.file.title, *said] if len(languages) > 1 else []:
            assert isinstance(wording, dict), wording
            assert set(wording) == languages, wording


@pytest.mark.parametrize("name", NAMES)
def test_hours_and_delivery_have_their_exceptions(name: str) -> None:
    folder = shop_folder(name)
    shop = tomllib.loads((folder / "shopbell.toml").read_text("utf-8"))["shop"]
    areas, findings = read_rules({"delivery.csv": (folder / "delivery.csv").read_bytes()}, info(name))

    assert findings == []
    assert len(areas) >= 2
    assert all(isinstance(area, DeliveryArea) and area.fee.currency == info(name).currency for area in areas)
    assert sum(day[:2] == "20" for day in shop["hours"]) >= 4
    assert {"phone", "address", "website", "handoff_email"} <= set(shop)
    assert [*folder.glob("flows/*.toml")]
    assert [*folder.glob("offers.csv")]


def test_no_shop_repeats_another() -> None:
    said = {name: {v.section.answer for e in entries(name).values() for v in e.versions} - {""} for name in NAMES}
    told = {name: {one.description for one in products(name)} for name in NAMES}

    for one, two in combinations(NAMES, 2):
        assert said[one] & said[two] == set(), (one, two)
        assert told[one] & told[two] == set(), (one, two)


def test_the_orders_of_a_copy_are_of_this_week_and_keep_their_weekdays() -> None:
    table = "number,placed,history\nA,2026-11-30 09:12,placed 2026-11-30; shipped 2026-12-01 10:00\nB,2026-11-20,\n"

    moved = of_this_week(table, date(2027, 3, 3))

    assert moved.splitlines()[1] == "A,2027-03-01 09:12,placed 2027-03-01; shipped 2027-03-02 10:00"
    assert date.fromisoformat(moved.splitlines()[2][2:12]) == date(2026, 11, 20) + timedelta(weeks=13)
    assert of_this_week("number\nA\n", date(2027, 3, 3)) == "number\nA\n"
