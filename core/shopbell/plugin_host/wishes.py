"""What the owner wants, as the host reads it: the shop, and one table per plugin."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from shopbell.config.file import PluginTable, ShopConfig
from shopbell.contracts import Settings
from shopbell.plugin_host.discovery import Found
from shopbell.shop import ShopInfo

RESERVED = frozenset(Settings.__struct_fields__)
LAST = 100  # the order of a plugin that the configuration does not place


class Wishes(NamedTuple):
    """The configuration, as far as plugins are concerned."""

    shop: ShopInfo
    tables: Mapping[str, PluginTable]

    @classmethod
    def of(cls, config: ShopConfig) -> "Wishes":
        """What a configuration file says."""
        return cls(config.shop.info(), config.plugins)

    def table(self, name: str) -> PluginTable:
        """The plugin's table; an empty one when the file does not name it."""
        return self.tables.get(name) or PluginTable(name, {})

    def wants(self, found: Found, *, safe: bool) -> tuple[bool, str]:
        """Should this plugin run, and if not, why not.

        Without a table, folder and bundled plugins run, pip ones do not: they may have come along with something
        else. ``enabled`` in the manifest changes that.
        """
        if safe and found.kind != "bundled":
            return False, "the shop was started with --safe: bundled plugins only"
        table = self.tables.get(found.name)
        if table is not None:
            return table.enabled, "" if table.enabled else f"switched off in {table.file.name}"
        wanted = found.manifest.enabled if found.manifest else None
        if wanted is None:
            wanted = found.kind != "pip"
        return wanted, "" if wanted else f"installed, not switched on: write [plugins.{found.name}]"

    def circumstances(self, name: str) -> tuple[object, ...]:
        """What a generation is made of besides its files; another value needs another generation."""
        return self.shop, own_settings(self.table(name))


def own_settings(table: PluginTable) -> dict[str, Any]:
    """The table without what is the host's."""
    return {key: value for key, value in table.raw.items() if key not in RESERVED}
