"""Which word of the shop is meant by one that is a slip of the finger away from several."""

from collections.abc import Callable, Mapping

from shopbell import one_slip_away

from .words import singular

SHORTEST, LONGEST = 3, 24  # letters of a word that is put right
SWAPPED = 3  # ranks that two letters in the wrong order are likelier than other slips
FIRST_LETTER = 2  # ranks that a slip in the first letter is less likely
YOUNG = frozenset(("wifi", "wlan", "app", "apps"))  # than the lists of words, and near others: "wifi" is no "hifi"
UNLISTED = 5  # letters, where nobody knows which words the language has


def put_right(word: str, known: Mapping[str, int], is_word: Callable[[str], bool] | None) -> str:
    """The known word that is meant, else the word as it is.

    Args:
        known: words with a rank; the lower, the likelier.
        is_word: words of the language, which are left alone; None: there is no list.
    """
    shortest = SHORTEST if is_word is not None else UNLISTED
    if not shortest <= len(word) <= LONGEST or not (word.isascii() and word.isalpha()):
        return word
    if word in YOUNG or (is_word is not None and is_word(word)):
        return word
    slips = one_slip_away(word, any_letter=True)
    near = {slip: rank for slip in slips if len(slip) >= SHORTEST and (rank := _rank(slip, known)) is not None}
    swapped = sorted(word)

    def likelihood(slip: str) -> tuple[int, bool, int, str]:
        strange = FIRST_LETTER if slip[0] != word[0] else 0
        same = sorted(slip) == swapped
        return near[slip] + (-SWAPPED if same else strange), not same, abs(len(slip) - len(word)), slip

    return min(near, key=likelihood, default=word)


def _rank(word: str, known: Mapping[str, int]) -> int | None:
    found = known.get(word)
    # Only what may be a plural: hundreds of slips are looked up for one word.
    return known.get(singular(word)) if found is None and word[-1] == "s" else found
