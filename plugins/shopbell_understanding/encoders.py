"""Which encoders there are. A model names those it was trained with; their weights stand here."""

from collections.abc import Sequence

from .reading import Encoder
from .vectors import word_vectors

WORDS, SENTENCES, MULTILINGUAL = "words", "sentences", "multilingual"


def encoders_of(names: Sequence[str]) -> list[tuple[Encoder, float]]:
    """The encoders of these names, with their weights beside the bag of shapes.

    Raises:
        ValueError: there is none of that name, or it is not installed.
    """
    # Beside whole sentences, words alone tell less (on train rows of BANKING77, Bitext support and COVID-Q).
    weights = {WORDS: 1.0 if [*names] == [WORDS] else 0.5, SENTENCES: 3.0, MULTILINGUAL: 1.0}
    return [(_encoder(name), weights[name]) for name in names]


def _encoder(name: str) -> Encoder:
    try:
        if name == WORDS:
            return word_vectors()
        if name == SENTENCES:
            from .sentences import sentence_encoder  # lazy: onnxruntime, an extra, costs 0.2 s and 100 MB

            return sentence_encoder()
        if name == MULTILINGUAL:
            from .multilingual import multilingual_encoder  # lazy: an extra, costs 1 s and 130 MB

            return multilingual_encoder()
    except ImportError as exc:
        raise ValueError(f"the encoder {name!r} is not installed") from exc
    raise ValueError(f"there is no encoder {name!r}")
