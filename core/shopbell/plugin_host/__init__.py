"""Plugins that come and go while customers chat: snapshots, generations, epochs, leases, states."""

from shopbell.plugin_host.breaker import Breaker
from shopbell.plugin_host.epoch import ChannelEntry, Epoch, PolicyEntry, SkillEntry
from shopbell.plugin_host.routes import Found, MethodNotAllowed, RouteTable, Unavailable

__all__ = [
    "Breaker",
    "ChannelEntry",
    "Epoch",
    "Found",
    "MethodNotAllowed",
    "PolicyEntry",
    "RouteTable",
    "SkillEntry",
    "Unavailable",
]
