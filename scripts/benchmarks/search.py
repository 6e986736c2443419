"""How well products are found by what shoppers write: wishes read, order of what is shown, wishes broken, time, weight.

A folder holds ``shop_catalogue.jsonl`` (a product a line) and ``shop_queries.jsonl`` (a sentence, its gold ``slots``
and ``relevant``: product id -> 2 all wishes met, 1 all but the style).
"""

import json
import math
import random
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import psutil

from shopbell.shop import Criteria, Money, Product, Rating, Variant
from shopbell_search.index import Index
from shopbell_search.shelf import Shelf
from shopbell_search.synonyms import shipped
from shopbell_understanding.service import TextEncoder

from .report import Figure, at_least, below, none_of, quantile

SHOWN = 10
LARGE = 20_000  # products of the second round
ATTRIBUTES = {"color": "colour", "material": "material", "style": "style", "occasion": "occasion", "season": "season",
              "gender": "gender"}  # fmt: skip
Row = Mapping[str, Any]


class Quality(NamedTuple):
    """What the answers to all sentences were worth."""

    f1: float
    precision: float
    recall: float
    all_right: float
    ndcg: float
    breaking: float  # per cent of what was shown
    price_or_shipping: int  # shown products that break a wish of the wallet


def measure(folder: Path) -> list[Figure]:
    """All figures of one folder."""
    rows, queries = _lines(folder / "shop_catalogue.jsonl"), _lines(folder / "shop_queries.jsonl")
    encoder = TextEncoder("words")
    encoder.encode(["warm"])  # its table is the understanding's, not the search's
    before = psutil.Process().memory_info().rss
    began = time.perf_counter()
    index = indexed(map(product_of, rows), encoder)
    took = time.perf_counter() - began
    grown = (psutil.Process().memory_info().rss - before) / 1e6
    found = _quality(index, encoder, rows, queries)
    small = _times(index, encoder, queries)
    del index
    before = psutil.Process().memory_info().rss
    large = indexed(map(product_of, varied(rows, LARGE)), encoder)
    grown_large = (psutil.Process().memory_info().rss - before) / 1e6
    slow = _times(large, encoder, queries)
    return [
        Figure("sentences", len(queries)),
        at_least("slots, F1", found.f1, "", 0.93),
        Figure("slots, precision", found.precision),
        Figure("slots, recall", found.recall),
        at_least("sentences with all slots right", found.all_right, "", 0.97),
        at_least(f"nDCG@{SHOWN}", found.ndcg, "", 0.80),
        below("shown products that break a wish", found.breaking, "%", 20),
        none_of("shown products that break price or shipping", found.price_or_shipping),
        Figure(f"{len(rows):,} products: p50", quantile(small, 0.5), "ms"),
        below(f"{len(rows):,} products: p95", quantile(small, 0.95), "ms", 25),
        Figure(f"{LARGE:,} products: p50", quantile(slow, 0.5), "ms"),
        below(f"{LARGE:,} products: p95", quantile(slow, 0.95), "ms", 60),
        Figure(f"{len(rows):,} products: taken up in", took, "s"),
        Figure(f"{len(rows):,} products: memory", grown, "MB"),
        Figure(f"{LARGE:,} products: memory", grown_large, "MB"),
    ]


def indexed(products: Iterable[Product], encoder: TextEncoder) -> Index:
    """The search as a shop has it, on its own."""
    shelf = Shelf()
    shelf.take(products)
    index = Index(shelf, shipped("en"), "USD")
    index.compare_with(encoder)
    return index


def product_of(row: Row) -> Product:
    """A line as the shop's catalogue would hold it."""
    said = {name: row[column] for column, name in ATTRIBUTES.items() if row[column]}
    variants = tuple(Variant(id=row["id"] + size, values={"size": size}) for size in row["sizes"])
    return Product(
        id=row["id"],
        title=row["title"],
        description=row["description"],
        price=Money(round(row["price"] * 100), "USD"),
        categories=(row["category"],),
        brand=row["brand"],
        attributes={name: (one,) if isinstance(one, str) else tuple(one) for name, one in said.items()},
        variants=variants,
        stock={"": row["stock"]},
        rating=Rating(tenths=round(row["rating"] * 10), count=row["reviews"], source="shop"),
        free_shipping=row["free_shipping"],
    )


def varied(rows: Sequence[Row], count: int) -> Iterable[Row]:
    """As many products, each drawn from a row with another price and colour."""
    chance = random.Random(11)
    colours = sorted({row["color"] for row in rows})
    for number in range(count):
        row, colour = rows[number % len(rows)], chance.choice(colours)
        title = row["title"].replace(row["color"].title(), colour.title())
        price = round(row["price"] * chance.uniform(0.7, 1.3), 2)
        yield {**row, "id": f"{row['id']}-{number}", "color": colour, "title": title, "price": price}


def slots_of(criteria: Criteria) -> dict[str, str | float | bool]:
    """What was read, in the words of the gold slots."""
    found: dict[str, str | float | bool] = {}
    for prefix, values in (("", criteria.wanted), ("not_", criteria.unwanted)):
        for facet, said in values.items():
            found[prefix + facet.replace("colour", "color")] = " or ".join(said)
    for name, bound in (("price_min", criteria.least), ("price_max", criteria.most)):
        if bound is not None:
            found[name] = bound / 100
    if criteria.stars is not None:
        found["rating_min"] = criteria.stars / 10
    if criteria.free_shipping:
        found["free_shipping"] = True
    return found


def _quality(index: Index, encoder: TextEncoder, rows: Sequence[Row], queries: Sequence[Row]) -> Quality:
    by_id = {row["id"]: row for row in rows}
    both = read = gold = right = shown = broken = wallet = 0
    gains = 0.0
    for query in queries:
        criteria = index.read(query["query"], encoder)
        said, meant = set(slots_of(criteria).items()), set(query["slots"].items())
        both, read, gold, right = both + len(said & meant), read + len(said), gold + len(meant), right + (said == meant)
        relevant = query["relevant"]
        ids = index.shelf.find(criteria, SHOWN).products
        shown += len(ids)
        broken += sum(one not in relevant for one in ids)
        wallet += sum(breaks_the_wallet(by_id[one], query["slots"]) for one in ids)
        gains += ndcg([relevant.get(one, 0) for one in ids], relevant.values())
    precision, recall = both / max(1, read), both / max(1, gold)
    return Quality(
        2 * both / max(1, read + gold), precision, recall, right / len(queries), gains / len(queries),
        100 * broken / max(1, shown), wallet,
    )  # fmt: skip


def ndcg(grades: Sequence[int], possible: Iterable[int]) -> float:
    """Normalised discounted cumulative gain of what is shown; gain 2^grade - 1 (Järvelin and Kekäläinen, 2002)."""

    def gain(ordered: Iterable[int]) -> float:
        return sum(float(2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(ordered))

    ideal = gain(sorted(possible, reverse=True)[:SHOWN])
    return gain(grades) / ideal if ideal else 0.0


def breaks_the_wallet(row: Row, slots: Mapping[str, Any]) -> bool:
    """Does it cost more or less than was said, or shipping that was not to cost anything?"""
    dear = row["price"] > slots.get("price_max", math.inf) or row["price"] < slots.get("price_min", 0)
    return dear or bool(slots.get("free_shipping") and not row["free_shipping"])


def _times(index: Index, encoder: TextEncoder, queries: Sequence[Row]) -> list[float]:
    """Milliseconds for reading and finding, each sentence once."""
    found = []
    for query in queries:
        began = time.perf_counter()
        index.shelf.find(index.read(query["query"], encoder), SHOWN)
        found.append((time.perf_counter() - began) * 1000)
    return found


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
