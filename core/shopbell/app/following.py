"""Follows the configuration and its secrets while the shop runs: what was changed takes effect, a mistake does not."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from anyio.abc import TaskGroup

from shopbell.config.file import ShopConfig
from shopbell.config.secrets import users_of_secrets
from shopbell.config.watch import ConfigWatch
from shopbell.errors import ConfigError, ConfigErrors
from shopbell.secret import SecretSource

if TYPE_CHECKING:
    from shopbell.app.shop import RunningShop

log = structlog.get_logger("shopbell.config")


class Following:
    """One shop's watch over ``shopbell.toml``, secret files and stored secrets."""

    def __init__(self, shop: "RunningShop", tasks: TaskGroup) -> None:
        self._shop, self._tasks = shop, tasks
        self._watch = ConfigWatch(
            shop.config, self._changed, self._mistaken, secret_files=self._files, on_secrets=self._files_changed
        )

    async def run(self) -> None:
        """Watch until cancelled."""
        await self._watch.run()

    def edited(self, config: ShopConfig) -> None:
        """The shop itself changed the file."""
        self._watch.follow(config)

    def stored_secret_changed(self, name: str) -> None:
        """Set up again who uses ``{store = name}``."""
        self._reload({source for source in self._users() if source.kind == "store" and source.name == name})

    async def _changed(self, config: ShopConfig) -> None:
        self._shop.use_config(config)

    async def _mistaken(self, mistakes: ConfigErrors) -> None:
        self._shop.config_problem = str(mistakes)

    def _users(self) -> dict[SecretSource, frozenset[str]]:
        return users_of_secrets({name: table.raw for name, table in self._shop.config.plugins.items()})

    def _files(self) -> Iterable[Path]:
        return [self._path(source) for source in self._users() if source.kind == "file"]

    def _path(self, source: SecretSource) -> Path:
        return self._shop.config.folder / source.name

    async def _files_changed(self, paths: frozenset[Path]) -> None:
        self._reload({one for one in self._users() if one.kind == "file" and self._path(one) in paths})

    def _reload(self, sources: set[SecretSource]) -> None:
        users = self._users()
        for plugin in sorted({plugin for source in sources for plugin in users[source]}):
            self._tasks.start_soon(self._reload_one, plugin, name=f"new secret for {plugin}")

    async def _reload_one(self, plugin: str) -> None:
        try:
            await self._shop.host.reload(plugin)
        except ConfigError as exc:
            log.warning("secret changed, plugin not set up again", plugin=plugin, reason=str(exc))
