"""``pages.csv``: the pages of the shop's web site that customers may ask for."""

import csv
import io
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

FILE = "pages.csv"
COLUMNS = ("title", "url", "words", "languages", "description")
MOST_PAGES = 500
LONGEST = {"title": 200, "url": 2_000, "words": 2_000, "languages": 200, "description": 1_000}  # characters


class Page(NamedTuple):
    """One row. ``words`` are further names of the page; no ``languages``: it is for readers of any."""

    title: str
    url: str  # an address, or a path on the shop's site
    words: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    description: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """All that it is called."""
        return (self.title, *self.words)


class Mistake(NamedTuple):
    """A row that cannot be used, and why."""

    line: int
    sentence: str


class Shelf(NamedTuple):
    """What the file holds: pages that can be used, and rows that cannot."""

    pages: tuple[Page, ...]
    mistakes: tuple[Mistake, ...]


def read_pages(body: bytes, languages: Sequence[str]) -> Shelf:
    """Read the file as any office program writes it; a row that is wrong does not cost the others.

    Args:
        languages: the shop's.
    """
    text = _decoded(body)
    separator = max(",;\t", key=text.partition("\n")[0].count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
    head = [name.strip().lower() for name in next(rows, [])]
    if not head:
        return Shelf((), ())
    if unknown := [name for name in head if name and name not in COLUMNS]:
        sentence = f"unknown column {unknown[0]}; there are {', '.join(COLUMNS)}"
        return Shelf((), (Mistake(1, sentence),))
    pages: list[Page] = []
    mistakes: list[Mistake] = []
    begins = rows.line_num + 1
    for values in rows:
        cells = dict(zip(head, map(str.strip, values), strict=False))
        if any(cells.values()):
            page = _page(cells, languages)
            if isinstance(page, str):
                mistakes.append(Mistake(begins, page))
            elif len(pages) == MOST_PAGES:
                mistakes.append(Mistake(begins, f"there are more than {MOST_PAGES} pages; the rest is left out"))
                break
            else:
                pages.append(page)
        begins = rows.line_num + 1
    return Shelf(tuple(pages), tuple(mistakes))


def in_language(pages: Sequence[Page], *wanted: str) -> Sequence[Page]:
    """Those for readers of the first of these languages that any page has; all when none has."""
    for language in wanted:
        found = [one for one in pages if not one.languages or _base(language) in one.languages]
        if found:
            return found
    return pages


def _page(cells: dict[str, str], languages: Sequence[str]) -> Page | str:
    """The page, or why it is none."""
    title, url = cells.get("title", ""), cells.get("url", "")
    for name, most in LONGEST.items():
        if len(cells.get(name, "")) > most:
            return f"{name} is longer than {most:,} characters"
    if not title or not url:
        return f"the column {'url' if title else 'title'} is empty; every page needs a title and a url"
    if not _leads_somewhere(url):
        return f"{url[:60]} is neither a path (/terms) nor an address (https://...)"
    spoken = {_base(one) for one in languages}
    own = tuple(one.lower() for one in _listed(cells.get("languages", "")))
    if strange := [one for one in own if one not in spoken]:
        return f"the shop does not speak {strange[0]}; it speaks {', '.join(sorted(spoken))}"
    return Page(title, url, _listed(cells.get("words", "")), own, cells.get("description", ""))


def _leads_somewhere(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme or parts.netloc:
        return parts.scheme in ("http", "https") and bool(parts.netloc)
    return url.startswith("/")


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(said for one in cell.split(";") if (said := one.strip()))


def _base(language: str) -> str:
    return language.partition("-")[0].lower()


def _decoded(body: bytes) -> str:
    """UTF-8, else what office programs of western Europe write."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")
