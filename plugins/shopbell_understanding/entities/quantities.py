"""How many and how much: "two loaves", "3x", "500 g", "a dozen rolls"."""

from collections.abc import Iterator

from shopbell import Entity

from .numbers import Numbers
from .said import Said
from .vocabulary import Setting

TIMES = frozenset("x×")


def read_quantities(said: Said, setting: Setting, numbers: Numbers, things: frozenset[int]) -> Iterator[Entity]:
    """Pieces as ``quantity``, an int; measures as ``measure``, (amount, unit).

    Args:
        said: the text.
        setting: its language.
        numbers: those found in it.
        things: tokens with which something begins that the shop sells: a number before them counts them.
    """
    units = setting.vocabulary.units
    for value, first, after in numbers.values():
        if not said.free(first, after):
            continue
        word = said.word(after)
        if (
            said.word(first - 1) in TIMES
            and not said.taken[first - 1]
            and isinstance(value, int)
            and after not in things
        ):
            yield said.take("quantity", value, first - 1, after)
        elif (unit := units.get(word)) and not said.taken[after]:
            if unit != "piece":
                yield said.take("measure", (value, unit), first, after + 1)
            elif isinstance(value, int):
                yield said.take("quantity", value, first, after + 1)
        elif isinstance(value, int) and (after in things or after + 1 in things):
            yield said.take("quantity", value, first, after)
    articles = setting.lexicon.articles
    if things and not articles.isdisjoint(said.known):
        for place in sorted(things):
            if said.word(place - 1) in articles and not said.taken[place - 1]:
                yield said.take("quantity", 1, place - 1, place, 0.7)
