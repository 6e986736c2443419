"""What becomes of a search when more is said, or something is given up."""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from shopbell.shop import Criteria, Product


def span_of(products: Sequence[Product]) -> tuple[int, int] | None:
    """The lowest and the highest price, minor units; None where none has one."""
    prices = [product.price.amount for product in products if product.price is not None]
    return (min(prices), max(prices)) if prices else None


def joined(last: Criteria, delta: Criteria) -> Criteria:
    """What was said now goes before what was said then; of another thing nothing is left but the wallet's limits."""
    category = delta.wanted.get("category")
    if delta.unknown.get("category") or (category and set(category).isdisjoint(last.wanted.get("category", category))):
        return delta
    wanted = {**last.wanted, **delta.wanted}
    for facet, values in delta.unwanted.items():
        kept = tuple(value for value in wanted.get(facet, ()) if value not in values)
        wanted.pop(facet, None)
        if kept:
            wanted[facet] = kept
    unwanted = {facet: values for facet, values in last.unwanted.items() if facet not in delta.wanted}
    return replace(
        last,
        wanted=wanted,
        unwanted={**unwanted, **delta.unwanted},
        unknown=delta.unknown,
        least=delta.least if delta.least is not None or delta.most is not None else last.least,
        most=delta.most if delta.least is not None or delta.most is not None else last.most,
        stars=last.stars if delta.stars is None else delta.stars,
        free_shipping=last.free_shipping or delta.free_shipping,
        words=delta.words or last.words,
        nearly=delta.nearly if delta.words else last.nearly,
        order=last.order if delta.order == "best" else delta.order,
    )


def is_limited(criteria: Criteria) -> bool:
    """Does it say what must not be given up?"""
    bounds = (criteria.least, criteria.most, criteria.stars)
    return any(bound is not None for bound in bounds) or criteria.free_shipping or bool(criteria.unwanted)


def dropped(criteria: Criteria, name: str) -> Criteria:
    """Without one wish; the same when it holds none of that name."""
    plain: dict[str, dict[str, Any]] = {
        "most": {"most": None}, "least": {"least": None}, "stars": {"stars": None}, "words": {"words": ()},
        "free_shipping": {"free_shipping": False}, "unwanted": {"unwanted": {}},
    }  # fmt: skip
    if name in plain:
        return replace(criteria, **plain[name])
    return replace(criteria, wanted={facet: values for facet, values in criteria.wanted.items() if facet != name})
