"""Fits the table of letter groups by which languages are told apart, from the translations of free software.

    .venv/bin/python scripts/fit_languages.py FOLDER... --out plugins/shopbell_understanding/languages.bin

Each FOLDER is an unpacked wheel with ``<language>/LC_MESSAGES/*.po``. The shipped table was fitted on Django 5.2,
Wagtail 8.0, Mezzanine 6.1, django CMS 5.1, django-allauth 65, django-registration 5.2, django-shop 1.2, Sphinx 9.0,
WTForms 3.3 and humanize 4.17 (BSD and MIT licences; only the numbers are shipped, none of the sentences).
"""

import math
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from shopbell_understanding.languages import LANES, SCALE, groups_of, without_accents

_NAMES = "en de fr es it nl pt pl sv da nb fi cs sk hu ro tr hr sl el ru uk bg"
LANGUAGES = _NAMES.split(" ")
LEAST = 20.0  # times (damped) that a group must be seen
SMOOTHING = 0.05
COMMONEST = 200  # a word counts at most so often: interfaces repeat "save" and "delete"
DAMPED = 0.75
ACCENTLESS = 0.4  # weight of the same words without accents: many write so

_ENTRY = re.compile(r'^msgid ((?:".*"\n?)+)msgstr ((?:".*"\n?)+)', re.MULTILINE)
_MARKS = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\{?.*?\}\}?|<[^>]*>|&\w+;|https?://\S+|\\n")
_WORD = re.compile(r"[^\W\d_]+")


def sentences(folders: Iterable[Path]) -> dict[str, set[str]]:
    """The translations of each language; the originals are English."""
    found: dict[str, set[str]] = defaultdict(set)
    for folder in folders:
        for path in sorted(folder.rglob("LC_MESSAGES/*.po")):
            language = re.split(r"[_-]", path.parent.parent.name)[0].replace("no", "nb")
            if language in LANGUAGES:
                for original, translated in entries(path):
                    found[language].add(translated)
                    if " " in original:
                        found["en"].add(original)
    return found


def entries(path: Path) -> Iterator[tuple[str, str]]:
    """Original and translation of each entry, without marks; what is not translated is left out."""
    for block in path.read_text(encoding="utf-8", errors="replace").split("\n\n"):
        entry = None if "#, fuzzy" in block or "msgid_plural" in block else _ENTRY.search(block)
        if entry is not None:
            original, translated = (_MARKS.sub("", "".join(re.findall(r'"(.*)"', text))) for text in entry.groups())
            if translated and translated != original:
                yield original, translated


def counts(said: dict[str, set[str]]) -> dict[str, list[float]]:
    """How often each group of letters is seen in each language."""
    seen: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(LANGUAGES))
    for place, language in enumerate(LANGUAGES):
        words = Counter(word for text in said[language] for word in _WORD.findall(text.casefold()))
        for word, times in words.items():
            weight = min(times, COMMONEST) ** DAMPED
            bare = without_accents(word)
            for form, share in ((word, 1.0), (bare, ACCENTLESS))[: 2 if bare != word else 1]:
                for group in groups_of(form):
                    seen[group][place] += weight * share
    return seen


def table(seen: dict[str, list[float]]) -> bytes:
    """Logarithms of the odds, in ``1 / SCALE``, one byte per language."""
    totals = [sum(row[place] for row in seen.values()) + SMOOTHING * len(seen) for place in range(len(LANGUAGES))]
    kept = sorted(group for group, row in seen.items() if sum(row) >= LEAST)
    body = bytearray()
    for group in kept:
        logs = [math.log((count + SMOOTHING) / total) for count, total in zip(seen[group], totals, strict=True)]
        middle = sum(logs) / len(logs)
        body += bytes(128 + max(-127, min(127, round((log - middle) * SCALE))) for log in logs)
    head = "\n".join([" ".join(LANGUAGES), *kept]).encode()
    return zlib.compress(len(head).to_bytes(LANES, "little") + head + bytes(body), 9)


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--out", required=True, type=click.Path(path_type=Path))
def fit(folders: tuple[Path, ...], out: Path) -> None:
    """Fit the table and write it."""
    out.write_bytes(table(counts(sentences(folders))))
    click.echo(f"{out}: {out.stat().st_size} bytes")


if __name__ == "__main__":
    fit()
