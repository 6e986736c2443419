""" "The cheaper one", "which is the biggest?", "lequel est moins cher ?": one of those that were shown, by what it
costs or measures.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from shopbell import Wording
from shopbell.shop import Product

from .records import told

# "The cheaper one" of those that were shown, while "cheaper" asks for others.
BY_PRICE = re.compile(
    r"\bthe (?:(?P<least>cheap(?:er|est)|le(?:ss|ast) expensive)|(?:more|most) expensive|dear(?:er|est)"
    r"|pric(?:ier|iest))(?: one| of (?:them|these|those|the))"
    r"|\b(?:der|die|das|den) (?:(?P<least_de>(?:günstig|billig)(?:er|st)e[ns]?)|teu(?:rere|erste)[ns]?)"
    r"(?=\W*$| (?:von|der)\b)"
    r"|\b(?:le|la) (?:(?P<least_fr>moins)|plus) ch[eè]re?(?=\W*$| d)"
    r"|\b(?:el|la) (?:(?P<least_es>más barat[oa])|más car[oa])(?=\W*$| de)",
    re.IGNORECASE,
)
_CHEAPEST = (
    r"cheap(?:er|est)|le(?:ss|ast) expensive|costs? (?:the )?le(?:ss|ast)"
    r"|(?:günstig|billig|preiswert)(?:er|st)\w*|kostet (?:am )?wenig\w+"
    r"|moins ch[eè]re?s?|coûten?t? (?:le )?moins|m[aá]s (?:barat|econ[oó]mic)[oa]s?|cuestan? menos"
)
_DEAREST = (
    r"(?:more|most) expensive|dear(?:er|est)|pric(?:ier|iest)|costs? (?:the )?(?:more|most)"
    r"|teu(?:rer|erst)\w*|kostet (?:am )?(?:mehr|meisten)|plus ch[eè]re?s?|coûten?t? (?:le )?plus"
    r"|m[aá]s car[oa]s?|cuestan? m[aá]s"
)
# Of whatever is sold: "what is your cheapest charger".
SUPERLATIVE = Wording(
    r"\b(?:cheapest|least expensive|most expensive|(?:günstig|billig|preiswert|teuer)ste[nrs]?"
    r"|(?:le|la|les) (?:moins|plus) ch[eè]re?s?|(?:el|la|los|las) m[aá]s (?:barat|car)[oa]s?)\b"
)
_MOST_WORDS = 10  # of such a question
_which = Wording(
    r"\b(?:which|what|was|welche[rsn]?|lequel|laquelle|lesquel(?:le)?s|quel(?:le)?s?|qu['’]est-ce|cu[aá]l(?:es)?|qu[eé])\b"
)
_one_of = Wording(
    r"\b(?:which|what|the|was|welche[rsn]?|der|die|das|den|lequel|laquelle|lesquel(?:le)?s|quel(?:le)?s?|le|la|les"
    r"|cu[aá]l(?:es)?|qu[eé]|el|los|las)\b"
)
_words = re.compile(r"\w+").findall
# All else that such a question may hold: "which of the two is the ... one, please".
_FRAME = frozenset(
    _words(
        "the which what one ones of out from these those them two three is are s show me and so please has have"
        " would be i ll d we take have like want ich wir nehme nehmen hätte gern gerne möchte je prends voudrais veux"
        " me llevo quiero quisiera"
        " der die das den welche welcher welches welchen was ist sind am von diesen denen dieser davon"
        " beiden zwei drei bitte zeig zeigen sie mir und denn"
        " le la les lequel laquelle lesquels lesquelles quel quelle quels quelles qu est ce qui sont de ces d entre eux"
        " elles des deux trois montrez moi et alors"
        " el lo los las cuál cual cuáles cuales qué que es son estos estas ellos ellas dos tres muéstrame y"
    )
)


class _Measure(NamedTuple):
    """What is compared: by which words, the columns that tell it, in which of a title it stands; the most or least."""

    words: "re.Pattern[str]"
    columns: tuple[str, ...]
    units: str  # as in a title
    pick: Callable[[list[float]], float]


def _measure(words: str, columns: str, units: str, pick: Callable[[list[float]], float]) -> _Measure:
    return _Measure(re.compile(rf"\b(?:{words})\b", re.IGNORECASE), tuple(columns.split()), units, pick)


_SIZES = "dimensions measurements size volume capacity length height width diameter servings serves pieces weight"
_MEASURES = (
    _measure(
        r"bigg(?:er|est)|larg(?:er|est)|(?:am )?größ(?:er|t)\w*|plus (?:grand|gros)\w*|m[aá]s grandes?|mayor(?:es)?",
        _SIZES, r"cm|mm|m|l|ml|cl|tb|gb|kg|g|mah|w|", max,
    ),
    _measure(
        r"small(?:er|est)|(?:am )?klein(?:er|st)\w*|plus petite?s?|m[aá]s pequeñ[oa]s?|menor(?:es)?",
        _SIZES, r"cm|mm|m|l|ml|cl|tb|gb|kg|g|mah|w|", min,
    ),
    _measure(r"heav(?:ier|iest)|(?:am )?schwer(?:er|st)\w*|plus lourde?s?|m[aá]s pesad[oa]s?", "weight", "kg|g", max),
    _measure(
        r"light(?:er|est)|(?:am )?leicht(?:er|est)\w*|plus l[eé]g[eè]re?s?|m[aá]s liger[oa]s?", "weight", "kg|g", min
    ),
    _measure(
        r"long(?:er|est)|(?:am )?läng(?:er|st)\w*|plus (?:longs?|longues?)|m[aá]s larg[oa]s?", "length", "m|cm|mm", max
    ),
    _measure(
        r"short(?:er|est)|(?:am )?kürz(?:er|est)\w*|plus courte?s?|m[aá]s cort[oa]s?", "length", "m|cm|mm", min
    ),
    _measure(
        r"strong(?:er|est)|(?:more|most) powerful|(?:am )?stärk(?:er|st)\w*|plus (?:puissant|fort)e?s?"
        r"|m[aá]s (?:potente|fuerte)s?", "power strength output", "w|v|mah", max,
    ),
    _measure(
        r"new(?:er|est)|latest|(?:am )?neue(?:r|st)\w*|plus r[eé]cente?s?|m[aá]s (?:nuev|reciente)\w*", "year", "", max
    ),
    _measure(
        r"old(?:er|est)|(?:am )?[aä]lt(?:er|est)\w*|plus (?:ancien|vieux|vieille)\w*|m[aá]s (?:antigu|viej)\w*",
        "year", "", min,
    ),
)  # fmt: skip
_cheapest, _dearest = (re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for words in (_CHEAPEST, _DEAREST))
_number = re.compile(r"(?<![\w.,])(\d{1,3}(?:,\d{3})+|\d+(?:[.,]\d+)?)\s?([a-zA-Z]*)")
_IN_BASE = {"kg": ("g", 1000.0), "l": ("ml", 1000.0), "cl": ("ml", 10.0), "m": ("mm", 1000.0), "cm": ("mm", 10.0),
            "tb": ("gb", 1000.0)}  # fmt: skip


def asks_for_a_price(text: str) -> bool | None:
    """ "Which is cheaper?", of whatever was shown: True for the cheapest, False for the dearest; None for all else."""
    if len(text.split()) > _MOST_WORDS or _which.search(text) is None:
        return None
    if _framed(_cheapest, text):
        return True
    return False if _framed(_dearest, text) else None


def picks_by_price(text: str) -> bool | None:
    """The same for "the cheaper one", wherever that is said."""
    said = BY_PRICE.search(text)
    return said.lastgroup is not None if said is not None else asks_for_a_price(text)


def of_this_price(products: Iterable[Product], *, cheapest: bool) -> Product | None:
    """The cheapest of them, or the dearest; of several the first."""
    priced = [one for one in products if one.price is not None]
    by_price: Callable[[Product], int] = lambda one: one.price.amount if one.price is not None else 0  # noqa: E731
    return (min if cheapest else max)(priced, key=by_price, default=None)


def measures(text: str) -> bool:
    """ "The biggest one", "which is the lightest": is one of those that were shown meant by what it measures?"""
    return _measured(text) is not None


def of_this_measure(products: Iterable[Product], text: str) -> Product | None:
    """That one; None where the catalogue tells it of too few of them, or the same of two."""
    measure, known = _measured(text), [*products]
    if measure is None or len(known) < 2:
        return None
    for column in (*measure.columns, None):
        read = [_amount(told(one, (column,)) if column is not None else _in_title(one, measure)) for one in known]
        unit, count = Counter(one[1] for one in read if one is not None).most_common(1)[0] if any(read) else ("", 0)
        if count < 2 or 2 * count <= len(known):
            continue
        values = {place: one[0] for place, one in enumerate(read) if one is not None and one[1] == unit}
        meant = [place for place, value in values.items() if value == measure.pick([*values.values()])]
        return known[meant[0]] if len(meant) == 1 else None
    return None


def _measured(text: str) -> _Measure | None:
    if len(text.split()) > _MOST_WORDS or _one_of.search(text) is None:
        return None
    return next((one for one in _MEASURES if _framed(one.words, text)), None)


def _framed(words: "re.Pattern[str]", text: str) -> bool:
    """Is it said, and nothing else but small words?"""
    rest, count = words.subn(" ", text)
    return bool(count) and _FRAME.issuperset(_words(rest.casefold()))


def _in_title(product: Product, measure: _Measure) -> list[str]:
    if not measure.units:
        return []
    found = re.search(rf"(?<![\w.,])\d[\d.,]*(?: (?:{measure.units}))?(?!\w)", product.title, re.IGNORECASE)
    return [found[0]] if found is not None else []


def _amount(said: list[str]) -> tuple[float, str] | None:
    """The first number, in its smallest unit."""
    found = _number.search(said[0]) if len(said) == 1 else None
    if found is None:
        return None
    digits, unit = found[1], found[2].casefold()
    value = float(digits.replace(",", "") if re.fullmatch(r"\d{1,3}(?:,\d{3})+", digits) else digits.replace(",", "."))
    base, factor = _IN_BASE.get(unit, (unit, 1.0))
    return value * factor, base
