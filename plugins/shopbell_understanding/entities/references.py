"""Words for what is at hand: "it", "this one", "the second one", "den letzten"."""

from collections.abc import Iterator

from shopbell import Entity

from ..words import COURTESY
from .lexicons.lexicon import words
from .said import Said
from .vocabulary import Setting

AT_HAND = 0  # the value for "it" and "this one"; 1, 2, ... is a place in the list shown last
AT_THE_END = -1
# Before an ordinal that names a day ("the second of May") or one of something else.
_ARTICLES = words("the den die das der dem le la les el los las il de het num number nr no nummer")
_INDEFINITE = words("a an ein eine einen einer une un una uno een")

LONGEST_NAME = 3  # tokens
_COUNTED = words("time mal fois vez of order bestellung hand main mano")
_COURTEOUS = words("sie ihnen ihr ihre ihren ihrem ihrer")  # written large, and no nouns
_SPEAKING = words("here speaking")
_PAUSES = words(", . ; : ! - –")
_GREETING, _END = _PAUSES | COURTESY, _PAUSES | _SPEAKING


def read_references(said: Said, setting: Setting) -> Iterator[Entity]:
    """``reference``: the place of the thing that is meant; the runtime finds the ``product`` there, if there is one."""
    vocabulary, one_words = setting.vocabulary, setting.lexicon.one_words
    for first, after, place in said.phrases(vocabulary.ordinals):
        if not said.free(first, after) or said.word(first - 1) in _INDEFINITE:
            continue  # "is it a first?" asks for an edition
        behind = said.word(after)
        meant = behind in one_words or not behind or behind in ".,?!" or said.word(first - 1) in _ARTICLES
        if place == AT_THE_END and first and said.word(first - 1) not in _ARTICLES and behind not in one_words:
            continue  # "how long do they last"
        if meant and not _names_more(said, setting, after):
            yield said.entity("reference", place, first, after + (behind in one_words))
    for first, after, _ in said.phrases(vocabulary.pronouns):
        if _is_article(said, setting, first, after):
            continue
        if said.free(first, after) and not _introduces(said, setting, first):
            yield said.entity("reference", AT_HAND, first, after, 0.8 if after - first > 1 else 0.5)


def _is_article(said: Said, setting: Setting, first: int, after: int) -> bool:
    """ "Das Landbrot": of a thing that is named, or of a noun, as German writes them."""
    if after - first > 1 or after >= len(said.words) or said.words[first] not in setting.lexicon.definite:
        return False
    return not said.free(after, after + 1) or (
        said.text[said.starts[after]].isupper() and said.words[after] not in _COURTEOUS
    )


def _introduces(said: Said, setting: Setting, place: int) -> bool:
    """ "Hello, this is Ana, ..." and "this is Ana Lopez speaking" say who writes: a greeting before, a pause behind."""
    found = setting.vocabulary.introducing.at(said.words, place)
    if found is None or not _GREETING.issuperset(said.words[:place]):
        return False
    if not place and said.words[-1] not in _SPEAKING:
        return False  # "this is great, thanks"
    return not _END.isdisjoint(said.words[found[0] + 1 : found[0] + 1 + LONGEST_NAME])


def _names_more(said: Said, setting: Setting, after: int) -> bool:
    """ "the second week", "the last time": something else that is counted; "second hand" counts nothing."""
    word = said.word(after)
    return word in setting.lexicon.day_units or word in _COUNTED
