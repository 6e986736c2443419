"""The service ``encoder``: other plugins compare texts by what they mean, with the vectors that the shop uses."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .words import asked_words

if TYPE_CHECKING:
    from .reading import Matrix

COMMON = 16_000  # rarer ones are mostly names, and slips of words that a shop has: "causal", "vantage"


class TextEncoder:
    """Light to make; the vectors are loaded with the first call. For worker threads: 500 texts take 5 ms and more."""

    def __init__(self, name: str) -> None:
        """Take the encoder's name: ``words``, ``sentences`` or ``multilingual``."""
        self._name = name

    def encode(self, texts: Sequence[str]) -> "Matrix":
        """float32 [n, d], rows of unit length, or zero where nothing is known; the first 2,000 characters are read."""
        from .encoders import encoders_of  # lazy: numpy, off the way from start to ready

        ((encoder, _),) = encoders_of([self._name])
        return encoder.encode([" ".join(asked_words(text)) for text in texts])

    def knows(self, word: str) -> bool:
        """Is it one of the 16,000 commonest words, English above all? Then it is no slip of the finger."""
        from .vectors import word_vectors  # lazy: as above

        return word_vectors().has(word, among=COMMON)
