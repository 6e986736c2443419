"""Words without their endings, and with their slips put right: what names of products are compared by."""

from collections.abc import Container
from functools import lru_cache

from shopbell import Spelling

SHORTEST_STEM = 3  # letters
REMEMBERED = 2_048  # words and what they are stems of
_ENDINGS = ("en", "er", "n", "e")
_SAME = str.maketrans("iv", "yf")  # "berries" of a "berry", "loaves" of a "loaf"


@lru_cache(maxsize=REMEMBERED)
def stem(word: str) -> str:
    """A word without what its plural may have: "rolls", "Brötchen", "gâteaux" and "roll", "Brötche", "gâteau" fall
    together. What is no plural may lose its end, too, so only compare what went through here.
    """
    if word.endswith(("s", "x")) and not word.endswith("ss") and len(word) > SHORTEST_STEM:
        word = word[:-1]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            word = word[: -len(ending)]
            break
    return word[:-1] + word[-1:].translate(_SAME)


class Stems(dict[str, str]):
    """Remembers the stem of every word that is asked for.

    A word of a name with a slip in it counts as that word; a word of the language stays what it is.
    """

    def __init__(self, names: Container[str], spelling: Spelling) -> None:
        """Take the stems of all words of names, and what puts a word of a name right."""
        super().__init__()
        self._names, self._spelling = names, spelling

    def __missing__(self, word: str) -> str:
        if word.isdecimal():
            return word  # has no slips; and there are too many of them to be remembered
        found = stem(word)
        if found not in self._names:
            found = stem(self._spelling.put_long_right(word) or word)
        if len(self) >= REMEMBERED:
            self.clear()
        self[word] = found
        return found
