"""Small readers for answers: one of several options, order numbers and addresses; and values in their plainest form."""

import re
from collections.abc import Callable, Sequence
from datetime import date, time

from shopbell.adapt.choices import understand_choice
from shopbell.people import Choice as Shown
from shopbell.understanding import Entity

_ORDER = re.compile(r"(?<![\w-])#?([A-Za-z]{0,6}[-–]?\d[\w–-]{2,19})(?![\w])")
_MARKS = " \t\r\n.,;:!?…\"'„“”«»()"
_PLAIN = {
    "number": re.compile(r"(?<![\w.,])\d+(?:\.\d+)?(?![\w.,])"),
    "date": re.compile(r"(?<!\d)\d{4}-\d\d-\d\d(?!\d)"),
    "time": re.compile(r"(?<![\d:])\d\d:\d\d(?![\d:])"),
    "email": re.compile(r"[^\s@<>]{1,64}@[^\s@<>.]{1,63}(?:\.[^\s@<>.]{1,63}){1,4}"),
    "phone": re.compile(r"(?<!\w)\+\d{8,15}(?!\w)"),
}
_VALUES: dict[str, Callable[[str], object]] = {"number": float, "date": date.fromisoformat, "time": time.fromisoformat}


def plain_values(kind: str, text: str) -> list[Entity]:
    """Values in the form that needs no language: 12.5, 2026-12-24, 15:30. For shops whose plugins read none."""
    found = []
    for match in _PLAIN[kind].finditer(text[:500]) if kind in _PLAIN else ():
        try:
            value = _VALUES.get(kind, str)(match[0])
        except ValueError:  # 2026-02-30
            continue
        found.append(Entity(kind, value, *match.span()))
    return found


def read_choice(text: str, labels: Sequence[str]) -> int | None:
    """The place of the option that was meant: its number, its label, or the only label that stands in the answer."""
    shown = [Shown(label, str(place), place + 1) for place, label in enumerate(labels)]
    chosen = understand_choice(text, None, shown)
    if chosen is not None:
        return int(chosen.payload)
    if len(text) > 200:
        return None
    said = f" {_bare(text)} "
    named = [
        place for place, label in enumerate(labels)
        if (words := _bare(label)) and f" {words} " in said
    ]  # fmt: skip
    return named[0] if len(named) == 1 else None


def _bare(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def read_order_number(text: str) -> str | None:
    """The only thing in an answer that looks like an order number, in capitals."""
    found = {match.upper().replace("–", "-") for match in _ORDER.findall(text[:200])}
    return found.pop() if len(found) == 1 else None


def read_address(text: str) -> str | None:
    """A postal address: words and a house number, on one line."""
    said = ", ".join(part.strip() for part in text.splitlines() if part.strip())[:300]
    has_words = len(re.findall(r"[^\W\d_]{2,}", said)) >= 2
    looks_odd = re.search(r"[<>{}@;]|https?:", said)
    return said.strip(_MARKS) if has_words and re.search(r"\d", said) and not looks_odd else None
