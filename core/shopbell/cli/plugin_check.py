"""What ``shopbell check`` can say about plugins' tables while no shop runs."""

import importlib
import itertools
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

from shopbell.cli.running import reading
from shopbell.config.check import Source
from shopbell.config.decode import Rename, SettingError
from shopbell.config.file import Examined, PluginTable
from shopbell.config.secrets import Secrets
from shopbell.config.wording import nearest, only_near
from shopbell.contracts import Settings
from shopbell.errors import ConfigError, ShopbellError
from shopbell.plugin_host.discovery import Found, Installed, discover
from shopbell.plugin_host.finder import FINDER, PREFIX
from shopbell.plugin_host.snapshot import content_files, read_snapshot

T = TypeVar("T")
_IMPORT_SECONDS = 10.0

_numbers = itertools.count(1)  # module names must never come back


def plugin_source(folder: Path, data: Path) -> Source:
    """Checks every plugin table: is there such a plugin, do its settings fit, are its secrets there.

    Runs the module bodies of the plugins that have a table and are on, as the start of the shop would.
    """
    found = discover(Installed(), folder)
    secrets = Secrets(folder, dict.fromkeys(stored_secrets(data), "there"))
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


def content_source(folder: Path) -> Source:
    """Checks the content files (flows and the like) of every plugin that is on and has a hook for it."""
    found = discover(Installed(), folder)

    def source(examined: Examined) -> Iterator[ConfigError]:
        for plugin in found.values():
            table = examined.plugins.get(plugin.name)
            on = table.enabled if table is not None else plugin.kind != "pip"
            if on and plugin.manifest is not None and any(content_files(folder, plugin.manifest.content)):
                problems = _apart(plugin, folder, partial(_content_problems, plugin, folder))
                yield from problems if isinstance(problems, list) else [problems]

    return source


def _content_problems(plugin: Found, folder: Path, top: str) -> list[ConfigError]:
    check = getattr(sys.modules[top], "shopbell_check", None)
    if check is None or plugin.manifest is None:
        return []
    files = content_files(folder, plugin.manifest.content)
    content = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
    return [
        ConfigError(one.problem, file=folder / (one.file or ""), line=one.line, hint=one.hint)
        for one in check(content=content)
    ]


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


def stored_secrets(data: Path) -> Mapping[str, int]:
    """Names of the ``{store = ...}`` secrets and when they changed (milliseconds UTC); empty without a database."""
    try:
        with reading(data) as database:
            return dict(database.execute("SELECT name, changed_at FROM secret ORDER BY name").fetchall())
    except (ShopbellError, sqlite3.Error):
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
    return _apart(plugin, folder, _settings_of)


def _apart(plugin: Found, folder: Path, look: Callable[[str], T]) -> T | ConfigError:
    """What ``look`` finds in a plugin's modules, given the name of its package; or why it cannot be loaded."""
    if plugin.problem is not None:
        return plugin.problem
    answer: list[T | ConfigError] = []
    # A thread of its own, for a module body may never end; then it ends with this command.
    worker = threading.Thread(target=lambda: answer.append(_load(plugin, folder, look)), daemon=True)
    worker.start()
    worker.join(_IMPORT_SECONDS)
    return answer[0] if answer else ConfigError(f"plugin {plugin.name} does not finish loading", file=plugin.root)


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
