"""Finds the known word that a misspelt one stands for: one letter missing, too many, wrong, or two swapped.

Known words are filed under everything that is left of them without one letter, so that a look-up costs as many
dictionary lookups as the word has letters (W. Garbe, "Symmetric Delete spelling correction", 2012).
"""

from collections import defaultdict
from collections.abc import Mapping

SHORTEST = 4  # letters of a word that is put right; shorter ones have too many neighbours
SHORTEST_WRONG_LETTER = 5  # "cake" and "care" are both words
SHORTEST_STEM = 2  # letters; below, a last letter more makes another word
LONGEST = 24


class Spelling:
    """Puts single words right; deterministic."""

    def __init__(self, known: Mapping[str, float]) -> None:
        """Take the known words with their weights: of two that fit, the commoner (lighter) one is meant."""
        self._known = known
        self._without: dict[str, list[str]] = defaultdict(list)
        for word in known:
            if SHORTEST <= len(word) <= LONGEST and word.isalpha():
                for rest in _without_one_letter(word):
                    self._without[rest].append(word)

    def put_right(self, word: str) -> str | None:
        """The known word, or None when none is one slip away."""
        if not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
            return None
        if len(word) > SHORTEST_STEM and word[:-1] in self._known:
            return word[:-1]  # most likely no slip at all: "cars" is "car"
        rests = _without_one_letter(word)
        found = set(self._without.get(word, ())) | {
            rest for rest in rests if rest in self._known and len(rest) >= SHORTEST
        }
        for rest in rests:
            found.update(near for near in self._without.get(rest, ()) if _swapped_or_wrong(word, near))
        return min(found, key=lambda near: (near[0] != word[0], self._known[near], near), default=None)


def _without_one_letter(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


def _swapped_or_wrong(word: str, near: str) -> bool:
    """Do words of one length, equal but for a letter, really lie one slip apart?"""
    differing = [at for at in range(len(word)) if word[at] != near[at]] if len(word) == len(near) else []
    if len(differing) == 1:
        return len(word) >= SHORTEST_WRONG_LETTER and word[0] == near[0]
    return len(differing) == 2 and differing[1] == differing[0] + 1 and sorted(word) == sorted(near)
