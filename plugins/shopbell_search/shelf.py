"""All products of one state of the catalogue, found by the values they have and the words of their names.

Kept as lists of places per value and per word, so 20,000 products take a few megabytes; a search is an intersection
of sets and a sort of what is left.
"""

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from msgspec.structs import replace

from shopbell.shop import Criteria, Found, Product, pieces_on

from .words import other_forms, phrase, singular

SOFT = "style"  # ranks and rules nothing out
# Given up in this order, the fewest first, where nothing is left; price, shipping and the rest never are.
RELAXED = ("season", "occasion", "material", "colour")
FEW, COMMON = 3, 0.3  # a word that more products, or a larger share, have in their names tells nothing
COUNTING = 2  # digits of a number that alone is no name: "3, please" is not asked of a "USB 3" hub, "1984" is a book
NAMED = 0.5  # of the best name's weight must be in a name
PRIOR_COUNT, PRIOR_TENTHS = 10, 40  # a rating counts as if so many had given it that before
MOST_LETTERS = 40  # a longer value is a text and not a word that is looked for
NAMES = {  # columns that are the same facet
    "colour": ("color", "colours", "colors", "farbe", "couleur"),
    "material": ("materials", "materiau", "stoff", "fabric"),
    "size": ("sizes", "grosse", "taille", "talla"),
    "occasion": ("occasions", "anlass"),
    "season": ("seasons", "saison", "jahreszeit"),
    "gender": ("genders", "for", "geschlecht", "genre"),
    "style": ("styles", "stil"),
    "allergens": ("allergen", "allergene", "allergenes", "alergenos", "contains"),
}
_FACET = {column: facet for facet, columns in NAMES.items() for column in columns}


class Variety(NamedTuple):
    """What one variant of a product is: its values, price and whether it is there."""

    values: Mapping[str, str]
    price: int | None
    there: bool


class Shelf:
    """Filled piece by piece, then only read. 3,000 products take about 0.1 s, 20,000 about 8 MB."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.postings: dict[str, dict[str, array[int]]] = defaultdict(dict)
        self.titles: dict[str, array[int]] = {}  # as the shop writes them -> places
        self._things: set[str] = set()  # categories that are known from names alone
        self.names: dict[str, array[int]] = {}  # word of a name -> places
        self._prices: array[int] = array("q")  # -1: on request
        self._stars = array("B")
        self._merit = array("f")
        self._there = bytearray()
        self._shipped_free: set[int] = set()
        self._varieties: dict[int, tuple[Variety, ...]] = {}

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, products: Iterable[Product]) -> None:
        """Take products up."""
        for product in products:
            self._take(product)

    def _take(self, product: Product) -> None:
        place = len(self.ids)
        self.ids.append(product.id)
        prices = [price.amount for one in (product.variants or (None,)) if (price := product.price_of(one))]
        self._prices.append(min(prices, default=-1))
        rating = product.rating
        self._stars.append(rating.tenths if rating else 0)
        tenths, count = (rating.tenths, rating.count) if rating else (0, 0)
        self._merit.append((tenths * count + PRIOR_TENTHS * PRIOR_COUNT) / (count + PRIOR_COUNT))
        self._there.append(product.in_stock())
        if product.free_shipping:
            self._shipped_free.add(place)
        values = values_of(product)
        for facet, several in values.items():
            for value in several:
                self.postings[facet].setdefault(value, array("I")).append(place)
        if len(product.variants) > 1:
            self._varieties[place] = tuple(_varieties(product))
        self.titles.setdefault(product.title, array("I")).append(place)
        self._name(place, [product.title, *product.titles.values(), *(one for two in values.values() for one in two)])

    def _name(self, place: int, names: Iterable[str]) -> None:
        for word in {singular(word) for name in names for word in phrase(name)}:
            self.names.setdefault(word, array("I")).append(place)

    def sort(self, things: Mapping[str, Iterable[int]]) -> None:
        """Take categories up that are read from names: thing -> places."""
        known = self.postings["category"]
        for thing, places in things.items():
            known[thing] = array("I", sorted(places))
        self._things.update(things)

    def values(self) -> dict[str, list[str]]:
        """Facet -> its values."""
        return {facet: [*known] for facet, known in self.postings.items()}

    def together(self, category: str, facet: str, value: str) -> bool:
        """Has any product of the category this value?"""
        found = self.postings[facet].get(value, ())
        kin = self.postings["category"].get(category, ())
        return not set(kin).isdisjoint(found)

    # -- finding ---------------------------------------------------------------------------------------------------

    def find(self, criteria: Criteria, limit: int) -> Found:
        """The best that meet all; where nothing does, the fewest facets are given up, see ``Found``."""
        for given_up in self._ways(criteria):
            wanted = {facet: values for facet, values in criteria.wanted.items() if facet not in given_up}
            fitting = self.fitting(replace(criteria, wanted=wanted))
            if fitting:
                ranked = self._ranked(fitting, criteria)
                unknown = tuple(facet for facet in criteria.unknown if facet in RELAXED)
                return Found(
                    products=tuple(self.ids[place] for place in ranked[:limit]),
                    count=len(fitting),
                    relaxed=(*unknown, *given_up),
                )
        return Found(relaxed=tuple(self._hindrances(criteria)))

    @staticmethod
    def _ways(criteria: Criteria) -> Iterator[tuple[str, ...]]:
        held = [facet for facet in RELAXED if facet in criteria.wanted]
        for count in range(len(held) + 1):
            yield from combinations(held, count)

    def _hindrances(self, criteria: Criteria) -> Iterator[str]:
        """What alone stands in the way."""
        held = {facet: values for facet, values in criteria.wanted.items() if facet not in RELAXED}
        without: dict[str, Criteria] = {
            "most": replace(criteria, most=None),
            "least": replace(criteria, least=None),
            "free_shipping": replace(criteria, free_shipping=False),
            "stars": replace(criteria, stars=None),
            "unwanted": replace(criteria, unwanted={}),
        }
        for facet in held:
            if facet not in ("category", SOFT):
                rest = {name: values for name, values in held.items() if name != facet}
                without[facet] = replace(criteria, wanted=rest)
        without["words"] = replace(criteria, words=())
        for name, fewer in without.items():
            strict = replace(fewer, wanted={k: v for k, v in fewer.wanted.items() if k not in RELAXED})
            if fewer != criteria and self.fitting(strict):
                yield name

    def fitting(self, criteria: Criteria) -> set[int]:
        """Places of all products that meet everything but the style."""
        if not criteria.unknown.keys() <= {*RELAXED, SOFT}:
            return set()
        fitting = self._having(criteria.wanted)
        for facet, values in criteria.unwanted.items():
            for value in values:
                refused = self.postings[facet].get(value, ())
                fitting.difference_update(place for place in refused if not self._varies(place, facet))
        if criteria.free_shipping:
            fitting &= self._shipped_free
        if criteria.stars is not None:
            fitting = {place for place in fitting if self._stars[place] >= criteria.stars}
        fitting = {place for place in fitting if self._affordable(place, criteria)}
        return self._named(fitting, criteria)

    def _having(self, wanted: Mapping[str, Sequence[str]]) -> set[int]:
        groups = [
            [self.postings[facet][value] for value in values if value in self.postings[facet]]
            for facet, values in wanted.items()
            if facet != SOFT
        ]
        if not groups:
            return set(range(len(self)))
        groups.sort(key=lambda lists: sum(map(len, lists)))
        found = set().union(*groups[0])
        for lists in groups[1:]:
            found &= set().union(*lists)
        return found

    def _varies(self, place: int, facet: str) -> bool:
        """Do its variants differ in it? Then another one of them may do."""
        return any(facet in one.values for one in self._varieties.get(place, ()))

    def _affordable(self, place: int, criteria: Criteria) -> bool:
        varieties = self._varieties.get(place)
        if varieties is not None:
            return any(_suits(one, criteria) for one in varieties)
        return _within(self._prices[place], criteria)

    def _named(self, fitting: set[int], criteria: Criteria) -> set[int]:
        """Those whose names have most of what else was said; of a name that is meant, all."""
        weights = self._weights(fitting, criteria.words)
        if not weights:
            return set() if self._tells_more(criteria) else fitting
        enough = (1.0 if criteria.nearly else NAMED) * max(weights.values())
        return {place for place, weight in weights.items() if weight >= enough}

    def _tells_more(self, criteria: Criteria) -> bool:
        """Does what else was said name some of the wanted category? Vegan croissants are no apple turnovers."""
        said = criteria.wanted.get("category")
        if said is None or not criteria.words:
            return False
        return bool(self._weights(self._having({"category": said}), criteria.words))

    def _weights(self, fitting: set[int], words: Sequence[str]) -> dict[int, float]:
        weights: dict[int, float] = {}
        for word in words:
            places = self.having(word)
            rarity = math.log((1 + len(self)) / (1 + len(places)))
            for place in fitting.intersection(places):
                weights[place] = weights.get(place, 0.0) + rarity
        return weights

    def having(self, word: str) -> Sequence[int]:
        """Places of the products whose names have the word; another form of it, where none has it."""
        known = self.names.get(singular(word))
        if known is None:
            forms = map(singular, other_forms(word))
            known = next((self.names[form] for form in forms if form in self.names), None)
        return known or ()

    def has_named(self, word: str) -> bool:
        """Is it in any product's name?"""
        return bool(self.having(word))

    def called(self, criteria: Criteria) -> bool:
        """Has a product all of these words in its name or its values, and more of them than a size or a colour?"""
        telling = tuple(word for word in criteria.words if len(word) > COUNTING or not word.isdecimal())
        if criteria.strange or criteria.unknown or not replace(criteria, words=telling).tells_what:
            return False
        fitting = self.fitting(replace(criteria, words=()))
        return any(fitting) and all((fitting := fitting.intersection(self.having(word))) for word in criteria.words)

    def telling(self, word: str) -> bool:
        """Is it a word of names, and not of nearly all of them?"""
        places = self.having(word)
        return 0 < len(places) <= max(FEW, COMMON * len(self))

    def _ranked(self, fitting: set[int], criteria: Criteria) -> list[int]:
        stylish: set[int] = set().union(
            *(self.postings[SOFT].get(value, ()) for value in criteria.wanted.get(SOFT, ()))
        )
        weights = self._weights(fitting, criteria.words)
        prices = self._prices

        def best(place: int) -> tuple[float, ...]:
            return (
                place not in stylish,
                not self._there[place],
                -weights.get(place, 0.0),
                -self._merit[place],
                place,
            )

        if criteria.order == "cheapest":
            return sorted(fitting, key=lambda place: (prices[place] < 0, prices[place], *best(place)))
        if criteria.order == "dearest":
            return sorted(fitting, key=lambda place: (-prices[place], *best(place)))
        if criteria.order == "rated":
            return sorted(fitting, key=lambda place: (-self._merit[place], *best(place)))
        return sorted(fitting, key=best)

    # -- looking over what is left -----------------------------------------------------------------------------------

    def choices(self, criteria: Criteria) -> dict[str, dict[str, int]]:
        """Facet -> value -> how many of what fits have it; values that all have tell nothing and are there, too."""
        fitting = self.fitting(criteria)
        found: dict[str, dict[str, int]] = {}
        for facet, known in self.postings.items():
            if facet == "category":
                known = {value: places for value, places in known.items() if value not in self._things}
            counts = Counter({value: len(fitting.intersection(places)) for value, places in known.items()})
            found[facet] = {value: count for value, count in counts.most_common() if count}
        return {facet: counts for facet, counts in found.items() if counts}

    def prices(self, criteria: Criteria, parts: int) -> tuple[int, ...]:
        """See ``ProductSearch.prices``."""
        known = sorted(self._prices[place] for place in self.fitting(criteria) if self._prices[place] >= 0)
        cuts = [known[len(known) * part // parts] for part in range(1, parts)] if known else []
        return tuple(dict.fromkeys(cuts))


def values_of(product: Product) -> dict[str, list[str]]:
    """What can be looked for: categories, brand, tags, attributes, and the values of the variants."""
    found: dict[str, list[str]] = {"category": [*product.categories], "tag": [*product.tags]}
    if product.brand:
        found["brand"] = [product.brand]
    for column, values in product.attributes.items():
        known = found.setdefault(facet_of(column), [])
        known += [value for value in values if value and len(value) <= MOST_LETTERS and value not in known]
    for variant in product.variants:
        for column, value in variant.values.items():
            known = found.setdefault(facet_of(column), [])
            if value not in known:
                known.append(value)
    return {facet: values for facet, values in found.items() if values}


def facet_of(column: str) -> str:
    """The facet that a column of the catalogue is."""
    plain = " ".join(phrase(column))
    return _FACET.get(plain, plain)


def _varieties(product: Product) -> Iterator[Variety]:
    for variant in product.variants:
        price = product.price_of(variant)
        values = {facet_of(column): value for column, value in variant.values.items()}
        yield Variety(values, price.amount if price else None, pieces_on(variant.stock) != 0)


def _suits(variety: Variety, criteria: Criteria) -> bool:
    """Is it one variant that has all that is wanted? Red in S and blue in M is no red one in M."""
    for facet, value in variety.values.items():
        if facet in criteria.wanted and facet != SOFT and value not in criteria.wanted[facet]:
            return False
        if value in criteria.unwanted.get(facet, ()):
            return False
    return _within(-1 if variety.price is None else variety.price, criteria)


def _within(price: int, criteria: Criteria) -> bool:
    if criteria.most is None and criteria.least is None:
        return True
    least = 0 if criteria.least is None else criteria.least
    return price >= least and (criteria.most is None or price <= criteria.most)
