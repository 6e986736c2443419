"""Which variants of a product are meant, and what tells them apart."""

import re
from collections.abc import Mapping, Sequence

from shopbell.shop.catalogue import Variant

_WORD = re.compile(r"[^\W_]+")


def variants_meant(variants: Sequence[Variant], text: str) -> list[Variant]:
    """Those that have most of what is said; "in size M" leaves its colours to choose from."""
    said, differing = _spaced(text), _differing(variants)
    hits = [sum(_spaced(value) in said for value in _of(one, differing).values()) for one in variants]
    return [one for one, count in zip(variants, hits, strict=True) if count == max(hits)]


def variant_labels(variants: Sequence[Variant]) -> dict[str, str]:
    """By id, what tells each from the others: ``M, red``; who may choose a size is not told the material of each."""
    differing = _differing(variants)
    return {
        one.id: ", ".join(_of(one, differing).values()) or ", ".join(one.values.values()) or one.id for one in variants
    }


def _differing(variants: Sequence[Variant]) -> set[str]:
    columns = {column for one in variants for column in one.values}
    return {column for column in columns if len({one.values[column] for one in variants if column in one.values}) > 1}


def _of(variant: Variant, columns: set[str]) -> Mapping[str, str]:
    return {column: value for column, value in variant.values.items() if column in columns}


def _spaced(text: str) -> str:
    """Its words with one space around each: "M" is in "the dress in M?", and not in "the mug"."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "
