"""Writes to the owner about each new order, return and booking."""

from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager, nullcontext

from shopbell import Migration, PluginScope, hookimpl

from .news import BY_DONE, MIGRATION
from .settings import OwnerSettings
from .telling import KINDS, LOOK_SECONDS, Telling

FORGET_SECONDS = 3_600.0

_telling: list[Telling] = []  # none or one: each generation has this module for itself


@hookimpl
def shopbell_migrations() -> Iterable[Migration]:
    return [MIGRATION, BY_DONE]


@hookimpl
def shopbell_lifespan(scope: PluginScope) -> AbstractAsyncContextManager[None]:
    telling = Telling(scope, scope.settings(OwnerSettings))
    scope.subscribe(KINDS, telling.note)
    scope.every(LOOK_SECONDS, telling.look, name="telling")
    scope.every(FORGET_SECONDS, telling.forget, name="forgetting")
    _telling.append(telling)
    return nullcontext()


@hookimpl
def shopbell_health() -> Iterable[str]:
    return [one.trouble for one in _telling if one.trouble is not None]
