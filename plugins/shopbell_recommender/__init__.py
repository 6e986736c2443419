"""Learns from the shop's orders what goes with what; other plugins ask the service ``recommender``."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager

from shopbell import PluginScope, hookimpl

from .following import LOOK_SECONDS, Following
from .recommender import ShopRecommender

_following: list[Following] = []  # none or one: each generation has this module for itself


@hookimpl
def shopbell_services(scope: PluginScope) -> Mapping[str, object]:
    recommender = ShopRecommender(scope)
    _following.append(Following(scope, recommender))
    return {"recommender": recommender}


@hookimpl
@asynccontextmanager
async def shopbell_lifespan(scope: PluginScope) -> AsyncIterator[None]:
    [following] = _following
    scope.every(LOOK_SECONDS, following.look, name="fit")
    yield


@hookimpl
def shopbell_health() -> Iterable[str]:
    return [f"recommendations: the last fit failed ({one.trouble})" for one in _following if one.trouble]
