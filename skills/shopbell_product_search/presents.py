"""A present is all that a shop has; what alone is called one, a card mostly, is not what is meant."""

from collections.abc import Mapping

from msgspec.structs import replace

from shopbell.shop import Criteria, ProductSearch

from .wishes import A_PRESENT


def says_present(text: str) -> bool:
    """ "A gift for somebody who wears M", "something for my mum"?"""
    return A_PRESENT.search(text) is not None


async def besides_presents(search: ProductSearch, text: str, language: str, criteria: Criteria) -> Criteria | None:
    """What is wanted apart from its being a present; None where the catalogue calls nothing so, or several that fit.

    Args:
        text: what was said.
        language: in which.
        criteria: what was read from it.
    """
    said = A_PRESENT.search(text) if criteria.wanted else None
    if said is None:
        return None
    called: Mapping[str, tuple[str, ...]] = (await search.read(said[0], language, guess=False)).wanted
    alike = [facet for facet, values in called.items() if criteria.wanted.get(facet) == values]
    if not alike:
        return None
    found = await search.find(criteria, 2)
    if found.count > 1 and not found.relaxed:
        return None
    return replace(criteria, wanted={one: values for one, values in criteria.wanted.items() if one not in alike})
