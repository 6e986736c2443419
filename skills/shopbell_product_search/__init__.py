"""Finds what customers describe, answers questions about a product, compares two, and helps those who cannot decide."""

from collections.abc import Iterable

from shopbell import PluginScope, Skill, hookimpl

from .assortment import Assortment
from .claiming import Claimant
from .guided import guided_selection
from .in_vain import AskedInVain
from .searching import Searching
from .settings import ProductSearchSettings
from .skills import Counter, Listener


@hookimpl
def shopbell_skills(scope: PluginScope) -> Iterable[Skill]:
    settings = scope.settings(ProductSearchSettings)
    searching, guided = Searching(settings), guided_selection(scope, settings)
    counter, assortment, listener = Counter(searching, guided), Assortment(searching), Listener(searching)
    return [Claimant(searching, guided), counter, assortment, listener, guided, AskedInVain(searching)]
