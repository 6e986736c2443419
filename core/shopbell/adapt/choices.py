"""What a short answer chooses from the menu shown before: a tapped button, a number, a label."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

from shopbell.people import Choice

_LONGEST = 200  # characters; what is longer is a message of its own
_SLACK = 24  # characters around a label: quotes, "option 2: ", spaces
_NUMBER = re.compile(
    r"(?:(?:option|choice|number|num|no|nr|nummer|numéro|número|numero|n°|nº|opción|opzione|optie|keuze|choix|auswahl)"
    r"[.:]?\s*|#\s*|\(\s*)?(\d{1,3})\s*[.):]*"
)
_AROUND = " \t\r\n.,;:!?…'\"„“”‚‘’«»‹›()[]¿¡*"
_KEYCAP = str.maketrans("", "", "\ufe0f\u20e3")  # "2️⃣" is a 2 with two marks
_YES = frozenset(
    (
        "yes", "yes please", "yep", "yeah", "yes i did", "yes i do", "yes that one", "yes exactly", "exactly", "sure",
        "ja", "ja bitte", "ja genau", "genau", "ja gerne", "gerne", "jawohl",
        "oui", "oui s'il vous plaît", "oui exactement", "exactement", "oui svp",
        "sí", "si", "sí por favor", "si por favor", "exacto", "sí exacto",
    )
)  # fmt: skip
_TOKEN = "~"  # noqa: S105 - marks a stand-in, guards nothing


def understand_choice(text: str, payload: str | None, choices: Sequence[Choice]) -> Choice | None:
    """Find the choice that a message means.

    Args:
        text: the words of the message.
        payload: what the tapped button carried; then nothing else counts: an old button's label may be on the new
            menu too and mean something else.
        choices: the last menu, in the order shown.

    Returns:
        The choice whose payload, label or number this is, or whose label alone begins with these words (at least
        three characters, up to the end of a word). None when it is a sentence of its own or could mean two.
    """
    if not choices:
        return None
    if payload is not None:
        return next((choice for choice in choices if payload in (choice.payload, stand_in(choice.payload))), None)
    if len(text) > _LONGEST or len(text) > max(len(choice.label) for choice in choices) + _SLACK:
        return None  # a sentence of its own: nearly all that is written below an open menu
    if not (said := _plain(text)):
        return None
    labels = [_label(choice.label) for choice in choices]
    named = [choice for choice, label in zip(choices, labels, strict=True) if label == said]
    if named:
        return _only(named)
    if number := _NUMBER.fullmatch(_folded(text)):
        return _numbered(int(number[1]), choices, labels)
    shortened = text.rstrip().endswith("…")  # the label of a narrow button, copied
    return _only([choice for choice, label in zip(choices, labels, strict=True) if _begins(label, said, shortened)])


def agrees(text: str) -> bool:
    """ "Yes, please": to what alone was offered."""
    return len(text) <= _SLACK and _plain(text).replace(",", "") in _YES


@lru_cache(maxsize=1_024)  # menus repeat, what customers write does not
def _label(label: str) -> str:
    return _plain(label)


def stand_in(payload: str) -> str:
    """A short payload (21 bytes) for a channel that cannot carry the whole one; the menu keeps the whole."""
    return _TOKEN + blake2b(payload.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


def _numbered(number: int, choices: Sequence[Choice], labels: Sequence[str]) -> Choice | None:
    """The choice shown with this number. Buttons show none: then their order counts, unless they speak of numbers
    themselves ("2 pieces", "4 pieces")."""
    shown = any(choice.number for choice in choices)
    if shown:
        return next((choice for choice in choices if choice.number == number), None)
    if 0 < number <= len(choices) and not any(char.isdigit() for label in labels for char in label):
        return choices[number - 1]
    return None


def _begins(label: str, said: str, shortened: bool) -> bool:
    whole_words = shortened or not label[len(said) : len(said) + 1].isalnum()
    return len(said) >= 3 and whole_words and label.startswith(said)


def _only(found: Sequence[Choice]) -> Choice | None:
    return found[0] if len({choice.payload for choice in found}) == 1 else None


def _folded(text: str) -> str:
    """Case, width and digit forms aside."""
    return " ".join(unicodedata.normalize("NFKC", text.translate(_KEYCAP)).casefold().split())


def _plain(text: str) -> str:
    """Folded, without quotes and punctuation around; of signs alone ("?", "+") as they are."""
    folded = _folded(text)
    return folded.strip(_AROUND) or folded
