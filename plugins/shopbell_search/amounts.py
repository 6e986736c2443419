"""What is said of price, stars and shipping: read first, and taken out of the sentence, so that a number or a "no"
of theirs is not read again. The order counts: "4.5 stars and up" is no price, "no delivery fee" no negation.
"""

import re
from collections.abc import Callable

import msgspec

from shopbell.shop import minor_digits

from .numbers import in_digits

CUT = " ; "  # stands where something was taken out
ABOUT = 20  # per cent to both sides that "around 50" leaves room for

_CURRENCY = (
    r"(?:us\s?\$|[$€£¥]|usd|eur|gbp|chf|aud|cad|dollars?|bucks?|euros?|pounds?|quid|francs?|franken|dolares|libras)"
)
# "1,200.50", "1 200", "49,90"; "1.5k" is 1,500. What is counted in stars, pieces or inches is no price.
_NUMBER = r"(?:\d{1,3}(?:[ ,.']\d{3})+(?![\d])(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)(?!\d)(?![.,]\d)"
_NO_UNIT = (
    r"(?!\s*(?:\+?\s*-?stars?\b|%|inch|cm\b|mm\b|ml\b|g\b|kg\b|gb\b|tb\b|w(?:h|atts?)?\b|v(?:olts?)?\b|mah\b|years?\b|months?\b|days?\b|hours?\b|pieces?\b"
    r"|persons?\b|people\b|out of\b|/\s*5\b|x\b|sterne?\b|etoiles?\b|estrellas?\b))"
)


def _amount(name: str) -> str:
    return (
        rf"(?P<{name}_sign>{_CURRENCY}\s*)?(?P<{name}>{_NUMBER})(?P<{name}_k>\s?k\b)?"
        rf"{_NO_UNIT}(?P<{name}_unit>\s*{_CURRENCY}(?![a-z]))?"
    )


_MOST = (
    r"under|below|beneath|less(?: money)? than|lower than|cheaper than|fewer than|smaller than|short of|up to|upto"
    r"|at (?:the )?(?:very )?most|within|as much as|no more than|not more than|nothing more than|not to exceed"
    r"|(?:no|nothing|not) (?:above|over|beyond|higher than|greater than|exceeding|pricier than|dearer than"
    r"|more expensive than)|(?:not|[a-z]+n't|never|cannot|without) (?:go|goes|going|costs?|costing|be|pay|paying|spend"
    r"|spending)(?: me| us)? (?:more than|over|above|past|beyond)|(?:not|[a-z]+n't|never|without) exceed(?:ing)?"
    r"|without [a-z]+ (?:over|above|more than)"
    r"|cap(?:ped)?(?: price)?(?: of| at| to)?|limit(?:ed)?(?: is| of| to| at)?|ceiling(?: of| at)?"
    r"|max(?:imum|imal)?\.?|(?:spend|pay|afford)(?:ing)?|budget|sub|<=?"
    r"|unter|bis(?: zu)?|hochstens|maximal|weniger als|gunstiger als|nicht (?:mehr|uber|teurer)(?: als)?"
    r"|moins de|sous|jusqu'a|au plus|(?:au )?maximum|pas plus de|inferieur a"
    r"|menos de|hasta|por debajo de|no mas de|como maximo|maximo"
)
_LEAST = (
    r"over|above|more(?: money)? than|at (?:the )?(?:very )?least|no less than|not less than|nothing less than"
    r"|(?:no|not|nothing) (?:under|below|lower than|cheaper than)|min(?:imum)?\.?|start(?:s|ing)? (?:at|from)|from"
    r"|upwards? of|north of|exceed(?:s|ing)?|in excess of|higher than|greater than|pricier than|dearer than"
    r"|more expensive than|beyond|>=?|uber|mehr als|mindestens|ab|plus de|au moins|a partir de|mas de|al menos|desde"
)
_AROUND = (
    r"around|about|roughly|approximately|approx\.?|circa|ca\.?|close to|near|in the region of|~|ungefahr|environ|unos"
)
_FILL = (
    r"(?:(?:\s|:|,)*(?:of|a|an|the|is|my|to|be|price|total|budget|tag|cost|costs|something like|de|von|for|only)\b)*"
    r"[\s:]*"
)
_OR_LESS = (
    r"(?:or|and) (?:less|under|below|cheaper|lower)\b|and (?:no|not) more\b|max(?:imum)?\b|at (?:the )?most\b|tops\b"
    r"|budget\b|limit\b|ceiling\b|to spend\b|price cap\b|cap\b|oder weniger\b|ou moins\b|o menos\b"
)
_OR_MORE = (
    r"(?:or|and) (?:more|above|over|up|upwards?|higher)\b|\+|plus\b|upwards?\b|min(?:imum)?\b|at (?:the )?least\b"
    r"|oder mehr\b|ou plus\b|o mas\b"
)
_BETWEEN = re.compile(
    r"(?:\b(?:priced?|costing|anywhere|somewhere|ranging|range|budget|in the range|is|of)\s+)*"
    rf"\b(?:between|from|zwischen|von|entre|de)\s+{_amount('low')}"
    rf"\s*(?:and|to|-|–|until|till|up to|und|bis|et|a|y|hasta|or)\s*{_amount('high')}"
)
_RANGE = re.compile(rf"{_amount('low')}\s*(?:-|–|—|to|bis)\s*{_amount('high')}(?P<said>\s*(?:price|range|budget)\b)?")
_BOUND = re.compile(
    rf"(?:(?<![a-z])(?P<before>(?P<most>{_MOST})|(?P<least>{_LEAST})|(?P<around>{_AROUND})){_FILL}"
    rf"(?:(?:{_AROUND}|{_MOST})\s+)?)?"
    rf"{_amount('price')}(?:\s*,?(?P<less>\s*(?:{_OR_LESS}))|\s*(?P<more>{_OR_MORE}))?"
)

_UP = (
    r"(?:\s*(?:\+|plus\b|(?:or|and) (?:more|up|above|over|higher|better|upwards?)\b|min(?:imum)?\b(?!\s*[$€£\d])"
    r"|at (?:the )?least\b(?!\s*[$€£\d])))"
)
_STAR = r"-?\s*(?:stars?|sterne?n?|etoiles?|estrellas?)\b"
_SCORE = r"(?P<stars>[0-4](?:[.,]\d)?|5(?:[.,]0)?)(?![\d.,]*\d)"
_RATED = (
    r"(?:\b(?<!or )(?:rated|ratings?|score[sd]?|scoring|reviews?|reviewed|average|customer|with|and|a|an|of|at|the"
    r"|least|is|are|be|has|have|having|above|over|from|higher|than|better|more|minimum|min|no|not|less|below"
    r"|under|should|must|bewertet|mit|note)"
    r"\s+)"
)
_STARS = (
    re.compile(rf"{_RATED}*{_SCORE}{_UP}?\s*{_STAR}(?:{_UP}|\s*(?:ratings?|rated|reviews?|average)\b)*"),
    re.compile(rf"{_RATED}*{_SCORE}\s*(?:/|out of)\s*(?:5|five)(?:\s*{_STAR})?(?:{_UP}|\s*(?:ratings?|rated)\b)*"),
    re.compile(rf"\b(?:rated|ratings?|scored?|reviews?)\b[\s:]*{_RATED}*{_SCORE}{_UP}?"),
    re.compile(rf"{_SCORE}{_UP}?\s*(?:rated|ratings?|average|reviews)\b(?:{_UP})?"),
)
_BARE_STARS = re.compile(rf"(?<![\w.,$€£]){_SCORE}{_UP}")

_POST = r"(?:shipping|delivery|postage|deliveries|shipment|carriage|p and p|shipping and handling)"
_FREE = (
    r"(?:free of charge|free|complimentary|gratis|no[- ]cost|zero[- ]cost|cost[- ]free|included|waived|covered"
    r"|on the house)"
)
_LEAD = (
    r"(?:\b(?:and|with|plus|including|incl|that|has|have|having|must|needs?|should|offers?|offering|only|come|comes|it|want"
    r"|i|qualif(?:y|ies)|eligible|for|which|get|gets|if|possible|also|ideally|preferably)\s+)*"
)
_SHIPPING = re.compile(
    _LEAD
    + r"(?:"
    + rf"\b{_FREE}\s+(?:home\s+|standard\s+|express\s+|next day\s+|fast\s+)?{_POST}\b"
    + r"|\b(?:no|without|zero|waived?|skip the|no extra|not paying|[a-z]+n't (?:want to )?pay"
    + r"|(?:refuse to|not|never) pay|pay(?:ing)? nothing|pay no|0|minus)\s+"
    + rf"(?:(?:any|extra|additional|for|the|(?:having )?to pay|paying|costs?|charge|fee)\s+)*{_POST}\b"
    + r"(?:\s+(?:fees?|costs?|charges?|expenses?|charge|cost))?"
    + rf"|\b{_POST}\s*(?:(?:fees?|costs?|charges?|should|must|has to|needs to|to|is|be|that is|for|at|of)\s+)*"
    + rf"(?:{_FREE}|nothing|no (?:extra )?(?:cost|charge)|paid|thrown in|zero|0)\b"
    + r"|\b(?:ships?|shipped|delivered?|delivers|sent|send|posted|mailed|shipping|brought)\s+(?:(?:it|to|me|out|home|my"
    + r"|door|us)\s+)*(?:for\s+)?(?:free(?: of charge)?|gratis|nothing|at no (?:extra )?(?:cost|charge)"
    + r"|without (?:extra )?(?:charge|cost|fees?))\b"
    + r"|\bpost(?:age)?[- ]free\b|\bfree[- ](?:to[- ])?(?:ship|deliver|post)(?:ped|ed)?\b|\bfree\s*-?\s*ship\w*"
    + r"|\bversandkostenfrei\w*|\bportofrei\w*|\b(?:kostenlose[rnms]?|gratis|freie[rnms]?)\s+(?:versand|lieferung)"
    + r"|\bohne (?:versand|liefer)kosten|\b(?:versand|lieferung) (?:ist )?(?:kostenlos|gratis|frei|umsonst)\b"
    + r"|\blivraison (?:gratuite|offerte)|\b(?:sans )?frais de (?:port|livraison)(?: (?:offerts|gratuits|inclus))?"
    + r"|\bport offert|\bavec livraison gratuite|\benvio (?:gratis|gratuito)|\bentrega (?:gratis|gratuita)"
    + r"|\bsin (?:gastos|costes?|coste) de envio)"
)

# Nothing above is found in a text that has none of these: most sentences are spared the long patterns.
_DIGIT = re.compile(r"\d")
_OF_STARS = ("star", "stern", "etoile", "estrella", "/", "out of", "rat", "score", "review", "average")
_OF_SHIPPING = (
    "ship", "deliver", "post", "carriage", "p and p", "sent", "send", "mailed", "brought", "versand", "liefer", "porto",
    "livraison", "frais", "port", "envio", "entrega",
)  # fmt: skip


class Amounts(msgspec.Struct):
    """What was found. Money in minor units, stars in tenths."""

    least: int | None = None
    most: int | None = None
    stars: int | None = None
    free_shipping: bool = False


def take_amounts(text: str, currency: str) -> tuple[Amounts, str]:
    """Read a plain text; the rest has ``;`` where something stood."""
    found = Amounts()
    rest = in_digits(text)
    counted = _DIGIT.search(rest) is not None
    for pattern in _STARS if counted and _has_any(_OF_STARS, rest) else ():
        rest = pattern.sub(lambda said: _take_stars(said, found), rest)
    if _has_any(_OF_SHIPPING, rest):
        rest = _SHIPPING.sub(lambda said: _take_shipping(said, found), rest)
    if not counted:
        return found, rest
    scale = 10 ** minor_digits(currency)
    for pattern, take in ((_BETWEEN, _take_range), (_RANGE, _take_range), (_BOUND, _take_bound)):
        rest = pattern.sub(_taking(take, found, scale), rest)
    rest = _BARE_STARS.sub(lambda said: _take_stars(said, found), rest)
    return found, rest


def _has_any(cues: tuple[str, ...], text: str) -> bool:
    return any(cue in text for cue in cues)


def _taking(
    take: Callable[[re.Match[str], Amounts, int], str], found: Amounts, scale: int
) -> Callable[[re.Match[str]], str]:
    return lambda said: take(said, found, scale)


def _take_stars(said: re.Match[str], found: Amounts) -> str:
    found.stars = round(float(said["stars"].replace(",", ".")) * 10)
    return CUT


def _take_shipping(said: re.Match[str], found: Amounts) -> str:
    found.free_shipping = True
    return CUT


def _take_range(said: re.Match[str], found: Amounts, scale: int) -> str:
    clear = (
        said.re is _BETWEEN
        or said.groupdict().get("said")
        or any(map(said.group, ("low_sign", "high_sign", "high_unit")))
    )
    if not clear and not said["low_unit"]:
        return said[0]
    low, high = _minor(said, "low", scale), _minor(said, "high", scale)
    if said["high_k"] and not said["low_k"] and low < high // 1000:
        low *= 1000  # "between 1 and 2k"
    found.least, found.most = min(low, high), max(low, high)
    return CUT


def _take_bound(said: re.Match[str], found: Amounts, scale: int) -> str:
    price = _minor(said, "price", scale)
    if said["most"] or (said["less"] and not said["least"]):
        found.most = price
    elif said["least"] or said["more"]:
        if not (said["least"] or said["price_sign"] or said["price_unit"]):
            return said[0]  # "4.5 and up" are stars
        found.least = price
    elif said["around"] and (said["price_sign"] or said["price_unit"]):
        found.least, found.most = price * (100 - ABOUT) // 100, price * (100 + ABOUT) // 100
    elif said["price_sign"] or said["price_unit"]:
        found.most = price
    else:
        return said[0]
    return CUT


def _minor(said: re.Match[str], name: str, scale: int) -> int:
    digits = said[name].replace(" ", "").replace("'", "")
    sign = max(digits.rfind("."), digits.rfind(","))
    if sign >= 0 and len(digits) - sign - 1 != 3:
        digits = re.sub(r"[.,]", "", digits[:sign]) + "." + digits[sign + 1 :]
    else:
        digits = re.sub(r"[.,]", "", digits)
    return round(float(digits) * (1000 if said[f"{name}_k"] else 1) * scale)
