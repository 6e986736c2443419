"""The lexicons, and one of them joined for a shop of several languages."""

from typing import Any

import msgspec

from .de import GERMAN
from .en import ENGLISH
from .es import SPANISH
from .fr import FRENCH
from .it import ITALIAN
from .lexicon import Lexicon, words
from .nl import DUTCH

LEXICONS = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH, "es": SPANISH, "it": ITALIAN, "nl": DUTCH}

# Words that mean something else in a neighbouring language; they count only where the text itself is in theirs.
SHY = words(
    "elf once sept dix zero die das des mars mai mayo half past halb mal fois este esta esto this that"
    " numero second seconda media medio fin place court way close row walk hill cent cents via chico chica lin ante"
    " piel weg platz ring markt stuck paar pair par largo corso numero cap postal cp prima six six order orders rose"
    " gold orange see cours route square quai vier acht seis sei due tre set mag gio more more one ones nachts in a"
    " le la de du et y e o en no ok si sure right perfect morning evening manana fruh pound grand petit grande via"
    " over last first third"
)
SHORTEST = 4  # letters of a word that counts in a text of another language


def joined_lexicon(language: str, others: tuple[str, ...] = ()) -> Lexicon:
    """The words of ``language``, and of the shop's other languages those that cannot be mistaken.

    A language without a lexicon is read with those of the others, in the end with the English one.
    """
    codes = dict.fromkeys(code.partition("-")[0].lower() for code in (language, *others))
    known = [LEXICONS[code] for code in codes if code in LEXICONS] or [ENGLISH]
    main, *rest = known
    for lexicon in rest:
        main = _joined(main, lexicon)
    return main


def _joined(main: Lexicon, other: Lexicon) -> Lexicon:
    def safe(phrase: str) -> bool:
        return phrase not in SHY and (" " in phrase or len(phrase) >= SHORTEST)

    def join(own: Any, new: Any) -> Any:
        if isinstance(own, frozenset):
            return own | frozenset(filter(safe, new))
        if isinstance(own, tuple):
            return tuple(join(*pair) for pair in zip(own, new, strict=True))
        if isinstance(own, dict):
            return {phrase: meaning for phrase, meaning in new.items() if safe(phrase)} | own
        return own

    fields = Lexicon.__struct_fields__
    return msgspec.structs.replace(main, **{name: join(getattr(main, name), getattr(other, name)) for name in fields})
