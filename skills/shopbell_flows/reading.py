"""Reads ``flows/*.toml`` into flows, with the line of everything that can be wrong."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import msgspec

from shopbell import ConfigError, Intent

PLACEHOLDER = re.compile(r"\{(\w+)[^{}]*\}")


Wording = str | dict[str, str]  # one text, or one for each language


def in_language(wording: Wording, language: str) -> str:
    """The text in that language, else the first."""
    if isinstance(wording, str):
        return wording
    return wording.get(language) or next(iter(wording.values()), "")


def versions(wording: Wording) -> Iterable[str]:
    """The text in all its languages."""
    return (wording,) if isinstance(wording, str) else wording.values()


class Way(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One option of a choice, or one branch of a condition."""

    label: Wording = ""
    value: str | None = None
    also: tuple[str, ...] = ()  # other words for the option, of all languages: "mother", "mère"
    when: str = ""
    next: str


class Node(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One node as the file has it; which keys a kind wants is in ``kinds``."""

    kind: str
    text: Wording = ""
    next: str | None = None
    image: str | None = None
    answer: str = "text"  # what a question expects: text, number, date, email, ...
    save: str | None = None
    least: Any = None
    most: Any = None
    help: Wording | None = None
    options: tuple[Way, ...] = ()
    ways: tuple[Way, ...] = ()
    otherwise: str | None = None
    values: dict[str, str] = {}  # variable -> expression
    url: str = ""
    failed: str | None = None
    seconds: float | None = None
    event: str | None = None
    reason: str = ""
    goal: str = ""
    flow: str = ""
    skill: str = ""  # one of its intents, or plugin/skill
    more: dict[str, Any] = {}  # for kinds that other plugins contribute


class File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole file."""

    title: Wording
    start: str
    begins: dict[str, tuple[str, ...]] = {}  # language -> what customers say
    nodes: dict[str, Node]


class Flow(NamedTuple):
    """A flow, and where its parts stand."""

    name: str
    path: str
    file: File
    text: str

    @property
    def intents(self) -> tuple[Intent, ...]:
        """What begins it; none: only other flows do."""
        # Of a flow in several languages its first example there is the title in "did you mean".
        title = self.file.title if isinstance(self.file.title, str) else None
        return (Intent(f"flow.{self.name}", self.file.begins, title=title),) if self.file.begins else ()

    def line(self, node: str = "", key: str = "") -> int:
        """The line, from 1, of a node or of one of its keys."""
        return line_of(self.text, node, key)

    def wrong(self, problem: str, node: str = "", key: str = "", hint: str = "") -> ConfigError:
        """A mistake at that place."""
        return ConfigError(problem, file=Path(self.path), line=self.line(node, key), hint=hint)


def line_of(text: str, node: str, key: str) -> int:
    """Where ``[nodes.NODE]`` or a key below it (of the top for an empty node) stands; the nearest that is there."""
    header = re.compile(rf"^\s*\[nodes\.(?:{re.escape(node)}|\"{re.escape(node)}\")\]")
    found, inside = 1, not node
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("["):
            inside = bool(node) and bool(header.match(line))
            found = number if inside else found
        elif inside and key and re.match(rf"^\s*{re.escape(key)}\s*[.=]", line):
            return number
    return found


def read_flows(files: Mapping[str, bytes]) -> tuple[dict[str, Flow], list[ConfigError]]:
    """All flows that can be read, by name (the file's), and what is wrong with the others."""
    flows: dict[str, Flow] = {}
    problems: list[ConfigError] = []
    for path, data in sorted(files.items()):
        try:
            flow = _read(path, data)
        except ConfigError as exc:
            problems.append(exc)
        else:
            flows[flow.name] = flow
    return flows, problems


def _read(path: str, data: bytes) -> Flow:
    try:
        text = data.decode()
        raw = tomllib.loads(text)
    except UnicodeDecodeError as exc:
        raise ConfigError("the file is not UTF-8", file=Path(path)) from exc
    except tomllib.TOMLDecodeError as exc:
        found = re.search(r"at line (\d+)", str(exc))
        raise ConfigError(str(exc), file=Path(path), line=int(found[1]) if found else None) from exc
    try:
        return Flow(PurePosixPath(path).stem, path, msgspec.convert(raw, File), text)
    except msgspec.ValidationError as exc:
        raise _told(path, text, raw, str(exc)) from exc


def _told(path: str, text: str, raw: Mapping[str, Any], problem: str) -> ConfigError:
    """msgspec names the way (``$.nodes[...].next``) without the node's name: look for the first that does not fit."""
    for name, node in raw.get("nodes", {}).items() if isinstance(raw.get("nodes"), dict) else ():
        try:
            msgspec.convert(node, Node)
        except msgspec.ValidationError as exc:
            words, _, at = str(exc).partition(" - at ")
            unknown = re.search(r"unknown field `(\w+)`", words)
            key = unknown[1] if unknown else at.strip("`$.").partition("[")[0]
            return ConfigError(f"{name}: {words}", file=Path(path), line=line_of(text, name, key))
    return ConfigError(problem, file=Path(path), line=1)


def placeholders(text: str) -> Iterator[str]:
    """Variables that a text shows."""
    return (found[1] for found in PLACEHOLDER.finditer(text))
