"""Order numbers, in the pattern that the shop prints on its parcels."""

import re
from collections.abc import Iterator, Sequence

from shopbell import Entity

from .lexicons.lexicon import words
from .said import Said
from .vocabulary import Setting

# Without a pattern: a code with digits behind the word "order", or behind "#".
_CODE = re.compile(r"(?:[a-z]{1,4}[-_ ]?)?\d{3,12}(?:[-_/]\d{1,8})?(?![\w])", re.IGNORECASE)
_FILLERS = words(
    "number no nr num numero nummer n º ° # : . ? ! , is ist est es id code mit der die with de la lautet"
    " it ' ’ s its the that sie c"
)
MOST_FILLERS = 4


class OrderNumbers:
    """Finds order numbers. A pattern is written as the shop writes numbers: ``#`` a digit, ``@`` a letter.

    Between the groups of a pattern customers may leave a hyphen out or put a space; case does not matter.
    """

    def __init__(self, patterns: Sequence[str] = ()) -> None:
        """Take the shop's patterns, such as ``CR-######``."""
        self._patterns = tuple(
            sorted(((_compiled(one), one) for one in patterns if one.strip()), key=lambda p: -len(p[1]))
        )

    def read(self, said: Said, setting: Setting) -> Iterator[Entity]:
        """Order numbers in the form in which the shop prints them."""
        if not said.digits:
            return
        for expression, pattern in self._patterns:
            for found in expression.finditer(said.text):
                first, after = said.tokens(*found.span())
                if said.free(first, after):
                    yield said.take("order_number", _printed(found[0], pattern), first, after)
        if not self._patterns:
            yield from _named(said, setting)


def _compiled(pattern: str) -> "re.Pattern[str]":
    parts = {"#": r"\d", "@": r"[^\W\d_]"}
    built = "".join(
        r"[-_/. ]?" if not sign.isalnum() and sign not in parts else parts.get(sign, re.escape(sign))
        for sign in pattern
    )
    return re.compile(rf"(?<![^\W_])#?{built}(?![^\W_])", re.IGNORECASE)


def _printed(text: str, pattern: str) -> str:
    signs = iter(sign for sign in text if sign.isalnum())
    return "".join(next(signs, "").upper() if sign.isalnum() or sign in "#@" else sign for sign in pattern)


def _named(said: Said, setting: Setting) -> Iterator[Entity]:
    words = setting.lexicon.order_words
    if words.isdisjoint(said.known) and "#" not in said.known:
        return
    for place, word in enumerate(said.words):
        if word not in words and word != "#":
            continue
        at = place + 1
        while at < len(said.words) and at - place <= MOST_FILLERS and said.words[at] in _FILLERS:
            at += 1
        found = _CODE.match(said.text, said.starts[at]) if at < len(said.words) else None
        if found is None:
            continue
        first, after = said.tokens(*found.span())
        if said.free(first, after):
            yield said.take("order_number", found[0].upper().replace(" ", ""), first, after, 0.8)
