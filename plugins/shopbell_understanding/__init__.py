"""Finds out what customers want from the words they use, offline: trained on the shop's own phrases."""

from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING

from shopbell import ConfigError, EntityReader, PluginScope, hookimpl

from .entities import ShopEntities, read_catalogue
from .following import LOOK_SECONDS, FollowedCatalogue
from .service import TextEncoder
from .settings import EXTRAS, UnderstandingSettings
from .understanding import Choices, PhraseUnderstanding

if TYPE_CHECKING:
    import click


@hookimpl
def shopbell_understanding(scope: PluginScope) -> Iterable[PhraseUnderstanding]:
    settings = scope.settings(UnderstandingSettings)
    extra = EXTRAS.get(settings.encoder)
    if extra is not None and any(find_spec(module) is None for module in extra.modules):
        raise ConfigError(f'encoder = "{settings.encoder}" needs more packages: pip install "shopbell[{extra.name}]"')
    encoders = (settings.encoder, "words") if extra is not None else ("words",)
    return [PhraseUnderstanding(Choices(encoders, settings.margin, settings.threshold), scope.child, scope.log)]


@hookimpl
def shopbell_entities(scope: PluginScope) -> Iterable[EntityReader]:
    settings = scope.settings(UnderstandingSettings)
    catalogue = read_catalogue(next(iter(scope.content("catalogue.csv").values()), b""))
    entities = ShopEntities(scope.shop, catalogue, settings.order_numbers)
    scope.every(LOOK_SECONDS, FollowedCatalogue(scope, entities).follow, name="catalogue")
    return [entities]


@hookimpl
def shopbell_services(scope: PluginScope) -> Mapping[str, object]:
    return {"encoder": TextEncoder(scope.settings(UnderstandingSettings).encoder)}


@hookimpl
def shopbell_commands() -> "Iterable[click.Command]":
    from .commands import report  # lazy: for the command line only

    return [report]
