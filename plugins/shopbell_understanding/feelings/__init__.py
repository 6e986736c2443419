"""How a customer feels: sentiment, urgency and the emotions that matter in service.

A lexicon and a small linear head. The English weights (``en.tsv``) were fitted by ``scripts/fit_sentiment.py`` on the
VADER lexicon and the sentences that its authors had rated by twenty people each (C. Hutto and E. Gilbert, "VADER",
ICWSM 2014; MIT licence beside the file); what a shop hears beyond that is written by hand in ``words.py``, as are the
other languages. Macro-F1 of three classes on each kind of sentence while it was left out of the fit: reviews of
goods 57.4 (VADER itself 56.0), tweets 65.3, editorials 55.8, reviews of films 41.9.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from operator import mul
from pathlib import Path
from typing import NamedTuple

from .reading import Counted, Valences, phrases_of
from .words import ANGRY, COURTESIES, URGENT

TABLE = Path(__file__).parent / "en.tsv"
STRETCH = 1.5  # a rating of 1.5 is a sentiment of 0.76
NEUTRAL = 0.165  # sentiments within are neither good nor bad
DISAPPOINTED, STRONG = -0.4, 0.5
COURTESY = 2.0  # valence at most of one
PRAISE = 1.2  # valence at least of what makes a text a happy one
IRONY = 0.8  # of a rating
SHORT = 4  # words; "thanks" alone is friendly, in a question it is a courtesy


class Mood(NamedTuple):
    """``sentiment`` in [-1, 1], ``urgency`` in [0, 1], ``emotion``: angry, disappointed, happy or None."""

    sentiment: float = 0.0
    urgency: float = 0.0
    emotion: str | None = None


CALM = Mood()


def shape(counted: Counted) -> list[float]:
    """The numbers of a text that are not its words; the head has a weight for each."""
    good, bad = (0.0 if counted.ironic else counted.good), counted.bad
    length = math.sqrt(max(3, len(counted.words)))
    both = good + bad
    exclaimed = min(counted.exclaimed, 3) / 3
    return [
        both / math.sqrt(both * both + 15),  # as VADER squeezes its sums
        good / length,
        bad / length,
        min(good, 4.0) / 4,
        max(bad, -4.0) / 4,
        exclaimed,
        min(counted.asked, 2) / 2,
        counted.shouted,
        float(good > 1 and bad < -1),
        math.copysign(exclaimed, both) if both else 0.0,
    ]


def word_share(words: int) -> float:
    """How much one word of so many counts."""
    return 0.35 / math.sqrt(max(4, words) / 8)


class Feelings:
    """Reads the moods of one language. About 11 microseconds for ten words."""

    def __init__(self, language: str) -> None:
        """Take the language; one without a lexicon is read by signs and smileys alone."""
        valences, self._weights, self._head = _table()
        own = phrases_of(language)
        smileys = {word: valence for word, valence in phrases_of("en").items() if not word[0].isalnum()}
        self._english = language == "en"
        self._valences = Valences(valences, own) if self._english else Valences(smileys, own)
        self._urgent = tuple(f" {phrase} " for phrase in URGENT)
        firsts = {phrase.split(" ")[0] for phrase in URGENT}
        self._urgent_firsts = firsts | {f"not_{word}" for word in firsts}

    def feel(self, text: str) -> Mood:
        """The mood of a text of any length; never raises."""
        counted = self._valences.count(text[:2_000])
        if not counted.words:
            return CALM
        urgency = self._urgency(counted)
        if _is_courtesy(counted):
            return Mood(urgency=urgency)
        rating = self._head[0] + sum(map(mul, self._head[1:], shape(counted)))
        if self._english:
            weighty = self._weights.keys() & counted.words
            rating += word_share(len(counted.words)) * sum(map(self._weights.__getitem__, weighty))
        if counted.ironic:
            rating -= IRONY  # the praise is meant otherwise, also what was learned of its words
        if not counted.good and not counted.bad and abs(rating) < 1.0:
            rating *= 0.5  # nothing in it is told by the lexicon
        sentiment = round(math.tanh(rating / STRETCH), 3)
        return Mood(sentiment, urgency, _emotion(sentiment, counted))

    def _urgency(self, counted: Counted) -> float:
        if self._urgent_firsts.isdisjoint(counted.words):
            return 0.0
        said = f" {' '.join(word.removeprefix('not_') for word in counted.words)} "
        told = 0.7 if any(phrase in said for phrase in self._urgent) else 0.0
        return min(1.0, told + 0.1 * min(counted.exclaimed, 2) + 0.3 * (counted.shouted > 0.3)) if told else 0.0


def _is_courtesy(counted: Counted) -> bool:
    """Is all that is friendly in it a "please" or a "thanks" around a question?"""
    if not counted.asked or counted.bad or len(counted.words) <= SHORT:
        return False
    return counted.good <= COURTESY * sum(word in COURTESIES for word in counted.words)


def _emotion(sentiment: float, counted: Counted) -> str | None:
    if sentiment >= STRONG:
        return "happy" if counted.good >= PRAISE else None
    if sentiment > -NEUTRAL or not counted.bad:
        return None
    loud = counted.exclaimed > 1 or counted.shouted > 0.3
    angry = not ANGRY.isdisjoint(counted.words) or (sentiment <= -STRONG and loud)
    return "angry" if angry else ("disappointed" if sentiment <= DISAPPOINTED else None)


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, float], dict[str, float], Sequence[float]]:
    valences: dict[str, float] = {}
    weights: dict[str, float] = {}
    head: Sequence[float] = ()
    with TABLE.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("#"):
                continue
            word, valence, weight = line.rstrip("\n").split("\t")
            if word == "*":
                head = tuple(map(float, weight.split(" ")))
                continue
            if valence:
                valences[word] = float(valence)
            if weight:
                weights[word] = float(weight)
    return valences, weights, head


@lru_cache(maxsize=8)
def feelings(language: str) -> Feelings:
    """The reader of a language's moods, made once."""
    return Feelings(language.partition("-")[0].lower())
