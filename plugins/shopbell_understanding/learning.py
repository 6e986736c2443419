"""Learns a model from the shop's phrases. Runs in a process of its own (``child.py``), for it takes its time."""

import math
import time
from collections import Counter
from collections.abc import Sequence, Set
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shopbell import TrainingSet

from .calibration import Tried, calibrate, expected_accuracy
from .encoders import MULTILINGUAL
from .head import Classes, fit, leads, raw_scores
from .model_file import Header, write_model
from .quality import MOST_TOLD, THIN, Mistaken, Quality, doubled_phrases, thin_intents
from .reading import Encoder, Matrix, Rarity, bags_of
from .vectors import FOLDER
from .words import plain_words

RANK = 256  # dimensions into which the bag of shapes is folded
TURNED = 256  # dimensions in which the head learns; of few phrases, more cost time and are believed too easily
EACH_TURNED = 20  # phrases; so many bear one more dimension
LANDMARKS = 768
FOLDS = 5
FEW_PHRASES = 60
# What a fold did not see makes it worse than the model that answers. The odds of being right rise with the number of
# phrases, and so do scores, by these powers: the mean over train rows of BANKING77, Bitext support and COVID-Q, 2 to 10
# phrases per intent.
ODDS_RISE = 1.0
SCORES_RISE = 0.1
MANY_PHRASES = 10  # of one intent; with more, the model that answers is hardly better than that of a fold
BACKGROUND = FOLDER / "background.txt"


class Phrase(NamedTuple):
    """One example: as it was written, its words (all different), its intent's place, and its language."""

    text: str
    words: tuple[str, ...]
    intent: int
    language: str


class Learned(NamedTuple):
    """All that a model file holds."""

    header: Header
    arrays: dict[str, NDArray[np.generic]]

    def write(self, path: Path) -> None:
        """Write it, atomically."""
        write_model(path, self.header, self.arrays)


def learn(taught: TrainingSet, encoders: Sequence[tuple[Encoder, float]]) -> Learned:
    """Train, hold out, calibrate; the same phrases always give the same model.

    Args:
        taught: intents in the order of the shop.
        encoders: with their weights beside the bag of shapes.
    """
    began = time.perf_counter()
    names = tuple(intent.name for intent in taught.intents)
    phrases = _phrases(taught, {encoder.name for encoder, _ in encoders})
    cut = [[*phrase.words] for phrase in phrases]
    other = BACKGROUND.read_text(encoding="utf-8").splitlines()
    around = [[*dict.fromkeys(plain_words(text))] for text in other]
    rarity = Rarity.among(cut)
    bags = bags_of(cut, rarity)
    folding = fold_bags(bags)
    features = np.hstack([encode([phrase.text for phrase in phrases], encoders), bags @ folding])
    turn = main_directions(features)
    features = features @ turn
    lessons = _Lessons(
        features,
        np.array([phrase.intent for phrase in phrases], np.intp),
        np.hstack([encode(other, encoders), bags_of(around, rarity) @ folding]) @ turn,
        len(names),
    )
    head = lessons.fit()
    unit = _unit(features, head)
    tried, stand_ins, mistaken = _hold_out(phrases, lessons, names)
    said: dict[str, list[str]] = {name: [] for name in names}
    for phrase in phrases:
        said[names[phrase.intent]].append(phrase.text)
    written = [(phrase.text, phrase.words, names[phrase.intent]) for phrase in phrases]
    calibration = calibrate([*tried, *stand_ins], len(names))
    quality = Quality(
        intents=len(names),
        phrases=len(phrases),
        tried=len(tried),
        accuracy=expected_accuracy([*tried, *stand_ins], calibration),
        thin=thin_intents(said),
        doubled=(*doubled_phrases(written),)[:MOST_TOLD],
        mistaken=tuple(mistaken[:MOST_TOLD]),
        seconds=time.perf_counter() - began,
    )
    header = Header(
        intents=names,
        encoders=tuple(encoder.name for encoder, _ in encoders),
        unit=unit,
        calibration=calibration,
        words=dict(Counter(word for words in cut for word in words)),
        quality=quality,
    )
    return Learned(
        header, {"rarity": rarity.weights, "folding": folding.astype(np.float16), "head": turned_back(head, turn)}
    )


def _phrases(taught: TrainingSet, encoders: Set[str]) -> list[Phrase]:
    """Each phrase once per intent; where the encoder knows what foreign words mean, those of the shop's languages.

    The shop's own questions have phrases in its languages alone. Whoever comes with the same in four has the stronger
    claim then, and understands its own customers no better (of 144 questions to three shops 101 answered with all
    languages, 120 with the shop's own).
    """
    spoken = frozenset(taught.languages) if MULTILINGUAL in encoders else frozenset()
    found: dict[tuple[tuple[str, ...], int], Phrase] = {}
    for place, intent in enumerate(taught.intents):
        own = {language: texts for language, texts in intent.examples.items() if language in spoken}
        for language, texts in (own or intent.examples).items():
            for text in texts:
                words = tuple(dict.fromkeys(plain_words(text)))
                if words:
                    found.setdefault((words, place), Phrase(text, words, place, language))
    return [*found.values()]


def encode(texts: Sequence[str], encoders: Sequence[tuple[Encoder, float]]) -> Matrix:
    """[n, sum of the encoders' dimensions]: what each makes of the texts, by its weight."""
    read = [" ".join(plain_words(text)) for text in texts]
    parts = [np.sqrt(np.float32(weight)) * encoder.encode(read) for encoder, weight in encoders]
    return np.hstack(parts) if parts else np.zeros((len(texts), 0), np.float32)


def fold_bags(bags: Matrix) -> Matrix:
    """[BUCKETS, RANK at most]: the directions in which the phrases' bags differ most, orthonormal.

    Found from at most ``LANDMARKS`` phrases, evenly spread: more add nothing to the accuracy, and time by the square.
    """
    chosen = np.linspace(0, len(bags) - 1, min(len(bags), LANDMARKS)).astype(np.intp)
    some = bags[chosen]
    sizes, directions = np.linalg.eigh(some @ some.T) if len(some) else (np.zeros(0), np.zeros((0, 0)))
    kept = np.flatnonzero(sizes > 1e-4 * max(sizes.max(initial=0.0), 1e-4))[-RANK:]
    found: Matrix = some.T @ (directions[:, kept] / np.sqrt(sizes[kept]))
    return found.astype(np.float32)


def main_directions(features: Matrix) -> Matrix:
    """[d, TURNED or a little more]: the directions in which the phrases differ most, orthonormal."""
    _, directions = np.linalg.eigh(features.T @ features)
    found: Matrix = directions[:, -max(TURNED, len(features) // EACH_TURNED) :]
    return found


def turned_back(head: Matrix, turn: Matrix) -> Matrix:
    """A head that was learned in the main directions, for features as they are encoded."""
    return np.vstack([turn @ head[:-1], head[-1:]])


def evenly(classes: Classes) -> Matrix:
    """How much each phrase counts, [n], when every intent counts the same; 1 on average."""
    phrases = np.bincount(classes)
    share: Matrix = (len(classes) / max(1, int(np.count_nonzero(phrases))) / phrases[classes]).astype(np.float32)
    return share


class _Lessons(NamedTuple):
    """The phrases' features and intents, and the features of what no shop is asked."""

    features: Matrix
    classes: Classes
    around: Matrix
    intents: int

    def fit(self, kept: Classes | None = None) -> Matrix:
        """Learn the head from all phrases, or from the kept ones."""
        features, classes = (self.features, self.classes) if kept is None else (self.features[kept], self.classes[kept])
        others = np.full(len(self.around), self.intents, np.intp)
        # A small shop's phrases count several times, and together as much as everything else: one question with one
        # phrase would never be believed otherwise.
        times = max(1.0, FEW_PHRASES / max(1, len(features)))
        counted = np.full(len(features) + len(others), times, np.float32)
        counted[len(features) :] = min(1.0, times * len(features) / len(others))
        # Each question as much as any other: what came with four languages and forty phrases is not asked more often
        # than what has four. Believed to be, it took their questions.
        counted[: len(features)] *= evenly(classes)
        return fit(np.vstack([features, self.around]), np.concatenate([classes, others]), self.intents + 1, counted)


def logits(features: Matrix, head: Matrix) -> Matrix:
    """[n, intents + 1]."""
    found: Matrix = features @ head[:-1] + head[-1]
    return found


def _unit(features: Matrix, head: Matrix) -> float:
    """The middle phrase's raw score: what all are measured in."""
    if not len(features):
        return 1.0
    return max(float(np.median(raw_scores(logits(features, head))[1])), 1e-3)


def _hold_out(
    phrases: Sequence[Phrase], lessons: _Lessons, names: Sequence[str]
) -> tuple[list[Tried], list[Tried], list[Mistaken]]:
    """Train without each fifth of the phrases and see how these are understood.

    Returns:
        What was tried, what stands in for the only phrases, and what was mistaken.
    """
    fold_of = _folds(phrases)
    count = Counter(lessons.classes.tolist())
    held_of = Counter(zip(lessons.classes.tolist(), fold_of.tolist(), strict=True))
    weights = evenly(lessons.classes).tolist()
    tried: list[Tried] = []
    thin: list[Tried] = []
    mistaken: list[Mistaken] = []
    for fold in range(FOLDS):
        held = np.flatnonzero(fold_of == fold)
        if not len(held):
            continue
        kept = np.flatnonzero(fold_of != fold)
        head = lessons.fit(kept)
        unit = _unit(lessons.features[kept], head)  # of this fold: fewer phrases give smaller scores
        found = logits(lessons.features[held], head)
        best, scores = raw_scores(found)
        for row, place, score, lead in zip(
            held.tolist(), best.tolist(), scores.tolist(), leads(found).tolist(), strict=True
        ):
            phrase = phrases[row]
            seen = 1 - held_of[phrase.intent, fold] / count[phrase.intent]  # share of the intent's phrases
            few = min(1.0, MANY_PHRASES / count[phrase.intent])
            right = place == phrase.intent
            behind = -few * ODDS_RISE * math.log(seen)
            tried.append(Tried(score / unit / seen ** (few * SCORES_RISE), right, lead, weights[row], behind))
            if count[phrase.intent] <= THIN:
                thin.append(Tried(score / unit, right, lead, weights[row]))
            if not right:
                mistaken.append(Mistaken(phrase.text, names[phrase.intent], names[place]))
    return tried, _stand_ins(thin, lessons.classes), mistaken


def _stand_ins(thin: Sequence[Tried], classes: Classes) -> list[Tried]:
    """For the intents with one phrase, which cannot be held out: those with two or three, tried with one or two less.

    Without them a shop of many only phrases believes itself 3 points better (BANKING77, Bitext, 1 to 14 phrases each).
    """
    phrases = np.bincount(classes)
    only = int(np.count_nonzero(phrases == 1)) * len(classes) / max(1, int(np.count_nonzero(phrases)))
    weight = sum(one.weight for one in thin)
    return [one._replace(weight=one.weight * only / weight) for one in thin] if only else []


def _folds(phrases: Sequence[Phrase]) -> NDArray[np.intp]:
    """Which fold each phrase is held out in: every intent's phrases in turn; an only phrase (-1) never.

    Each language's in turn: translations come in the same order. If one of them stayed, an encoder that knows what
    foreign words mean would hardly miss the others.
    """
    counts = Counter(phrase.intent for phrase in phrases)
    seen = Counter[tuple[int, str]]()
    fold_of = np.full(len(phrases), -1, np.intp)
    for row, phrase in enumerate(phrases):
        if counts[phrase.intent] > 1:
            fold_of[row] = (phrase.intent + seen[phrase.intent, phrase.language]) % FOLDS
            seen[phrase.intent, phrase.language] += 1
    return fold_of
