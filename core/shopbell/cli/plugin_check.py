"""What ``shopbell check`` can say about plugins' tables and content files while no shop runs."""

import importlib
import itertools
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

from shopbell.cli.at_hand import AtHand
from shopbell.cli.running import reading
from shopbell.config.check import Source
from shopbell.config.decode import Rename, SettingError
from shopbell.config.file import Examined, PluginTable
from shopbell.config.secrets import Secrets
from shopbell.config.wording import nearest, only_near
from shopbell.contracts import Settings
from shopbell.errors import ConfigError, ConfigErrors, ShopbellError
from shopbell.plugin_host.contributions import collect_migrations
from shopbell.plugin_host.discovery import Found, Installed, discover
from shopbell.plugin_host.finder import FINDER, PREFIX
from shopbell.plugin_host.hooks import read_hooks
from shopbell.plugin_host.own_data import plugin_migrations
from shopbell.plugin_host.snapshot import read_snapshot
from shopbell.plugin_host.wishes import Wishes
from shopbell.stores.migrations import Migrations

T = TypeVar("T")

_IMPORT_SECONDS = 10.0

_numbers = itertools.count(1)  # module names must never come back


def plugin_source(folder: Path, data: Path) -> Source:
    """Checks every plugin table: is there such a plugin, do its settings fit, are its secrets there.

    Runs the module bodies of the plugins that have a table and are on, as the start of the shop would.
    """
    found = discover(Installed(), folder)
    secrets = Secrets(folder, dict.fromkeys(stored_secrets(folder, data), "there"))
    kinds: dict[str, list[type[Settings]] | ConfigError] = {}  # each plugin is loaded once, for all rounds of a repair

    def source(examined: Examined) -> Iterator[ConfigError]:
        for table in examined.plugins.values():
            plugin = found.get(table.name)
            if plugin is None:
                yield unknown(table, examined, found)
            elif table.enabled:
                if table.name not in kinds:
                    kinds[table.name] = settings_kinds(plugin, folder)
                yield from _mistakes(table, kinds[table.name], secrets)

    return source


def content_source(folder: Path, data: Path) -> Source:
    """Lets every plugin that is on, named in the configuration or not, check its content files.

    Says nothing while the core's tables or the plugin's own have mistakes: how content is read depends on them.
    """
    found = discover(Installed(), folder)
    told: dict[str, list[ConfigError]] = {}  # content does not change in the rounds of a repair

    def source(examined: Examined) -> Iterator[ConfigError]:
        if examined.config is None:
            return
        wishes = Wishes.of(examined.config)
        for plugin in found.values():
            if plugin.manifest is None or not plugin.manifest.content or not wishes.wants(plugin, safe=False)[0]:
                continue
            if plugin.name not in told:
                shop = AtHand(plugin.name, plugin.manifest, config=folder, data=data, read=examined.config)
                told[plugin.name] = _looked_at(plugin, folder, shop)
            yield from told[plugin.name]

    return source


def _looked_at(plugin: Found, folder: Path, shop: AtHand) -> list[ConfigError]:
    try:
        return _in_time(plugin, folder, partial(_content_mistakes, shop))
    except ConfigError as exc:
        return [exc]


def _content_mistakes(shop: AtHand, top: str) -> list[ConfigError]:
    hook = getattr(sys.modules[top], "shopbell_check", None)
    try:
        return list(hook(shop)) if hook is not None else []
    except ConfigErrors:  # of its table: told already
        return []


def unknown(table: PluginTable, examined: Examined, found: Mapping[str, object]) -> SettingError:
    """The sentence for a table of a plugin that is not installed."""
    path = ("plugins", table.name)
    full = f"shopbell_{table.name}"
    near = full if full in found else nearest(table.name, found)
    free = [name for name in found if name not in examined.plugins]
    sure = full if full in free else only_near(table.name, free)
    return SettingError(
        f"there is no plugin {table.name}",
        path=path,
        file=examined.file,
        line=examined.places.line(path),
        hint=f"did you mean {near}?" if near else "install it, or put its folder into plugins/",
        repair=Rename(path, sure) if sure else None,
    )


def stored_secrets(config: Path, data: Path) -> Mapping[str, int]:
    """Names of the ``{store = ...}`` secrets and when they changed (milliseconds UTC); empty without a database."""
    try:
        with reading(config, data) as database:
            return dict(database.fetch("SELECT name, changed_at FROM secret ORDER BY name"))
    except ShopbellError:
        return {}


def _mistakes(table: PluginTable, kinds: list[type[Settings]] | ConfigError, secrets: Secrets) -> Iterable[ConfigError]:
    if isinstance(kinds, ConfigError):
        return [kinds]
    if len(kinds) != 1:  # a plugin without settings has only the reserved ones, read already
        return []
    decoded = table.read(kinds[0])
    absent = secrets.problems(decoded.value) if decoded.value is not None else []
    return [*decoded.problems, *decoded.warnings, *absent]


def settings_kinds(plugin: Found, folder: Path) -> list[type[Settings]] | ConfigError:
    """The settings structs a plugin defines, or why it cannot be loaded."""
    if plugin.problem is not None:
        return plugin.problem
    try:
        return _in_time(plugin, folder, _settings_of)
    except ConfigError as exc:
        return exc


def migrations_of(plugin: Found, folder: Path) -> Migrations:
    """The steps that make a plugin's tables.

    Raises:
        ConfigError: it cannot be loaded.
        LoadError: its steps are none.
    """
    if plugin.problem is not None:
        raise plugin.problem
    steps = _in_time(plugin, folder, lambda top: collect_migrations(read_hooks(plugin.name, sys.modules[top])))
    return plugin_migrations(plugin.name, steps)


def _in_time(plugin: Found, folder: Path, look: Callable[[str], T]) -> T:
    """Load a plugin and look at its top module.

    Raises:
        ConfigError: it cannot be loaded, or not in time.
    """
    answer: list[T | ConfigError] = []
    # A thread of its own, for a module body may never end; then it ends with this command.
    worker = threading.Thread(target=lambda: answer.append(_load(plugin, folder, look)), daemon=True)
    worker.start()
    worker.join(_IMPORT_SECONDS)
    if not answer:
        raise ConfigError(f"plugin {plugin.name} does not finish loading", file=plugin.root)
    if isinstance(answer[0], ConfigError):
        raise answer[0]
    return answer[0]


def _load(plugin: Found, folder: Path, look: Callable[[str], T]) -> T | ConfigError:
    top = f"{PREFIX}0{next(_numbers)}_{plugin.name}"
    try:
        FINDER.add(top, read_snapshot(plugin, folder))
        importlib.import_module(top)
        return look(top)
    except ConfigError as exc:
        return exc
    except BaseException as exc:  # the edge of a plugin: whatever its module body raises, SystemExit as well
        return ConfigError(f"plugin {plugin.name} cannot be loaded: {exc or type(exc).__name__}", file=plugin.root)
    finally:
        FINDER.drop(top)


def _settings_of(top: str) -> list[type[Settings]]:
    """The struct of the table: subclasses of ``Settings`` that nothing else in the plugin builds on."""
    modules = [module for name, module in list(sys.modules.items()) if name == top or name.startswith(f"{top}.")]
    kinds = {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Settings) and value.__module__.startswith(top)
    }
    return [kind for kind in kinds if not any(other is not kind and issubclass(other, kind) for other in kinds)]
