"""Sets of texts with their meaning, from files of ``label<TAB>text`` lines, and the draws that figures are made of."""

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

import click

DRAWS = (0, 1, 2)  # seeds; figures of few examples are the mean over these
TYPO_SEED = 7
# The keys beside each key of an English keyboard.
BESIDE = dict(
    re.findall(
        r"(\w):(\w+)",
        "q:wa w:qes e:wrd r:etf t:ryg y:tuh u:yij i:uok o:ipl p:ol a:qsz s:awdx d:sefc f:drgv g:fthb h:gyjn"
        " j:hukm k:jil l:kop z:asx x:zsdc c:xdfv v:cfgb b:vghn n:bhjm m:njk",
    )
)


class Rows(NamedTuple):
    """Texts, and what each means."""

    texts: list[str]
    labels: list[str]


class Trial(NamedTuple):
    """What to train on and what to ask; ``unknown`` are texts that mean nothing of it."""

    name: str
    protocol: str  # full, folds, pair, or the number of examples per label
    train: Rows
    test: Rows
    unknown: list[str]


def read_rows(path: Path) -> Rows:
    """Read one file."""
    lines = [line.split("\t", 1) for line in path.read_text(encoding="utf-8").splitlines() if "\t" in line]
    return Rows([text for _, text in lines], [label for label, _ in lines])


def draw(rows: Rows, count: int, seed: int) -> Rows:
    """At most ``count`` examples of each label, in the file's order."""
    rng = random.Random(seed)
    places: dict[str, list[int]] = {}
    for place, label in enumerate(rows.labels):
        places.setdefault(label, []).append(place)
    chosen: list[int] = []
    for label in sorted(places):
        chosen += rng.sample(places[label], min(count, len(places[label])))
    return Rows([rows.texts[at] for at in sorted(chosen)], [rows.labels[at] for at in sorted(chosen)])


def mistyped(texts: Sequence[str], slips: int) -> list[str]:
    """The texts with so many slips of the finger each: a wrong key, a letter lost, doubled or swapped."""
    rng = random.Random(TYPO_SEED)
    return [_mistyped(text, slips, rng) for text in texts]


def _mistyped(text: str, slips: int, rng: random.Random) -> str:
    signs = list(text)
    for _ in range(slips):
        letters = [
            at
            for at in range(1, len(signs) - 1)
            if signs[at].isalpha() and (signs[at - 1].isalpha() or signs[at + 1].isalpha())
        ]
        if not letters:
            break
        at, kind = rng.choice(letters), rng.randrange(4)
        key = signs[at].lower()
        if kind == 0 and key in BESIDE:
            signs[at] = rng.choice(BESIDE[key])
        elif kind == 1:
            del signs[at]
        elif kind == 2:
            signs.insert(at, signs[at])
        else:
            other = at + 1 if at + 1 < len(signs) else at - 1
            signs[at], signs[other] = signs[other], signs[at]
    return "".join(signs)


def sets_in(folders: Iterable[Path]) -> list[Path]:
    """The folders that hold a set; one that holds none itself stands for those in it.

    Raises:
        click.ClickException: there is none in a folder.
    """
    found: list[Path] = []
    for folder in folders:
        inside = sorted(path for path in folder.glob("*") if path.is_dir())
        sets = [folder] if _is_set(folder) else [path for path in inside if _is_set(path)]
        if not sets:
            raise click.ClickException(
                f"no set of labelled texts in {folder}: it takes train.tsv and test.tsv, NAME.train.tsv and"
                " NAME.test.tsv, or fold1.tsv, fold2.tsv and so on"
            )
        found += sets
    return found


def _is_set(folder: Path) -> bool:
    return next(trials(folder), None) is not None


def trials(folder: Path) -> Iterator[list[Trial]]:
    """The trials of a folder; those of one list are draws of the same figure."""
    folds = sorted(folder.glob("fold*.tsv"))  # fold1 comes before fold10
    if len(folds) > 1:
        rows = [read_rows(path) for path in folds]
        yield [_but(folder.name, "folds", rows, at) for at in range(len(rows))]
        few = _but(folder.name, "", rows, 0)
        for count in (10, 5):
            yield [few._replace(protocol=str(count), train=draw(few.train, count, seed)) for seed in DRAWS]
    for path in sorted(folder.glob("*.train.tsv")):
        name = path.name.removesuffix(".train.tsv")
        test = folder / f"{name}.test.tsv"
        if test.exists():
            yield [Trial(f"{folder.name}/{name}", "pair", read_rows(path), read_rows(test), [])]
    for path in sorted(folder.glob("train*.tsv")):
        for asked in sorted(folder.glob("test*.tsv")):
            yield from _of_a_pair(folder, path, asked)


def _of_a_pair(folder: Path, path: Path, asked: Path) -> Iterator[list[Trial]]:
    train, test = read_rows(path), read_rows(asked)
    oos = folder / "oos_test.tsv"
    unknown = read_rows(oos).texts if oos.exists() else []
    name = folder.name if asked.name == "test.tsv" else f"{folder.name}/{asked.stem}"
    yield [Trial(name, "full", train, test, unknown)]
    typical = median(train.labels.count(label) for label in set(train.labels))
    # Questions of a shop come with one to four phrasings, intents of a larger bot with five to ten.
    for count in (10, 5) if typical >= 10 else (1,):
        yield [Trial(name, str(count), draw(train, count, seed), test, unknown) for seed in DRAWS]


def _but(name: str, protocol: str, folds: list[Rows], at: int) -> Trial:
    """Train on all folds but one, ask that one."""
    rest = [fold for other, fold in enumerate(folds) if other != at]
    train = Rows([t for fold in rest for t in fold.texts], [label for fold in rest for label in fold.labels])
    return Trial(name, protocol, train, folds[at], [])
