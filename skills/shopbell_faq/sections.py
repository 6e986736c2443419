"""Reads one FAQ file: front matter, and a question with its phrasings and its answer per section.

    +++
    tags = ["delivery"]
    until = 2026-12-24
    +++

    # Delivery

    ## Do you ship to France? {#france}

    > can you send a cake to paris
    > delivery abroad

    Yes, we do: **12 euros**, two days.

    ### How much is it? {=cost}

    > and the price

The heading is a phrasing too. ``{#france}`` names the entry, so that it keeps its name when the question is reworded
and can be found in other languages. ``###`` begins a follow-up, understood only after this answer; ``{=cost}`` gives it
the answer of another entry.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from shopbell import ConfigError

_HEADING = re.compile(r"##\s+(.*?)\s*#*\s*")
_FOLLOW_UP = re.compile(r"###\s+(.*?)\s*#*\s*")
_BRACES = re.compile(r"\s*\{([#=])([\w.-]+)\}$")
_FENCE = re.compile(r"\s*(```|~~~)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


class FrontMatter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands between the two ``+++`` lines, in TOML; it holds for the whole file."""

    language: str | None = None
    tags: tuple[str, ...] = ()
    since: date | None = msgspec.field(default=None, name="from")  # first day the answers hold, in the shop's zone
    until: date | None = None  # last day
    audience: tuple[str, ...] = ()  # who may read the answers; everybody when empty
    facts: dict[str, Any] = {}  # of this file alone; checked where they are used


class Section(NamedTuple):
    """One question of a file. ``line`` (from 1) is its heading's."""

    file: Path
    line: int
    name: str
    question: str
    phrasings: tuple[str, ...]
    answer: str
    answer_line: int  # of its first line
    answered_by: str = ""  # a follow-up's {=name}: whose answer it gives
    follow_ups: tuple["Section", ...] = ()


class FaqFile(NamedTuple):
    """One file, read."""

    front: FrontMatter
    sections: tuple[Section, ...]


def read_file(file: Path, body: bytes) -> FaqFile:
    """Read one file.

    Raises:
        ConfigError: with the line where it is wrong.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line = body.count(b"\n", 0, exc.start) + 1
        raise ConfigError("is not UTF-8 text", file=file, line=line, hint="save it as UTF-8") from exc
    # A comment leaves its line breaks, so that lines keep their numbers.
    lines = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text.replace("\r\n", "\n")).split("\n")
    front, start = _front_matter(file, lines)
    return FaqFile(front, tuple(_sections(file, lines, start)))


def _front_matter(file: Path, lines: list[str]) -> tuple[FrontMatter, int]:
    """The front matter and the index of the first line after it."""
    if not lines or lines[0].rstrip() != "+++":
        if lines and lines[0].rstrip() == "---":
            raise ConfigError("front matter stands between two lines of +++", file=file, line=1, hint="it is TOML")
        return FrontMatter(), 0
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() == "+++"), None)
    if end is None:
        raise ConfigError("the front matter has no end", file=file, line=1, hint="close it with a line of +++")
    try:
        front = msgspec.convert(tomllib.loads("\n".join(lines[1:end])), FrontMatter)
    except tomllib.TOMLDecodeError as exc:
        place = re.search(r"at line (\d+)", str(exc))
        raise ConfigError(str(exc), file=file, line=int(place[1]) + 1 if place else end + 1) from exc
    except msgspec.ValidationError as exc:
        raise ConfigError(str(exc), file=file, line=_blamed(str(exc), lines), hint=_KNOWN) from exc
    if front.since and front.until and front.until < front.since:
        raise ConfigError("ends before it begins", file=file, line=_line_of("until", lines))
    return front, end + 1


_KNOWN = "front matter may hold language, tags, from, until, audience, facts"


def _blamed(reason: str, lines: list[str]) -> int:
    key = re.search(r"`\$\.(\w+)|unknown field `(\w+)`", reason)
    return _line_of(key[1] or key[2], lines) if key else 1


def _line_of(key: str, lines: list[str]) -> int:
    return next((at for at, line in enumerate(lines, 1) if re.match(rf"\s*{key}\s*=", line)), 1)


def _sections(file: Path, lines: list[str], start: int) -> Iterator[Section]:
    """Cut at the headings of second level that stand outside of code."""
    heads = _headings(lines, start, _HEADING)
    for at in range(start, heads[0] if heads else len(lines)):
        if lines[at].strip() and not lines[at].startswith("# "):
            raise ConfigError("stands before the first question", file=file, line=at + 1, hint="begin with ## Question")
    for head, end in pairwise([*heads, len(lines)]):
        first, *below = [*_headings(lines[:end], head + 1, _FOLLOW_UP), end]
        follow_ups = [_section(file, at, lines[at:to], _FOLLOW_UP) for at, to in pairwise([first, *below])]
        yield _section(file, head, lines[head:first], _HEADING)._replace(follow_ups=tuple(follow_ups))


def _headings(lines: list[str], start: int, heading: re.Pattern[str]) -> list[int]:
    """Indices of the headings of one level, from ``start`` on, outside of code."""
    found: list[int] = []
    fence = ""
    for at in range(start, len(lines)):
        mark = _FENCE.match(lines[at])
        if mark:
            fence = "" if fence == mark[1] else fence or mark[1]
        elif not fence and heading.fullmatch(lines[at]):
            found.append(at)
    return found


def _section(file: Path, head: int, lines: list[str], heading: re.Pattern[str]) -> Section:
    found = heading.fullmatch(lines[0])
    title = found[1] if found else ""
    braces: dict[str, str] = {}
    while named := _BRACES.search(title):
        braces[named[1]] = named[2]
        title = title[: named.start()]
    name = braces.get("#") or slug(title)
    if not name:
        raise ConfigError("the heading asks nothing", file=file, line=head + 1, hint="write ## and the question")
    at, phrasings = _phrasings(lines)
    answered_by = braces.get("=", "")
    if answered_by and heading is _HEADING:
        raise ConfigError("only a follow-up (###) may have another's answer", file=file, line=head + 1)
    while at < len(lines) - 1 and not lines[at].strip():
        at += 1
    answer = "\n".join(lines[at:]).strip()
    if not answer and not answered_by:
        raise ConfigError("the question has no answer", file=file, line=head + 1, hint="write it below")
    if answer and answered_by:
        raise ConfigError(f"has an answer of its own and that of {answered_by}", file=file, line=head + 1)
    return Section(file, head + 1, name, title, phrasings, answer, head + at + 1, answered_by)


def _phrasings(lines: list[str]) -> tuple[int, tuple[str, ...]]:
    """The quoted lines right below the heading, and the index of the first line after them."""
    at = 1
    phrasings: list[str] = []
    while at < len(lines) and (not lines[at].strip() or lines[at].lstrip().startswith(">")):
        phrase = lines[at].strip().lstrip("> ").strip()
        if phrase:
            phrasings.append(phrase)
        elif phrasings and not lines[at].strip():
            break  # a later quote belongs to the answer
        at += 1
    return at, tuple(phrasings)


def slug(question: str) -> str:
    """A question as a name: ``Do you ship to France?`` -> ``do-you-ship-to-france``."""
    folded = unicodedata.normalize("NFKC", question).casefold().replace("'", "").replace("’", "")
    return re.sub(r"[\W_]+", "-", folded).strip("-")[:80].rstrip("-")
