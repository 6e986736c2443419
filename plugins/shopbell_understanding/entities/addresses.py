"""Parts of a postal address: street with house number, postcode, city."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from shopbell import Entity

from .lexicons.lexicon import words
from .said import Said
from .vocabulary import Setting

GUESSED = 0.6
_FIVE = r"\d{5}"
# By country (ISO 3166), as Unicode CLDR lists them; other countries are read by what is most common.
POSTCODES = {
    **dict.fromkeys(words("DE FR ES IT FI EE HR UA TR MX"), _FIVE),
    **dict.fromkeys(words("AT CH BE DK NO HU LU SI BG AU NZ ZA CY LV"), r"\d{4}"),
    "NL": r"\d{4} ?[a-z]{2}",
    "GB": r"[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}",
    "IE": r"[a-z]\d[\dw] ?[a-z\d]{4}",
    "US": r"\d{5}(?:-\d{4})?",
    "CA": r"[a-z]\d[a-z] ?\d[a-z]\d",
    "PL": r"\d{2}-\d{3}",
    "PT": r"\d{4}-\d{3}",
    **dict.fromkeys(("SE", "CZ", "SK", "GR"), r"\d{3} ?\d{2}"),
}  # fmt: skip
MOST_STREET_WORDS = 4
_HOUSE = re.compile(r"\d{1,4} ?(?:[a-z](?![^\W_]))?(?:[-/]\d{1,4})?", re.IGNORECASE)
_CITY = re.compile(
    r"[,\s]{1,3}((?:[^\W\d_]{1,3}\.? )?[^\W\d_][\w'’-]{1,30}"
    r"(?:[ -](?:am|an der|im|of|sur|upon|de|la|del|on) [^\W\d_]{2,20})?)"
)


def read_addresses(said: Said, setting: Setting) -> Iterator[Entity]:
    """``street`` as it was written, ``postcode`` in capitals, ``city``; a bare postcode counts beside a street only."""
    if not said.digits:
        return
    streets = [*_streets(said, setting)]
    yield from streets
    yield from _postcodes(said, setting, bool(streets))


def _streets(said: Said, setting: Setting) -> Iterator[Entity]:
    lexicon = setting.lexicon
    for place in range(len(said.words)) if lexicon.glued else said.telling:
        if said.taken[place]:
            continue
        word = said.words[place]
        if word in lexicon.street_heads:
            found = _street_ahead(said, place)
        elif word in lexicon.street_ends or (
            lexicon.glued and len(word) > 5 and word.endswith(setting.vocabulary.street_ends)
        ):
            found = _street_behind(said, place, lexicon.glued)
        else:
            continue
        if found is not None and said.free(*found):
            first, after = found
            written = said.text[said.starts[first] : said.ends[after - 1]]
            yield said.take("street", " ".join(written.split()), first, after, 0.9)


def _house(said: Said, place: int) -> int | None:
    """The token after a house number there."""
    if not said.word(place)[:1].isdecimal():
        return None
    found = _HOUSE.match(said.text, said.starts[place])
    return said.tokens(*found.span())[1] if found is not None and len(found[0]) >= len(said.words[place]) else None


def _street_ahead(said: Said, place: int) -> tuple[int, int] | None:
    """ "12 rue de la Paix", "Calle Mayor 5"."""
    after = place + 1
    while after < len(said.words) and after - place <= MOST_STREET_WORDS and said.words[after].isalpha():
        after += 1
    at = after + (said.word(after) == ",")
    if after > place + 1 and (end := _house(said, at)) is not None and len(said.words[at]) < 5:
        return place, end
    before = place - 1 - (said.word(place - 1) == ",")
    if after > place + 1 and said.word(before)[:1].isdecimal() and len(said.words[before]) < 5:
        return before, min(after, place + 4)
    return None


def _street_behind(said: Said, place: int, glued: bool) -> tuple[int, int] | None:
    """ "Mühlenstraße 12", "12 Mill Lane", "Mill Lane 3"."""
    at = place + 1 + (said.word(place + 1) == ".")
    end = _house(said, at)
    first = place
    while first > 0 and place - first < 2 and said.words[first - 1].isalpha() and _is_name(said, first - 1):
        first -= 1
    before = said.word(first - 1)
    if before[:1].isdecimal() and len(before) < 5 and first < place and not glued:
        return first - 1, place + 1
    if end is not None and (glued or first < place):
        return (
            first
            if (first < place and said.words[place] in ("strasse", "str", "weg", "platz", "street", "road", "lane"))
            or not glued
            else place
        ), end
    return None


def _is_name(said: Said, place: int) -> bool:
    written = said.text[said.starts[place] : said.ends[place]]
    return written[:1].isupper() or (said.text.islower() and len(written) > 3)


def _postcodes(said: Said, setting: Setting, beside_street: bool) -> Iterator[Entity]:
    asked = not setting.lexicon.postcode_words.isdisjoint(said.known)
    alone = len(said.words) <= 4
    for found in _written(said, setting.region):
        first, after = said.tokens(*found.span())
        if not said.free(first, after):
            continue
        city = _CITY.match(said.text, found.end()) if not asked else None
        named = city is not None and (city[1][:1].isupper() or alone or beside_street)
        lettered = not found[0].isdecimal()
        if not (asked or beside_street or lettered or named):
            continue
        yield said.take("postcode", found[0].upper(), first, after, 0.9 if asked or beside_street else GUESSED)
        if city is not None and named:
            inside = said.tokens(*city.span(1))
            if said.free(*inside):
                yield said.take("city", city[1], *inside, 0.9 if beside_street else GUESSED)


def _written(said: Said, region: str) -> "Iterator[re.Match[str]]":
    """What may be a postcode. It begins with digits or with letters joined to them, so it is looked for only there."""
    match, lettered = _pattern(region)
    behind = 0  # the last one
    for place in said.digits:
        if lettered and not said.joined(place):
            continue
        start = said.starts[place - lettered]
        if start >= behind and (found := match(said.text, start)) is not None:
            behind = found.end()
            yield found


@lru_cache(maxsize=32)
def _pattern(region: str) -> "tuple[Callable[[str, int], re.Match[str] | None], bool]":
    """What matches a postcode of the country, and whether it begins with letters."""
    written = POSTCODES.get(region, _FIVE)
    pattern = re.compile(rf"(?<![\w.-])(?:{written})(?![\w-]|[.,:]\d)", re.IGNORECASE)
    return pattern.match, written[0] == "["
