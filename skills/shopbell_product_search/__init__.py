"""Finds what customers describe, answers questions about a product, compares two, and helps those who cannot decide."""

from collections.abc import Iterable

from shopbell import PluginScope, Skill, hookimpl

from .claiming import Claimant
from .guided import guided_selection
from .hearing import Hearing
from .searching import Searching
from .settings import ProductSearchSettings
from .skills import Counter, Listener


@hookimpl
def shopbell_skills(scope: PluginScope) -> Iterable[Skill]:
    settings = scope.settings(ProductSearchSettings)
    searching, hearing = Searching(settings), Hearing("shopbell_product_search")
    guided = guided_selection(scope, settings, hearing)
    return [Claimant(searching, guided), Counter(searching, guided), Listener(searching), hearing, guided]
