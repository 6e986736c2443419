"""Finds what customers describe, answers questions about a product, compares two, and helps those who cannot decide."""

from collections.abc import Iterable

from shopbell import PluginScope, Skill, hookimpl

from .assortment import Assortment
from .claiming import Claimant
from .guided import guided_selection
from .searching import Searching
from .settings import ProductSearchSettings
from .skills import Counter, Listener


@hookimpl
def shopbell_skills(scope: PluginScope) -> Iterable[Skill]:
    settings = scope.settings(ProductSearchSettings)
    searching, guided = Searching(settings), guided_selection(scope, settings)
    return [Claimant(searching, guided), Counter(searching, guided), Assortment(searching), Listener(searching), guided]
