"""Which page is meant: by the words that a message shares with what pages are called."""

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from .pages import Page

CLOSE_ENOUGH = 0.8  # difflib's ratio: one slip in a word of five letters
SHORTEST = 5  # letters of a word that may have a slip
ENDINGS = 2  # letters by which forms of one word differ: "return", "returns"

# Words of asking, in the form that ``words_of`` makes; they tell nothing about which page it is.
_ASKING_WORDS = """
    a an the and or of for on in at to is are do does can could would you your i we our us me my it its this that there
    have has got any some please where which what how find see show look read open get give send link links page pages
    site website web online about need want hi hello thanks
    der die das den dem des ein eine einen einem und oder von vom fur auf im in am an zu zur zum ist sind gibt es haben
    hat habt kann konnen konnte sie ihr ihre ihren euer eure ich wir uns mir mich mein meine bitte wo welche was wie
    finde finden sehen zeig zeige zeigen zeigt lesen offne offnen steht stehen seite seiten webseite website internet
    link hallo brauche mochte
    le la les l un une des du de d et ou pour sur dans au aux a est sont y il elle ai avez vous votre vos je nous mon
    ma mes me moi peux puis pouvez quelle quelles quel ou est trouver trouve voir montrer montrez montre lire ouvrir
    page pages site lien bonjour svp cherche voudrais merci
    el los las uno unos una unas y o del al por para con en que es son hay tiene tienen tengo su sus yo mi me nos puedo
    puede pueden donde cual cuales como encuentro encontrar ver veo muestra muestre mostrar leer abrir pagina paginas
    sitio web enlace hola favor busco necesito quiero gracias esta estan
"""
_ASKING = frozenset(_ASKING_WORDS.split())
_WORD = re.compile(r"[^\W_]+")


def named_in(text: str, pages: Sequence[Page]) -> list[Page]:
    """The pages whose name the text says, in the file's order; of longer and shorter names the longest count.

    "Do you have a size guide for shoes" means "Size guide for shoes", not "Size guide"; "the sizes" means both.
    """
    said = words_of(text)
    if not said:
        return []
    scored = [(max(_score(said, words_of(name)) for name in page.names), page) for page in pages]
    best = max((score for score, _ in scored), default=0)
    return [page for score, page in scored if score == best] if best else []


def _score(said: tuple[str, ...], name: tuple[str, ...]) -> int:
    """More for a name that is said whole; less, but something, when all that is said belongs to it."""
    if not name:
        return 0
    if all(any(alike(word, other) for other in said) for word in name):
        return 100 + len(name)
    if all(any(alike(word, other) for other in name) for word in said):
        return len(said)
    return 0


@lru_cache(maxsize=2_048)  # names of pages, and questions that repeat
def words_of(text: str) -> tuple[str, ...]:
    """The words that say what it is about: lower case, without accents, each once."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return tuple(dict.fromkeys(word for word in _WORD.findall(bare) if word not in _ASKING))


@lru_cache(maxsize=8_192)  # comparing letters is slow beside looking up
def alike(one: str, other: str) -> bool:
    """Are they forms of one word, or one of them with a slip?"""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) >= 3 and long.startswith(short) and len(long) - len(short) <= ENDINGS:
        return True
    return len(short) >= SHORTEST and SequenceMatcher(None, one, other, autojunk=False).ratio() >= CLOSE_ENOUGH
