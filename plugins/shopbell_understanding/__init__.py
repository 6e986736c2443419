"""Finds out what customers want from the words they use: lexical, in every language, without a model to download."""

from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta

from shopbell import EntityReader, PluginScope, Settings, hookimpl

from .entities import ShopEntities, read_catalogue
from .model import LexicalUnderstanding


class UnderstandingSettings(Settings, frozen=True, kw_only=True):
    """The ``[plugins.shopbell_understanding]`` table."""

    threshold: Annotated[float, Meta(ge=0, le=1)] = 0.4  # closeness from which a question counts as understood
    margin: Annotated[float, Meta(ge=0, le=1)] = 0.03  # two meanings closer than this: "did you mean ...?"
    order_numbers: tuple[str, ...] = ()  # as they are printed, "#" for a digit, "@" for a letter: "CR-######"


@hookimpl
def shopbell_understanding(scope: PluginScope) -> Iterable[LexicalUnderstanding]:
    settings = scope.settings(UnderstandingSettings)
    return [LexicalUnderstanding(settings.threshold, settings.margin)]


@hookimpl
def shopbell_entities(scope: PluginScope) -> Iterable[EntityReader]:
    settings = scope.settings(UnderstandingSettings)
    catalogue = read_catalogue(next(iter(scope.content("catalogue.csv").values()), b""))
    return [ShopEntities(scope.shop, catalogue, settings.order_numbers)]
