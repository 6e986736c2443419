"""Where each key of a TOML text stands: its line for messages, its span for edits.

``tomllib`` gives values without places, and a parser that rewrites the document may move what it did not mean to
touch. This scanner reads a text that ``tomllib`` has accepted, and only finds out where things are.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Path = tuple[str | int, ...]  # keys, and the position in an array (of tables)

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")  # newlines and comments, as allowed between statements and in arrays
_SPACE = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?""""{0,2}'  # up to two quotes may stand before the closing three
    r"|'''.*?''''{0,2}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_PLAIN = re.compile(r"[^,\]}#\r\n]*")  # numbers, booleans, dates (which may hold a space)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text: from ``start`` up to, not including, ``end``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One ``key = value``. ``parts`` are the parts of a dotted key, ``keys`` spans them all."""

    path: Path
    parts: tuple[Span, ...]
    value: Span
    inline: bool  # inside braces
    table: Path  # the header it stands below, or the inline table around it

    @property
    def keys(self) -> Span:
        """The whole key."""
        return Span(self.parts[0].start, self.parts[-1].end)


@dataclass(frozen=True, slots=True)
class Header:
    """One ``[table]`` or ``[[array]]`` line; ``end`` is where its line, with a comment, ends."""

    path: Path
    start: int
    end: int
    parts: tuple[Span, ...] = ()


@dataclass
class Places:
    """All that was found in one text."""

    text: str
    entries: dict[Path, Entry] = field(default_factory=dict)
    items: dict[Path, Span] = field(default_factory=dict)  # elements of arrays
    headers: dict[Path, Header] = field(default_factory=dict)  # in the order of the text; () is the top
    first: dict[Path, int] = field(default_factory=dict)  # where a path is first mentioned
    breaks: list[int] = field(default_factory=list)  # offsets of newlines

    def line_at(self, offset: int) -> int:
        """The line, from 1, of an offset."""
        return bisect_right(self.breaks, offset - 1) + 1

    def line(self, path: Path) -> int:
        """The line, from 1, where ``path`` or else the nearest table around it stands."""
        while path and path not in self.first:
            path = path[:-1]
        return self.line_at(self.first.get(path, 0))

    def is_inline_table(self, path: Path) -> bool:
        """Is ``path`` a table in braces?"""
        span = self.entries[path].value if path in self.entries else self.items.get(path)
        return span is not None and self.text.startswith("{", span.start)

    def below(self, path: Path) -> Iterator[Entry]:
        """Statements (not parts of inline tables) whose key lies below ``path``, in the order of the text."""
        size = len(path)
        return (entry for entry in self.entries.values() if not entry.inline and entry.path[:size] == path)


def find_places(text: str) -> Places:
    """Scan ``text``, which must be TOML that ``tomllib`` accepts. Takes about as long as ``tomllib`` itself."""
    return _Scanner(text).scan()


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found = Places(text, breaks=[match.start() for match in re.finditer("\n", text)])
        self.arrays: dict[Path, int] = {}  # arrays of tables, and how many each has so far

    def scan(self) -> Places:
        table: Path = ()
        self.found.headers[()] = Header((), 0, 0)
        self.skip(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.entry(table, inline=False)
            self.skip(_BLANK)
        return self.found

    def skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.at)
        if match:
            self.at = match.end()

    def header(self) -> Path:
        start = self.at
        array = self.text.startswith("[[", start)
        self.at += 2 if array else 1
        path: Path = ()
        parts = self.keys()
        for position, (name, _) in enumerate(parts):
            path = (*path, name)
            last = position == len(parts) - 1
            if array and last:
                self.arrays[path] = self.arrays.get(path, -1) + 1
            self.found.first.setdefault(path, start)
            if path in self.arrays:  # a later [fruit.colour] speaks of the last [[fruit]]
                path = (*path, self.arrays[path])
                self.found.first.setdefault(path, start)
        newline = self.text.find("\n", self.at)
        end = len(self.text) if newline < 0 else newline
        self.found.headers[path] = Header(path, start, end, tuple(span for _, span in parts))
        self.at = end
        # A header says where a table is better than a dotted mention before it.
        self.found.first[path] = start
        return path

    def keys(self) -> list[tuple[str, Span]]:
        """Read a dotted key; stops before ``=`` or ``]``."""
        parts: list[tuple[str, Span]] = []
        while True:
            self.skip(_SPACE)
            match = _STRING.match(self.text, self.at) or _BARE.match(self.text, self.at)
            if match is None:
                raise ValueError(f"no key at offset {self.at}")
            raw, self.at = match.group(), match.end()
            name = next(iter(tomllib.loads(f"{raw} = 0"))) if raw[0] in "\"'" else raw
            parts.append((name, Span(match.start(), match.end())))
            self.skip(_SPACE)
            if self.text[self.at] != ".":
                return parts
            self.at += 1

    def entry(self, table: Path, *, inline: bool) -> None:
        parts = self.keys()
        path = table
        for name, span in parts:
            path = (*path, name)
            self.found.first.setdefault(path, span.start)
        self.at += 1  # the equals sign
        self.skip(_SPACE)
        start = self.at
        self.value(path)
        spans = tuple(span for _, span in parts)
        self.found.entries[path] = Entry(path, spans, Span(start, self.at), inline, table)

    def value(self, path: Path) -> None:
        opening = self.text[self.at]
        if opening == "{":
            self.inside("}", lambda position: self.entry(path, inline=True))
        elif opening == "[":
            self.inside("]", lambda position: self.item((*path, position)))
        elif opening in "\"'":
            self.skip(_STRING)
        else:
            match = _PLAIN.match(self.text, self.at)
            self.at += len(match.group().rstrip()) if match else 0

    def inside(self, closing: str, read: Callable[[int], None]) -> None:
        """Read what stands between brackets, separated by commas."""
        self.at += 1
        position = 0
        self.skip(_BLANK)
        while self.text[self.at] != closing:
            read(position)
            position += 1
            self.skip(_BLANK)
            if self.text[self.at] == ",":
                self.at += 1
                self.skip(_BLANK)
        self.at += 1

    def item(self, path: Path) -> None:
        start = self.at
        self.found.first.setdefault(path, start)
        self.value(path)
        self.found.items[path] = Span(start, self.at)
