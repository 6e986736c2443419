"""Talks with customers in Telegram, through the shop's own bot."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from shopbell import Channel, PluginScope, ShopAtHand, hookimpl

from .channel import TelegramChannel
from .settings import TelegramSettings

if TYPE_CHECKING:
    import click

_channels: "WeakKeyDictionary[PluginScope, TelegramChannel]" = WeakKeyDictionary()  # one per generation


@hookimpl
def shopbell_channels(scope: PluginScope) -> Iterable[Channel]:
    """The channel, and the door that Telegram calls; nothing without a bot."""
    settings = scope.settings(TelegramSettings)
    if not settings.bots:
        return []
    channel = _channels[scope] = TelegramChannel(scope, settings)
    scope.route("POST", "/hooks/shopbell_telegram/{bot}", channel.hear)
    return [channel]


@hookimpl
def shopbell_health(scope: PluginScope) -> Iterable[str]:
    channel = _channels.get(scope)
    return channel.troubles.values() if channel else ()


@hookimpl
def shopbell_connect() -> "click.Command":
    from .connecting import connect  # lazy: for the command line only

    return connect


@hookimpl
def shopbell_examine(shop: ShopAtHand) -> Iterable[str]:
    from .connecting import examine  # lazy: for the command line only

    return examine(shop)
