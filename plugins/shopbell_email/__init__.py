"""Answers the shop's e-mail: fetches from a mailbox (IMAP), sends by a mail server (SMTP)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from shopbell import Channel, PluginScope, ShopAtHand, hookimpl

from .channel import EmailChannel
from .settings import EmailSettings

if TYPE_CHECKING:
    import click

_channels: "WeakKeyDictionary[PluginScope, EmailChannel]" = WeakKeyDictionary()  # one per generation


@hookimpl
def shopbell_channels(scope: PluginScope) -> Iterable[Channel]:
    """The channel; nothing without an address."""
    settings = scope.settings(EmailSettings)
    if not settings.address:
        return []
    channel = _channels[scope] = EmailChannel(scope, settings)
    return [channel]


@hookimpl
def shopbell_health(scope: PluginScope) -> Iterable[str]:
    channel = _channels.get(scope)
    return [channel.trouble] if channel and channel.trouble else ()


@hookimpl
def shopbell_connect() -> "click.Command":
    from .connecting import connect  # lazy: for the command line only

    return connect


@hookimpl
def shopbell_examine(shop: ShopAtHand) -> Iterable[str]:
    from .connecting import examine  # lazy: for the command line only

    return examine(shop)
