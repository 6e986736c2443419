"""Fits the model of a lesson. In a process of its own (``child.py``): it takes seconds, and memory by the square."""

from collections.abc import Sequence

import numpy as np

from .lesson import Lesson, Sales
from .model_file import Header, Parts
from .neighbours import HEAD, Counts, Links, Places, how_often, joined, learn_links
from .words import alike

# Measured on Online Retail: the penalty that suits a customer's years is too much for a basket.
TASTE_PENALTY = 500.0
BASKET_PENALTY = 100.0
FEW = 3  # sales; a product with fewer borrows from those that are called alike
BORROWED = 0.5  # of what they weigh
RECENT = 30  # days


def fit(lesson: Lesson, head: int = HEAD) -> tuple[Header, Parts]:
    """What customers have bought one after the other (taste), at once (basket), and what is called alike."""
    count = len(lesson.wares)
    baskets, buyers, days = unpacked(lesson.sales)
    sold, words = how_often(baskets, count), alike([ware.words for ware in lesson.wares])
    recent = [one for one, day in zip(baskets, days.tolist(), strict=True) if day > lesson.today - RECENT]
    taste = learn_links(histories(baskets, buyers), count, TASTE_PENALTY, head)
    basket = learn_links(baskets, count, BASKET_PENALTY, head)
    header = Header(
        ids=[ware.id for ware in lesson.wares],
        categories=[ware.category for ware in lesson.wares],
        currencies=[ware.currency for ware in lesson.wares],
        orders=lesson.orders,
        catalogue=lesson.catalogue,
        day=lesson.today,
    )
    parts: Parts = {
        "price": np.array([ware.price for ware in lesson.wares], np.int64),
        "sold": sold.astype(np.int32),
        "recent": how_often(recent, count).astype(np.int32),
        **rows_of("taste", joined([taste, borrowed(taste, words, sold)]), count),
        **rows_of("basket", joined([basket, borrowed(basket, words, sold)]), count),
        **rows_of("words", words, count),
    }
    return header, parts


def rows_of(name: str, links: Links, count: int) -> Parts:
    """Arrows by their source: those of product i stand from ``starts[i]`` to ``starts[i + 1]``."""
    order = np.argsort(links.sources, kind="stable")
    small = np.uint16 if count <= 65_536 else np.int32
    return {
        f"{name}.starts": np.searchsorted(links.sources[order], np.arange(count + 1)).astype(np.int32),
        f"{name}.targets": links.targets[order].astype(small),
        f"{name}.weights": links.weights[order].astype(np.float16),
    }


def unpacked(sales: Sales) -> tuple[list[Places], Places, Places]:
    """The baskets, who bought each (0: nobody knows), and on which day."""
    ends = np.frombuffer(sales.ends, np.int32)
    bought = np.frombuffer(sales.products, np.int32)
    baskets = np.split(bought, ends[:-1]) if len(ends) else []
    return baskets, np.frombuffer(sales.buyers, np.int32), np.frombuffer(sales.days, np.int32)


def histories(baskets: Sequence[Places], buyers: Places) -> list[Places]:
    """All that each known customer bought."""
    of: dict[int, list[Places]] = {}
    for basket, buyer in zip(baskets, buyers.tolist(), strict=True):
        if buyer:
            of.setdefault(buyer, []).append(basket)
    return [np.unique(np.concatenate(several)) for several in of.values()]


def borrowed(links: Links, words: Links, sold: Counts) -> Links:
    """For products that hardly sold, arrows to and from those that are called alike, half as strong as a sale's.

    Without any sales at all the words are all there is.
    """
    if not len(links.weights):
        return words
    new = (sold[words.sources] < FEW) | (sold[words.targets] < FEW)
    usual = np.float32(BORROWED * float(np.percentile(links.weights, 90)))
    return Links.of(words.sources[new], words.targets[new], words.weights[new] * usual)
