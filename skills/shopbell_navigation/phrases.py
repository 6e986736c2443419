"""How customers ask for a page, with the names that this shop's pages have."""

from collections.abc import Mapping, Sequence
from itertools import cycle, islice

from .pages import Page

FRAMES_EACH = 3  # further ways to ask for each name: with fifty pages the model must not hear of pages alone
MOST_NAMES = 80  # that it is trained on in one language; the others are found by their words all the same

# The first is what "did you mean" shows; the second is tried with every name, for it is the usual one.
FRAMES: Mapping[str, tuple[str, ...]] = {
    "en": (
        "find a page of the shop", "where do I find your {page}", "show me the {page}", "do you have a {page} page",
        "where can I see the {page}", "link to the {page}", "I am looking for your {page}", "open the {page} page",
        "take me to the {page}", "is there a page about {page}", "where can I read your {page}", "the {page} please",
    ),
    "de": (
        "eine Seite des Ladens finden", "wo finde ich Ihre {page}", "zeig mir {page}", "gibt es eine Seite zu {page}",
        "wo kann ich {page} sehen", "haben Sie eine Seite {page}", "Link zu {page}", "ich suche {page}",
        "wo stehen {page}", "zeigen Sie mir die Seite {page}", "wo kann ich {page} nachlesen", "{page} bitte",
    ),
    "fr": (
        "trouver une page de la boutique", "où puis-je trouver vos {page}", "montrez-moi {page}", "où sont {page}",
        "avez-vous une page {page}", "le lien vers {page}", "je cherche {page}", "où puis-je lire {page}",
        "y a-t-il une page sur {page}", "ouvrez la page {page}",
    ),
    "es": (
        "encontrar una página de la tienda", "dónde encuentro sus {page}", "muéstreme {page}", "dónde están {page}",
        "tienen una página de {page}", "el enlace a {page}", "busco {page}", "dónde puedo leer {page}",
        "hay una página sobre {page}", "abra la página {page}",
    ),
}  # fmt: skip


def examples(pages: Sequence[Page], languages: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """By language: each name as it is, and in a few of the ways to ask for it.

    A page that names no language is asked for in all of the shop's.
    """
    return {
        language: _examples([one for one in pages if not one.languages or base in one.languages], frames)
        for language in languages
        if (frames := FRAMES.get(base := language.partition("-")[0].lower()))
    }


def _examples(pages: Sequence[Page], frames: Sequence[str]) -> tuple[str, ...]:
    first, usual, *others = frames
    ways = cycle(others)
    names = [name for page in pages for name in page.names][:MOST_NAMES]
    asked = [way.format(page=name) for name in names for way in (usual, *islice(ways, FRAMES_EACH))]
    return tuple(dict.fromkeys((first, *names, *asked)))
