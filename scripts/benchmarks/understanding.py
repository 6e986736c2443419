"""How well texts are understood: accuracy, the unknown, slips of the finger, calibration, time and memory."""

import asyncio
import json
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import mean

import click
import msgspec
import psutil
from rich.console import Console
from rich.table import Table

import shopbell_understanding
from shopbell import Intent, TrainingSet
from shopbell.plugin_host.children import run_child
from shopbell_understanding.model import TrainedModel
from shopbell_understanding.understanding import Choices, PhraseUnderstanding

from .labelled import Rows, Trial, mistyped, trials
from .report import quantile

CHILD = partial(run_child, Path(shopbell_understanding.__file__).parent)
BINS = 15  # of the calibration error
LUCKY = 20  # draws of what is right
PUBLISHED = 14  # fields of the JSON lines; the table shows all


class Score(msgspec.Struct):
    """One line of the result; None where it does not apply. Percent, seconds, milliseconds of processor time, MB."""

    set: str
    protocol: str
    accuracy: float | None = None
    auroc: float | None = None  # known against unknown texts
    rejected_at_95: float | None = None  # unknown texts rejected where 95 % of the known are accepted
    p_at_1: float | None = None
    mrr: float | None = None  # of the five best
    typo1: float | None = None  # points lost at one slip per text
    typo2: float | None = None
    ece: float | None = None
    train_s: float | None = None  # start of the child included
    query_ms_p50: float | None = None
    query_ms_p95: float | None = None
    rss_mb: float | None = None
    rejected: float | None = None  # unknown texts rejected at the threshold found without any of them
    accepted: float | None = None  # known texts accepted there
    rejected_at_90: float | None = None  # unknown texts rejected where 90 % of the known are accepted
    ece_of_luck: float | None = None  # what chances that are exactly right would get as ``ece`` on so many texts


class Asked(msgspec.Struct):
    """What came back for some texts: the best five with their chances, and the time each took."""

    ranked: list[tuple[tuple[str, float], ...]]
    ms: list[float]

    def tops(self) -> list[float]:
        """The best chance of each."""
        return [found[0][1] if found else 0.0 for found in self.ranked]

    def right(self, labels: Sequence[str]) -> list[bool]:
        """Was the best one right?"""
        return [bool(found) and found[0][0] == label for found, label in zip(self.ranked, labels, strict=True)]


def measure(folders: Sequence[Path], encoder: str = "words", unknown: Sequence[str] = ()) -> Iterator[Score]:
    """Each figure of each folder, as soon as it is there.

    Args:
        folders: of labelled texts.
        encoder: beside the default one.
        unknown: texts that mean nothing of any set, in place of the sets' own.
    """
    for folder in folders:
        for draws in trials(folder):
            scores = [_tried(trial._replace(unknown=[*unknown] or trial.unknown), encoder) for trial in draws]
            yield _mean(scores)


def _tried(trial: Trial, encoder: str) -> Score:
    labels = sorted(set(trial.train.labels))
    by_label: dict[str, list[str]] = {label: [] for label in labels}
    for text, label in zip(*trial.train, strict=True):
        by_label[label].append(text)
    taught = TrainingSet(tuple(Intent(label, {"en": tuple(texts)}) for label, texts in by_label.items()), ("en",))
    with tempfile.TemporaryDirectory(prefix="shopbell-") as scratch:
        began = time.perf_counter()
        names = ("words",) if encoder == "words" else (encoder, "words")
        model = asyncio.run(PhraseUnderstanding(Choices(names, 0.1), CHILD).train(taught, Path(scratch)))
        took = time.perf_counter() - began
        model.load()
        return _scored(trial, model, took)


def _scored(trial: Trial, model: TrainedModel, train_s: float) -> Score:
    test: Rows = trial.test
    asked = _ask(model, test.texts)
    right, tops = asked.right(test.labels), asked.tops()
    accuracy = 100 * mean(right)
    slips = [accuracy - 100 * mean(_ask(model, mistyped(test.texts, n)).right(test.labels)) for n in (1, 2)]
    places = [[name for name, _ in found] for found in asked.ranked]
    ranks = [1 / (at.index(label) + 1) if label in at else 0.0 for at, label in zip(places, test.labels, strict=True)]
    score = Score(
        trial.name, trial.protocol, accuracy, p_at_1=accuracy, mrr=100 * mean(ranks), typo1=slips[0], typo2=slips[1],
        ece=calibration_error(tops, right), train_s=train_s, query_ms_p50=quantile(asked.ms, 0.5),
        query_ms_p95=quantile(asked.ms, 0.95), rss_mb=psutil.Process().memory_info().rss / 1e6,
        accepted=100 * mean(top >= model.threshold for top in tops), ece_of_luck=luck(tops),
    )  # fmt: skip
    if trial.unknown:
        unknown = _ask(model, trial.unknown).tops()
        score.auroc = area_under_curve(tops, unknown)
        score.rejected_at_95 = 100 * mean(top < quantile(tops, 0.05) for top in unknown)
        score.rejected_at_90 = 100 * mean(top < quantile(tops, 0.1) for top in unknown)
        score.rejected = 100 * mean(top < model.threshold for top in unknown)
    return score


def _ask(model: TrainedModel, texts: Sequence[str]) -> Asked:
    asked = Asked([], [])
    for text in texts:
        began = time.thread_time_ns()
        asked.ranked.append(model.understand(text, "en").intents)
        asked.ms.append((time.thread_time_ns() - began) / 1e6)
    return asked


def calibration_error(chances: Sequence[float], right: Sequence[bool]) -> float:
    """Expected calibration error in percent, over 15 equal bins (M. P. Naeini et al., 2015)."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for chance, was_right in zip(chances, right, strict=True):
        bins.setdefault(min(BINS - 1, int(chance * BINS)), []).append((chance, was_right))
    gaps = [abs(sum(chance - was_right for chance, was_right in held)) for held in bins.values()]
    return 100 * sum(gaps) / len(chances)


def luck(chances: Sequence[float]) -> float:
    """The calibration error, in percent, that chances have on average when each is exactly right."""
    rng = random.Random(0)
    return mean(calibration_error(chances, [rng.random() < chance for chance in chances]) for _ in range(LUCKY))


def area_under_curve(known: Sequence[float], unknown: Sequence[float]) -> float:
    """Percent of pairs in which the known text scores higher; equal scores count half."""
    merged = sorted([(score, 1) for score in known] + [(score, 0) for score in unknown])
    below, wins, at = 0, 0.0, 0
    while at < len(merged):
        end = at
        while end < len(merged) and merged[end][0] == merged[at][0]:
            end += 1
        ours = sum(one for _, one in merged[at:end])
        theirs = end - at - ours
        wins += ours * (below + theirs / 2)
        below += theirs
        at = end
    return 100 * wins / (len(known) * len(unknown))


def _mean(scores: Sequence[Score]) -> Score:
    rows = [msgspec.structs.asdict(score) for score in scores]
    found = {
        key: mean(row[key] for row in rows) if isinstance(value, float) else value for key, value in rows[0].items()
    }
    return Score(**found)


def show_scores(scores: Iterator[Score], as_json: bool) -> None:
    """Print one JSON object per line as they come, or one table."""
    fields = Score.__struct_fields__
    table = Table(*fields, title="understanding", title_justify="left")
    for score in scores:
        row = {key: round(v, 3) if isinstance(v, float) else v for key, v in msgspec.structs.asdict(score).items()}
        if as_json:
            click.echo(json.dumps({key: row[key] for key in fields[:PUBLISHED]}, ensure_ascii=False))
        else:
            table.add_row(*("" if row[key] is None else str(row[key]) for key in fields))
    if not as_json:
        Console(width=260).print(table)
