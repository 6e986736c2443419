"""Reads the documentation's pages: their fenced examples and their links."""

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]

_FENCE = re.compile(r"^( *)```(\S+)[ \t]*([^\n]*)\n(.*?)^\1```[ \t]*$", re.MULTILINE | re.DOTALL)


class Example(NamedTuple):
    """One fenced block. ``file`` is the path written behind the language: where a reader would save it."""

    page: Path
    line: int
    language: str
    file: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}"


def examples(page: Path) -> list[Example]:
    """All fenced blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return [
        Example(page, text.count("\n", 0, found.start()) + 1, found[2], found[3].strip(), found[4])
        for found in _FENCE.finditer(text)
    ]


def all_examples(language: str) -> list[Example]:
    """The blocks of one language on all pages."""
    return [example for page in PAGES for example in examples(page) if example.language == language]


def links(page: Path) -> list[str]:
    """Targets of the page's links and pictures that lie in this project."""
    found = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    return [target for target in found if not re.match(r"[a-z]+:", target)]
