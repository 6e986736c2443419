"""``shopbell.toml``: read strictly, once; every mistake with its line."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import structlog

from shopbell.config.decode import Decoded, Rename, Respell, SettingError, decode_table
from shopbell.config.settings import CoreSettings, CustomerSettings, ServerSettings, ShopSettings, StorageSettings
from shopbell.config.toml_places import Places, find_places
from shopbell.config.wording import SWITCHES, is_a, nearest, only_near, unquoted
from shopbell.contracts import Settings, SettingsT
from shopbell.errors import ConfigErrors

FILE = "shopbell.toml"

CoreT = TypeVar("CoreT", bound=CoreSettings)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class PluginTable:
    """One ``[plugins.<name>]`` table as written. The plugin decodes it, for only the plugin knows its settings.

    ``problems`` are mistakes that can be seen without the plugin (a wrong ``enabled`` or ``order``); ``decode``
    raises them too. Two tables are equal when they say the same, wherever they stand in the file.
    """

    name: str
    raw: Mapping[str, Any]
    enabled: bool = True
    order: int = 100
    problems: tuple[SettingError, ...] = field(default=(), compare=False)
    file: Path = field(default=Path(FILE), compare=False)
    places: Places = field(default_factory=lambda: find_places(""), compare=False, repr=False)

    def read(self, kind: type[SettingsT]) -> Decoded[SettingsT]:
        """Decode without raising: settings, or all problems; and warnings."""
        return decode_table(dict(self.raw), kind, ("plugins", self.name), self.file, self.places)

    def decode(self, kind: type[SettingsT]) -> SettingsT:
        """The table as the plugin's settings.

        Raises:
            ConfigErrors: every mistake, with file, line and the nearest right name.
        """
        found = self.read(kind)
        for warning in found.warnings:
            log.warning("setting renamed", plugin=self.name, line=warning.line, advice=warning.problem)
        if found.value is None:
            raise ConfigErrors(found.problems)
        return found.value


@dataclass(frozen=True)
class ShopConfig:
    """A whole configuration without a mistake in the core's tables."""

    folder: Path
    file: Path
    shop: ShopSettings
    server: ServerSettings
    storage: StorageSettings
    plugins: Mapping[str, PluginTable]
    text: str = field(default="", repr=False)
    customers: CustomerSettings = field(default_factory=CustomerSettings)

    def plugin(self, name: str) -> PluginTable:
        """The plugin's table; an empty one when the file does not name it."""
        return self.plugins.get(name) or PluginTable(name, {}, file=self.file)


def load_config(folder: Path) -> ShopConfig:
    """Read ``shopbell.toml`` in ``folder``.

    Raises:
        ConfigErrors: all mistakes in the core's tables. A mistake in a plugin's table stops only that plugin.
    """
    return read_config(folder, read_text(folder / FILE))


def read_config(folder: Path, text: str) -> ShopConfig:
    """Like ``load_config``, of a text that may not be on disk yet."""
    found = examine(folder, text)
    if found.config is None:
        raise ConfigErrors(found.problems)
    return found.config


class Examined(NamedTuple):
    """A text, mistakes or not: ``config`` is None exactly when there are ``problems`` in the core's tables."""

    config: ShopConfig | None
    problems: list[SettingError]
    plugins: Mapping[str, PluginTable]
    file: Path
    places: Places


def examine(folder: Path, text: str) -> Examined:
    """Read as much as can be read of a configuration, and say all that is wrong in the core's tables."""
    file = folder / FILE
    syntax, readable = _syntax_problems(file, text)
    found = _tables(folder, file, tomllib.loads(readable), readable)
    if not syntax:
        return found
    # A line that could not be read may hold what seems to be missing.
    others = [problem for problem in found.problems if not problem.missing]
    return found._replace(config=None, problems=[*syntax, *others])


def read_text(file: Path) -> str:
    """The file's text, with its own line ends.

    Raises:
        ConfigErrors: it is not there, not readable, or not UTF-8.
    """
    try:
        content = file.read_bytes()
        return content.decode("utf-8-sig")  # some editors put an invisible mark before the text
    except FileNotFoundError:
        hint = f"make one with: shopbell init {file.parent}"
        raise ConfigErrors([SettingError(f"there is no {file.name} in {file.parent}", hint=hint)]) from None
    except OSError as exc:
        problem = SettingError(f"cannot be read: {exc.strerror}", file=file)
        raise ConfigErrors([problem]) from exc
    except UnicodeDecodeError as exc:
        line = content.count(b"\n", 0, exc.start) + 1
        hint = "save it as UTF-8"
        raise ConfigErrors(
            [SettingError("has a character that is not UTF-8", file=file, line=line, hint=hint)]
        ) from exc


def _tables(folder: Path, file: Path, raw: dict[str, Any], text: str) -> Examined:
    places = find_places(text)
    problems = [_unknown_table(key, raw, file, places) for key in raw if key not in TABLES]

    def core(name: str, kind: type[CoreT]) -> CoreT | None:
        table = raw.get(name, {})
        if not isinstance(table, dict):
            problems.append(_no_table((name,), table, file, places))
            return None
        found = decode_table(table, kind, (name,), file, places)
        problems.extend(found.problems)
        return found.value

    shop, server, storage = core("shop", ShopSettings), core("server", ServerSettings), core("storage", StorageSettings)
    customers = core("customers", CustomerSettings)
    tables = raw.get("plugins", {})
    if not isinstance(tables, dict):
        problems.append(_no_table(("plugins",), tables, file, places))
        tables = {}
    plugins = {name: _plugin_table(name, table, file, places) for name, table in tables.items()}
    problems.sort(key=lambda problem: problem.line or 0)
    config = None
    if not problems and shop is not None and server is not None and storage is not None and customers is not None:
        config = ShopConfig(folder, file, shop, server, storage, plugins, text, customers)
    return Examined(config, problems, plugins, file, places)


TABLES = ("shop", "server", "storage", "customers", "plugins")


def _unknown_table(key: str, raw: dict[str, Any], file: Path, places: Places) -> SettingError:
    what = f"[{key}]" if isinstance(raw[key], dict) else key
    if key.startswith("shopbell_"):
        hint, sure = f"a plugin's table is called [plugins.{key}]", None
    else:
        near = nearest(key, TABLES)
        hint = f"did you mean [{near}]?" if near else f"known here: {', '.join(f'[{name}]' for name in TABLES)}"
        sure = only_near(key, [name for name in TABLES if name not in raw])
    repair = Rename((key,), sure) if sure and isinstance(raw[key], dict) else None
    problem = f"{what} is no table of a shop"
    return SettingError(problem, path=(key,), file=file, line=places.line((key,)), hint=hint, repair=repair)


def _no_table(path: tuple[str, ...], value: object, file: Path, places: Places) -> SettingError:
    problem = f"[{'.'.join(path)}] must be a table, not {is_a(value)}"
    return SettingError(problem, path=path, file=file, line=places.line(path))


def _plugin_table(name: str, table: object, file: Path, places: Places) -> PluginTable:
    path = ("plugins", name)
    if not isinstance(table, dict):
        hint = f"to switch it on: [plugins.{name}] and below it enabled = true"
        problem = _no_table(path, table, file, places)
        problem = SettingError(problem.problem, path=path, file=file, line=problem.line, hint=hint)
        return PluginTable(name, {}, problems=(problem,), file=file, places=places)
    reserved = {key: table[key] for key in ("enabled", "order") if key in table}
    found = decode_table(reserved, Settings, path, file, places)
    if found.value is None:
        # Meant to be off stays off: enabled = "false" must not start what the owner switched off.
        enabled = unquoted(table.get("enabled", True), bool) is not False and table.get("enabled") is not False
        return PluginTable(name, table, enabled=enabled, problems=found.problems, file=file, places=places)
    return PluginTable(name, table, found.value.enabled, found.value.order, (), file, places)


def _syntax_problems(file: Path, text: str) -> tuple[list[SettingError], str]:
    """What is no TOML, and the text with those lines blanked, so that the rest can be checked as well."""
    problems: list[SettingError] = []
    lines = text.split("\n")
    while len(problems) < 20:
        try:
            tomllib.loads("\n".join(lines))
            return problems, "\n".join(lines)
        except tomllib.TOMLDecodeError as exc:
            reason = re.sub(r" \(at .*\)$", "", str(exc))
            line, column = _place(exc, len(lines))
            if column == 1 and "'" in reason:
                line -= 1  # a quote that was not closed is noticed on the next line
            while line > 1 and not lines[line - 1].strip():
                line -= 1  # what was not closed at all is noticed at the end
            content = lines[line - 1]
            problems.append(_syntax_problem(file, line, content, reason))
            # What is never closed swallows the lines after it: nothing below can be trusted.
            if not content.strip() or reason.startswith(("Unclosed", "Unterminated", "Expected \"'")):
                return problems, ""
            lines[line - 1] = ""
        except (RecursionError, ValueError):  # thousands of brackets, or a number of thousands of digits
            problems.append(SettingError("holds a value that is too deep or too long to read", file=file, line=1))
            return problems, ""
    return problems, ""


def _place(exc: tomllib.TOMLDecodeError, last: int) -> tuple[int, int]:
    """Line and column, from 1, out of the parser's message."""
    place = re.search(r" \(at line (\d+), column (\d+)\)$", str(exc))
    return (int(place.group(1)), int(place.group(2))) if place else (last, 2)


_WORDS = re.compile(r"\s*[\w.\"'-]+\s*=\s*(?P<value>[^\s\"'\[{#][^#]*)")


def _syntax_problem(file: Path, line: int, content: str, reason: str) -> SettingError:
    match = _WORDS.match(content)
    value = match.group("value").strip() if match else ""
    repair = None
    if switch := SWITCHES.get(value.lower()):
        hint = "a switch is written true or false, in small letters"
        start, end = match.span("value") if match else (0, 0)
        repair = Respell(line, content[:start] + switch + content[start + len(value) : end] + content[end:])
    elif reason == "Invalid value" and value:
        hint = 'text needs quotes, as in name = "Ana"'
    elif "Cannot overwrite" in reason:
        hint = "it stands in the file twice; keep one"
    elif "Cannot declare" in reason:
        hint = "this table stands in the file twice; put all its settings below one heading"
    elif "Illegal character" in reason or "Unterminated" in reason or "Expected \"'" in reason:
        hint = "a quote is not closed in this line"
    elif "Unclosed" in reason:
        hint = "a bracket is not closed before this line"
    else:
        hint = ""
    problem = f"is no TOML: {reason[:1].lower()}{reason[1:]}"
    return SettingError(problem, file=file, line=line, hint=hint, repair=repair)
