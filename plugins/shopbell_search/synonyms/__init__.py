"""The tables of synonyms: what shoppers say, and what shops call it; ``en.toml`` explains the format."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent
BROADER = "broader"  # its tables hold words that mean several values at once


class Meaning(NamedTuple):
    """One line of a table: words of one facet that mean the same; if broader, a word and all that it means."""

    facet: str
    words: tuple[str, ...]
    broader: bool = False
    else_as: str = ""  # the word that stands for it where the shop has nothing of the kind
    own: bool = False  # the shop's


def read_table(text: str) -> list[Meaning]:
    """Read one table.

    Raises:
        ValueError: it is no TOML, or a line is no text; says where, for the shop's owner.
    """
    try:
        tables: Mapping[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        raise ValueError(f'{exc}; write it as in [colour], red = "crimson, scarlet"') from exc
    broader = tables.get(BROADER, {})
    plain = {facet: lines for facet, lines in tables.items() if facet != BROADER}
    return [*_meanings(plain, broader=False), *_meanings(broader, broader=True)]


def _meanings(tables: Mapping[str, Any], *, broader: bool) -> Iterator[Meaning]:
    for facet, lines in tables.items():
        if not isinstance(lines, Mapping):
            raise ValueError(f"{facet} stands in no table; write a line such as [colour] above it")
        for name, said in lines.items():
            if not isinstance(said, str):
                raise ValueError(f'[{facet}] {name} is no text; write {name} = "one word, another one"')
            same, _, else_as = said.partition("<")
            words = (name, *(word.strip() for word in same.split(",")))
            yield Meaning(facet.replace("color", "colour"), tuple(filter(None, words)), broader, else_as.strip())


def shipped(language: str) -> tuple[Meaning, ...]:
    """The table that comes with Shopbell; none for a language without one."""
    path = FOLDER / f"{language}.toml"
    return tuple(read_table(path.read_text(encoding="utf-8"))) if path.is_file() else ()
