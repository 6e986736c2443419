"""Which encoders there are. A model names those it was trained with; their weights stand here."""

from collections.abc import Sequence

from .reading import Encoder
from .vectors import word_vectors

WORDS, SENTENCES = "words", "sentences"


def encoders_of(names: Sequence[str]) -> list[tuple[Encoder, float]]:
    """The encoders of these names, with their weights beside the bag of shapes.

    Raises:
        ValueError: there is none of that name, or it is not installed.
    """
    return [_encoder(name) for name in names]


def _encoder(name: str) -> tuple[Encoder, float]:
    if name == WORDS:
        return word_vectors(), 1.0
    if name == SENTENCES:
        try:
            from .sentences import sentence_encoder  # lazy: onnxruntime, an extra, costs 0.2 s and 100 MB
        except ImportError as exc:
            raise ValueError(f"the encoder {name!r} is not installed") from exc
        return sentence_encoder(), 3.0
    raise ValueError(f"there is no encoder {name!r}")
