"""Which of the shop's products the words of an order may mean."""

import re

from shopbell import NotReadyError, Turn
from shopbell.shop import ProductSearch, named_in

MOST_MEANT = 6  # products among which the customer chooses; of more, a search shows what there is
LEAST_ALIKE = 4  # letters that a word and its plural have in common
_words = re.compile(r"\w+").findall
_OF = frozenset(_words("of the de du des la le les aux del el los las der die das"))


async def meant(turn: Turn, thing: str, *, told: bool) -> list[str]:
    """The few products that such words may mean: "croissants" are three. ``told``: it was said that it is ordered."""
    # Inside, courtesy tells something ("roses for a wedding" are no wedding), but for "of" in a name.
    text = " ".join(word for word in thing.split() if word.casefold() not in _OF)
    try:
        called = await products_called(turn.service("search"), text, turn.language, alone=not told)
    except NotReadyError:
        called = []
    titled = await _titled(turn, called, text) if called else []
    if len(called) > 1:
        return titled or called  # of "rolls" those that are called rolls, where a pretzel stands among them
    # Of 5 "minutes" none is a last-minute cake.
    if called := called if told else titled:
        return called
    # The catalogue itself: what came in a moment ago is not known elsewhere yet.
    named = await named_in(turn.service("catalogue"), text) if text.strip() else None
    stems = len(_words(named.title)) if named is not None else 0
    return [named.id] if named is not None and (told or stems == len(_words(text))) else []


async def products_called(search: ProductSearch, said: str, language: str, *, alone: bool) -> list[str]:
    """The few products that are called so. ``alone``: nothing else may be said.

    Raises ``NotReadyError``.
    """
    criteria = await search.read(said, language, guess=False)
    named = criteria.words or criteria.wanted.get("category")
    if not named or criteria.strange or criteria.unknown or (alone and not criteria.bare):
        return []
    found = await search.find(criteria, MOST_MEANT + 1)
    return [] if found.relaxed or found.count > MOST_MEANT else [*found.products]


async def _titled(turn: Turn, called: list[str], said: str) -> list[str]:
    """Those in whose titles stands a word of what was said."""
    alike = {word[:LEAST_ALIKE] for word in _words(said.casefold())}
    found: list[str] = []
    for product in await turn.service("catalogue").products(called):
        titles = " ".join((product.title, *product.titles.values()))
        if not alike.isdisjoint(word[:LEAST_ALIKE] for word in _words(titles.casefold())):
            found.append(product.id)
    return found
