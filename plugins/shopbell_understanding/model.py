"""The model that the shop uses: intents from the trained file, language from the words; each read independently."""

import re
from collections import defaultdict
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from shopbell import TrainingSet, Understood

from .entities import warm_up
from .feelings import feelings
from .languages import LanguageGuess
from .model_file import read_header
from .quality import Quality
from .words import words_of

if TYPE_CHECKING:
    from .ranking import Ranking

_ADDRESS = re.compile(r"\S+@\S+|https?://\S+")


class TrainedModel:
    """One model file in use. Light to make; what a text needs is loaded by ``load``, or with the first text."""

    def __init__(self, path: Path, taught: TrainingSet, margin: float, threshold: float | None = None) -> None:
        """Read the header.

        Args:
            path: of the model file.
            taught: what it was trained from.
            margin: two meanings closer than this are asked about.
            threshold: instead of the one found by cross-validation.

        Raises:
            ValueError: it is no model of this version.
            OSError: it cannot be read.
        """
        header, _ = read_header(path)
        self._path = path
        self.quality: Quality = header.quality
        self.threshold = header.calibration.threshold if threshold is None else threshold
        self.doubt, self.margin = min(self.threshold, header.calibration.doubt), margin
        self._taught = taught
        self._spoken = taught.languages[0] if taught.languages else "en"
        self._senses: tuple[Ranking, LanguageGuess] | None = None
        self._loading = Lock()

    def load(self) -> "tuple[Ranking, LanguageGuess]":
        """Bring into memory what a text needs (0.2 s with the first model of a process, 10 ms after it)."""
        with self._loading:
            if self._senses is None:
                from .ranking import Ranking  # lazy: numpy costs 0.15 s, off the way from start to ready

                languages = self._taught.languages
                for language in languages or (self._spoken,):
                    feelings(language)
                warm_up(languages)
                self._senses = Ranking(self._path), LanguageGuess(_said(self._taught), languages)
            return self._senses

    def understand(self, text: str, language: str | None) -> Understood:
        """Rank the intents of all languages; ``language`` is what the conversation stays in when in doubt."""
        ranking, languages = self._senses or self.load()
        words = written = words_of(text)
        if "@" in text or "://" in text:  # "ana@example.com" is written in no language, whatever its words are
            written = words_of(_ADDRESS.sub(" ", text))
        spoken = languages.guess(written, language)
        probably = spoken or language or self._spoken
        mood = feelings(probably).feel(text)
        return Understood(
            intents=ranking.rank(text, words, english=probably.startswith("en")),
            language=spoken,
            sentiment=mood.sentiment,
            urgency=mood.urgency,
            emotion=mood.emotion,
        )


def _said(taught: TrainingSet) -> dict[str, list[list[str]]]:
    """The words of each language's phrases."""
    said: dict[str, list[list[str]]] = defaultdict(list)
    for intent in taught.intents:
        for language, phrases in intent.examples.items():
            said[language] += map(words_of, phrases)
    return said
