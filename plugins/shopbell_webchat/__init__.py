"""The chat on the shop's own web site: a small widget, a WebSocket with resume, a long poll where that fails."""

from collections.abc import Iterable

from shopbell import Channel, PluginScope, hookimpl

from .assets import Widget
from .channel import WebChat
from .door import SocketDoor
from .origins import Origins
from .polling import PollDoor
from .settings import WebChatSettings

TIDY = 2.0  # seconds


@hookimpl
def shopbell_channels(scope: PluginScope) -> Iterable[Channel]:
    """The channel, and its doors below ``/chat``. Anonymous: limits and the list of origins guard them."""
    settings = scope.settings(WebChatSettings)
    chat = WebChat(scope, settings)
    origins, widget = Origins(settings.origins), Widget()
    sockets, polls = SocketDoor(chat, origins), PollDoor(chat, origins)
    scope.route("GET", "/chat/loader.js", widget.loader)
    scope.route("GET", "/chat/w/{version}/{path:.+}", widget.module)
    scope.route("GET", "/chat/ws", sockets.open)
    scope.route("POST", "/chat/token", polls.new_visitor)
    scope.route("POST", "/chat/messages", polls.say)
    scope.route("GET", "/chat/messages", polls.poll)
    scope.route("OPTIONS", "/chat/token", polls.allow)
    scope.route("OPTIONS", "/chat/messages", polls.allow)
    scope.every(TIDY, chat.tidy, name="tidy")
    scope.spawn(chat.leave_in_time, name="leave")
    return [chat]
