"""A cart: customers put products into it, change it, use vouchers, save for later; it follows them everywhere."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Annotated

from msgspec import Meta

from shopbell import Migration, PluginScope, Policy, Settings, Skill, hookimpl

from .cupboard import MIGRATION, Cupboard
from .leaving import Leaving
from .sizes import SizesKept, sizes_noted
from .talking import Talk
from .wish_list import wish_list

LOOK_SECONDS = 2.0


class CartSettings(Settings, frozen=True, kw_only=True):
    """The ``[plugins.shopbell_cart]`` table."""

    promise_hours: Annotated[int, Meta(ge=0, le=24 * 60)] = 24  # in which a price does not rise
    abandoned_minutes: Annotated[int, Meta(ge=1, le=30 * 24 * 60)] = 60  # without a change, then cart.abandoned is told


@hookimpl
def shopbell_migrations() -> Iterable[Migration]:
    return [MIGRATION]


@hookimpl
def shopbell_services(scope: PluginScope) -> Mapping[str, object]:
    return {"carts": Cupboard(scope)}


@hookimpl
def shopbell_lifespan(scope: PluginScope) -> AbstractAsyncContextManager[None]:
    leaving = Leaving(scope, scope.settings(CartSettings).abandoned_minutes)
    scope.every(LOOK_SECONDS, leaving.look)
    return nullcontext()


@hookimpl
def shopbell_skills(scope: PluginScope) -> Iterable[Skill]:
    return [*Talk(scope, scope.settings(CartSettings).promise_hours).skills(), *wish_list(scope), sizes_noted()]


@hookimpl
def shopbell_policies(scope: PluginScope) -> Iterable[Policy]:
    return [SizesKept()]
