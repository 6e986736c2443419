"""Lets a shop's own app or web site talk to it over HTTP: messages, events, signed callbacks."""

from collections.abc import Iterable

from shopbell import Channel, PluginScope, hookimpl

from .callbacks import Callbacks
from .channel import ApiChannel
from .door import ApiDoor
from .settings import ApiSettings


@hookimpl
def shopbell_channels(scope: PluginScope) -> Iterable[Channel]:
    channel = ApiChannel(Callbacks(scope.settings(ApiSettings), scope), scope.media)
    ApiDoor(channel).open(scope)
    scope.undo(channel.leave)
    return [channel]
