"""Reads the scripted conversations of the demo shops: ``tests/shops/NAME.txt``.

    # A cake for Saturday
    > i need a birthday cake
    Yes! Tell us the day, how many people, and the flavour: ...

``#`` begins a conversation with a new customer; ``# Back again (ana@mail.example)`` is one who has proven that address.
``>`` is what is said, ``@ B001`` before it the product whose page is looked at; ``$`` pays behind the link that was
shown last. What the shop shows stands below:
buttons in brackets, products in round ones, a line ``...`` for any line, ``...`` at the end of a line for its rest.
"""

import re
from pathlib import Path
from typing import NamedTuple

PAYS = "$"
HERE = Path(__file__).parent
_TITLE = re.compile(r"#\s*(.+?)(?:\s*\((\S+@\S+)\))?$")


class Exchange(NamedTuple):
    """One message and its answer, line by line; ``product``: whose page is open."""

    said: str
    heard: tuple[str, ...]
    product: str


class Talk(NamedTuple):
    """One conversation; ``proven``: the customer's e-mail address, if the shop knows that it is theirs."""

    title: str
    proven: str
    exchanges: tuple[Exchange, ...]


def talks_of(shop: str) -> list[Talk]:
    """All conversations of a demo shop, in order."""
    return read_talks((HERE / f"{shop}.txt").read_text("utf-8"))


def read_talks(text: str) -> list[Talk]:
    """Raises ``ValueError`` with the line's number where it is no conversation."""
    talks: list[Talk] = []
    product = ""
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        title = _TITLE.fullmatch(line)
        if title:
            talks.append(Talk(title[1], title[2] or "", ()))
        elif line and not talks:
            raise ValueError(f"line {number}: a conversation begins with # and what it is about")
        elif line.startswith("@"):
            product = line[1:].strip()
        elif line == PAYS or line.startswith(">"):
            said = line.removeprefix(">").strip()
            talks[-1] = talks[-1]._replace(exchanges=(*talks[-1].exchanges, Exchange(said, (), product)))
            product = ""
        elif line:
            if not talks[-1].exchanges:
                raise ValueError(f"line {number}: nobody has said anything yet")
            *before, last = talks[-1].exchanges
            talks[-1] = talks[-1]._replace(exchanges=(*before, last._replace(heard=(*last.heard, line))))
    return talks


def fits(shown: str, heard: tuple[str, ...]) -> bool:
    """Line by line the same, with ``...`` for what may be anything."""
    lines = shown.splitlines()
    if heard == ("...",):
        return bool(lines)
    return len(lines) == len(heard) and all(_line_fits(one, two) for one, two in zip(lines, heard, strict=True))


def _line_fits(line: str, wanted: str) -> bool:
    return line.strip().startswith(wanted[:-3].rstrip()) if wanted.endswith("...") else line.strip() == wanted
