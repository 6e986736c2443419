"""Talks with customers in Telegram, through the shop's own bot."""

from collections.abc import Iterable
from weakref import WeakKeyDictionary

from shopbell import Channel, PluginScope, hookimpl

from .channel import TelegramChannel
from .settings import TelegramSettings

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
