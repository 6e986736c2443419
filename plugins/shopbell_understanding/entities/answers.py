"""Yes and no, where a message says little else."""

from collections.abc import Iterator

from shopbell import Entity

from .said import Said
from .vocabulary import Setting

MOST_WORDS = 8  # a longer message says more than yes or no
_SIGNS = {"👍": True, "👌": True, "✅": True, "👎": False, "❌": False}


def read_yes_no(said: Said, setting: Setting) -> Iterator[Entity]:
    """``yes_no``: True or False. "No, thanks", "ja gerne", "oui", 👍; not "no gluten please"."""
    if not said.words or len(said.words) > MOST_WORDS:
        return
    vocabulary = setting.vocabulary
    agreed, refused = vocabulary.yes.at(said.words, 0), vocabulary.no.at(said.words, 0)
    sign = _SIGNS.get(said.words[0])
    if sign is not None:
        yield said.entity("yes_no", sign, 0, 1)
    elif agreed or refused:
        lengths = (agreed[0] if agreed else 0, refused[0] if refused else 0)
        answer, after = lengths[0] > lengths[1], max(lengths)
        behind = said.word(after)
        if (
            not behind
            or not behind.isalnum()
            or behind in ("please", "bitte", "thanks", "danke", "merci", "gracias", "i", "ich")
        ):
            yield said.entity("yes_no", answer, 0, after)
