"""Entries: the same question over files and languages, checked as a whole."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from shopbell import ConfigError, Intent, Reply

from .answers import as_reply
from .sections import FaqFile, FrontMatter, Section, read_file

_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Za-z]{2,4})?")


class Version(NamedTuple):
    """An entry in one language."""

    language: str
    section: Section
    reply: Reply
    tags: tuple[str, ...]
    since: date | None
    until: date | None

    @property
    def dated(self) -> bool:
        """Does it hold for a time only?"""
        return self.since is not None or self.until is not None

    def holds_on(self, day: date) -> bool:
        """Is that day within its dates, both included?"""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    @property
    def phrasings(self) -> tuple[str, ...]:
        """All ways of asking it, the question first."""
        return (self.section.question, *self.section.phrasings)


class Entry(NamedTuple):
    """A question in all its languages; ``name`` is its intent."""

    name: str
    versions: tuple[Version, ...]

    @property
    def dated(self) -> bool:
        """Does any version hold for a time only?"""
        return any(version.dated for version in self.versions)

    def intent(self) -> Intent:
        """What customers want when they ask this."""
        return Intent(self.name, {version.language: version.phrasings for version in self.versions})


def read_entries(files: Mapping[str, bytes], shop_language: str) -> dict[str, Entry]:
    """Read all files of the folder, by path relative to the shop's folder; entries by name.

    Raises:
        ConfigError: the first mistake, with file and line; names the others.
    """
    versions: dict[str, list[Version]] = defaultdict(list)
    mistakes: list[ConfigError] = []
    for path, body in sorted(files.items()):
        try:
            read = read_file(Path(path), body)
        except ConfigError as exc:
            mistakes.append(exc)
            continue
        topic, language = _place(path, read.front, shop_language)
        for section in read.sections:
            try:
                version = _version(section, read, language)
                _refuse_second(version, versions[f"faq.{topic}.{section.name}"])
            except ConfigError as exc:
                mistakes.append(exc)
                continue
            versions[f"faq.{topic}.{section.name}"].append(version)
    # The shop's own language first: an entry is named by its first phrasing.
    own_first = {name: sorted(found, key=lambda one: one.language != shop_language) for name, found in versions.items()}
    entries = {name: Entry(name, tuple(found)) for name, found in own_first.items() if found}
    mistakes += _doubled_phrasings(entries)
    if mistakes:
        raise _all_in_one(mistakes)
    return entries


def _place(path: str, front: FrontMatter, shop_language: str) -> tuple[str, str]:
    """Topic and language of a file: ``faq/de/delivery.md`` -> ``delivery``, ``de``."""
    folders = PurePosixPath(path).with_suffix("").parts[1:]
    if len(folders) > 1 and _LANGUAGE.fullmatch(folders[0]):
        return ".".join(folders[1:]), front.language or folders[0]
    return ".".join(folders), front.language or shop_language


def _version(section: Section, read: FaqFile, language: str) -> Version:
    front = read.front
    try:
        reply = as_reply(section.answer)
    except ValueError as exc:
        raise ConfigError(str(exc), file=section.file, line=section.line) from exc
    return Version(language, section, reply, front.tags, front.since, front.until)


def _refuse_second(version: Version, others: list[Version]) -> None:
    for other in others:
        if other.language == version.language:
            here, there = version.section, other.section
            raise ConfigError(
                f"the question stands a second time, first in {there.file}:{there.line}",
                file=here.file,
                line=here.line,
                hint=f"join them, or name one of them: ## {here.question} {{#another-name}}",
            )


def normal(phrase: str) -> str:
    """The form in which phrasings are compared: case, punctuation and width do not count."""
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", phrase).casefold()).strip()


def _askers(entries: Mapping[str, Entry]) -> dict[tuple[str, str], list[tuple[Entry, Version]]]:
    """Who answers a phrasing: (language, normal form) -> entries."""
    asked: dict[tuple[str, str], list[tuple[Entry, Version]]] = defaultdict(list)
    for entry in entries.values():
        for version in entry.versions:
            for phrase in dict.fromkeys(map(normal, version.phrasings)):
                asked[version.language, phrase].append((entry, version))
    return asked


def _doubled_phrasings(entries: Mapping[str, Entry]) -> list[ConfigError]:
    """Phrasings that two undated entries claim: nobody could tell which one is meant."""
    mistakes = []
    for (_, phrase), askers in _askers(entries).items():
        for_ever = [version.section for _, version in askers if not version.dated]
        for here in for_ever[1:]:
            there = for_ever[0]
            mistakes.append(
                ConfigError(
                    f'"{phrase}" is asked here and in {there.file}:{there.line}',
                    file=here.file,
                    line=here.line,
                    hint="keep it in one of them",
                )
            )
    return mistakes


def seasonal_rivals(entries: Mapping[str, Entry]) -> dict[str, tuple[Entry, ...]]:
    """Entries that share a phrasing, by name: in its time the dated one answers for the others."""
    rivals: dict[str, dict[str, Entry]] = defaultdict(dict)
    for askers in _askers(entries).values():
        for entry, _ in askers:
            rivals[entry.name] |= {other.name: other for other, _ in askers if other is not entry}
    return {name: tuple(found.values()) for name, found in rivals.items() if found}


def _all_in_one(mistakes: list[ConfigError]) -> ConfigError:
    first, others = mistakes[0], mistakes[1:]
    if not others:
        return first
    rest = "; ".join(map(str, others[:9])) + ("; ..." if len(others) > 9 else "")
    hint = f"{first.hint}; " if first.hint else ""
    return ConfigError(first.problem, file=first.file, line=first.line, hint=f"{hint}also: {rest}")
