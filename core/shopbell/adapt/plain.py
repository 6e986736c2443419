"""Markdown as plain words, for channels that would show the marks."""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


@lru_cache(maxsize=256)  # an FAQ says the same answers again and again, at 0.2 ms each
def plain(markdown: str) -> str:
    """Strip the marks: lists keep a dash or their number, links become ``text (url)``, pictures ``alt (url)``.

    Raw HTML is no mark and stays as written; channels escape it.
    """
    blocks = _Blocks()
    for token in _parser().parse(markdown):
        blocks.take(token)
    return blocks.text()


class _Blocks:
    """Collects the lines of a text block by block: a blank line between paragraphs, none inside a tight list."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._counters: list[int | None] = []  # one per open list; None: no numbers
        self._mark = ""  # of the list item whose first line is still to come

    def take(self, token: "Token") -> None:
        kind = token.type
        if kind in ("bullet_list_open", "ordered_list_open"):
            if not self._counters:
                self._part()
            self._counters.append(int(token.attrGet("start") or 1) if kind == "ordered_list_open" else None)
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self._counters.pop()
        elif kind == "list_item_open":
            self._open_item()
        elif kind == "inline":
            self._add(_inline(token.children or ()))
        elif kind in ("fence", "code_block", "html_block"):
            self._add(token.content.rstrip("\n"))

    def text(self) -> str:
        return "\n".join(self._lines).strip("\n")

    def _open_item(self) -> None:
        number = self._counters[-1]
        self._mark = "- " if number is None else f"{number}. "
        if number is not None:
            self._counters[-1] = number + 1

    def _add(self, words: str) -> None:
        depth = len(self._counters)
        if not depth:
            self._part()
        lead, self._mark = self._mark, ""
        indent = "  " * (depth - 1) if lead else "  " * depth
        first, *more = words.split("\n")
        self._lines.append(indent + lead + first)
        self._lines.extend("  " * depth + line for line in more)

    def _part(self) -> None:
        if self._lines:
            self._lines.append("")


def _inline(tokens: Sequence["Token"]) -> str:
    said: list[str] = []
    links: list[tuple[str, int]] = []  # target, where its words begin
    for token in tokens:
        match token.type:
            case "softbreak" | "hardbreak":
                said.append("\n")
            case "link_open":
                links.append((str(token.attrGet("href") or ""), len(said)))
            case "link_close":
                url, begin = links.pop()
                said[begin:] = [link("".join(said[begin:]), url)]
            case "image":
                said.append(link(_inline(token.children or ()), str(token.attrGet("src") or "")))
            case _:
                said.append(token.content)
    return "".join(said)


def link(words: str, url: str) -> str:
    """``words (url)``, or the target alone where the words say no more."""
    target = url.removeprefix("mailto:").removeprefix("tel:")
    if not target or words in (target, url):
        return words or target
    return f"{words} ({target})" if words else target


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # lazy: 100 ms and 4 MB, for channels that show no Markdown

    return MarkdownIt("commonmark")
