"""Fits the English weights of the moods from the sources of the vaderSentiment package.

    pip download --no-deps --no-binary :all: vaderSentiment==3.3.2    # unpack it, and the archive inside
    python -m pip install scikit-learn                                # only to fit
    PYTHONPATH=plugins python scripts/fit_sentiment.py FOLDER --out plugins/shopbell_understanding/feelings/en.tsv

FOLDER is the unpacked source package. Lexicon and rated sentences are MIT licensed; only numbers are shipped.
"""

import math
from collections import Counter
from pathlib import Path

import click

from shopbell_understanding.feelings import shape, word_share
from shopbell_understanding.feelings.reading import Counted, Valences, phrases_of

CORPORA = ("tweets", "amazonReviewSnippets", "movieReviewSnippets", "nytEditorialSnippets")
LEAST = 4  # times that a word must be seen
RIDGE = 6.0
SHAPE_SCALE = 2.0  # the shape is held back less than words
SMALL = 0.05  # weights within are left out


def lexicon(folder: Path) -> dict[str, float]:
    """VADER's words with their mean ratings."""
    (path,) = folder.rglob("vader_lexicon.txt")
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if "\t" in line)
    return {row[0].replace("'", ""): float(row[1]) for row in rows if row[0].replace("'", "").isalpha()}


def rated(folder: Path, corpus: str) -> list[tuple[float, str]]:
    """Sentences with the mean of twenty ratings from -4 to 4."""
    (path,) = folder.rglob(f"{corpus}_GroundTruth.txt")
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8", errors="replace").splitlines())
    return [(float(row[1]), row[2]) for row in rows if len(row) > 2]


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True))
@click.option("--out", required=True, type=click.Path(path_type=Path))
def fit(folder: Path, out: Path) -> None:
    """Fit the weights and write them."""
    from scipy.sparse import csr_matrix, hstack  # type: ignore[import-untyped, import-not-found, unused-ignore]  # lazy: only to fit
    from sklearn.linear_model import Ridge  # type: ignore[import-untyped, import-not-found, unused-ignore]  # lazy: only to fit

    valences = lexicon(folder)
    reader = Valences(valences, phrases_of("en"))
    rows: list[tuple[float, Counted]] = []
    shares: list[float] = []
    for corpus in CORPORA:
        sentences = rated(folder, corpus)
        rows += [(rating, reader.count(text)) for rating, text in sentences]
        shares += [1 / math.sqrt(len(sentences))] * len(sentences)  # small corpora count for more than their size
    seen = Counter(word for _, counted in rows for word in {*counted.words})
    places = {word: place for place, word in enumerate(sorted(word for word, times in seen.items() if times >= LEAST))}
    values, columns, ends = [], [], [0]
    for _, counted in rows:
        known = sorted(places[word] for word in {*counted.words} if word in places)
        values += [word_share(len(counted.words))] * len(known)
        columns += known
        ends.append(len(columns))
    shapes = csr_matrix([[SHAPE_SCALE * number for number in shape(counted)] for _, counted in rows])
    words = csr_matrix((values, columns, ends), shape=(len(rows), len(places)))
    weigh = [share * len(shares) / sum(shares) for share in shares]
    head = Ridge(alpha=RIDGE).fit(hstack([shapes, words]).tocsr(), [rating for rating, _ in rows], sample_weight=weigh)
    wide = shapes.shape[1]
    numbers = [head.intercept_, *(SHAPE_SCALE * weight for weight in head.coef_[:wide])]
    learned = {word: round(float(head.coef_[wide + place]), 2) for word, place in places.items()}
    lines = ["# From vaderSentiment 3.3.2, (c) 2016 C.J. Hutto: see VADER-LICENSE.txt. Word, valence, weight."]
    lines.append("*\t\t" + " ".join(f"{number:.4f}" for number in numbers))
    for word in sorted(valences.keys() | learned.keys()):
        valence, weight = valences.get(word), learned.get(word, 0.0)
        if valence is not None or abs(weight) >= SMALL:
            lines.append(f"{word}\t{valence if valence is not None else ''}\t{weight if abs(weight) >= SMALL else ''}")
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    click.echo(f"{out}: {len(lines) - 2} words")


if __name__ == "__main__":
    fit()
