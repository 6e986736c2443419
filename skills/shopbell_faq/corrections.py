"""The owner's corrections: this phrase belongs to that answer. One line of a file each, with who and when.

    # when	who	entry	language	phrase
    2026-11-24T10:03Z	ella	faq.delivery.cost	en	what do you take for bringing it

The last line for a phrase counts. Nothing else is learned anywhere: delete a line and it is forgotten.
"""

import re
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from shopbell import ConfigError

from .entries import BELOW, Entries, find_entry, nearest_entries, normal

FILE = "faq/corrections.tsv"
HEADING = "# when\twho\tentry\tlanguage\tphrase\n"
LONGEST = 300  # characters of a phrase
# What may tell who asked: it must not get into a file that outlives the customer's data.
_PERSONAL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+|\+?\d[\d\s/()-]{4,}\d")


class Correction(msgspec.Struct, frozen=True):
    """One line."""

    line: int
    when: str  # ISO 8601, UTC
    who: str
    entry: str
    language: str
    phrase: str


def read_corrections(body: bytes) -> list[Correction]:
    """All lines of the file.

    Raises:
        ConfigError: with the line that is none.
    """
    file = Path(FILE)
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line = body.count(b"\n", 0, exc.start) + 1
        raise ConfigError("is not UTF-8 text", file=file, line=line, hint="save it as UTF-8") from exc
    found = []
    for number, row in enumerate(text.splitlines(), 1):
        if not row.strip() or row.startswith("#"):
            continue
        columns = [column.strip() for column in row.split("\t")]
        if len(columns) != 5 or not all(columns):
            hint = "five columns with tabs between: when, who, entry, language, phrase"
            raise ConfigError("is no correction", file=file, line=number, hint=hint)
        found.append(Correction(number, *columns))
    return found


def with_corrections(entries: Entries, corrections: list[Correction]) -> tuple[Entries, list[ConfigError]]:
    """The entries with what was learned, and the lines that cannot be used."""
    taken = {
        (version.language, normal(phrase)): (name, version.section)
        for name, entry in entries.items()
        if BELOW not in name
        for version in entry.versions
        for phrase in version.phrasings
    }
    mistakes: list[ConfigError] = []
    latest: dict[tuple[str, str], Correction] = {}
    for one in corrections:
        latest[one.language, normal(one.phrase)] = one
    learned: dict[str, tuple[tuple[str, str], ...]] = {}
    for key, one in latest.items():
        name = find_entry(entries, one.entry)
        if name is None:
            hint = f"delete the line; {nearest_entries(entries, one.entry)}"
            mistakes.append(ConfigError(f"there is no question {one.entry}", file=Path(FILE), line=one.line, hint=hint))
        elif key in taken and taken[key][0] != name:
            section = taken[key][1]
            problem = f'"{one.phrase}" stands in {section.file}:{section.line} for another answer'
            mistakes.append(ConfigError(problem, file=Path(FILE), line=one.line, hint="take it out there, or here"))
        elif key not in taken:
            learned[name] = (*learned.get(name, ()), (one.language, one.phrase))
    return {name: entry._replace(learned=learned.get(name, ())) for name, entry in entries.items()}, mistakes


def line_of(who: str, at: datetime, entry: str, language: str, phrase: str) -> str:
    """A new line of the file."""
    when = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
    return "\t".join((when, clean(who) or "owner", entry, language, clean(phrase))) + "\n"


def without_last(text: str) -> tuple[str, Correction]:
    """The file without its last correction, and that.

    Raises:
        ConfigError: there is none.
    """
    found = read_corrections(text.encode())
    if not found:
        raise ConfigError("there is no correction to undo")
    lines = text.splitlines(keepends=True)
    del lines[found[-1].line - 1]
    left = "".join(lines)
    return ("" if left == HEADING else left), found[-1]


def clean(phrase: str) -> str:
    """A phrase in one line, without what tells who asked: addresses and long numbers."""
    return " ".join(_PERSONAL.sub(" ", phrase).split())[:LONGEST]
