"""Entries: the same question over files and languages, checked as a whole."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from shopbell import ConfigError, Intent

from .sections import FaqFile, FrontMatter, Section, read_file

_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Za-z]{2,4})?")
BELOW = "/"  # between the name of an entry and that of its follow-up, which is no intent of its own


class Version(NamedTuple):
    """An entry in one language."""

    language: str
    section: Section
    front: FrontMatter

    @property
    def conditional(self) -> bool:
        """Does it hold for a time, or for some customers only?"""
        return self.front.since is not None or self.front.until is not None or bool(self.front.audience)

    def holds(self, day: date, audience: frozenset[str]) -> bool:
        """Is that day within its dates, both included, and is it for one of these audiences?"""
        since, until = self.front.since, self.front.until
        if (since is not None and day < since) or (until is not None and until < day):
            return False
        return not self.front.audience or not audience.isdisjoint(self.front.audience)

    @property
    def phrasings(self) -> tuple[str, ...]:
        """All ways of asking it, the question first."""
        return (self.section.question, *self.section.phrasings)


class Entry(NamedTuple):
    """A question in all its languages; ``name`` is its intent, or its parent's with its own behind a slash."""

    name: str
    topic: str  # the file's name, which names in braces are looked for in first
    versions: tuple[Version, ...]
    follow_ups: tuple[str, ...] = ()  # names of entries that are understood after this one
    answered_by: str = ""  # a follow-up that has the answer of this entry
    learned: tuple[tuple[str, str], ...] = ()  # language and phrase, from corrections

    @property
    def conditional(self) -> bool:
        """Does any version hold for a time, or for some customers only?"""
        return any(version.conditional for version in self.versions)

    def intent(self) -> Intent:
        """What customers want when they ask this."""
        examples = {version.language: version.phrasings for version in self.versions}
        for language, phrase in self.learned:
            examples[language] = (*examples.get(language, ()), phrase)
        return Intent(self.name, examples)


Entries = dict[str, Entry]


def read_entries(files: Mapping[str, bytes], shop_language: str) -> Entries:
    """Read all files of the folder, by path relative to the shop's folder; entries by name.

    Raises:
        ConfigError: the first mistake, with file and line; names the others.
    """
    entries, mistakes = examine_entries(files, shop_language)
    if mistakes:
        raise all_in_one(mistakes)
    return entries


def examine_entries(files: Mapping[str, bytes], shop_language: str) -> tuple[Entries, list[ConfigError]]:
    """What could be read, and all mistakes."""
    versions: dict[tuple[str, str], list[Version]] = defaultdict(list)  # by topic and name
    mistakes: list[ConfigError] = []
    for path, body in sorted(files.items()):
        try:
            read = read_file(Path(path), body)
        except ConfigError as exc:
            mistakes.append(exc)
            continue
        topic, language = _place(path, read.front, shop_language)
        for name, section in _named(read):
            version = Version(language, section, read.front)
            before = versions[topic, name]
            twin = next((other for other in before if other.language == language), None)
            if twin is not None:
                mistakes.append(_second(version, twin))
            else:
                before.append(version)
    entries = {}
    for (topic, name), found in versions.items():
        # The shop's own language first: an entry is named by its first phrasing.
        own_first = tuple(sorted(found, key=lambda one: one.language != shop_language))
        entries[f"faq.{topic}.{name}"] = Entry(f"faq.{topic}.{name}", topic, own_first)
    mistakes += _doubled_phrasings({name: one for name, one in entries.items() if BELOW not in name})
    return _with_follow_ups(entries, mistakes), mistakes


def _named(read: FaqFile) -> Iterator[tuple[str, Section]]:
    for section in read.sections:
        yield section.name, section
        for below in section.follow_ups:
            yield f"{section.name}{BELOW}{below.name}", below


def _with_follow_ups(entries: Entries, mistakes: list[ConfigError]) -> Entries:
    below: dict[str, list[str]] = defaultdict(list)
    for name, entry in entries.items():
        parent, is_below, _ = name.partition(BELOW)
        if is_below:
            below[parent].append(name)
            wanted = next((one.section for one in entry.versions if one.section.answered_by), None)
            if wanted is not None:
                found = find_entry(entries, wanted.answered_by, entry.topic)
                if found is None:
                    mistakes.append(_nowhere(wanted, entries))
                entries[name] = entry._replace(answered_by=found or "")
    return {name: entry._replace(follow_ups=tuple(below.get(name, ()))) for name, entry in entries.items()}


def find_entry(entries: Mapping[str, Entry], name: str, topic: str = "") -> str | None:
    """The whole name of an entry: ``cost`` of its own topic, ``delivery.cost``, or ``faq.delivery.cost``."""
    for full in (f"faq.{topic}.{name}", f"faq.{name}", name):
        if full in entries and BELOW not in full:
            return full
    return None


def nearest_entries(entries: Mapping[str, Entry], name: str) -> str:
    """A hint for a name that is none."""
    names = [one.removeprefix("faq.") for one in entries if BELOW not in one]
    near = get_close_matches(name.removeprefix("faq."), names, 2, 0.5)
    return f"did you mean {' or '.join(near)}?" if near else "names are written as in delivery.cost"


def _nowhere(section: Section, entries: Entries) -> ConfigError:
    problem = f"there is no question {section.answered_by}"
    hint = nearest_entries(entries, section.answered_by)
    return ConfigError(problem, file=section.file, line=section.line, hint=hint)


def _place(path: str, front: FrontMatter, shop_language: str) -> tuple[str, str]:
    """Topic and language of a file: ``faq/de/delivery.md`` -> ``delivery``, ``de``."""
    folders = PurePosixPath(path).with_suffix("").parts[1:]
    if len(folders) > 1 and _LANGUAGE.fullmatch(folders[0]):
        return ".".join(folders[1:]), front.language or folders[0]
    return ".".join(folders), front.language or shop_language


def _second(version: Version, first: Version) -> ConfigError:
    here, there = version.section, first.section
    return ConfigError(
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
    """Phrasings that two entries claim for always and everybody: nobody could tell which one is meant."""
    mistakes = []
    for (_, phrase), askers in _askers(entries).items():
        for_ever = [version.section for _, version in askers if not version.conditional]
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


def rivals_of(entries: Mapping[str, Entry]) -> dict[str, tuple[Entry, ...]]:
    """Entries that share a phrasing, by name: in its time, and for its audience, one answers for the others."""
    rivals: dict[str, dict[str, Entry]] = defaultdict(dict)
    for askers in _askers({name: one for name, one in entries.items() if BELOW not in name}).values():
        for entry, _ in askers:
            rivals[entry.name] |= {other.name: other for other, _ in askers if other is not entry}
    return {name: tuple(found.values()) for name, found in rivals.items() if found}


def all_in_one(mistakes: list[ConfigError]) -> ConfigError:
    """One error that tells of all; a plugin has room for one."""
    first, others = mistakes[0], mistakes[1:]
    if not others:
        return first
    rest = "; ".join(map(str, others[:9])) + ("; ..." if len(others) > 9 else "")
    hint = f"{first.hint}; " if first.hint else ""
    return ConfigError(first.problem, file=first.file, line=first.line, hint=f"{hint}also: {rest}")
