"""*Adapt*: turns a reply into what a channel can show, and a short answer back into what it chose. Pure functions."""

from shopbell.adapt.adapting import adapt
from shopbell.adapt.catalogues import Catalogue, Catalogues, read_catalogue
from shopbell.adapt.choices import understand_choice
from shopbell.adapt.showing import Adapted, Translate

__all__ = [
    "Adapted",
    "Catalogue",
    "Catalogues",
    "Translate",
    "adapt",
    "read_catalogue",
    "understand_choice",
]
