"""The contract of plugins' commands: the shop as the command line finds it, running or not."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from shopbell.contracts import SettingsT, Tables
from shopbell.shop import ShopInfo


class ShopAtHand(Protocol):
    """The shop as a plugin's command finds it: its folder and database, and the running shop if there is one.

    What it shares with ``PluginScope`` is called the same, so that one function serves commands and routes.
    """

    name: str  # the plugin's
    running: bool  # then changes go through ``call``: the shop has things in memory
    shop: ShopInfo
    tables: Tables  # read-only

    def settings(self, kind: type[SettingsT]) -> SettingsT:
        """As ``PluginScope.settings``."""
        ...

    def content(self, pattern: str) -> Mapping[str, bytes]:
        """Files of the shop's folder that the manifest's ``content`` declares, as they are now."""
        ...

    async def edit(self, path: str, change: Callable[[str], str]) -> str:
        """As ``PluginScope.edit``."""
        ...

    def service(self, name: str) -> Any:
        """No other plugin runs here.

        Raises:
            NotReadyError: always.
        """
        ...

    def call(self, method: str, path: str, body: object = None) -> Any:
        """Ask the running shop below ``/p/<plugin>``, with its own admin key; returns the decoded JSON.

        Raises:
            ShopbellError: none runs, or it refuses (its own sentence).
        """
        ...
