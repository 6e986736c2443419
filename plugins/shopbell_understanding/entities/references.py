"""Words for what is at hand: "it", "this one", "the second one", "den letzten"."""

from collections.abc import Iterator

from shopbell import Entity

from .lexicons.lexicon import words
from .said import Said
from .vocabulary import Setting

AT_HAND = 0  # the value for "it" and "this one"; 1, 2, ... is a place in the list shown last, -1 its end
# Before an ordinal that names a day ("the second of May") or one of something else.
_ARTICLES = words("the den die das der dem le la les el los las il de het num number nr no nummer")


def read_references(said: Said, setting: Setting) -> Iterator[Entity]:
    """``reference``: the place of the thing that is meant; the runtime finds the ``product`` there, if there is one."""
    vocabulary = setting.vocabulary
    for first, after, place in said.phrases(vocabulary.ordinals):
        if not said.free(first, after):
            continue
        behind = said.word(after)
        meant = (
            behind in setting.lexicon.one_words or not behind or behind in ".,?!" or said.word(first - 1) in _ARTICLES
        )
        if meant and not _names_more(said, setting, after):
            yield said.entity("reference", place, first, after + (behind in setting.lexicon.one_words))
    for first, after, _ in said.phrases(vocabulary.pronouns):
        if said.free(first, after):
            yield said.entity("reference", AT_HAND, first, after, 0.8 if after - first > 1 else 0.5)


def _names_more(said: Said, setting: Setting, after: int) -> bool:
    """ "the second week", "the last time": something else that is counted."""
    word = said.word(after)
    return word in setting.lexicon.day_units or word in ("time", "mal", "fois", "vez", "of", "order", "bestellung")
