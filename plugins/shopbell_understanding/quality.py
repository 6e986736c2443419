"""What the owner should know of the phrases: which are mistaken for each other, which stand twice, what is thin."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import msgspec

THIN = 3  # phrases below which an intent is guessed rather than known
MOST_TOLD = 200  # of each kind


class Mistaken(msgspec.Struct, frozen=True, array_like=True):
    """A phrase that, left out of the training, was taken for another intent's."""

    phrase: str
    intent: str
    taken_for: str


class Doubled(msgspec.Struct, frozen=True, array_like=True):
    """A phrase that several intents have."""

    phrase: str
    intents: tuple[str, ...]


class Thin(msgspec.Struct, frozen=True, array_like=True):
    """An intent with all of its phrases, which are too few."""

    intent: str
    phrases: tuple[str, ...]


class Quality(msgspec.Struct, frozen=True):
    """Measured when the model was trained."""

    intents: int = 0
    phrases: int = 0
    tried: int = 0  # phrases that were held out
    accuracy: float | None = None  # share of these that was ranked right; None when nothing could be held out
    thin: tuple[Thin, ...] = ()
    doubled: tuple[Doubled, ...] = ()
    mistaken: tuple[Mistaken, ...] = ()
    seconds: float = 0.0  # the training took

    def in_figures(self) -> dict[str, float | None]:
        """For the log: no phrase, no name."""
        accuracy = None if self.accuracy is None else round(self.accuracy, 3)
        return {
            "phrases": self.phrases,
            "expected_accuracy": accuracy,
            "mistaken": len(self.mistaken),
            "doubled": len(self.doubled),
            "thin": len(self.thin),
            "seconds": round(self.seconds, 2),
        }


def thin_intents(phrases: Mapping[str, Sequence[str]]) -> tuple[Thin, ...]:
    """Intents with too few phrases, thinnest first."""
    thin = [Thin(name, tuple(said)) for name, said in phrases.items() if len(said) < THIN]
    return tuple(sorted(thin, key=lambda one: (len(one.phrases), one.intent)))


def doubled_phrases(phrases: Sequence[tuple[str, tuple[str, ...], str]]) -> Iterator[Doubled]:
    """Phrases of the same words with different intents; each comes as (phrase, words, intent)."""
    having: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
    for phrase, words, intent in phrases:
        having[words].setdefault(intent, phrase)
    for intents in having.values():
        if len(intents) > 1:
            yield Doubled(next(iter(intents.values())), tuple(intents))
