"""How well products are recommended: on the orders of a real shop, fitted on its past and asked for what came later.

R1: what customers bought later that was new to them. R2: half of each later basket of 4 to 60 lines is hidden, the
other half is shown. Popularity and item cosine stand beside the model, on the same customers and baskets.
"""

import asyncio
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import shopbell_recommender
from shopbell.plugin_host.children import run_child
from shopbell_recommender.child import Task as Fit
from shopbell_recommender.child import fit_model
from shopbell_recommender.fitting import histories, unpacked
from shopbell_recommender.lesson import Ledger, Lesson, Ware
from shopbell_recommender.neighbours import Places, how_often, strongest, together
from shopbell_recommender.scoring import Model, best_of

from .invoices import Invoice, Invoices
from .report import Figure, at_least, below

SHOWN = 20
PAGE = 10  # of nDCG
LINES = range(4, 61)  # of a basket that is halved
LARGE = 5_000  # products, for the time of one question
ASKED = 1_000  # times
LONGEST_FIT = 600.0  # seconds

Scores = NDArray[np.float32]
Method = Callable[[list[int], list[int]], Scores]  # what is known and on which day -> a score for each product


class Quality(NamedTuple):
    """Means over all who were asked."""

    ndcg: float  # at 10
    recall: float  # at 20, of all that came
    hit: float  # at 20: at least one


class Task(NamedTuple):
    """What is known, when it was bought, and what came."""

    known: list[int]
    days: list[int]
    came: frozenset[int]


class Fitted(NamedTuple):
    """A model, and what its making cost."""

    model: Model
    seconds: float
    fit_mb: float
    model_mb: float


def measure(invoices: Invoices, split: int, until: int) -> list[Figure]:
    """Fit on all before day ``split``, ask for what came from then until before day ``until``."""
    past, later = invoices.between(0, split), invoices.between(split, until)
    sold = sorted({product for one in past for product in one.products})
    wares = [Ware(one, invoices.titles.get(one, ""), "", "", 0) for one in sold]
    with tempfile.TemporaryDirectory() as folder:
        fitted = fit(Path(folder), "real", wares, past, split)
        place = {ware.id: at for at, ware in enumerate(wares)}
        baskets, buyers, _ = unpacked(_ledger(wares, past).sales())
        own = histories(baskets, buyers)
        popular = how_often(baskets, len(wares)).astype(np.float32)
        model = fitted.model
        return [
            *_compare("R1", new_to_them(past, later, place), {
                "EASE": lambda known, days: model.for_customer(dict(zip(known, days, strict=True)), split),
                "popularity": lambda known, days: popular.copy(),
                "item cosine": cosine(own, len(wares)),
            }, 0.118),
            *_compare("R2", halved(later, place), {
                "EASE": lambda known, days: model.related("basket", known),
                "popularity": lambda known, days: popular.copy(),
                "item cosine": cosine(baskets, len(wares)),
            }, 0.28),
            Figure("products", len(wares)),
            Figure("fit", fitted.seconds, "s"),
            Figure("fit, memory of the child", fitted.fit_mb, "MB"),
            Figure("model on disk", fitted.model_mb, "MB"),
            *_large(Path(folder), wares, past, split),
        ]  # fmt: skip


def _compare(name: str, tasks: Sequence[Task], methods: Mapping[str, Method], bar: float) -> Iterable[Figure]:
    found = {method: quality(tasks, ask) for method, ask in methods.items()}
    yield Figure(f"{name} asked", len(tasks))
    for method, one in found.items():
        if method == "EASE":
            yield at_least(f"{name} nDCG@10 {method}", one.ndcg, "", bar)
        else:
            yield Figure(f"{name} nDCG@10 {method}", one.ndcg)
        yield Figure(f"{name} R@20 {method}", one.recall)
        yield Figure(f"{name} HR@20 {method}", one.hit)
    yield at_least(f"{name} EASE / popularity", found["EASE"].ndcg / found["popularity"].ndcg, "x", 2)
    yield at_least(f"{name} EASE / item cosine", found["EASE"].ndcg / found["item cosine"].ndcg, "x", 1)


def quality(tasks: Sequence[Task], ask: Method) -> Quality:
    """Rank all products that are not known, and see where those stand that came."""
    gains = 1 / np.log2(np.arange(2, PAGE + 2))
    rows = []
    for task in tasks:
        scores = ask(task.known, task.days)
        scores[task.known] = 0
        hits = np.array([at in task.came for at in best_of(scores, SHOWN)] + [False] * SHOWN)[:SHOWN]
        best = float(gains[: len(task.came)].sum())
        rows.append((float((hits[:PAGE] * gains).sum()) / best, float(hits.sum()) / len(task.came), float(hits.any())))
    return Quality(*map(float, np.mean(rows, axis=0)))


def new_to_them(past: Sequence[Invoice], later: Sequence[Invoice], place: Mapping[str, int]) -> list[Task]:
    """R1, for each customer of the past who came back for something new."""
    had: dict[str, dict[int, int]] = {}
    for one in past:
        if one.buyer:
            days = had.setdefault(one.buyer, {})
            days.update({place[product]: max(one.day, days.get(place[product], 0)) for product in one.products})
    came: dict[str, set[int]] = {}
    for one in later:
        if one.buyer in had:
            new = {place[product] for product in one.products if product in place} - had[one.buyer].keys()
            came.setdefault(one.buyer, set()).update(new)
    return [Task([*had[buyer]], [*had[buyer].values()], frozenset(new)) for buyer, new in sorted(came.items()) if new]


def halved(later: Sequence[Invoice], place: Mapping[str, int]) -> list[Task]:
    """R2; which half is hidden is drawn, the same in every run."""
    draw = np.random.default_rng(0)
    tasks = []
    for one in sorted(later, key=lambda one: one.number):
        lines = sorted(place[product] for product in one.products if product in place)
        if len(lines) in LINES:
            mixed = [lines[at] for at in draw.permutation(len(lines))]
            hidden = mixed[: len(mixed) // 2]
            tasks.append(Task(mixed[len(hidden) :], [], frozenset(hidden)))
    return tasks


def cosine(sets: Sequence[Places], products: int) -> Method:
    """Item cosine, the 200 nearest of each product."""
    counts = together(sets, np.arange(products), products)
    roots = np.sqrt(np.maximum(np.diag(counts), 1))
    near: Scores = (counts / roots / roots[:, None]).astype(np.float32)
    near[np.diag_indices_from(near)] = 0
    rows, columns = strongest(near)
    kept = np.zeros_like(near)
    kept[rows, columns] = near[rows, columns]

    def ask(known: list[int], days: list[int]) -> Scores:
        scores: Scores = kept[known].sum(axis=0)
        return scores

    return ask


def fit(folder: Path, name: str, wares: list[Ware], past: Sequence[Invoice], today: int) -> Fitted:
    """In the child, as a shop does it."""
    model, own = folder / f"{name}.model", Path(shopbell_recommender.__file__).parent
    lesson = Lesson(wares, _ledger(wares, past).sales(), today)
    began = time.perf_counter()
    asyncio.run(run_child(own, fit_model, Fit(lesson, str(model)), seconds=LONGEST_FIT))
    seconds = time.perf_counter() - began
    unit = 1024 if sys.platform == "linux" else 1  # getrusage counts kilobytes there, bytes on a Mac
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit / 1e6
    size = sum(path.stat().st_size for path in model.iterdir()) / 1e6
    return Fitted(Model(model), seconds, peak, size)


def _ledger(wares: list[Ware], past: Sequence[Invoice]) -> Ledger:
    ledger = Ledger(wares)
    for one in past:
        ledger.note(one.buyer, one.day, one.products)
    return ledger


def _large(folder: Path, wares: list[Ware], past: Sequence[Invoice], today: int) -> Iterable[Figure]:
    """The same baskets with 5,000 products: some come in two colours, and every other basket has the second."""
    doubled = {ware.id for ware in wares[: max(0, LARGE - len(wares))]}
    many = [*wares, *(Ware(f"{one}*", "", "", "", 0) for one in sorted(doubled))]
    mixed = [
        one._replace(products=tuple(f"{each}*" if each in doubled else each for each in one.products))
        if number % 2 else one
        for number, one in enumerate(past)
    ]  # fmt: skip
    fitted = fit(folder, "large", many, mixed, today)
    place, model = {ware.id: at for at, ware in enumerate(many)}, fitted.model
    known: dict[str, dict[int, int]] = {}
    for one in mixed:
        known.setdefault(one.buyer, {}).update(dict.fromkeys((place[each] for each in one.products), one.day))
    taste = _percentile(lambda had: model.for_customer(had, today), [*known.values()][:ASKED])
    baskets = [[place[each] for each in one.products] for one in mixed[-ASKED:]]
    basket = _percentile(lambda had: model.related("basket", had), baskets)
    yield below(f"one customer of {len(many):,} products, p95", taste, "ms", 1)
    yield below(f"one basket of {len(many):,} products, p95", basket, "ms", 1)
    yield below(f"fit of {len(many):,} products", fitted.seconds, "s", 15)
    yield below(f"model of {len(many):,} products", fitted.model_mb, "MB", 10)


def _percentile(ask: Callable[[Any], Scores], everything: Iterable[Any]) -> float:
    """Milliseconds of processor time in which 95 of 100 are answered, with the ten best picked."""
    times = []
    for one in everything:
        began = time.thread_time()
        best_of(ask(one), PAGE)
        times.append((time.thread_time() - began) * 1000)
    return float(np.percentile(times, 95))
