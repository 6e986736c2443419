"""All mistakes of a configuration at once, and the repair of those that leave no doubt."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from shopbell.config.decode import Repair, Respell, SettingError
from shopbell.config.edit import alone, diff, write_text
from shopbell.config.file import FILE, Examined, examine, read_text
from shopbell.config.toml_edit import change_text
from shopbell.errors import ConfigError

# More to look at than the core's tables: plugins' tables, content files. Gets what could be read.
Source = Callable[[Examined], Iterable[ConfigError]]

_ROUNDS = 8  # a repair may bring the next mistake to light: prot = "80" -> port = "80" -> port = 80


class Repaired(NamedTuple):
    """What ``repair`` did: the diff (empty: nothing could be repaired), and what is still wrong."""

    diff: str
    left: list[ConfigError]


def check(folder: Path, sources: Sequence[Source] = ()) -> list[ConfigError]:
    """All mistakes and warnings (``SettingError.warning``), in the order of the file; other files' after.

    Raises:
        ConfigErrors: there is no file, or it cannot be read at all.
    """
    return _check(folder, read_text(folder / FILE), sources)


def repair(folder: Path, sources: Sequence[Source] = ()) -> Repaired:
    """Repair what leaves no doubt, in one step: renamed settings, misspelt names with one near right name that is
    not set yet, numbers and switches in quotes, text without.

    Raises:
        ConfigError: the file cannot be read or written; it is as it was.
    """
    with alone(folder):
        before = read_text(folder / FILE)
        after = before
        for _ in range(_ROUNDS):
            found = _check(folder, after, sources)
            better = _repair_all(after, found)
            if better == after or len(_check(folder, better, sources)) > len(found):
                break
            after = better
        if after != before:
            write_text(folder / FILE, after)
        return Repaired(diff(before, after), _check(folder, after, sources))


def is_warning(problem: ConfigError) -> bool:
    """Does it work all the same?"""
    return isinstance(problem, SettingError) and problem.warning


def _check(folder: Path, text: str, sources: Sequence[Source]) -> list[ConfigError]:
    found = examine(folder, text)
    problems: list[ConfigError] = list(found.problems)
    for table in found.plugins.values():
        problems.extend(table.problems)
    for source in sources:
        known = {(problem.line, problem.problem) for problem in problems}
        problems.extend(problem for problem in source(found) if (problem.line, problem.problem) not in known)
    return sorted(problems, key=lambda problem: (problem.file != found.file, str(problem.file), problem.line or 0))


def _repair_all(text: str, problems: Sequence[ConfigError]) -> str:
    for problem in problems:
        fix = problem.repair if isinstance(problem, SettingError) else None
        if fix is not None:
            text = _repair_one(text, fix)
    return text


def _repair_one(text: str, fix: Repair) -> str:
    if isinstance(fix, Respell):
        lines = text.split("\n")
        lines[fix.number - 1] = fix.text
        return "\n".join(lines)
    try:
        return change_text(text, [fix])
    except ValueError:  # no TOML yet, or an earlier repair took its place: another round, or the owner's work
        return text
