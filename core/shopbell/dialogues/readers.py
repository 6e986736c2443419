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


# "The butter ones, please".
_BESIDE = frozenset(
    re.findall(
        r"\w+",
        "the one ones please pls those these a an i i'll d take have like would want then"
        " die der das den bitte eine einen ich nehme hätte gern gerne möchte dann le la les du de des s'il vous te"
        " plaît celui celle je prends voudrais el los las por favor quiero quisiera",
    )
)


def read_choice(text: str, labels: Sequence[str]) -> int | None:
    """The place of the option that was meant: its number, its label, the only label that stands in the answer, or the
    only one that the answer is the telling part of ("29" of "29, indigo").
    """
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
    if not named and said.strip():
        named = [place for place, label in enumerate(labels) if _stands_in(said.split(), label)]
    return named[0] if len(named) == 1 else None


def _stands_in(said: Sequence[str], label: str) -> bool:
    """Is it most of the label, a part between commas, or its telling first word? "What", of "not what I expected", is
    none of these.

    "Weizen" says "Weizenbrötchen", and "the wheat rolls" a wheat roll.
    """
    words, parts = _bare(label).split(), [_bare(part) for part in label.split(",")]
    meant = [next((one for one in words if _is_said(word, one)), "") for word in said if word not in _BESIDE]
    if not meant or not all(meant):
        return False
    return 2 * len(meant) >= len(words) or " ".join(meant) in parts or (meant == words[:1] and len(said[0]) > 3)


def _is_said(word: str, meant: str) -> bool:
    """The word itself, one that begins with it, or its plural."""
    if word == meant:
        return True
    return (len(word) > 3 and meant.startswith(word)) or (len(meant) > 2 and word in (f"{meant}s", f"{meant}es"))


def _bare(text: str) -> str:
    """Its words; "up to 50" is "Up to $50.00"."""
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"(?<=\d)[.,]00\b", "", text.casefold())))


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
