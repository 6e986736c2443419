"""The shop as a plugin's command, or ``shopbell check``, finds it: its files, its database, and the one that runs."""

import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from functools import cached_property, partial
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from anyio import to_thread

from shopbell.cli.kept_secrets import keep_secret, opened_secrets
from shopbell.cli.running import call, changing, reading
from shopbell.config.decode import Put
from shopbell.config.edit import edit, live_folder, writable_folder
from shopbell.config.file import ShopConfig, load_config
from shopbell.config.secrets import Secrets
from shopbell.contracts import Migration, SettingsT, Write
from shopbell.errors import ConfigError, NotReadyError, ShopbellError, StoreError
from shopbell.http.local import running_shop
from shopbell.plugin_host.content import edit_content, read_content
from shopbell.plugin_host.manifest import Manifest
from shopbell.plugin_host.own_data import check_own, plugin_migrations
from shopbell.secret import Secret
from shopbell.shop import ShopInfo
from shopbell.stores.lock import DataLock


class AtHand:
    """See ``shopbell.scopes.ShopAtHand``. Nothing is read before it is asked for."""

    def __init__(
        self,
        name: str,
        manifest: Manifest,
        *,
        config: Path = Path(),
        data: Path | None = None,
        read: ShopConfig | None = None,
    ) -> None:
        """``config`` and ``data`` as on the command line; ``read``: the configuration, when it is known already."""
        self.name, self.config, self.data = name, config, data
        self._manifest, self._read = manifest, read

    @property
    def data_folder(self) -> Path:
        """DATA."""
        return self.data or self.config / "data"

    @property
    def folder(self) -> Path:
        """The shop's folder that counts."""
        return live_folder(self.config, self.data_folder)

    @cached_property
    def _configuration(self) -> ShopConfig:
        return self._read or load_config(self.folder)

    @cached_property
    def shop(self) -> ShopInfo:
        """The ``[shop]`` table."""
        return self._configuration.shop.info()

    @property
    def running(self) -> bool:
        """Does a shop run on this data folder?"""
        return running_shop(self.data_folder) is not None

    @property
    def tables(self) -> "TablesAtHand":
        """The database; it can be changed while no shop runs."""
        return TablesAtHand(self.name, self.config, self.data_folder)

    def settings(self, kind: type[SettingsT]) -> SettingsT:
        """The plugin's table of the configuration."""
        return self._configuration.plugin(self.name).decode(kind)

    @property
    def public_url(self) -> str | None:
        """How the open internet reaches the shop."""
        url = self._configuration.server.public_url
        return str(url).rstrip("/") if url else None

    def secret(self, reference: Secret) -> tuple[str, ...]:
        """The values of a reference, the newer first.

        Raises:
            ConfigError: none is there.
        """
        return Secrets(self.folder, opened_secrets(self.config, self.data_folder)).values(reference)

    def ask_secret(self, what: str, stored: Secret | None = None) -> tuple[str, bool]:
        """Ask the owner for a secret, unseen, or read a line of standard input; is it a new one?"""
        known = self._known(stored)
        if sys.stdin.isatty():
            keep = " (Enter keeps the one that is stored)" if known else ""
            said = click.prompt(f"{what}{keep}", hide_input=True, default="", show_default=False, err=True)
        else:
            said = sys.stdin.readline()
        given = said.strip() or known
        return given, given != known

    def _known(self, stored: Secret | None) -> str:
        try:
            return self.secret(stored)[0] if stored is not None else ""
        except ConfigError:  # the file refers to one that is gone: that may be why it is asked for
            return ""

    def keep_secret(self, name: str, value: str) -> None:
        """Store a secret, in the running shop at once."""
        keep_secret(self.config, self.data_folder, name, value)

    def configure(self, values: Mapping[tuple[str, ...], Any]) -> bool:
        """Write keys of the plugin's table, and switch it on; a running shop follows the file by itself."""
        changes = [Put(("plugins", self.name, *path), value) for path, value in values.items()]
        changes.append(Put(("plugins", self.name, "enabled"), True))
        with nullcontext() if self.running else DataLock(self.data_folder):
            folder, _ = writable_folder(self.config, self.data_folder)
            edited = edit(folder, changes, "shopbell connect")
        self.__dict__.pop("_configuration", None)  # read again when it is asked for
        return bool(edited.diff)

    def content(self, pattern: str) -> Mapping[str, bytes]:
        """Declared files of the shop's folder."""
        return read_content(self.folder, self._manifest, pattern)

    async def edit(self, path: str, change: Callable[[str], str]) -> str:
        """Change one declared file, in one step."""
        return await to_thread.run_sync(edit_content, self.folder, self._manifest, path, change)

    def service(self, name: str) -> Any:
        """None here."""
        raise NotReadyError(f"no shop runs here that provides {name!r}")

    def call(self, method: str, path: str, body: object = None) -> Any:
        """Ask the running shop below ``/p/<plugin>``."""
        return call(self.data_folder, method, f"/p/{self.name}{path}", body)


class TablesAtHand:
    """See ``scopes.Tables``; for one command, so each read opens the file."""

    def __init__(self, plugin: str, config: Path, data: Path) -> None:
        self._plugin, self._config, self._data = plugin, config, data

    async def fetch(self, sql: str, params: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Read rows.

        Raises:
            ShopbellError: there is no database, or it has no such table yet.
        """
        return await to_thread.run_sync(partial(self._fetch, sql, params))

    def _fetch(self, sql: str, params: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        with reading(self._config, self._data) as database:
            try:
                return database.fetch(sql, params)
            except StoreError as exc:
                raise ShopbellError(f"the shop in {self._data} has not run with this plugin yet ({exc})") from exc

    async def commit(self, *writes: Write) -> None:
        """Commit writes of the plugin's own tables together; they are made first, where the shop never ran with them.

        Raises:
            ShopbellError: a shop runs, so changing is its own; or a write is not of the plugin's tables.
        """
        for write in writes:
            check_own(self._plugin, write.sql)
        steps: Iterable[Migration] = import_module(self._plugin).shopbell_migrations()
        async with changing(self._config, self._data) as store:
            await store.migrate(plugin_migrations(self._plugin, [*steps]))
            await store.commit(writes)
