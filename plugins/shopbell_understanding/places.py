"""Where a phrase stands: file and line in the shop's folder, so that the owner can go there."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from .words import words_of

READ = (".md", ".toml", ".py", ".tsv")
LARGEST = 1_000_000  # bytes
_QUOTED = re.compile(r'"([^"\n]+)"' + r"|'([^'\n]+)'")
_NO_PHRASE = re.compile(
    r"^[\s>#*+\-]+|(\s*\{[#=][\w.-]+\})+\s*$"
)  # signs of a list or heading, and the name it may end in


class Places:
    """An index of all lines of the shop's files, by their words."""

    def __init__(self, folder: Path, skipped: Path) -> None:
        """Read the files below ``folder``, but none below ``skipped`` (the data folder)."""
        self._of: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for path in sorted(_files(folder, skipped)):
            name = path.relative_to(folder).as_posix()
            for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
                for said in _sayings(line):
                    self._of[tuple(words_of(said))].append(f"{name}:{number}")

    def of(self, phrase: str) -> tuple[str, ...]:
        """``file:line`` of each place; none for phrases that come with a plugin."""
        return tuple(dict.fromkeys(self._of.get(tuple(words_of(phrase)), ())))


def _files(folder: Path, skipped: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.suffix in READ and path.is_file() and skipped not in path.parents and path.stat().st_size <= LARGEST:
            yield path


def _sayings(line: str) -> Iterable[str]:
    """A line may hold one phrase (Markdown), one per column, or several between quotes (TOML, Python)."""
    columns = [_NO_PHRASE.sub("", column) for column in line.split("\t")]
    return [*columns, *(one or other for one, other in _QUOTED.findall(line))]
