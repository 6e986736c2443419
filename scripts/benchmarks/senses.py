"""How well language and mood are told, on labelled texts of a folder, and what reading a message costs.

Files are ``*.tsv`` or ``*.txt`` with one ``label<TAB>text`` per line. Where the labels are negative, neutral and
positive the mood is measured; where they are language codes the language, chosen among the file's own.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from shopbell.config.shops import shop_folder
from shopbell.shop import ShopInfo
from shopbell_understanding.entities import ShopEntities, read_catalogue
from shopbell_understanding.feelings import NEUTRAL, feelings
from shopbell_understanding.languages import LanguageGuess
from shopbell_understanding.words import words_of

from .report import Figure, below

MOODS = ("negative", "neutral", "positive")
TOGETHER = 20  # readings timed at once: the clock of processor time is coarse
Row = tuple[str, str]  # label, text


def measure(folder: Path, language: str) -> list[Figure]:
    """All files of the folder, then the cost."""
    figures: list[Figure] = []
    texts: list[str] = []
    for path in sorted([*folder.glob("*.tsv"), *folder.glob("*.txt")]):
        rows = read_rows(path)
        labels = {label for label, _ in rows}
        if labels and labels <= set(MOODS):
            figures += mood_figures(path.stem, rows, language)
        elif labels and all(len(label.partition("-")[0]) in (2, 3) for label in labels):
            figures += language_figures(path.stem, rows, sorted(labels))
        texts += [text for _, text in rows]
    return figures + cost_figures(texts or ["do you have gluten free bread tomorrow"], language)


def read_rows(path: Path) -> list[Row]:
    """The file's labels and texts."""
    rows = (line.partition("\t") for line in path.read_text(encoding="utf-8", errors="replace").splitlines())
    return [(label.strip(), text) for label, tab, text in rows if tab]


def mood_figures(name: str, rows: Sequence[Row], language: str) -> list[Figure]:
    """Accuracy and macro-F1 of three classes."""
    reader = feelings(language)
    told = [(label, told_mood(reader.feel(text).sentiment)) for label, text in rows]
    return [Figure(f"{name}: mood", accuracy(told), "% right"), Figure(f"{name}: mood", macro_f1(told), "macro-F1")]


def told_mood(sentiment: float) -> str:
    """The class of a sentiment."""
    return MOODS[1] if abs(sentiment) <= NEUTRAL else MOODS[2 if sentiment > 0 else 0]


def language_figures(name: str, rows: Sequence[Row], languages: Sequence[str]) -> list[Figure]:
    """Accuracy where the shop speaks the file's languages; what is not told counts as wrong."""
    guess = LanguageGuess({}, languages)
    told = [(label, guess.guess(words_of(text)) or "") for label, text in rows]
    return [Figure(f"{name}: language", accuracy(told), "% right")]


def accuracy(told: Sequence[Row]) -> float:
    """Per cent of (wanted, told) that agree."""
    return 100 * sum(wanted == found for wanted, found in told) / len(told)


def macro_f1(told: Sequence[Row]) -> float:
    """The mean of the classes' F1, in per cent."""
    scores = []
    for label in MOODS:
        right = sum(wanted == found == label for wanted, found in told)
        either = sum((wanted == label) + (found == label) for wanted, found in told)
        scores.append(2 * right / either if either else 0.0)
    return 100 * sum(scores) / len(scores)


def cost_figures(texts: Sequence[str], language: str) -> list[Figure]:
    """Processor time per text of each sense."""
    catalogue = read_catalogue((shop_folder("bakery") / "catalogue.csv").read_bytes())
    reader = ShopEntities(ShopInfo(name="Bench", languages=(language, "de"), time_zone="Europe/Berlin"), catalogue)
    guess, mood, now = LanguageGuess({}, (language, "de")), feelings(language), datetime(2026, 11, 24, 14, 0)
    senses: dict[str, Callable[[str], object]] = {
        "entities": lambda text: reader.read(text, language, now),
        "language": lambda text: guess.guess(words_of(text)),
        "mood": mood.feel,
    }
    figures = []
    for name, sense in senses.items():
        spent = sorted(cost(sense, text) for text in texts[: 5_000 // TOGETHER])
        figures.append(below(f"{name}: p50", spent[len(spent) // 2], "us", 100))
        figures.append(Figure(f"{name}: p95", spent[len(spent) * 95 // 100], "us"))
    return figures


def cost(sense: Callable[[str], object], text: str) -> float:
    """Microseconds of processor time of one reading."""
    began = time.process_time_ns()
    for _ in range(TOGETHER):
        sense(text)
    return (time.process_time_ns() - began) / TOGETHER / 1000
