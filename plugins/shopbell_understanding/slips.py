"""What was meant by words that no phrase of the shop has: the likelier of a slip of the finger and of another word.

A noisy channel (M. Kernighan, K. Church and W. Gale, "A Spelling Correction Program Based on a Noisy Channel Model",
1990): a known word is as likely as the phrases use it, another English word as its place among all words tells, and
between the two stand the slips of a hasty hand. So "hat" is put right to "what" in a shop whose phrases never say "hat"
and often "what", and "now" is not to "how". How often customers say what no phrase says is told by how many different
words the phrases have (I. Witten and T. Bell, "The Zero-Frequency Problem", 1991).

For English alone: the list of all words is English.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from shopbell import Spelling

SLIPS = 0.02  # of all words
KINDS = 4  # of slips: a letter missing, too many, wrong, or swapped with the next
KEYS = 4  # beside the right one, of which the wrong one is any
SELDOM = 0.1  # of the letters that are too many: another than its neighbour
FIRST = 0.3  # as often as in any other place a word's first letter is wrong
SPACES = 0.1  # of the slips: a space that is missing, too many, or a letter too early or too late
COMMONEST = 0.1  # of all words: the commonest one; the second half of that, and so on (G. Zipf)
NO_WORD = 1e-9  # how likely what is in no list was meant as it stands: a name
SHORTEST = 2  # letters: one alone is a size as likely as a slip
SHORTEST_SPLIT = 5  # letters of two words without a space
LONGEST = 24
MOST_STRANGE = 12  # words of one text; one that has more is in another language, or in none
REMEMBERED = 2_048


class Slips:
    """Puts words right; deterministic. For one thread, since it remembers words."""

    def __init__(self, known: Mapping[str, int], place_of: Callable[[str], int | None]) -> None:
        """Take the shop's words.

        Args:
            known: words of the phrases, with the number of phrases that have it.
            place_of: a word's place among all words by use, from 1; None for what is no word.
        """
        self._known, self._place_of = known, place_of
        self._spelling = Spelling(known, lambda word: place_of(word) is not None)
        self.put_long_right = lru_cache(REMEMBERED)(self._spelling.put_long_right)  # for other languages
        self._all = max(1, sum(known.values()) + len(known))
        self._other = len(known) / self._all
        self._slip_of: dict[str, tuple[float, str]] = {}

    def put_right(self, words: Sequence[str]) -> list[str]:
        """The words that were meant."""
        strange = [word for word in words if word not in self._known]
        if not any(map(str.isalpha, strange)):  # "4kg" is no slip
            return [*words]
        if len(strange) > MOST_STRANGE and sum(self._place_of(word) is None for word in strange) > MOST_STRANGE:
            return [*words]
        return [word if word in self._known else self._meant(word) for word in self._spaced(words)]

    def _meant(self, word: str) -> str:
        chance, meant = self._slipped(word)
        return meant if chance > self._likely(word) else word

    def _slipped(self, word: str) -> tuple[float, str]:
        """The likeliest known word that this one is a slip of, with the chance of both."""
        found = self._slip_of.get(word)
        if found is None:
            if len(self._slip_of) >= REMEMBERED:  # whoever writes noise must not fill the memory
                self._slip_of.clear()
            near = self._spelling.near(word) if SHORTEST <= len(word) <= LONGEST and word.isalpha() else ()
            weighed = ((self._likely(meant) * _slip(meant, word), meant) for meant in near)
            found = self._slip_of[word] = max(weighed, default=(0.0, word))
        return found

    def _likely(self, word: str) -> float:
        """The chance that it is a customer's next word."""
        if word in self._known:
            return self._known[word] / self._all
        place = self._place_of(word)
        return self._other * (COMMONEST / place if place else NO_WORD)

    def _spaced(self, words: Sequence[str]) -> list[str]:
        """With each space where it was meant: "wher eis", "trackmy", "pay ment"."""
        found: list[str] = []
        known_before = True  # or there is none before
        for word in words:
            known = word in self._known
            if found and not (known and known_before) and (meant := self._two(found[-1], word)):
                found[-1:] = meant
                known_before = True
            elif known:
                found.append(word)
                known_before = True
            else:
                found += self._split(word)
                known_before = found[-1] in self._known
        return found

    def _two(self, first: str, second: str) -> list[str] | None:
        """What two words should have been; None if they are right."""
        if not (first.isalpha() and second.isalpha()):
            return None
        for meant in ([first[:-1], first[-1] + second], [first + second[0], second[1:]], [first + second]):
            if meant[0] in self._known and meant[-1] in self._known:
                chance = SLIPS * SPACES
                for word in meant:
                    chance *= self._likely(word)
                if chance > self._likely(first) * self._likely(second):
                    return meant
        return None

    def _split(self, word: str) -> list[str]:
        """Two words without a space between them."""
        if not SHORTEST_SPLIT <= len(word) <= LONGEST or not word.isalpha() or self._place_of(word):
            return [word]
        cuts = [(word[:at], word[at:]) for at in range(SHORTEST, len(word) - SHORTEST + 1)]
        both = [cut for cut in cuts if cut[0] in self._known and cut[1] in self._known]
        weighed = [(self._likely(cut[0]) * self._likely(cut[1]) * SLIPS * SPACES, cut) for cut in both]
        chance, meant = max(weighed, default=(0.0, (word,)))
        return [*meant] if chance > self._slipped(word)[0] else [word]


def _slip(meant: str, said: str) -> float:
    """How likely a hand that means the one writes the other."""
    share = SLIPS / KINDS / len(meant)
    if meant[0] != said[0]:
        share *= FIRST
    longer, shorter = (said, meant) if len(said) > len(meant) else (meant, said)
    if len(longer) == len(shorter):
        wrong = [at for at in range(len(said)) if said[at] != meant[at]]
        if len(wrong) == 1:
            return share / KEYS
        return share if len(wrong) == 2 and sorted(said) == sorted(meant) else share * SLIPS
    places = [at for at in range(len(longer)) if longer[:at] + longer[at + 1 :] == shorter]
    if not places:
        return share * SLIPS  # two slips
    return share if len(places) > 1 or longer is meant else share * SELDOM  # more than one place: a letter is doubled
