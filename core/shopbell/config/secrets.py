"""Finds the values that ``Secret`` references speak of, at the moment they are needed. Nothing here is logged."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from shopbell.errors import ConfigError
from shopbell.secret import Secret, SecretSource

_LIMIT = 65_536  # bytes of a secret file; a key is shorter, a wrong path may be a video


@dataclass(slots=True)
class _Seen:
    """A secret file as last read; ``stamp`` tells whether it changed since."""

    stamp: tuple[int, int, int]
    value: str


class Secrets:
    """All sources of secrets of one shop.

    Values are read at each call: an environment variable, a file (again whenever it changed), or a stored secret
    (``stored`` is the vault's open mapping, which the vault keeps up to date).
    """

    def __init__(
        self, folder: Path, stored: Mapping[str, str] | None = None, environ: Mapping[str, str] | None = None
    ) -> None:
        self._folder = folder
        self._stored: Mapping[str, str] = {} if stored is None else stored
        self._environ = os.environ if environ is None else environ
        self._files: dict[Path, _Seen] = {}

    def __repr__(self) -> str:
        return "Secrets()"

    def values(self, secret: Secret) -> tuple[str, ...]:
        """The values now, the newer first. While one of two is rotated in or out, one that is there is enough.

        Raises:
            ConfigError: none is there; names the reference, its line, and how to set it.
        """
        found = [value for source in secret.sources if (value := self._value(source))]
        if not found:
            raise missing(secret)
        return tuple(found)

    def problems(self, settings: msgspec.Struct) -> list[ConfigError]:
        """One problem for each reference in these settings that has no value now."""
        return [missing(secret) for secret in secrets_in(settings) if not any(map(self._value, secret.sources))]

    def _value(self, source: SecretSource) -> str:
        """The value, or an empty text."""
        if source.kind == "env":
            return self._environ.get(source.name, "").strip()
        if source.kind == "store":
            return self._stored.get(source.name, "")
        return self._file(self._folder / source.name)

    def _file(self, path: Path) -> str:
        try:
            now = path.stat()
            stamp = (now.st_mtime_ns, now.st_size, now.st_ino)  # a mounted secret is swapped by a link: a new inode
            seen = self._files.get(path)
            if seen is None or seen.stamp != stamp:
                if now.st_size > _LIMIT:
                    return ""
                seen = self._files[path] = _Seen(stamp, path.read_text("utf-8").strip())
        except (OSError, UnicodeDecodeError):
            self._files.pop(path, None)
            return ""
        return seen.value


def users_of_secrets(tables: Mapping[str, Mapping[str, Any]]) -> dict[SecretSource, frozenset[str]]:
    """Which plugins refer to which source, by their tables as written (``PluginTable.raw``, by plugin).

    For who has to set plugins up again when a secret changes; needs no plugin's code.
    """
    users: dict[SecretSource, set[str]] = {}
    for plugin, raw in tables.items():
        for source in _sources_in(raw):
            users.setdefault(source, set()).add(plugin)
    return {source: frozenset(plugins) for source, plugins in users.items()}


def _sources_in(raw: Any) -> Iterator[SecretSource]:
    if isinstance(raw, Mapping):
        try:
            yield from Secret.parse(dict(raw)).sources
        except ValueError:
            for inner in raw.values():
                yield from _sources_in(inner)
    elif isinstance(raw, list):
        for inner in raw:
            yield from _sources_in(inner)


def missing(secret: Secret) -> ConfigError:
    """The sentence for a reference without a value."""
    ways = " or ".join(_way(source) for source in secret.sources)
    return ConfigError(f"the secret {secret} is not there", file=secret.file, line=secret.line, hint=ways)


def _way(source: SecretSource) -> str:
    match source.kind:
        case "env":
            return f"set the environment variable {source.name} before the start"
        case "file":
            return f"put it into {source.name}, readable for the shop"
        case _:
            return f"set it with: shopbell secrets set {source.name}"


def secrets_in(value: Any) -> Iterator[Secret]:
    """Every reference in settings, however deep."""
    if isinstance(value, Secret):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from secrets_in(getattr(value, name))
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from secrets_in(inner)
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from secrets_in(inner)
