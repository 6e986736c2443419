"""What is said of a search."""

from collections.abc import Iterator

from shopbell import Text
from shopbell import Text as _
from shopbell.shop import Criteria, Found, Money

FACETS = {
    "season": _("season"), "occasion": _("occasion"), "material": _("material"), "colour": _("colour"),
    "size": _("size"), "brand": _("brand"), "gender": _("person it is for"), "stars": _("rating"),
    "free_shipping": _("free shipping"), "unwanted": _("things you do not want"), "words": _("name"),
}  # fmt: skip
NO_CATALOGUE = _("I cannot look into our products at the moment. Please try again in a little while.")
NOT_SHOWN = _("I have not shown you so many. Which one do you mean?")
WHICH_ONE = _("Which one do you mean? Say for example: the first one.")
NAME_IT = _("Which one do you mean? Please tell me its name.")
WHICH_TWO = _("Which two do you mean? Search for something first, then say: compare the first two.")
NOTHING = _("I find nothing like that in our shop.")
NEARLY = _("This may be what you mean:")
NO_MORE = _("These are all that I found.")
CHEAPEST_ALREADY = _("I find nothing cheaper that fits.")
DEAREST_ALREADY = _("I find nothing above that that fits.")


def unsold(thing: str) -> Text:
    """Of what others sell."""
    return _("We have no {what} in our shop.", what=thing)


def not_among(thing: str) -> Text:
    """Of the catalogue alone: whether the shop has a car park is written elsewhere."""
    return _("I find no “{what}” among what we sell.", what=thing)


def found_in_words(found: Found, shown: int) -> Text:
    """The line above the cards."""
    if found.count > shown:
        return _("{count} products fit. The first {shown}:", count=found.count, shown=shown)
    return _("This one fits:", plural="These {count} fit:", count=found.count)


def relaxed_in_words(found: Found, criteria: Criteria) -> Iterator[Text]:
    """What was given up, and in which words the customer had asked for it."""
    for facet in found.relaxed:
        said = criteria.unknown.get(facet) or ", ".join(criteria.wanted.get(facet, ()))
        yield _("I find none with that {facet} ({said}); the rest fits.", facet=FACETS.get(facet, facet), said=said)


def hindrances_in_words(found: Found, nearest: Money | None, criteria: Criteria, currency: str) -> Iterator[Text]:
    """Why there is nothing, and what would help: price and shipping are never given up by themselves."""
    if "category" in criteria.unknown:
        yield unsold(criteria.unknown["category"])
        return
    if "most" in found.relaxed and criteria.most is not None:
        most = Money(criteria.most, currency)
        if nearest is not None:
            yield _(
                "I find nothing up to {most}. The cheapest that fits costs {cheapest}.", most=most, cheapest=nearest
            )
        else:
            yield _("I find nothing up to {most}.", most=most)
    elif "least" in found.relaxed and criteria.least is not None:
        yield _("I find nothing from {least} on.", least=Money(criteria.least, currency))
    elif found.relaxed and found.relaxed[0] == "tag":
        yield _("I find none that is listed as {what}.", what=", ".join(criteria.wanted["tag"]))
    elif found.relaxed and found.relaxed[0] in FACETS:
        facet = FACETS[found.relaxed[0]]
        yield _("I find nothing like that. Without the {facet} there would be some.", facet=facet)
    elif found.relaxed:
        said = ", ".join(criteria.wanted.get(found.relaxed[0], found.relaxed))
        yield _("I find nothing like that. Without “{what}” there would be some.", what=said)
    else:
        yield NOTHING
