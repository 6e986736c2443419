"""Finds the known word that a misspelt one stands for: one letter missing, too many, wrong, or two swapped;
in a long word a letter may be too many and another missing.

Known words are filed under everything that is left of them without one letter, so that a look-up costs as many
dictionary lookups as the word has letters (W. Garbe, "Symmetric Delete spelling correction", 2012).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

SHORTEST = 3  # letters of a word that is put right; shorter ones have too many neighbours
SHORTEST_MEANT = 3  # letters of the word that is put in its place
SHORTEST_UNLISTED = 5
SHORTEST_TWICE = 6  # letters of a word that may have two slips
TWICE = 2
LONGEST = 24
_KEYBOARDS = (("qwertyuiop", "asdfghjkl", "zxcvbnm"), ("qwertzuiop", "asdfghjkl", "yxcvbnm"))


def _beside(key: str) -> str:
    """The keys that touch it on an English or a German keyboard, whose rows stand half a key apart."""
    found = set()
    for rows in _KEYBOARDS:
        (row,) = (number for number, keys in enumerate(rows) if key in keys)
        at = rows[row].index(key)
        places = ((row, at - 1), (row, at + 1), (row - 1, at), (row - 1, at + 1), (row + 1, at - 1), (row + 1, at))
        found |= {rows[r][p] for r, p in places if 0 <= r < len(rows) and 0 <= p < len(rows[r])}
    return "".join(sorted(found))


BESIDE = {key: _beside(key) for key in "abcdefghijklmnopqrstuvwxyz"}


class Spelling:
    """Puts single words right; deterministic."""

    def __init__(self, known: Mapping[str, int], is_word: Callable[[str], bool]) -> None:
        """Take the known words.

        Args:
            known: words, with how often they are used: of two that fit, the commoner one is meant.
            is_word: words of the language that are left as they are, though the shop does not use them.
        """
        self._known, self._is_word = known, is_word
        self._without: dict[str, list[str]] = defaultdict(list)
        for word in known:
            if SHORTEST_MEANT <= len(word) <= LONGEST and word.isalpha():
                for rest in _without_one_letter(word):
                    self._without[rest].append(word)

    def put_right(self, word: str) -> str | None:
        """The known word, or None when none is one slip away or the word is right as it is."""
        if not SHORTEST <= len(word) <= LONGEST or not word.isalpha() or self._is_word(word):
            return None
        return min(self.near(word), key=lambda near: (near[0] != word[0], -self._known[near], near), default=None)

    def near(self, word: str) -> set[str]:
        """The known words that may be meant, by a slip or, in a long word, two; whatever the word itself is."""
        rests = _without_one_letter(word)
        found = {rest for rest in rests if rest in self._known and len(rest) >= SHORTEST}
        found.update(self._without.get(word, ()))
        for rest in rests:
            found.update(near for near in self._without.get(rest, ()) if _swapped_or_wrong(word, near))
        if not found and len(word) >= SHORTEST_TWICE:
            found = self._twice(word, rests)
        return found

    def put_long_right(self, word: str) -> str | None:
        """The same for words of which there is no list: a short one is more likely another word than a slip."""
        meant = self.put_right(word) if len(word) >= SHORTEST_UNLISTED else None
        return meant if meant and len(meant) >= SHORTEST_UNLISTED else None

    def _twice(self, word: str, rests: Iterable[str]) -> set[str]:
        """Known words two slips away: a letter too many and one missing or wrong, in two places, or two too many."""
        found = {near for rest in rests for near in self._without.get(rest, ()) if near[0] == word[0]}
        for shorter in {less for rest in rests for less in _without_one_letter(rest)}:
            near_it = self._without.get(shorter, ())
            found.update(near for near in near_it if near[0] == word[0] and _slips_between(word, near) <= TWICE)
            if shorter in self._known and len(shorter) >= SHORTEST_MEANT:
                found.add(shorter)
        return found


def one_slip_away(word: str, *, any_letter: bool = False) -> set[str]:
    """All that may have been meant by a word, a letter being too many, missing, wrong, or swapped with the next.

    For a list of words too large to be filed as ``Spelling`` does it, or one that changes: each of these is looked up
    (P. Norvig, "How to Write a Spelling Corrector", 2007). The word itself may be among them.

    Args:
        word: of the letters a to z.
        any_letter: in place of a wrong one, as in "cemistry", and not only one that lies beside it on the keyboard:
            55 times the word's length instead of 35 times. 60 us for eight letters.
    """
    found = _without_one_letter(word)
    for at, letter in enumerate(word):
        before, after = word[:at], word[at + 1 :]
        found.update(before + right + after for right in (BESIDE if any_letter else BESIDE.get(letter, "")))
        found.update(before + missing + word[at:] for missing in BESIDE)
        if after:
            found.add(before + after[0] + letter + after[1:])
    found.update(word + missing for missing in BESIDE)
    return found


def _without_one_letter(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


def _slips_between(word: str, near: str) -> int:
    """Letters too many, missing or wrong (V. Levenshtein, "Binary codes capable of correcting deletions, insertions
    and reversals", 1966): two letters taken out and one put in need not be two slips, "Brötchen" is no "Brioche".
    """
    row = [*range(len(near) + 1)]
    for at, letter in enumerate(word, 1):
        before, row = row, [at]
        for place, other in enumerate(near):
            row.append(min(before[place] + (letter != other), before[place + 1] + 1, row[place] + 1))
    slips: int = row[-1]
    return slips


def _swapped_or_wrong(word: str, near: str) -> bool:
    """Do words of one length, equal but for a letter, really lie one slip apart?"""
    differing = [at for at in range(len(word)) if word[at] != near[at]] if len(word) == len(near) else []
    if len(differing) == 1:
        return word[0] == near[0] or near[0] in BESIDE.get(word[0], "")
    return len(differing) == 2 and differing[1] == differing[0] + 1 and sorted(word) == sorted(near)
