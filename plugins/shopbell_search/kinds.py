"""What a shop sells so much of that its names leave it out: in a bookshop few books are called one."""

from collections import Counter
from collections.abc import Collection

from .shelf import Shelf
from .vocabulary import CATEGORY

STREWN = 3  # own categories over which a kind must be spread
NAMED_SELDOM = 0.5  # share of these categories' products that are called so, at most
TOLD_MOSTLY = 0.75  # share of them that fill a column which is usual for the kind


def of_the_kind(shelf: Shelf, named: Collection[int]) -> set[int]:
    """The products of a kind, from those that are called so.

    Mostly the same ones. A kind that is spread over many categories and seldom named there is known by its columns
    instead: what has an author and a binding is a book.
    """
    touched = [places for places in map(set, shelf.postings[CATEGORY].values()) if not places.isdisjoint(named)]
    around = set[int]().union(*touched)
    if len(touched) < STREWN or len(named) > NAMED_SELDOM * len(around):
        return {*named}
    filled = {facet: set[int]().union(*values.values()) for facet, values in shelf.postings.items() if facet != "tag"}
    told = Counter(facet for facet, places in filled.items() for place in named if place in places)
    usual = [filled[facet] for facet, count in told.items() if count >= TOLD_MOSTLY * len(named)]
    return set.intersection(*usual) | {*named}
